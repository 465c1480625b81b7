import { z } from 'zod'
import { communityId, requestId } from '../../platform/ids.ts'
import { route } from '../../platform/route.ts'
import * as held from './held/model.ts'
import * as model from './model.ts'

const byId = z.object({ id: requestId })
const byHeldId = z.object({ id: held.heldId })

/** The JSON contract of this capability; `api.ts` implements it, the doors call it. */
export const routes = {
  report: route({
    method: 'POST',
    path: '/api/v1/requests',
    summary: 'Report a matter by the code of a plaque. Needs no sign-in.',
    action: 'public',
    body: model.report,
    answer: model.reported,
  }),
  list: route({
    method: 'GET',
    path: '/api/v1/requests',
    summary: 'The queue: requests that the reader may see, filtered, 25 at a time.',
    action: 'requests.read',
    query: model.queueQuery,
    answer: model.requestPage,
  }),
  figures: route({
    method: 'GET',
    path: '/api/v1/requests/figures',
    summary: 'Counts of what is open, overdue and solved today; same-day rate and satisfaction of this month.',
    action: 'requests.figures',
    query: z.object({ community: communityId.optional() }),
    answer: model.queueFigures,
  }),
  detail: route({
    method: 'GET',
    path: '/api/v1/requests/{id}',
    summary: 'One request with its whole story.',
    action: 'requests.read',
    params: byId,
    answer: model.requestDetail,
  }),
  command: route({
    method: 'POST',
    path: '/api/v1/requests/{id}/commands',
    summary: 'Ask something of a request. The id in the body is made by the client; a repeat gets the same answer.',
    action: 'requests.command',
    params: byId,
    body: model.command,
    answer: model.commandAnswer,
  }),
  openContact: route({
    method: 'POST',
    path: '/api/v1/requests/{id}/contacts',
    summary: 'Open the name and phone that a neighbour left. Written down, and shown to the neighbour.',
    action: 'requests.see_reporter',
    params: byId,
    body: model.contactAsked,
    answer: model.contact,
  }),
  held: route({
    method: 'GET',
    path: '/api/v1/held',
    summary: 'What was sent and waits for somebody to look, newest first, 25 at a time.',
    action: 'requests.hold',
    query: held.heldQuery,
    answer: held.heldPage,
  }),
  releaseHeld: route({
    method: 'POST',
    path: '/api/v1/held/{id}/release',
    summary: 'Let something through: it becomes a request, with its own time, and its clocks begin now.',
    action: 'requests.hold',
    params: byHeldId,
    body: held.inCommunity,
    answer: held.decided,
  }),
  putAsideHeld: route({
    method: 'POST',
    path: '/api/v1/held/{id}/aside',
    summary: 'Put something aside, for a reason that its sender reads; together with all of the same sender if asked.',
    action: 'requests.hold',
    params: byHeldId,
    body: held.putAside,
    answer: held.decided,
  }),
  lookedAtMarked: route({
    method: 'POST',
    path: '/api/v1/requests/{id}/looked',
    summary: 'Say that a request that could not wait was looked at: its marks go.',
    action: 'requests.hold',
    params: byId,
    body: held.inCommunity,
    answer: held.decided,
  }),
  door: route({
    method: 'GET',
    path: '/api/v1/open-door',
    summary: 'How the open door of a community stands: whether it asks for proof of work, and its blocked words.',
    action: 'requests.hold',
    query: held.inCommunity,
    answer: held.doorState,
  }),
  guardDoor: route({
    method: 'PUT',
    path: '/api/v1/open-door',
    summary: 'Ask for proof of work for half a day, or no longer.',
    action: 'requests.hold',
    body: held.guard,
    answer: held.doorState,
  }),
  setBlockedWords: route({
    method: 'PUT',
    path: '/api/v1/open-door/words',
    summary: 'Make the list of words that somebody looks at first exactly this.',
    action: 'requests.hold',
    body: held.blockedWords,
    answer: held.doorState,
  }),
  categories: route({
    method: 'GET',
    path: '/api/v1/categories',
    summary: 'The catalogue of matters.',
    action: 'public',
    answer: z.object({ items: z.array(model.category) }),
  }),
  addPhoto: route({
    method: 'POST',
    path: '/api/v1/photos',
    summary: 'Keep one photo (multipart field `photo`) for a command that follows. Answers its id.',
    action: 'requests.command',
    query: z.object({ community: communityId }),
    carries: 'file',
    answer: z.object({ id: z.string(), url: z.string(), thumbnailUrl: z.string() }),
  }),
}
