import { z } from 'zod'

export const maximumFeedback = 2_000
export const maximumContact = 100

/** One thing that somebody said about the service. */
export const feedback = z.object({
  id: z.uuid(),
  text: z.string(),
  contact: z.string().nullable(),
  language: z.enum(['zh-CN', 'en']),
  at: z.iso.datetime(),
})
export type Feedback = z.infer<typeof feedback>
