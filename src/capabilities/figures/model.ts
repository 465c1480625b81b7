import { z } from 'zod'
import { communityId } from '../../platform/ids.ts'

/**
 * What is counted, each on the local day on which it happened, in the category that the matter has now:
 * - `reported`, `accepted`, `resolved`, `reopened`: as often as it happened
 * - `confirmed`: solved, as a neighbour or a call-back said; `unconfirmed`: closed because nobody answered
 * - `ended`: withdrawn, declined, redirected or merged
 * - `raised`: went up, whatever the reason; `overdue`: of these, because a clock ran out; `supervised`: 督办
 * - `rated`: a neighbour gave stars; `satisfied`: four or five of them
 *
 * By place and category, never by person: no ranking of anybody can be made of it (国办函〔2026〕12号).
 */
export const measures = [
  'reported',
  'accepted',
  'resolved',
  'confirmed',
  'unconfirmed',
  'reopened',
  'ended',
  'raised',
  'overdue',
  'supervised',
  'rated',
  'satisfied',
] as const
export type Measure = (typeof measures)[number]

const count = z.number().int().min(0)
export const counts = z.object({
  reported: count,
  accepted: count,
  resolved: count,
  confirmed: count,
  unconfirmed: count,
  reopened: count,
  ended: count,
  raised: count,
  overdue: count,
  supervised: count,
  rated: count,
  satisfied: count,
}) satisfies z.ZodType<Record<Measure, number>>
export type Counts = z.infer<typeof counts>

/** The longest span that is asked for at once: a year, and the same month of the year before. */
export const mostMonths = 13

export const figuresQuery = z.object({
  from: z.iso.date().describe('first day, in local time'),
  to: z.iso.date().describe(`last day, in local time; at most ${mostMonths} months after the first`),
  community: communityId.optional().describe('all within reach when left out'),
})

/** One community and category; null where nobody said a category. */
export const figuresLine = counts.extend({ communityId, category: z.string().nullable() })
export type FiguresLine = z.infer<typeof figuresLine>

export const figures = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  communities: z.array(z.object({ id: communityId, name: z.string() })),
  items: z.array(figuresLine),
  total: counts,
})
export type Figures = z.infer<typeof figures>
