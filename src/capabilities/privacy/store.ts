import type { Work } from '../../platform/database/database.ts'
import type { Moment } from '../../platform/database/tables.ts'
import type { CommunityId, PersonId, VoiceId } from '../../platform/ids.ts'

interface OwnDataChangesTable {
  id: string
  person_id: PersonId
  what: 'exported' | 'name' | 'phone' | 'matter_erased' | 'all_erased'
  community_id: CommunityId | null
  voice_id: VoiceId | null
  photos: boolean
  at: Moment
}
declare module '../../platform/database/tables.ts' {
  interface Tables {
    own_data_changes: OwnDataChangesTable
    retention_days: { kind: string; days: number; person_id: PersonId | null; changed_at: Moment }
  }
}
export type OwnChange = OwnDataChangesTable

/** Writes down that something was done. The same id again changes nothing. */
export async function record(work: Work, change: OwnChange): Promise<void> {
  await work
    .insertInto('own_data_changes')
    .values(change)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function isDone(work: Work, id: string, personId: PersonId): Promise<boolean> {
  const row = await work
    .selectFrom('own_data_changes')
    .select('id')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row !== undefined
}

/** What somebody did with what is held on them, the latest first. */
export function changesOf(work: Work, personId: PersonId, limit: number): Promise<OwnChange[]> {
  return work
    .selectFrom('own_data_changes')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
}

export function chosenDays(work: Work): Promise<{ kind: string; days: number }[]> {
  return work.selectFrom('retention_days').select(['kind', 'days']).execute()
}
