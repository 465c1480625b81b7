import { pino } from 'pino'

/** What may stand in a log line: ids, counts, codes and durations. Never a name, a phone, a token or people's words. */
export interface Log {
  debug(facts: object, sentence: string): void
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
  error(facts: object, sentence: string): void
}

/** Numbers long enough to be a phone, and tracking tokens in paths, whatever they came in with. */
const personal = [
  [/(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)/g, '[phone]'],
  [/\/r\/[0-9a-z]+-[0-9a-z]+/gi, '/r/[token]'],
  [/\bset-up\/[\w-]+/g, 'set-up/[token]'],
  [/\bwelcome\/[\w-]+/g, 'welcome/[token]'],
] as const

/** Takes out of a text what must not be logged. The last net: callers log facts without people in the first place. */
export function withoutPersons(text: string): string {
  return personal.reduce((clean, [pattern, stand]) => clean.replace(pattern, stand), text)
}

function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutPersons(value)
  if (value instanceof Error) {
    const code = (value as { code?: unknown }).code
    // A database's message can quote a row; its code says enough. A stack begins with that message, on however many lines.
    const steps = value.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
    return {
      name: value.name,
      ...(code !== undefined && { code }),
      message: code ? undefined : withoutPersons(value.message),
      stack: withoutPersons(steps.slice(0, 11).join('\n')),
    }
  }
  if (depth < 4 && Array.isArray(value)) return value.map((item) => clean(item, depth + 1))
  if (depth < 4 && value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item, depth + 1)]))
  }
  return value
}

/** One JSON object a line on standard error; standard output belongs to the person who started Silin. */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent', write?: (line: string) => void): Log {
  const destination = write ? { write } : pino.destination({ dest: 2, sync: true })
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  const at = (method: 'debug' | 'info' | 'warn' | 'error') => (facts: object, sentence: string) =>
    logger[method](clean(facts) as object, withoutPersons(sentence))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
