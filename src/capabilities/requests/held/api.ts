import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Photos } from '../../../platform/files/photos.ts'
import type { createImplement } from '../../../platform/http/implement.ts'
import { sendPhoto } from '../../../platform/http/photos-over-http.ts'
import { HttpProblem } from '../../../platform/http/problems.ts'
import { type CommunityId, communityId, fileId } from '../../../platform/ids.ts'
import { type Actor, reach } from '../../people/index.ts'
import { routes } from '../routes.ts'
import type { Deciding } from './deciding.ts'
import type { Door } from './door.ts'
import { heldId } from './model.ts'
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
    actorOf: (request: FastifyRequest) => Promise<Actor | null>
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

  // Photos of something held. Not JSON, so not in the contract.
  server.get('/api/v1/held/:community/:id/photos/:photo', { schema: { hide: true } }, async (request, reply) => {
    const actor = await deps.actorOf(request)
    if (!actor) throw new HttpProblem('sign_in')
    const given = request.params as { community: string; id: string; photo: string }
    const [where, id, photo] = [
      communityId.safeParse(given.community),
      heldId.safeParse(given.id),
      fileId.safeParse(given.photo),
    ]
    if (!where.success || !id.success || !photo.success) throw new HttpProblem('not_found')
    must(actor, where.data)
    const row = await deciding.find(where.data, id.data)
    if (!row?.photos.includes(photo.data) || row.about_person_id === actor.personId) throw new HttpProblem('not_found')
    const size = (request.query as { size?: string }).size === 'full' ? 'full' : 'small'
    return await sendPhoto(reply, await photos.read(where.data, photo.data, size))
  })
}
