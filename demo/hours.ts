import { Temporal } from 'temporal-polyfill'
import { isWorkingDay, type WorkCalendar } from '../src/platform/clock/calendar.ts'
import type { Random } from './random.ts'

/**
 * The demo reckons made-up habits in whole milliseconds since 1970; deadlines are the rules' matter and stay with
 * Temporal. China has had one time and no summer time since 1992, so local time is a plain shift.
 */
const shift = 8 * 3_600_000
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export function instant(at: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Math.round(at))
}

/** The local midnight before. */
export function midnight(at: number): number {
  return Math.floor((at + shift) / day) * day - shift
}

/** Hours since local midnight: 14.5 is half past two in the afternoon. */
export function hourOf(at: number): number {
  return (at - midnight(at)) / hour
}

const isoDays = new Map<number, string>()
/** The local day as ISO text. */
export function isoDay(at: number): string {
  const begins = midnight(at)
  let iso = isoDays.get(begins)
  if (!iso) {
    iso = plainDay(begins).toString()
    isoDays.set(begins, iso)
  }
  return iso
}
function plainDay(at: number): Temporal.PlainDate {
  return instant(at).toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
}

/** When somebody who is there from … to … gets to it: now, or some time after they begin again. */
export function within(at: number, from: number, to: number, random: Random): number {
  const now = hourOf(at)
  if (now >= from && now < to) return at
  const begins = midnight(at) + from * hour + (now >= to ? day : 0)
  return begins + random.between(1, 50) * minute
}

/** The same in office hours of working days. */
export function inOffice(at: number, calendar: WorkCalendar, random: Random): number {
  let moment = within(at, 8.5, 17.4, random)
  while (!isWorkingDay(calendar, plainDay(moment)))
    moment = midnight(moment) + day + 8.5 * hour + random.between(1, 90) * minute
  return moment
}

/** The local day some working days after this moment. */
export function workingDayAfter(at: number, days: number, calendar: WorkCalendar): string {
  let date = plainDay(at)
  for (let left = days; left > 0; ) {
    date = date.add({ days: 1 })
    if (isWorkingDay(calendar, date)) left--
  }
  return date.toString()
}
