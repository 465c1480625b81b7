import { reportOf } from '../../capabilities/doctor/index.ts'
import { type CheckUpResult, type Finding, type Level, worstOf } from '../../platform/check-up.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { chooseLanguage, type Language, languages, textIn } from '../../platform/i18n/text.ts'
import { createLog } from '../../platform/log/log.ts'
import { serverWords } from '../server/words.ts'
import { live } from './life.ts'
import { prepareLook } from './look.ts'

interface Options {
  readonly json?: boolean
  readonly strict?: boolean
  readonly language?: string
}

/** `silin doctor`: says how everything is, and what to do about what is not well. For monitoring by its exit status. */
export async function examine(readConfig: () => Config, options: Options): Promise<void> {
  const language = languageOf(options.language)
  const config = settings(readConfig)
  if (config instanceof ConfigError) {
    const wrong: Finding = { name: 'doctor.settings', level: 'bad', key: 'wrong', values: { reason: config.message } }
    return tell({ at: new Date().toISOString(), findings: [wrong] }, options, language)
  }
  await live(async (life) => {
    // Whatever goes wrong is a finding; the log would say it again, between the lines.
    const checkUp = await prepareLook(life, config, createLog('silent'))
    tell(await checkUp.run({ thorough: true }), options, language)
  })
}

/** A wrong setting ends every other command; for a doctor it is what was found. */
function settings(readConfig: () => Config): Config | ConfigError {
  try {
    return readConfig()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

function tell(result: CheckUpResult, options: Options, language: Language): void {
  const report = reportOf((one) => textIn(one, serverWords), result)
  if (options.json) console.log(JSON.stringify(report, null, 2))
  else for (const { level, words } of report.findings) print(level, words[language], language)
  process.exitCode = statusOf(worstOf(result.findings), options.strict ?? false)
}

function print(
  level: Level,
  { title, found, toDo }: { readonly title: string; readonly found: string; readonly toDo: string | null },
  language: Language,
): void {
  const text = textIn(language, serverWords)
  const sign = pad(text(`doctor.level.${level}`), 12)
  console.log(`${sign}${pad(title, 22)}${found}`)
  if (toDo) console.log(`${' '.repeat(12)}→ ${toDo}`)
}

/** A Chinese sign is as wide as two others on a terminal. */
function pad(words: string, width: number): string {
  const taken = [...words].reduce((sum, sign) => sum + (/[\u2e80-\u9fff\uff00-\uffef]/.test(sign) ? 2 : 1), 0)
  return words + ' '.repeat(Math.max(1, width - taken))
}

const statusOf = (level: Level, strict: boolean): number => (level === 'bad' ? 2 : level === 'warn' && strict ? 1 : 0)

function languageOf(wish: string | undefined): Language {
  const known = languages.find((language) => language === wish)
  if (wish !== undefined && !known) throw new ConfigError('--language', `is one of ${languages.join(', ')}`)
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return known ?? chooseLanguage(undefined, (LC_ALL || LC_MESSAGES || LANG || '').replace('_', '-'))
}
