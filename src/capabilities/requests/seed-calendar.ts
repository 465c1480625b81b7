import { firstSeededYear, lastSeededYear, seedDays } from '../../platform/clock/calendar-seed.ts'
import type { Work } from '../../platform/database/database.ts'

/**
 * Writes the public holidays of these years into the calendar table, as far as they are known. Days that are there
 * already stay as they are: somebody may have edited them. Shared: needs no scope.
 * @returns the years that were asked for and are not known: say so loudly, deadlines in them go by the weekday
 */
export async function seedCalendar(work: Work, fromYear: number, toYear: number): Promise<{ unknown: number[] }> {
  const asked = Array.from({ length: toYear - fromYear + 1 }, (_, index) => fromYear + index)
  const known = asked.filter((year) => year >= firstSeededYear && year <= lastSeededYear)
  for (const year of known) {
    await work
      .insertInto('calendar_days')
      .values(seedDays(year, year))
      .onConflict((conflict) => conflict.column('day').doNothing())
      .execute()
  }
  return { unknown: asked.filter((year) => !known.includes(year)) }
}
