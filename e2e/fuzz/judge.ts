import { problem } from '../../src/platform/problem.ts'
import type { WireAnswer } from './wire.ts'

/** What no answer may hold: stacks, the machine's folders, the database's words. */
const inside: readonly RegExp[] = [
  /\bat (async )?[\w.<>$]+ \(|\bat (file|node):|node_modules|node:internal|file:\/\//,
  /\/(work|home|root|usr|var|tmp|src|dist)\/[\w.-]+\//,
  /\b(TypeError|ReferenceError|RangeError|SyntaxError|ZodError|DatabaseError|AggregateError)\b/,
  /\b(FST|ERR|HPE)_[A-Z_]+\b|\bE(CONN|NOENT|PIPE|ACCES)[A-Z]*\b/,
  /syntax error at|duplicate key|violates |invalid input (syntax|value)|invalid byte sequence|SQLSTATE|pg_catalog/i,
  /\bselect\b.{1,80}\bfrom\b|\binsert into\b|\bupdate\b.{1,60}\bset\b|\bdelete from\b/i,
  /request_events|request_commands|plaque_codes|contact_openings|roster_imports|staff_changes|channel_choices|api_tokens|sign_in_trials|calendar_days|_sealed|_hash\b/,
]

/**
 * What is wrong with an answer, in one line; null when nothing is.
 * @param path of the request, as far as it could be read
 */
export function judge(answer: WireAnswer, path: string): string | null {
  const { status, headers, body } = answer
  // Load limits are the one reason to be asked to come again.
  if (status >= 500 && status !== 503) return `answered ${status}`
  const text = body.toString('utf8')
  if (status >= 400) {
    for (const pattern of inside) {
      const found = pattern.exec(text)
      if (found) return `tells of its inside: ${found[0].slice(0, 100)}`
    }
  }
  const type = headers.get('content-type') ?? ''
  if (status < 400 || body.length === 0) return null
  if (/^\/api\//.test(path) && !type.startsWith('application/problem+json')) return `an error of type ${type || 'none'}`
  if (!type.includes('json')) return type.startsWith('text/html') ? null : `an error of type ${type || 'none'}`
  return judgeProblem(status, text)
}

function judgeProblem(status: number, text: string): string | null {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return `an error that is no JSON: ${text.slice(0, 100)}`
  }
  const parsed = problem.strict().safeParse(read)
  if (!parsed.success) return `an error of another shape: ${text.slice(0, 200)}`
  if (parsed.data.status !== status) return `says ${parsed.data.status} and is ${status}`
  return parsed.data.type.startsWith('/problems/') && parsed.data.title !== '' ? null : `a nameless error: ${text}`
}
