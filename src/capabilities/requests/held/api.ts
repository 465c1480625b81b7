import type { FastifyInstance } from 'fastify'
import type { Photos } from '../../../platform/files/photos.ts'
import type { createImplement } from '../../../platform/http/implement.ts'
import { sendPhoto } from '../../../platform/http/photos-over-http.ts'
import { HttpProblem } from '../../../platform/http/problems.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import { type Actor, reach } from '../../people/index.ts'
import { routes } from '../routes.ts'
import type { Deciding } from './deciding.ts'
import type { Door } from './door.ts'
import type { HeldReading } from './reading.ts'

/** The hold queue and the door's settings, for the desk of a community. */
export function heldApi<A extends Actor>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: {
    reading: HeldReading
    deciding: Deciding
    door: Door
    photos: Photos
  },
): void {
  const { reading, deciding, door, photos } = deps
  const may = (actor: Actor, id: CommunityId) => reach(actor, 'requests.hold', id).everywhere
  const must = (actor: Actor, id: CommunityId) => {
    if (!may(actor, id)) throw new HttpProblem('not_found')
  }

  implement(server, routes.held, async ({ actor, query }) => {
    must(actor, query.community)
    return await reading.page(query.community, actor.personId, query)
  })
  implement(server, routes.releaseHeld, async ({ actor, params, body, visitor }) => {
    must(actor, body.community)
    const outcome = await deciding.release(body.community, params.id, actor.personId)
    if (outcome.ok) return { count: 1 }
    if (outcome.refusal === 'not_found') throw new HttpProblem('not_found')
    const detail = visitor.text(`requests.refusal.${outcome.refusal}`)
    throw new HttpProblem('refused', { refusal: outcome.refusal, title: detail, detail })
  })
  implement(server, routes.putAsideHeld, async ({ actor, params, body }) => {
    must(actor, body.community)
    const count = await deciding.putAside(body.community, params.id, { ...body, by: actor.personId })
    if (count === null) throw new HttpProblem('not_found')
    return { count }
  })
  implement(server, routes.lookedAtMarked, async ({ actor, params, body }) => {
    must(actor, body.community)
    if (!(await deciding.looked(body.community, params.id))) throw new HttpProblem('not_found')
    return { count: 1 }
  })
  implement(server, routes.door, async ({ actor, query }) => {
    must(actor, query.community)
    return await door.state(query.community)
  })
  implement(server, routes.guardDoor, async ({ actor, body }) => {
    must(actor, body.community)
    await door.guard(body.community, actor.personId, body.guarded)
    return await door.state(body.community)
  })
  implement(server, routes.setBlockedWords, async ({ actor, body }) => {
    must(actor, body.community)
    await door.setWords(body.community, actor.personId, body.words)
    return await door.state(body.community)
  })

  implement(server, routes.heldPhoto, async ({ actor, params, query, reply }) => {
    const { community, id, photo } = params
    must(actor, community)
    const row = await deciding.find(community, id)
    if (!row?.photos.includes(photo) || row.about_person_id === actor.personId) throw new HttpProblem('not_found')
    return await sendPhoto(reply, await photos.read(community, photo, query.size))
  })
}
