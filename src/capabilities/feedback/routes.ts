import { z } from 'zod'
import { route } from '../../platform/route.ts'

/** One thing that somebody said about the service. */
export const feedback = z.object({
  id: z.uuid(),
  text: z.string(),
  contact: z.string().nullable(),
  language: z.enum(['zh-CN', 'en']),
  at: z.iso.datetime(),
})

export const routes = {
  list: route({
    method: 'GET',
    path: '/api/v1/feedback',
    summary: 'What people said about this service, newest first.',
    action: 'feedback.read',
    answer: z.object({ items: z.array(feedback) }),
  }),
}
