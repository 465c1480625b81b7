import type { Temporal } from 'temporal-polyfill'
import type { ClockClass } from '../model.ts'
import { type ReasonToHold, reasonsToHold } from './model.ts'

/** What is known of something that was sent. */
export interface Facts {
  readonly over: { readonly device: boolean; readonly plaque: boolean; readonly network: boolean }
  /** The community's door is guarded: proof of work is asked for. */
  readonly isGuarded: boolean
  readonly hasBlockedWord: boolean
}

/** Every reason to look at something first; none lets it through. */
export function whyHeld({ over, isGuarded, hasBlockedWord }: Facts): ReasonToHold[] {
  const is: Readonly<Record<ReasonToHold, boolean>> = {
    words: hasBlockedWord,
    device: over.device,
    plaque: over.plaque,
    network: over.network,
    proof: isGuarded,
  }
  return reasonsToHold.filter((reason) => is[reason])
}

/** What cannot wait is never held: it goes on at once and is marked instead. */
export function isNeverHeld(clockClass: ClockClass): boolean {
  return clockClass === 'E' || clockClass === 'U'
}

/**
 * Whether proof of work releases what was held. What one device sends too much of, it proves as often as it likes; and a
 * word is not better for it.
 */
export function canBeProved(why: readonly ReasonToHold[]): boolean {
  return why.length > 0 && why.every((reason) => reason === 'proof' || reason === 'plaque' || reason === 'network')
}

/** Minutes after which an unanswered hold reminds, and then once more in each of these. */
export const remindAfterMinutes = 30
const remindAgainMinutes = 120
/** Local hours within which anybody is reminded. */
const day = { from: 7, to: 21 } as const

/**
 * When a hold that nobody has looked at reminds: half an hour of the day after it came or after the last reminder's two
 * hours. What comes in the night reminds at half past seven.
 */
export function remindAt(heldAt: Temporal.Instant, remindedAt: Temporal.Instant | null): Temporal.Instant {
  const begin = (remindedAt ?? heldAt).toZonedDateTimeISO('Asia/Shanghai')
  const minutes = remindedAt ? remindAgainMinutes : remindAfterMinutes
  const opens = begin.withPlainTime({ hour: day.from })
  const closes = begin.withPlainTime({ hour: day.to })
  const from = begin.epochMilliseconds < opens.epochMilliseconds ? opens : begin
  const due = from.add({ minutes })
  if (due.epochMilliseconds <= closes.epochMilliseconds) return due.toInstant()
  // What is left of today counts, and the rest of it tomorrow.
  const today = Math.max(0, (closes.epochMilliseconds - from.epochMilliseconds) / 60_000)
  return opens
    .add({ days: 1 })
    .add({ seconds: Math.round((minutes - today) * 60) })
    .toInstant()
}
