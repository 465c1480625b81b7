import { z } from 'zod'
import { communityId } from '../ids.ts'
import { route } from '../route.ts'
import * as model from './model.ts'

/** The JSON contract of messages: one's own notices, and the desk's log of deliveries. */
export const routes = {
  notices: route({
    method: 'GET',
    path: '/api/v1/me/notices',
    summary: 'Messages for the person signed in, newest first.',
    action: 'signed_in',
    answer: z.object({ items: z.array(model.notice), unread: z.number().int() }),
  }),
  readNotices: route({
    method: 'POST',
    path: '/api/v1/me/notices/read',
    summary: 'Mark all messages up to now as read.',
    action: 'signed_in',
    answer: z.object({}),
  }),
  deliveries: route({
    method: 'GET',
    path: '/api/v1/deliveries',
    summary: 'What was sent to whom by which channel, without words or addresses, newest first.',
    action: 'deliveries.read',
    query: z.object({
      community: communityId,
      status: model.deliveryStatus.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      cursor: z.string().max(200).optional(),
    }),
    answer: z.object({ items: z.array(model.delivery), next: z.string().nullable() }),
  }),
}
