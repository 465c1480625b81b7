import type { z } from 'zod'
import { ConfigError } from './config-error.ts'

/**
 * A setting that is JSON, by its model.
 * @throws ConfigError that names the setting and the option at fault, never its value
 */
export function parseJson<T>(name: string, model: z.ZodType<T>, text: string): T {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw new ConfigError(name, 'is not JSON')
  }
  const parsed = model.safeParse(given)
  if (parsed.success) return parsed.data
  throw new ConfigError(name, fault(parsed.error.issues[0]))
}

/** What is wrong, by the names of the options only: values are passwords and tokens. */
function fault(issue: z.core.$ZodIssue | undefined): string {
  const where = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys')
    return `does not know the option ${[where, issue.keys[0]].filter(Boolean).join('.')}`
  if (issue?.code === 'custom' && where === '') return sentenceOf(issue.message)
  return `${where || 'the whole'} is missing or wrong`
}

/** An error's sentence as the end of "SETTING: …". */
export const sentenceOf = (message: string) => message.charAt(0).toLowerCase() + message.slice(1)
