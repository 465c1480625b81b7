import type { FastifyInstance } from 'fastify'
import { keptFor } from '../../../platform/kept.ts'
import { answerLive, followersLimit } from '../../../platform/live/answer.ts'
import { Around } from './around-card.tsx'
import { type RequestPageDeps, readerOf } from './deps.ts'
import { partsOnly, sendParts } from './live-parts.tsx'
import { findPlace } from './plaque-routes.tsx'

/** Milliseconds: "an hour ago" may be so much older. What changed is another key. */
const partsKept = 5_000

/** `GET /p/:code/live`, which says that what neighbours reported has changed, and `/p/:code/part`, which shows it. */
export function plaqueLive(server: FastifyInstance, deps: RequestPageDeps): void {
  const parts = keptFor<string>(partsKept, 2_000)
  type Call = { Params: { code: string } }

  server.get<Call>('/p/:code/live', { config: followersLimit }, async (request, reply) => {
    const found = await findPlace(deps, request, reply)
    if (!found) return reply
    return answerLive(deps.house, request, reply, deps.following.ofPlaque(found.place))
  })

  server.get<Call>('/p/:code/part', { config: followersLimit }, async (request, reply) => {
    const found = await findPlace(deps, request, reply)
    if (!found) return reply
    const { place, code } = found
    const reader = readerOf(deps, request)
    const change = deps.house.live.stateOf(deps.following.ofPlaque(place))
    // All who follow a stairwell fetch the same: it is read once for each change.
    const html = await parts.read(`${code} ${reader.language} ${change}`, async () => {
      const matters = await deps.tracking.around(place, reader.language)
      return partsOnly(String(Around({ matters, code, reader })))
    })
    return sendParts(reply, html)
  })
}
