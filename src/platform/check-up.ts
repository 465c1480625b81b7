import type { Clock } from './clock/clock.ts'
import { type Language, languages, type Text, type Values } from './i18n/text.ts'
import type { Log } from './log/log.ts'

/** warn: somebody should look at it these days; bad: something does not work, or data are in danger. */
export const levels = ['good', 'warn', 'bad'] as const
export type Level = (typeof levels)[number]

/** What a look has found. `key` and `values` are its words, see `Check`. */
export interface CheckResult {
  readonly level: Level
  readonly key: string
  readonly values?: Values
}

/**
 * One thing that `silin doctor` looks at. A capability contributes its own with `Capability.checks`, and its words with
 * its messages, as a clerk of a community understands them:
 *
 *     "<name>":              what is looked at, in two or three words
 *     "<name>.<key>":        what was found, in one sentence
 *     "<name>.<key>.to_do":  what to do about it; for every key that is not good
 */
export interface Check {
  readonly name: string
  /**
   * Proves that what is stored is whole and can be read: a restore runs it before it says that it is done, thoroughly
   * and for as long as it takes.
   */
  readonly provesData?: true
  /** One look; nothing is changed. An exception is a finding, too. */
  run(how: { readonly thorough: boolean }): Promise<CheckResult>
}

export interface Finding extends CheckResult {
  readonly name: string
}

export interface CheckUpResult {
  readonly at: string
  readonly findings: readonly Finding[]
}

/** Longest time of one look, in milliseconds: what does not answer by then has no good news. */
const patience = { quick: 20_000, thorough: 30 * 60_000 }

export type CheckUp = ReturnType<typeof createCheckUp>

/** Runs checks side by side, and remembers what they found last. */
export function createCheckUp(house: { readonly clock: Pick<Clock, 'now'>; readonly log: Pick<Log, 'warn'> }) {
  const checks: Check[] = []
  let latest: CheckUpResult | null = null
  let running: Promise<CheckUpResult> | null = null

  async function look({ name, run }: Check, thorough: boolean): Promise<Finding> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<CheckResult>((resolve) => {
      const most = thorough ? patience.thorough : patience.quick
      timer = setTimeout(() => resolve({ level: 'bad', key: 'late' }), most)
    })
    try {
      return { name, ...(await Promise.race([run({ thorough }), late])) }
    } catch (error) {
      house.log.warn({ check: name, error }, 'a check could not look')
      return { name, level: 'bad', key: 'failed' }
    } finally {
      clearTimeout(timer)
    }
  }

  async function runAll(thorough: boolean): Promise<CheckUpResult> {
    const findings = await Promise.all(checks.map((one) => look(one, thorough)))
    latest = { at: house.clock.now().toString(), findings }
    return latest
  }

  return {
    add: (more: readonly Check[]) => void checks.push(...more),
    /**
     * Looks at everything now; whoever asks while it looks gets the same answer.
     * @param how thorough: for as long as it takes, such as along the whole audit chain
     */
    run({ thorough = false }: { readonly thorough?: boolean } = {}): Promise<CheckUpResult> {
      running ??= runAll(thorough).finally(() => {
        running = null
      })
      return running
    },
    /** Only what proves that the stored data are whole. */
    prove: async (): Promise<readonly Finding[]> =>
      await Promise.all(checks.filter((one) => one.provesData).map((one) => look(one, true))),
    /** What was found last; null until the first look. */
    latest: () => latest,
  }
}

/** The worst of them; good when there is none. */
export const worstOf = (findings: readonly CheckResult[]): Level =>
  levels.findLast((level) => findings.some((one) => one.level === level)) ?? 'good'

export interface FindingWords {
  readonly title: string
  readonly found: string
  /** What to do about it; null when all is well. */
  readonly toDo: string | null
}

/** Keys that any check may end with; their words are the same for all. */
const common = new Set(['late', 'failed'])

/** A finding in one language. */
export function sayFinding({ name, level, key, values }: Finding, text: Text): FindingWords {
  const words = common.has(key) ? `check_up.${key}` : `${name}.${key}`
  return {
    title: text(name),
    found: text(words, values),
    toDo: level === 'good' ? null : text(`${words}.to_do`, values),
  }
}

/** And in each language, for whoever does not know yet who reads it. */
export function sayInAll(finding: Finding, textOf: (language: Language) => Text): Record<Language, FindingWords> {
  const said = languages.map((language) => [language, sayFinding(finding, textOf(language))])
  return Object.fromEntries(said) as Record<Language, FindingWords>
}
