import { sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { Json, Moment } from '../../platform/database/tables.ts'
import type { PersonId } from '../../platform/ids.ts'
import type { CalendarDay } from './model.ts'
import type { CalendarRow } from './rules.ts'

interface CalendarChangesTable {
  id: string
  year: number
  person_id: PersonId
  changed_at: Moment
  before: Json<CalendarDay[]>
  after: Json<CalendarDay[]>
}
declare module '../../platform/database/tables.ts' {
  interface Tables {
    calendar_changes: CalendarChangesTable
    calendar_years_missed: { year: number; noticed_at: Moment }
  }
}

/** Which days are worked, all that are known, in order. */
export function calendarRows(work: Work): Promise<{ day: string; working: boolean }[]> {
  return work.selectFrom('calendar_days').select(['day', 'working']).orderBy('day').execute()
}

/** The rows of one year, in order. */
export function rowsOfYear(work: Work, year: number): Promise<CalendarRow[]> {
  return work
    .selectFrom('calendar_days')
    .select(['day', 'working', 'note'])
    .where('day', '>=', firstOf(year))
    .where('day', '<=', lastOf(year))
    .orderBy('day')
    .execute()
}

/** Lets one unit of work at a time read and write a year, seeding among them: until it ends. */
export async function lockYear(work: Work, year: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('calendar_days'), ${year})`.execute(work)
}

/** Puts these rows in the place of all that a year has. */
export async function replaceYear(work: Work, year: number, rows: readonly CalendarRow[]): Promise<void> {
  await work.deleteFrom('calendar_days').where('day', '>=', firstOf(year)).where('day', '<=', lastOf(year)).execute()
  if (rows.length > 0) await work.insertInto('calendar_days').values(rows).execute()
}

/** Adds rows for days that have none. */
export async function addMissingDays(work: Work, rows: readonly CalendarRow[]): Promise<void> {
  await work
    .insertInto('calendar_days')
    .values(rows)
    .onConflict((conflict) => conflict.column('day').doNothing())
    .execute()
}

/** Whether anybody has ever edited a year. */
export async function isEdited(work: Work, year: number): Promise<boolean> {
  const found = await work
    .selectFrom('calendar_changes')
    .select('id')
    .where('year', '=', year)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Records who changed a year, and what from and to: append-only. */
export async function addChange(
  work: Work,
  change: {
    id: string
    year: number
    personId: PersonId
    at: Moment
    before: readonly CalendarDay[]
    after: readonly CalendarDay[]
  },
): Promise<void> {
  await work
    .insertInto('calendar_changes')
    .values({
      id: change.id,
      year: change.year,
      person_id: change.personId,
      changed_at: change.at,
      before: JSON.stringify(change.before),
      after: JSON.stringify(change.after),
    })
    .execute()
}

/** The newest change of a year. */
export function lastChange(work: Work, year: number): Promise<{ personId: PersonId; at: Moment } | undefined> {
  return work
    .selectFrom('calendar_changes')
    .select(['person_id as personId', 'changed_at as at'])
    .where('year', '=', year)
    .orderBy('changed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Remembers that a deadline fell into a year that nobody had arranged. */
export async function addMissedYear(work: Work, year: number, at: Moment): Promise<void> {
  await work
    .insertInto('calendar_years_missed')
    .values({ year, noticed_at: at })
    .onConflict((conflict) => conflict.column('year').doUpdateSet({ noticed_at: at }))
    .execute()
}

/** Years that deadlines fell into while nobody had arranged them, whether or not somebody has since. */
export async function missedYears(work: Work): Promise<number[]> {
  const rows = await work.selectFrom('calendar_years_missed').select('year').orderBy('year').execute()
  return rows.map(({ year }) => year)
}

const firstOf = (year: number) => `${String(year).padStart(4, '0')}-01-01`
const lastOf = (year: number) => `${String(year).padStart(4, '0')}-12-31`
