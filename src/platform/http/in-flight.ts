import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpProblem } from './problems.ts'

/**
 * Requests that are being answered at once, at most. One takes a few milliseconds, so that many only wait for something
 * that does not keep up (the database, the disk): whoever comes then is told at once instead of waiting with them.
 */
export const mostInFlight = 400

/** Whoever watches over the server has to see that it is under pressure. */
export const isWatching = ({ url }: Pick<FastifyRequest, 'url'>) =>
  url === '/healthz' || url === '/readyz' || url === '/metrics'

const leaving = new WeakMap<FastifyRequest, () => void>()
/** It is answered by a stream that goes on for hours: nobody waits for it any more. */
export function leaveInFlight(request: FastifyRequest): void {
  leaving.get(request)?.()
}

/** Turns away who comes while too many are being answered. */
export function limitInFlight(server: FastifyInstance, most = mostInFlight): void {
  let inFlight = 0
  server.addHook('onRequest', (request, _reply, done) => {
    if (isWatching(request)) return done()
    if (inFlight >= most) return done(new HttpProblem('busy'))
    inFlight += 1
    leaving.set(request, () => {
      if (leaving.delete(request)) inFlight -= 1
    })
    done()
  })
  // Also when the other side went away in the middle.
  server.addHook('onResponse', (request, _reply, done) => {
    leaveInFlight(request)
    done()
  })
}
