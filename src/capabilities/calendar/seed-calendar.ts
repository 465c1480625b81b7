import { firstSeededYear, lastSeededYear, seedDays } from '../../platform/clock/calendar-seed.ts'
import type { Work } from '../../platform/database/database.ts'
import * as store from './store.ts'

/**
 * Writes the public holidays of these years into the calendar table, as far as they are known. Days that are there
 * stay as they are, and a year that somebody has edited is left alone altogether, also one that they emptied. Shared:
 * needs no scope.
 * @returns the years that were asked for and are not known: deadlines in them go by the weekday
 */
export async function seedCalendar(work: Work, fromYear: number, toYear: number): Promise<{ unknown: number[] }> {
  const asked = Array.from({ length: toYear - fromYear + 1 }, (_, index) => fromYear + index)
  const known = asked.filter((year) => year >= firstSeededYear && year <= lastSeededYear)
  for (const year of known) {
    await store.lockYear(work, year)
    if (!(await store.isEdited(work, year))) await store.addMissingDays(work, seedDays(year, year))
  }
  return { unknown: asked.filter((year) => !known.includes(year)) }
}
