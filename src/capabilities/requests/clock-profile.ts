import type { TimeLimit } from '../../platform/clock/limits.ts'
import type { ClockProfile } from './clock-profile-model.ts'
import type { ClockClass } from './model.ts'

const minutes = (kind: 'elapsed' | 'waking' | 'business', count: number): TimeLimit => ({ kind, minutes: count })
const workingDays = (days: number): TimeLimit => ({ kind: 'working_days', days })

/**
 * The default profile `cn-weifang` (domain.md, "Clocks"; 5 working days: Weifang hotline regulation art. 20). E and U
 * run around the clock, D and V outside the volunteers' quiet hours, the rest in working time.
 */
export const weifangProfile: ClockProfile = {
  E: { accept: minutes('elapsed', 5), act: minutes('elapsed', 30), finish: minutes('elapsed', 24 * 60) },
  U: { accept: minutes('elapsed', 30), act: minutes('elapsed', 120), finish: minutes('elapsed', 24 * 60) },
  D: {
    accept: minutes('waking', 120),
    act: { kind: 'day_end', at: '21:00', cutoff: '19:00' },
    finish: { kind: 'day_end', at: '21:00', cutoff: '16:00' },
  },
  N3: { accept: minutes('business', 240), act: workingDays(1), finish: workingDays(3) },
  N5: { accept: workingDays(1), act: workingDays(2), finish: workingDays(5) },
  PL: { accept: workingDays(1), act: workingDays(5), finish: null },
  C: { accept: workingDays(1), act: null, finish: workingDays(1) },
  V: { accept: minutes('waking', 240), act: null, finish: minutes('elapsed', 24 * 60) },
}

/** How long the neighbour has to answer a question before the clock goes on, in minutes around the clock. */
export const answerLimit: TimeLimit = { kind: 'elapsed', minutes: 3 * 24 * 60 }
/** No answer to "is it solved?" for this long closes a request as unconfirmed (domain.md). */
export const confirmationLimit: TimeLimit = { kind: 'elapsed', minutes: 3 * 24 * 60 }
/** A matter is shelved by those who can plan for it, and looked at again within this many days. */
export const shelving = { fromLevel: 4, days: 90 } as const
/** One working day after a missed clock, still open: supervision (督办; Weifang hotline regulation art. 26). */
export const supervisionLimit: TimeLimit = { kind: 'working_days', days: 1 }
/** A wrong address is returned within two working days (Shandong hotline measures). */
export const returnLimit: TimeLimit = { kind: 'working_days', days: 2 }
/** For how long after closing a neighbour may ask for a second handling, in days. */
export const reopenDays = 30
/** An extension is given once, of at most this many working days (Weifang art. 20; Shandong). */
export const extensibleClasses: readonly ClockClass[] = ['N3', 'N5', 'PL']

/** The classes by how soon their finish is promised; a plan promises none at first. */
const strictestFirst: readonly ClockClass[] = ['E', 'U', 'D', 'V', 'C', 'N3', 'N5', 'PL']

/** Whether a class promises more than another. */
export function isStricter(one: ClockClass, other: ClockClass): boolean {
  return strictestFirst.indexOf(one) < strictestFirst.indexOf(other)
}
