import { z } from 'zod'
import { clockClass } from './model.ts'

const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
/** Two weeks; what takes longer is counted in working days. */
const minutes = z
  .number()
  .int()
  .min(1)
  .max(14 * 24 * 60)

/** How much time a step may take, as `platform/clock/limits.ts` counts it. */
export const timeLimit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('elapsed'), minutes }),
  z.object({ kind: z.literal('waking'), minutes }),
  z.object({ kind: z.literal('business'), minutes }),
  z.object({ kind: z.literal('working_days'), days: z.number().int().min(1).max(60) }),
  z.object({ kind: z.literal('day_end'), at: hour, cutoff: hour }),
])

/**
 * How long a handler has to accept, to act (be on the spot, reach the neighbour, tell a plan; null where that is not
 * timed), and to finish (null where the plan says when, class PL).
 */
export const clockLimits = z.object({ accept: timeLimit, act: timeLimit.nullable(), finish: timeLimit.nullable() })
export type ClockLimits = z.infer<typeof clockLimits>

/**
 * The clocks of every class. A class that ends with a plan (PL) has no finish of its own; every other one has, since
 * nothing may be open without end.
 */
export const clockProfile = z
  .record(clockClass, clockLimits)
  .refine((profile) => clockClass.options.every((one) => one === 'PL' || profile[one].finish !== null), {
    message: 'finish',
  })

export type ClockProfile = Readonly<z.infer<typeof clockProfile>>

/** The clocks that count in an area, and whose they are: null is the default. */
export const profileInForce = z.object({ profile: clockProfile, setBy: z.string().nullable() })
export type ProfileInForce = z.infer<typeof profileInForce>
export const clocksOfArea = profileInForce.extend({ areaCode: z.string() })
export const clocksSet = z.object({
  id: z.uuidv7(),
  area: z.string().regex(/^(\d{6}|\d{9}|\d{12})$/),
  profile: clockProfile.nullable(),
})
