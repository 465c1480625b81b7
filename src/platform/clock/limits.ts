import type { Temporal } from 'temporal-polyfill'
import { isCovered, isWorkingDay, type WorkCalendar } from './calendar.ts'
import { countBetween, countForward, dayOf, horizonDays, instantOf, type Measure, secondsOf } from './counted-time.ts'
import type { LocalDay } from './local-days.ts'

/** How much time a clock class gives (domain.md, "A request's life"). */
export type TimeLimit =
  /** Around the clock, from the moment it starts (Civil Code art. 201 para. 2): classes E and U. */
  | { readonly kind: 'elapsed'; readonly minutes: number }
  /** Outside quiet hours, every day of the week: volunteers. */
  | { readonly kind: 'waking'; readonly minutes: number }
  /** Business hours of working days only. */
  | { readonly kind: 'business'; readonly minutes: number }
  /**
   * The end of business on the n-th working day after the day it starts: the day of beginning is not counted (民法典
   * art. 201 para. 1), a last day that is a holiday moves on, and the last day ends when business ends (art. 203).
   */
  | { readonly kind: 'working_days'; readonly days: number }
  /** Today at local hour `at` when it starts before local hour `cutoff` (and before `at`), else tomorrow: class D. */
  | { readonly kind: 'day_end'; readonly at: string; readonly cutoff: string }

/** When a clock runs out, in whole seconds. */
export interface Due {
  readonly at: Temporal.Instant
  /**
   * Working days were counted over, or up to, a day that the calendar table does not cover, so the deadline may be
   * wrong: warn loudly. Never set by limits that do not ask for working days.
   */
  readonly uncovered: boolean
}

/** What is left of a clock when a pause begins, in the clock's own measure. Plain JSON: it is stored as it is. */
export interface Remaining {
  readonly kind: Measure
  /** Whole seconds of this measure that are left; 0 when the clock had run out. */
  readonly seconds: number
  /**
   * Whole seconds from the last counted one to a deadline that lies where its measure does not count (a day's end put
   * inside quiet hours, a plan for a Saturday, a calendar edited after the clock began); usually 0. Given back by the
   * wall clock, as far as time is not counted there.
   */
  readonly uncounted: number
}

/**
 * The instant at which a clock of this limit that starts at `start` runs out. Never earlier for a later start.
 * @throws RangeError for minutes below 0, days that are not a whole number of 1 or more, hours that are not `HH:MM`, or a
 *   limit that is not reached within ten years (no day is worked)
 */
export function dueAt(limit: TimeLimit, start: Temporal.Instant, calendar: WorkCalendar): Due {
  const from = secondsOf(start)
  return judged(measureOf(limit), from, dueSeconds(limit, from, calendar), calendar)
}

/**
 * What is left at `at`, when a pause begins, of a clock that runs out at `due`. Resumed at once, it runs out at `due`
 * again, to the second.
 */
export function remaining(
  limit: TimeLimit,
  at: Temporal.Instant,
  due: Temporal.Instant,
  calendar: WorkCalendar,
): Remaining {
  const kind = measureOf(limit)
  const from = secondsOf(at)
  const to = secondsOf(due)
  const seconds = countBetween(kind, from, to, calendar)
  return { kind, seconds, uncounted: Math.max(0, to - countForward(kind, from, seconds, calendar)) }
}

/**
 * When a paused clock that goes on at `at` runs out. With nothing left that is `at` itself.
 * @throws RangeError as `dueAt`
 */
export function resumeDue(left: Remaining, at: Temporal.Instant, calendar: WorkCalendar): Due {
  const from = secondsOf(at)
  const counted = countForward(left.kind, from, left.seconds, calendar)
  // The uncounted rest lasts no longer than time is not counted there: else a pause of a minute could give a day.
  const restEnds = countForward(left.kind, counted, 1, calendar) - 1
  const to = left.uncounted > 0 ? Math.min(counted + left.uncounted, Math.max(counted, restEnds)) : counted
  return judged(left.kind, from, to, calendar)
}

/**
 * The instant at which this fraction of a clock from `start` to `due` is used, in the limit's own measure: half of a
 * waking clock does not fall into the night. 0 is the start, 1 is due; never after due.
 * @param fraction 0 to 1
 * @throws RangeError for any other fraction
 */
export function fractionAt(
  limit: TimeLimit,
  start: Temporal.Instant,
  due: Temporal.Instant,
  fraction: number,
  calendar: WorkCalendar,
): Temporal.Instant {
  if (!(fraction >= 0 && fraction <= 1)) throw new RangeError(`a fraction of a clock is 0 to 1, not ${fraction}`)
  const from = secondsOf(start)
  const to = secondsOf(due)
  if (fraction === 1 || to <= from) return instantOf(to)
  const measure = measureOf(limit)
  const used = Math.floor(countBetween(measure, from, to, calendar) * fraction)
  return instantOf(countForward(measure, from, used, calendar))
}

/** The time that a limit counts; of whole days, the time in them in which somebody can be expected to act. */
function measureOf(limit: TimeLimit): Measure {
  if (limit.kind === 'working_days') return 'business'
  if (limit.kind === 'day_end') return 'waking'
  return limit.kind
}

function dueSeconds(limit: TimeLimit, from: number, calendar: WorkCalendar): number {
  switch (limit.kind) {
    case 'elapsed':
    case 'waking':
    case 'business':
      if (!(limit.minutes >= 0)) throw new RangeError(`a limit of ${limit.minutes} minutes`)
      return countForward(limit.kind, from, Math.floor(limit.minutes * 60), calendar)
    case 'working_days':
      return workingDayAfter(dayOf(from, calendar), limit.days, calendar).secondsAt(calendar.businessHours.to)
    case 'day_end': {
      const day = dayOf(from, calendar)
      const today = [limit.cutoff, limit.at].every((hour) => from < day.secondsAt(hour))
      return (today ? day : day.next).secondsAt(limit.at)
    }
  }
}

/** The n-th working day after this day, which itself is not counted. */
function workingDayAfter(start: LocalDay, n: number, calendar: WorkCalendar): LocalDay {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`a limit of ${n} working days`)
  let found = 0
  let day = start
  for (let ahead = 1; ahead <= horizonDays; ahead++) {
    day = day.next
    if (isWorkingDay(calendar, day)) found++
    if (found === n) return day
  }
  throw new RangeError(`no ${n} working days within ${horizonDays} days after ${start}`)
}

function judged(measure: Measure, from: number, to: number, calendar: WorkCalendar): Due {
  return { at: instantOf(to), uncovered: measure === 'business' && !coversAll(from, to, calendar) }
}

/** Whether the calendar table covers every day from the first to the last of these seconds. */
function coversAll(from: number, to: number, calendar: WorkCalendar): boolean {
  const last = dayOf(to, calendar)
  for (let day = dayOf(from, calendar); day.iso <= last.iso; day = day.next) {
    if (!isCovered(calendar, day)) return false
  }
  return true
}
