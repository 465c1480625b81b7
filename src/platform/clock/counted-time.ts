import { Temporal } from 'temporal-polyfill'
import { isWorkingDay, type WorkCalendar } from './calendar.ts'

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
export function dayOf(seconds: number, calendar: WorkCalendar): Temporal.PlainDate {
  return instantOf(seconds).toZonedDateTimeISO(calendar.timeZone).toPlainDate()
}

/** Seconds since 1970 at this local hour (`HH:MM`) of this local day; without an hour, at the day's first moment. */
export function secondsAt(
  day: Temporal.PlainDate,
  hour: Temporal.PlainTime | string | undefined,
  { timeZone }: WorkCalendar,
): number {
  const moment = day.toZonedDateTime(hour === undefined ? { timeZone } : { timeZone, plainTime: hour })
  return secondsOf(moment.toInstant())
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
  for (let day = dayOf(from, calendar); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (measure === 'business' && !isWorkingDay(calendar, day)) continue
    for (const [opens, closes] of hours) {
      const begin = Math.max(from, secondsAt(day, opens, calendar))
      const end = Math.min(
        to,
        closes === undefined ? secondsAt(day.add({ days: 1 }), undefined, calendar) : secondsAt(day, closes, calendar),
      )
      if (begin < end) yield { from: begin, to: end }
    }
  }
}

/** Pieces of one local day; an open side is the day's own beginning or end. */
type Hours = readonly (readonly [opens: Temporal.PlainTime | undefined, closes: Temporal.PlainTime | undefined])[]

function businessHours({ businessHours }: WorkCalendar): Hours {
  const from = Temporal.PlainTime.from(businessHours.from)
  const to = Temporal.PlainTime.from(businessHours.to)
  if (Temporal.PlainTime.compare(from, to) >= 0) throw new RangeError(`business hours end at ${to}, begin at ${from}`)
  return [[from, to]]
}

/** What quiet hours leave of a day: the middle when they run over midnight, otherwise both sides. */
function wakingHours({ quietHours }: WorkCalendar): Hours {
  const from = Temporal.PlainTime.from(quietHours.from)
  const to = Temporal.PlainTime.from(quietHours.to)
  const order = Temporal.PlainTime.compare(from, to)
  if (order === 0) return [[undefined, undefined]]
  if (order > 0) return [[to, from]]
  return [
    [undefined, from],
    [to, undefined],
  ]
}
