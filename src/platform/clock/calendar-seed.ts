import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { Temporal } from 'temporal-polyfill'

// The published data and not the library's functions: those answer by weekday, without saying so, outside the years
// that they know, and one day off on a machine whose zone is west of UTC (chinese-days 1.5.7).
// Each value reads "Spring Festival,春节,4": English name, Chinese name, statutory days.
const holidays: Readonly<Record<string, string>> = published.holidays
const makeUpDays: Readonly<Record<string, string>> = published.workdays

/** A row of the calendar table. */
export interface SeedDay {
  /** ISO day. */
  readonly day: string
  readonly working: boolean
  /** The holiday's Chinese name, on its days of rest and on the workdays that make up for them (调休). */
  readonly note: string | null
}

/**
 * A year is known when its National Day is: the State Council publishes a year as a whole, in the autumn before, and
 * single days of it may stand in the data earlier (a New Year's holiday that begins in December).
 */
const seededYears = Object.keys(holidays)
  .filter((day) => day.endsWith('-10-01'))
  .map((day) => Number(day.slice(0, 4)))
  .sort((a, b) => a - b)

/** First year whose holidays are known. */
export const firstSeededYear = seededYears.at(0) ?? Number.POSITIVE_INFINITY

/** Last year whose holidays are known; its last December days may still change with the next year's notice. */
export const lastSeededYear = seededYears.at(-1) ?? Number.NEGATIVE_INFINITY

/**
 * Every day from 1 January of the first to 31 December of the last year, in order, as the State Council arranged them.
 * For the server: browsers get the calendar table, not this.
 * @throws RangeError for a year outside `firstSeededYear`…`lastSeededYear`, or years the wrong way round
 */
export function seedDays(fromYear: number, toYear: number): SeedDay[] {
  for (const year of [fromYear, toYear]) {
    if (!seededYears.includes(year)) {
      throw new RangeError(`holidays of ${year} are not known, only those of ${firstSeededYear} to ${lastSeededYear}`)
    }
  }
  if (fromYear > toYear) throw new RangeError(`${fromYear} is after ${toYear}`)
  const seeded: SeedDay[] = []
  const end = Temporal.PlainDate.from({ year: toYear + 1, month: 1, day: 1 })
  let date = Temporal.PlainDate.from({ year: fromYear, month: 1, day: 1 })
  for (; Temporal.PlainDate.compare(date, end) < 0; date = date.add({ days: 1 })) seeded.push(seedDay(date))
  return seeded
}

function seedDay(date: Temporal.PlainDate): SeedDay {
  const day = date.toString()
  const madeUp = makeUpDays[day]
  const holiday = holidays[day]
  const name = (madeUp ?? holiday)?.split(',')[1] ?? null
  const working = madeUp !== undefined || (holiday === undefined && date.dayOfWeek <= 5)
  return { day, working, note: name }
}
