import { z } from 'zod'
import { communityId, fileId, requestId } from '../../platform/ids.ts'
import { route } from '../../platform/route.ts'
import { clocksOfArea, clocksSet } from './clock-profile-model.ts'
import * as model from './model.ts'

const byId = z.object({ id: requestId })
const photoSize = z.object({ size: z.enum(['small', 'full']).default('small') })

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
    act: 'type',
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
  clocks: route({
    method: 'GET',
    path: '/api/v1/clocks',
    summary: 'How long each step may take in a community, by clock class, and which area says so.',
    action: 'clocks.read',
    query: z.object({ community: communityId }),
    answer: clocksOfArea,
  }),
  setClocks: route({
    method: 'PUT',
    path: '/api/v1/clocks',
    summary:
      'Set the clocks of an area; null takes them back to what its upper area has. Running clocks keep their times.',
    action: 'clocks.edit',
    body: clocksSet,
    answer: clocksOfArea,
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
  keptPhoto: route({
    method: 'GET',
    path: '/api/v1/photos/{community}/{photo}',
    summary: 'A photo that was just kept, to look at before it is sent.',
    action: 'requests.command',
    params: z.object({ community: communityId, photo: fileId }),
    query: photoSize,
    carries: 'download',
    answer: z.unknown(),
  }),
  photo: route({
    method: 'GET',
    path: '/api/v1/requests/{id}/photos/{photo}',
    summary: 'A photo out of the story of a request.',
    action: 'requests.read',
    params: z.object({ id: requestId, photo: fileId }),
    query: photoSize,
    carries: 'download',
    answer: z.unknown(),
  }),
}
