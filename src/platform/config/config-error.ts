/** A setting that is wrong, with its name and one sentence that says what to do. Ends the start, never a request. */
export class ConfigError extends Error {
  readonly setting: string
  constructor(setting: string, sentence: string) {
    super(`${setting}: ${sentence}`)
    this.name = 'ConfigError'
    this.setting = setting
  }
}
