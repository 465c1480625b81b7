import type { Insertable, Selectable } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Tables } from '../../../platform/database/tables.ts'
import './tables.ts'

export type StaffChange = Selectable<Tables['staff_changes']>

/** Writes down what was done, in the unit of work that does it. Never changed again. */
export async function record(work: Work, change: Insertable<Tables['staff_changes']>): Promise<void> {
  await work.insertInto('staff_changes').values(change).execute()
}

/** What was done under this id before: a repeat of a command is known by it. */
export async function changeOf(work: Work, id: string): Promise<StaffChange | undefined> {
  return await work.selectFrom('staff_changes').selectAll().where('id', '=', id).executeTakeFirst()
}
