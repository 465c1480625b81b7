import { Temporal } from 'temporal-polyfill'
import { isWorkingDay, type WorkCalendar } from './calendar.ts'
import { dayAt, type LocalDay } from './local-days.ts'

/**
 * Which time a clock counts: `elapsed` all of it; `waking` what lies outside quiet hours, every day of the week;
 * `business` the business hours of working days. All arithmetic here is in whole seconds since 1970.
 */
export type Measure = 'elapsed' | 'waking' | 'business'

/** A stretch of time that counts, from its first second to just before its last. */
interface Stretch {
  readonly from: number
  readonly to: number
}

/** How far ahead a limit is looked for. A limit that is not reached by then is a mistake in a profile or calendar. */
export const horizonDays = 3660

/** Whole seconds since 1970 at this instant; what is finer is cut off. */
export function secondsOf(at: Temporal.Instant): number {
  return Math.floor(at.epochMilliseconds / 1000)
}

/** The instant of these seconds since 1970. */
export function instantOf(seconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
}

/** The calendar's local day that this second belongs to. */
export function dayOf(seconds: number, calendar: WorkCalendar): LocalDay {
  return dayAt(seconds, calendar.timeZone)
}

/** How many seconds between the two count in this measure; 0 when `to` is not after `from`. */
export function countBetween(measure: Measure, from: number, to: number, calendar: WorkCalendar): number {
  let counted = 0
  for (const stretch of stretches(measure, from, to, calendar)) counted += stretch.to - stretch.from
  return counted
}

/**
 * The earliest second by which this many counted seconds have passed since `from`: at a stretch's end rather than at
 * the next one's beginning, and `from` itself when there is nothing to count.
 * @throws RangeError when so much does not come together within `horizonDays` (such as when no day is worked)
 */
export function countForward(measure: Measure, from: number, seconds: number, calendar: WorkCalendar): number {
  if (seconds <= 0) return from
  let left = seconds
  const horizon = measure === 'elapsed' ? Number.POSITIVE_INFINITY : from + horizonDays * 86_400
  for (const stretch of stretches(measure, from, horizon, calendar)) {
    const length = stretch.to - stretch.from
    if (left <= length) return stretch.from + left
    left -= length
  }
  throw new RangeError(`${seconds} seconds of ${measure} time do not come together within ${horizonDays} days`)
}

/** The counted stretches of `from`…`to`, cut to it, in order, day by day. */
function* stretches(measure: Measure, from: number, to: number, calendar: WorkCalendar): Generator<Stretch> {
  if (to <= from) return
  if (measure === 'elapsed') {
    yield { from, to }
    return
  }
  const hours = measure === 'business' ? businessHours(calendar) : wakingHours(calendar)
  const last = dayOf(to, calendar)
  for (let day = dayOf(from, calendar); day.iso <= last.iso; day = day.next) {
    if (measure === 'business' && !isWorkingDay(calendar, day)) continue
    for (const [opens, closes] of hours) {
      const begin = Math.max(from, day.secondsAt(opens))
      const end = Math.min(to, closes === undefined ? day.next.secondsAt(undefined) : day.secondsAt(closes))
      if (begin < end) yield { from: begin, to: end }
    }
  }
}

/** Pieces of one local day, `HH:MM`; an open side is the day's own beginning or end. */
type Hours = readonly (readonly [opens: string | undefined, closes: string | undefined])[]

function businessHours({ businessHours: { from, to } }: WorkCalendar): Hours {
  if (timeOfDay(from) >= timeOfDay(to)) throw new RangeError(`business hours end at ${to}, begin at ${from}`)
  return [[from, to]]
}

/** What quiet hours leave of a day: the middle when they run over midnight, otherwise both sides. */
function wakingHours({ quietHours: { from, to } }: WorkCalendar): Hours {
  const [begin, end] = [timeOfDay(from), timeOfDay(to)]
  if (begin === end) return [[undefined, undefined]]
  if (begin > end) return [[to, from]]
  return [
    [undefined, from],
    [to, undefined],
  ]
}

const times = new Map<string, string>()
/** An hour as text that compares: `09:00:00`. @throws RangeError for what is no hour */
function timeOfDay(hour: string): string {
  let time = times.get(hour)
  if (time === undefined) {
    time = Temporal.PlainTime.from(hour).toString({ smallestUnit: 'second' })
    times.set(hour, time)
  }
  return time
}
