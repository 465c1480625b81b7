import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { House } from '../house.ts'
import { type ProblemKind, problemOf } from './problems.ts'

/** What Node says of bytes that are no HTTP request. Anything else that it may say is malformed as well. */
const kindOf: Readonly<Record<string, ProblemKind>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too_slow',
}

/**
 * Answers bytes that never became a request, so that no route, hook or error handler sees them: in the one shape of our
 * errors, since nobody can know whether a page or a program asked. The connection ends, as where the next request begins
 * cannot be known either.
 */
export function answerBrokenFrame(house: Pick<House, 'text'>) {
  return (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    if (socket.writable) {
      const id = randomUUID()
      const problem = problemOf(kindOf[error.code ?? ''] ?? 'malformed', house.text('zh-CN'), id)
      const body = JSON.stringify(problem)
      socket.write(
        [
          `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
          'content-type: application/problem+json; charset=utf-8',
          'cache-control: no-store',
          'x-content-type-options: nosniff',
          `x-request-id: ${id}`,
          `content-length: ${Buffer.byteLength(body)}`,
          'connection: close',
          '',
          body,
        ].join('\r\n'),
      )
    }
    socket.destroy(error)
  }
}
