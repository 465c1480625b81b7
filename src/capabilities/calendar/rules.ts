import * as PlainDate from 'temporal-polyfill/fns/PlainDate'
import { type CalendarDay, mostExceptions } from './model.ts'

/** A row of the calendar table. */
export interface CalendarRow {
  /** ISO day. */
  readonly day: string
  readonly working: boolean
  /** Name of the holiday, also on the days that make up for it. */
  readonly note: string | null
}

/** What is wrong with a list, at the field where it is to be mended: `year`, `days`, `days.3.day`. */
export interface Fault {
  readonly field: string
  readonly code: 'far_away' | 'too_many' | 'another_year' | 'twice' | 'worked_anyway'
}

/** Years before and after this one that may be edited; the State Council arranges one year ahead. */
const [yearsBack, yearsAhead] = [1, 2]

/** Which years may be edited today. */
export function editableYears(today: string): { from: number; to: number } {
  const year = yearOf(today)
  return { from: year - yearsBack, to: year + yearsAhead }
}

/** The year of an ISO day. */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4))
}

/** 1 is Monday, 7 is Sunday. */
export function isoWeekday(day: string): number {
  return PlainDate.dayOfWeek(dateOf(day))
}

/** Whether a day is worked where nothing is arranged: Monday to Friday. */
export function isWeekday(day: string): boolean {
  return isoWeekday(day) <= 5
}

const dateOf = (day: string) => PlainDate.create(yearOf(day), Number(day.slice(5, 7)), Number(day.slice(8)))

/** An ISO day, some days later or earlier. */
export function dayAfter(day: string, days = 1): string {
  return PlainDate.toString(PlainDate.addDays(dateOf(day), days))
}

/** Every day of a month (1 to 12) as ISO days in order. */
export function daysOfMonth(year: number, month: number): string[] {
  const first = PlainDate.create(year, month, 1)
  return Array.from({ length: PlainDate.daysInMonth(first) }, (_, days) =>
    PlainDate.toString(PlainDate.addDays(first, days)),
  )
}

/** Every day of a year as ISO days in order. */
export function daysOfYear(year: number): string[] {
  return Array.from({ length: 12 }, (_, index) => daysOfMonth(year, index + 1)).flat()
}

/**
 * What is wrong with a year's list before it may be written. A make-up day on a weekday is a mistake in copying: it
 * would be worked anyway. Rest on a weekend is not one: notices name whole holidays.
 */
export function faultsIn(year: number, days: readonly Pick<CalendarDay, 'day' | 'working'>[], today: string): Fault[] {
  const { from, to } = editableYears(today)
  if (year < from || year > to) return [{ field: 'year', code: 'far_away' }]
  if (days.length > mostExceptions) return [{ field: 'days', code: 'too_many' }]
  const seen = new Set<string>()
  return days.flatMap(({ day, working }, index): Fault[] => {
    const field = `days.${index}.day`
    const known = seen.has(day)
    seen.add(day)
    if (yearOf(day) !== year) return [{ field, code: 'another_year' }]
    if (known) return [{ field, code: 'twice' }]
    return working && isWeekday(day) ? [{ field, code: 'worked_anyway' }] : []
  })
}

/** A list in the order of its days. */
export function inOrder<D extends { readonly day: string }>(days: readonly D[]): D[] {
  return days.toSorted((one, other) => one.day.localeCompare(other.day))
}

/** The rows of a whole year with these exceptions; none at all for an empty list, which says that nobody arranged it. */
export function rowsOf(year: number, days: readonly CalendarDay[]): CalendarRow[] {
  if (days.length === 0) return []
  const named = new Map(days.map((one) => [one.day, one]))
  return daysOfYear(year).map((day) => {
    const exception = named.get(day)
    return { day, working: exception?.working ?? isWeekday(day), note: exception?.name ?? null }
  })
}

/** The exceptions in a year's rows: what `rowsOf` made them of. */
export function exceptionsIn(rows: readonly CalendarRow[]): CalendarDay[] {
  return inOrder(rows)
    .filter(({ day, working, note }) => note !== null || working !== isWeekday(day))
    .map(({ day, working, note }) => ({ day, working, name: note ?? '' }))
}

/** Whether rows say something about every day of their year. */
export function isWhole(year: number, rows: readonly CalendarRow[]): boolean {
  const known = new Set(rows.map(({ day }) => day))
  return daysOfYear(year).every((day) => known.has(day))
}

/** Days in a row under one name, all of them rest or all of them worked. */
export interface Span {
  readonly from: string
  readonly to: string
  readonly working: boolean
  readonly name: string
}

/** A list as spans, which is how a person reads and says it. */
export function spansOf(days: readonly CalendarDay[]): Span[] {
  const spans: Span[] = []
  for (const { day, working, name } of inOrder(days)) {
    const last = spans.at(-1)
    if (last && last.name === name && last.working === working && dayAfter(last.to) === day)
      spans[spans.length - 1] = { ...last, to: day }
    else spans.push({ from: day, to: day, working, name })
  }
  return spans
}

/** The days of a span. `to` before `from` is no day at all; no span is longer than a year. */
export function daysIn({ from, to, working, name }: Span): CalendarDay[] {
  const days: CalendarDay[] = []
  for (let day = from; day <= to && days.length < 366; day = dayAfter(day)) days.push({ day, working, name })
  return days
}

/** A list with these days in it; of two for one day the later said counts. */
export function withDays(list: readonly CalendarDay[], added: readonly CalendarDay[]): CalendarDay[] {
  return inOrder([...new Map([...list, ...added].map((one) => [one.day, one])).values()])
}
