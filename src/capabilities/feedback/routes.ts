import { z } from 'zod'
import { route } from '../../platform/route.ts'
import { feedback } from './model.ts'

/** The JSON contract of this capability. */
export const routes = {
  list: route({
    method: 'GET',
    path: '/api/v1/feedback',
    summary: 'What people said about this service, newest first.',
    action: 'feedback.read',
    answer: z.object({ items: z.array(feedback) }),
  }),
}
