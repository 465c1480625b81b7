import { z } from 'zod'

/** For who cannot hold a line open, such as behind a proxy that collects answers: asks again, and compares. */
export const liveState = z.object({ state: z.string() })

/**
 * How often one address may begin to follow, or fetch what changed, in a minute: many people are behind one, and all of
 * them come back when a server starts anew.
 */
export const followersPerMinute = 3_000
