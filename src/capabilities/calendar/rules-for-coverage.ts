import type { WorkCalendar } from '../../platform/clock/calendar.ts'
import type { Coverage, Warning } from './model.ts'
import { dayAfter, yearOf } from './rules.ts'

/** Warned from this many covered days on: the State Council's notice for a year comes out in the November before. */
export const warnedFrom = 60

type Days = Pick<WorkCalendar, 'days'>

/**
 * How far a calendar reaches from today without a gap, and what to warn of: the covered time ends soon, a deadline fell
 * into a year that is not covered, or a covered year lacks its National Day and so most of its holidays.
 * @param missed years that a deadline fell into while they were not covered
 */
export function coverageOf(calendar: Days, missed: Iterable<number>, today: string): Coverage {
  let [day, coveredDays] = [today, 0]
  for (; calendar.days.has(day); day = dayAfter(day)) coveredDays++
  const warnings: Warning[] = []
  if (coveredDays <= warnedFrom) warnings.push({ kind: 'uncovered', year: yearOf(day) })
  for (const year of missed) {
    // What was missed long ago, or has been arranged since, is over.
    if (`${year}-12-31` >= today && !coversYear(calendar, year)) warnings.push({ kind: 'uncovered', year })
  }
  for (let year = yearOf(today); coversYear(calendar, year); year++) {
    if (`${year}-10-01` >= today && nationalHoliday(year).some((day) => calendar.days.get(day)))
      warnings.push({ kind: 'unfinished', year })
  }
  return {
    coveredUntil: coveredDays === 0 ? null : dayAfter(day, -1),
    coveredDays,
    warning: warnings.toSorted((one, other) => one.year - other.year)[0] ?? null,
  }
}

/**
 * The years that a clock from one day to another runs into and that the calendar does not cover. A year is written
 * whole, so its first and last day in between tell.
 */
export function uncoveredYears(calendar: Days, from: string, to: string): number[] {
  const years: number[] = []
  for (let year = yearOf(from); year <= yearOf(to); year++) {
    const [first, last] = [`${year}-01-01`, `${year}-12-31`]
    const ends = [from > first ? from : first, to < last ? to : last]
    if (ends.some((day) => !calendar.days.has(day))) years.push(year)
  }
  return years
}

/** The three days of rest that the law gives every year; at least one of them is a weekday. */
const nationalHoliday = (year: number) => [`${year}-10-01`, `${year}-10-02`, `${year}-10-03`]

function coversYear(calendar: Days, year: number): boolean {
  return [`${year}-01-01`, ...nationalHoliday(year), `${year}-12-31`].every((day) => calendar.days.has(day))
}
