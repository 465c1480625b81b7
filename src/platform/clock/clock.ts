import { Temporal } from 'temporal-polyfill'

/**
 * Where "now" comes from. Only the edges (doors, services, the sweeper) hold a clock; rules take
 * `now: Temporal.Instant` as a parameter and never ask.
 */
export interface Clock {
  now(): Temporal.Instant
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/** A clock that stands still until it is told: for tests and for the demo's made-up days. */
export interface SettableClock extends Clock {
  /** Moves to this instant, forwards or back. */
  set(at: Temporal.Instant): void
  /** Moves by this much (negative: back). A day is 24 hours; months and years go by the UTC calendar. */
  advance(by: Temporal.DurationLike | string): void
}

/**
 * @param start the first "now": an instant, or its ISO 8601 text with an offset
 * @throws RangeError when the text is not such an instant
 */
export function settableClock(start: Temporal.Instant | string): SettableClock {
  let now = Temporal.Instant.from(start)
  return {
    now: () => now,
    set: (at) => {
      now = at
    },
    advance: (by) => {
      now = now.toZonedDateTimeISO('UTC').add(by).toInstant()
    },
  }
}
