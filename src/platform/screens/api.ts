import type { z } from 'zod'
import type { Problem } from '../problem.ts'
import type { Route } from '../route.ts'
import { learnServerTime } from './server-clock.ts'

/** What the server refused or could not do, in the reader's language. */
export class ApiProblem extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.title)
    this.name = 'ApiProblem'
    this.problem = problem
  }
}

/** The server cannot be reached at all: no signal, or it is away. */
export class Unreachable extends Error {}

type Input<R extends Route> = {
  params?: z.input<NonNullable<R['params']>>
  query?: z.input<NonNullable<R['query']>>
  body?: z.input<NonNullable<R['body']>>
  file?: { field: string; file: Blob; name: string }
  signal?: AbortSignal
}

let csrfToken = ''
/** Remembers the token that every write must carry; the session answers it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token
}

/** Somebody who has touched nothing for this long, in milliseconds, is not there: their session may end. */
const stillThere = 60_000
let touchedAt = performance.now()
for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
  globalThis.addEventListener?.(
    event,
    () => {
      touchedAt = performance.now()
    },
    { passive: true, capture: true },
  )

/**
 * Calls one route of the contract. The answer is trusted: server and screen are built from the same model.
 * @throws ApiProblem when the server refuses, Unreachable when there is no way to it.
 */
export async function call<R extends Route>(route: R, input: Input<R> = {}): Promise<z.output<R['answer']>> {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((input.params as Record<string, unknown> | undefined)?.[name])),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries((input.query as Record<string, unknown> | undefined) ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  }
  // Refusals are read by whoever chose the language of the screen, which need not be the browser's.
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': document.documentElement.lang,
  }
  // What a screen asks by itself keeps nobody signed in.
  if (performance.now() - touchedAt > stillThere) headers['x-silin-idle'] = '1'
  let body: BodyInit | null = null
  if (input.file) {
    const form = new FormData()
    form.set(input.file.field, input.file.file, input.file.name)
    body = form
  } else if (input.body !== undefined) {
    headers['content-type'] = 'application/json'
    body = JSON.stringify(input.body)
  }
  if (route.method !== 'GET') headers['x-csrf-token'] = csrfToken

  let response: Response
  try {
    response = await fetch(query.size > 0 ? `${path}?${query}` : path, {
      method: route.method,
      headers,
      body,
      credentials: 'same-origin',
      ...(input.signal && { signal: input.signal }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Unreachable()
  }
  learnServerTime(response.headers.get('date'))
  if (!response.ok) throw new ApiProblem(await readProblem(response))
  return (await response.json()) as z.output<R['answer']>
}

/** What the server found wrong with one field (`body.code` and `code` are the same), in its words. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  return error.problem.fields?.find((one) => one.field === field || one.field === `body.${field}`)?.message
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem
  } catch {
    // A proxy in between answered in its own words; the status is all there is.
    return { type: '/problems/unreadable', title: '', status: response.status }
  }
}
