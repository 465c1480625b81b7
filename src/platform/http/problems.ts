import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { Text } from '../i18n/text.ts'
import type { Problem } from '../problem.ts'

/** Kinds of problem, each with its HTTP status. The words stand in the message files as `problem.<kind>`. */
export const problemStatus = {
  invalid: 422,
  malformed: 400,
  sign_in: 401,
  forbidden: 403,
  csrf: 403,
  not_found: 404,
  gone: 410,
  conflict: 409,
  refused: 409,
  too_slow: 408,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  headers_too_large: 431,
  broken: 500,
  away: 503,
  busy: 503,
} as const
export type ProblemKind = keyof typeof problemStatus

/** An expected refusal of a door, thrown where there is nothing to return to. */
export class HttpProblem extends Error {
  readonly kind: ProblemKind
  readonly more: Partial<Pick<Problem, 'detail' | 'fields' | 'refusal' | 'title'>>
  constructor(kind: ProblemKind, more: HttpProblem['more'] = {}) {
    super(kind)
    this.name = 'HttpProblem'
    this.kind = kind
    this.more = more
  }
}

export function problemOf(kind: ProblemKind, text: Text, requestId: string, more: HttpProblem['more'] = {}): Problem {
  return {
    type: `/problems/${kind.replaceAll('_', '-')}`,
    title: text(`problem.${kind}`),
    status: problemStatus[kind],
    instance: requestId,
    ...more,
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem))
}

/**
 * What a person has to mend, field by field, in their language: `field.<path>.<code>` where there are words for it, else
 * the general words for that code.
 * @param given what was parsed: it tells a field left empty from one filled in wrongly
 */
export function fieldsOf(
  issues: readonly z.core.$ZodIssue[],
  text: Text,
  given?: unknown,
): NonNullable<Problem['fields']> {
  const told = issues.map((issue) => {
    const field = issue.path.join('.')
    const code = given === undefined ? codeOf(issue) : codeFor(issue, given)
    const values = {
      maximum: Number('maximum' in issue ? issue.maximum : 0),
      minimum: Number('minimum' in issue ? issue.minimum : 0),
    }
    try {
      return { field, message: text(`field.${String(issue.path.at(-1) ?? 'body')}.${code}`, values) }
    } catch {
      return { field, message: text(`field.${code}`, values) }
    }
  })
  // One thing to mend at a time: a number of another shape breaks the rules that follow as well.
  return told.filter((one, index) => told.findIndex((other) => other.field === one.field) === index)
}

type FieldCode = 'missing' | 'too_long' | 'too_short' | 'too_large' | 'too_small' | 'wrong'

/** A field with nothing in it is missing, whatever its model says; one with something in it never is. */
function codeFor(issue: z.core.$ZodIssue, given: unknown): FieldCode {
  let value = given
  for (const step of issue.path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step]
  if (value === undefined || (typeof value === 'string' && value.trim() === '')) return 'missing'
  const code = codeOf(issue)
  return code === 'missing' ? 'wrong' : code
}

/** The codes that the message files know. */
function codeOf(issue: z.core.$ZodIssue): FieldCode {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'missing'
  if (issue.code === 'too_big') return issue.origin === 'string' || issue.origin === 'array' ? 'too_long' : 'too_large'
  if (issue.code === 'too_small')
    return issue.origin === 'string' && issue.minimum === 1
      ? 'missing'
      : issue.origin === 'string'
        ? 'too_short'
        : 'too_small'
  return issue.code === 'custom' ? 'missing' : 'wrong'
}
