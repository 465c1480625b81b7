import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Json, Moment } from '../../../platform/database/tables.ts'
import type { PersonId } from '../../../platform/ids.ts'
import type { ClockProfile } from '../clock-profile-model.ts'

interface ClockProfilesTable {
  id: string
  area_code: string
  profile: Json<ClockProfile> | null
  person_id: PersonId
  set_at: Moment
}
declare module '../../../platform/database/tables.ts' {
  interface Tables {
    clock_profiles: ClockProfilesTable
  }
}

export interface SetProfile {
  readonly area_code: string
  readonly profile: unknown
}

/** What each area has set last. Shared: read without a scope. */
export async function profilesSet(work: Work): Promise<SetProfile[]> {
  const found = await sql<SetProfile>`
    select distinct on (area_code) area_code, profile from clock_profiles
    order by area_code, set_at desc, id desc`.execute(work)
  return found.rows
}

/** Sets an area's clocks anew. The same once more changes nothing. */
export async function addProfile(
  work: Work,
  row: { id: string; areaCode: string; profile: ClockProfile | null; personId: PersonId; at: Moment },
): Promise<void> {
  await sql`
    insert into clock_profiles (id, area_code, profile, person_id, set_at)
    values (${row.id}, ${row.areaCode}, ${row.profile === null ? null : JSON.stringify(row.profile)}::jsonb, ${row.personId}, ${row.at})
    on conflict (id) do nothing`.execute(work)
}
