import { z } from 'zod'

/** Reasons that say that nothing was tried, because nobody has set this way up: no failure, and nothing to repair. */
export const skippedBecause = ['channel_not_configured', 'channel_switched_off'] as const

/** `skipped`: never tried, since nobody set that way up; that is no failure. */
export const deliveryStatus = z.enum(['waiting', 'sent', 'failed', 'skipped'])
export type DeliveryStatus = z.infer<typeof deliveryStatus>

/** One message on its way to one person by one channel, as the desk sees it: never its words, never the address. */
export const delivery = z.object({
  id: z.uuid(),
  kind: z.string(),
  channel: z.enum(['app', 'email', 'sms', 'webhook']),
  /** Whom it is for, masked: 张**. */
  recipient: z.string(),
  status: deliveryStatus,
  attempts: z.number().int(),
  /** A short code: smtp_550, http_503, timeout. */
  lastError: z.string().nullable(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  subjectId: z.uuid().nullable(),
})
export type Delivery = z.infer<typeof delivery>

/** One message for the person signed in, inside the app. */
export const notice = z.object({
  id: z.uuid(),
  kind: z.string(),
  title: z.string(),
  text: z.string(),
  link: z.string().nullable(),
  at: z.iso.datetime(),
  read: z.boolean(),
})
export type Notice = z.infer<typeof notice>
