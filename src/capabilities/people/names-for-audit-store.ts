import { sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { PersonId } from '../../platform/ids.ts'

export interface NamedRow {
  id: PersonId
  name_sealed: Buffer
  /** Signs in by account: staff. */
  is_staff: boolean
}

/** Of these, who holds or held a post or an office here. Neighbours without one are left out. */
export async function peopleWithPosts(work: Work, ids: readonly PersonId[]): Promise<NamedRow[]> {
  if (ids.length === 0) return []
  const found = await sql<NamedRow>`
    select p.id, p.name_sealed, p.account_hash is not null as is_staff from people p
    where p.id = any(${[...ids]}::uuid[])
      and (p.account_hash is not null
        or exists (select 1 from memberships m where m.person_id = p.id)
        or exists (select 1 from offices o where o.person_id = p.id))`.execute(work)
  return found.rows
}

/** Everybody who signs in by account. */
export async function staffRows(work: Work, limit: number): Promise<NamedRow[]> {
  const found = await sql<NamedRow>`
    select p.id, p.name_sealed, true as is_staff from people p
    where p.account_hash is not null order by p.created_at limit ${limit}`.execute(work)
  return found.rows
}
