/** A day of the ISO calendar, which is its text: a `Temporal.PlainDate`, or a `LocalDay`. */
export interface Day {
  readonly dayOfWeek: number
  toString(): string
}

/** A stretch of each local day, 24-hour `HH:MM`. */
export interface DailyHours {
  readonly from: string
  readonly to: string
}

/** The hours that clocks count in, the same on every day that they apply to. */
export interface CalendarHours {
  /** IANA name; local days and hours are this zone's. */
  readonly timeZone: string
  /** Within one day: `from` is before `to`. */
  readonly businessHours: DailyHours
  /** When volunteers are left alone. May run over midnight; `from` equal to `to` means never. */
  readonly quietHours: DailyHours
}

/** Which days are worked and which hours count: a community's calendar as the clock rules need it. */
export interface WorkCalendar extends CalendarHours {
  /** ISO day (`2026-10-01`) → `true` working, `false` resting; a day that is not in it is uncovered. */
  readonly days: ReadonlyMap<string, boolean>
  /** First covered ISO day; empty text when no day is covered. */
  readonly coveredFrom: string
  /** Last covered ISO day; empty text when no day is covered. */
  readonly coveredTo: string
}

/** Usual office hours, and the quiet hours of domain.md ("Clocks"): what a community starts with. */
export const defaultHours: CalendarHours = {
  timeZone: 'Asia/Shanghai',
  businessHours: { from: '08:30', to: '17:30' },
  quietHours: { from: '21:00', to: '07:00' },
}

/** A calendar out of the rows of the calendar table, in any order; of two rows for one day the later one counts. */
export function buildCalendar(
  rows: Iterable<{ readonly day: string; readonly working: boolean }>,
  hours: CalendarHours = defaultHours,
): WorkCalendar {
  const days = new Map<string, boolean>()
  let coveredFrom = ''
  let coveredTo = ''
  for (const { day, working } of rows) {
    days.set(day, working)
    if (coveredFrom === '' || day < coveredFrom) coveredFrom = day
    if (day > coveredTo) coveredTo = day
  }
  const { timeZone, businessHours, quietHours } = hours
  return { timeZone, businessHours, quietHours, days, coveredFrom, coveredTo }
}

/**
 * Whether this day is worked. An uncovered day is answered by its weekday (Monday to Friday), which is wrong for
 * every holiday and make-up workday (调休): ask `isCovered` too wherever somebody relies on the answer.
 */
export function isWorkingDay(calendar: WorkCalendar, day: Day): boolean {
  return calendar.days.get(day.toString()) ?? day.dayOfWeek <= 5
}

/** Whether the calendar table says anything about this day. A gap in the table counts as uncovered too. */
export function isCovered(calendar: WorkCalendar, day: Day): boolean {
  return calendar.days.has(day.toString())
}
