import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Photos } from '../../platform/files/photos.ts'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import { keepSentPhoto, readSentPhoto, sendPhoto } from '../../platform/http/photos-over-http.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import { senderOf } from '../../platform/http/sender.ts'
import type { Visitor } from '../../platform/http/visitor.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { answerLive } from '../../platform/live/answer.ts'
import { type Actor, communitiesFor, covers, reach } from '../people/index.ts'
import type { Places } from '../places/index.ts'
import { actionOf } from './allowed.ts'
import type { CarryOut, Outcome } from './carry-out.ts'
import type { Rulebook } from './circumstances.ts'
import type { Contacts } from './contacts/contacts.ts'
import type { Following } from './following.ts'
import type { Intake } from './held/intake.ts'
import type { Reading } from './reading.ts'
import { routes } from './routes.ts'
import type { Tracking } from './tracking.ts'

export interface RequestsApi {
  readonly house: House
  readonly intake: Intake
  readonly carryOut: CarryOut
  readonly reading: Reading
  readonly tracking: Tracking
  readonly contacts: Contacts
  readonly rulebook: Rulebook
  readonly photos: Photos
  readonly places: Places
  readonly following: Following
  /** How to ask later whether somebody is still signed in, with the posts of now. */
  stays(request: FastifyRequest): Promise<() => Promise<boolean>>
}

/** Requests as JSON: the public intake, the queue, the story, and commands. */
export function requestsApi<A extends Actor>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: RequestsApi,
): void {
  const { reading, carryOut, rulebook, photos, places } = deps

  implement(server, routes.report, async ({ body, actor, visitor, request }) => {
    const plaque = await places.plaque(body.plaque)
    if (plaque && !(await photos.known(plaque.communityId, body.photos))) {
      throw new HttpProblem('invalid', { fields: [{ field: 'photos', message: visitor.text('field.wrong') }] })
    }
    const from = { channel: 'api', personId: actor?.personId ?? null } as const
    const outcome = await deps.intake.send(body, from, actor ? null : senderOf(deps.house, request))
    if (outcome.ok) return outcome.reported
    const { refusal } = outcome
    if (refusal === 'too_much')
      throw new HttpProblem('too_many', { refusal, detail: visitor.text(`requests.refusal.${refusal}`) })
    if (refusal === 'plaque_closed')
      throw new HttpProblem('gone', { refusal, detail: visitor.text(`requests.refusal.${refusal}`) })
    if (refusal === 'plaque_unknown')
      throw new HttpProblem('not_found', { refusal, detail: visitor.text(`requests.refusal.${refusal}`) })
    throw new HttpProblem(refusal === 'id_taken' ? 'conflict' : 'invalid', {
      refusal,
      detail: visitor.text(`requests.refusal.${refusal}`),
    })
  })

  implement(
    server,
    routes.list,
    async ({ actor, query, visitor }) => await reading.queue(actor, query, visitor.language),
  )
  implement(
    server,
    routes.byPhone,
    async ({ actor, body, visitor }) => await reading.byPhone(actor, body.phone, visitor.language),
  )
  implement(server, routes.live, async ({ actor, request, reply }) =>
    answerLive(deps.house, request, reply, deps.following.ofActor(actor), await deps.stays(request)),
  )
  implement(server, routes.figures, async ({ actor, query }) => await reading.figures(actor, query.community))
  implement(server, routes.detail, async ({ actor, params, visitor }) => {
    const detail = await reading.detail(actor, params.id, visitor.language)
    if (!detail) throw new HttpProblem('not_found')
    return detail
  })
  implement(server, routes.categories, async () => ({
    items: (await rulebook.catalogue()).lines.map(({ firstDesk: _, ...line }) => line),
  }))

  implement(server, routes.command, async ({ actor, params, body, visitor }) => {
    const action = actionOf[body.type]
    // A matter that this person may not see is not there; one they may only read is.
    const row = await reading.findForCommand(actor, params.id, body.id)
    if (!row) {
      // What was handed on may have left one's sight; its repeat is answered all the same.
      const before = await carryOut.answeredBefore(outOfSight(actor), params.id, body)
      if (before) return before
      throw new HttpProblem('not_found')
    }
    const place = await places.served(row.community_id, row.place_id)
    const author = await reading.authorFor(actor, row.community_id)
    const found = reach(actor, action, row.community_id)
    const path = place?.path.map((step) => step.id) ?? []
    const byDesk = found.deskIds.some((desk) => author.deskIds.includes(desk))
    const mine = row.handler_person_id === actor.personId
    const handles = mine || author.deskIds.some((desk) => desk === row.handler_desk_id)
    // What is put into one's hands may be worked on wherever it stands; what is the desk's to decide stays the desk's.
    const inHands = action === 'requests.command' && (mine || row.offer_person_id === actor.personId)
    if (!covers(found, path) && !byDesk && !inHands) throw new HttpProblem('forbidden')
    if (body.type === 'reclassify' && !handles && !covers(reach(actor, 'requests.assign', row.community_id), path))
      throw new HttpProblem('forbidden')
    if ('photos' in body && !(await photos.known(row.community_id, body.photos))) throw new HttpProblem('invalid')
    if (body.type === 'merge' && !(await reading.find(actor, 'requests.merge', body.into)))
      throw new HttpProblem('not_found')
    if (body.type === 'reclassify' && !(await rulebook.catalogue()).get(body.category)) throw new HttpProblem('invalid')
    return answerOf(await carryOut.command(row.community_id, row.id, body, author, row), visitor)
  })

  implement(server, routes.openContact, async ({ actor, params, body }) => {
    const opened = await deps.contacts.open(actor, params.id, body)
    if (!opened) throw new HttpProblem('not_found')
    if (opened === 'id_taken') throw new HttpProblem('conflict')
    return opened
  })

  implement(server, routes.addPhoto, async ({ actor, query, request, visitor }) => {
    if (!communitiesFor(actor, 'requests.command').includes(query.community)) throw new HttpProblem('forbidden')
    const bytes = await readSentPhoto(request, visitor)
    const id = await keepSentPhoto(photos, bytes, { communityId: query.community, audience: 'request', visitor })
    const url = `/api/v1/photos/${query.community}/${id}`
    return { id, url: `${url}?size=full`, thumbnailUrl: `${url}?size=small` }
  })

  // A photo that was just kept, to look at before it is sent. Its id cannot be guessed and is told to nobody else before
  // it stands in a story; from then on only to who may read that story.
  implement(server, routes.keptPhoto, async ({ actor, params, query, reply }) => {
    const { community, photo } = params
    if (!communitiesFor(actor, 'requests.command').includes(community)) throw new HttpProblem('not_found')
    if (!(await photos.known(community, [photo]))) throw new HttpProblem('not_found')
    return await sendPhoto(reply, await photos.read(community, photo, query.size))
  })

  implement(server, routes.photo, async ({ actor, params, query, reply }) => {
    const { id, photo } = params
    const row = await reading.find(actor, 'requests.read', id)
    if (!row || !(await deps.tracking.photoIn(row.community_id, row.id, photo, 'all')))
      throw new HttpProblem('not_found')
    return await sendPhoto(reply, await photos.read(row.community_id, photo, query.size))
  })
}

/** Where somebody's sight of a matter can end while it lives: everywhere but where they see all. */
function outOfSight(actor: Actor): CommunityId[] {
  const action = 'requests.command'
  return communitiesFor(actor, action).filter((id) => !reach(actor, action, id).everywhere)
}

function answerOf(outcome: Outcome, visitor: Visitor) {
  if (outcome.ok) return outcome.answer
  if (outcome.refusal === 'not_found') throw new HttpProblem('not_found')
  const detail = visitor.text(`requests.refusal.${outcome.refusal}`)
  throw new HttpProblem(outcome.refusal === 'id_taken' ? 'conflict' : 'refused', {
    refusal: outcome.refusal,
    title: detail,
    detail,
  })
}
