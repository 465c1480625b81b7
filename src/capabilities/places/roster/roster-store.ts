import { type Selectable, sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment, Tables } from '../../../platform/database/tables.ts'
import type { CommunityId, PersonId, PlaceId } from '../../../platform/ids.ts'
import type { LeadRole } from '../../people/index.ts'
import type { RosterImport } from './model.ts'
import type { Counts } from './plan.ts'
import '../tables.ts'

export type ImportRow = Selectable<Tables['roster_imports']>

export async function addImport(
  work: Work,
  row: {
    communityId: CommunityId
    id: string
    fileName: string
    status: 'refused' | 'ready'
    rowsSealed: Buffer | null
    total: number
    counts: Counts
    errors: RosterImport['errors']
    errorCount: number
    createdBy: PersonId
    createdAt: Moment
  },
): Promise<void> {
  await work
    .insertInto('roster_imports')
    .values({
      community_id: row.communityId,
      id: row.id,
      file_name: row.fileName,
      status: row.status,
      rows_sealed: row.rowsSealed,
      done: 0,
      total: row.total,
      counts: JSON.stringify(row.counts),
      errors: JSON.stringify(row.errors),
      error_count: row.errorCount,
      created_by: row.createdBy,
      created_at: row.createdAt,
    })
    .execute()
}

export async function importById(work: Work, communityId: CommunityId, id: string): Promise<ImportRow | undefined> {
  return await work
    .selectFrom('roster_imports')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** What changes of an import while it is applied. An import that is applied stays so. */
export async function setImport(
  work: Work,
  communityId: CommunityId,
  id: string,
  changes: {
    status?: RosterImport['status']
    done?: number
    total?: number
    counts?: Counts
    errors?: RosterImport['errors']
    errorCount?: number
    /** Throws the rows away, which hold names and phones. */
    forgetRows?: true
  },
): Promise<void> {
  await work
    .updateTable('roster_imports')
    .set({
      ...(changes.status !== undefined && { status: changes.status }),
      ...(changes.done !== undefined && { done: changes.done }),
      ...(changes.total !== undefined && { total: changes.total }),
      ...(changes.counts && { counts: JSON.stringify(changes.counts) }),
      ...(changes.errors && { errors: JSON.stringify(changes.errors) }),
      ...(changes.errorCount !== undefined && { error_count: changes.errorCount }),
      ...(changes.forgetRows && { rows_sealed: null }),
    })
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .where('status', '<>', 'applied')
    .execute()
}

/**
 * Takes the community's roster for this unit of work: two imports of one community would both find a building missing.
 * Waits for whoever has it, as long as the connection's lock_timeout allows.
 */
export async function takeRoster(work: Work, communityId: CommunityId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`roster ${communityId}`}, 0))`.execute(work)
}

export interface ExistingRows {
  readonly compounds: readonly { id: string; name: string }[]
  readonly propertyDesks: readonly { compound_id: string | null; name: string }[]
  readonly places: readonly Pick<Selectable<Tables['places']>, 'id' | 'parent_id' | 'kind' | 'name' | 'compound_id'>[]
  readonly people: readonly { id: PersonId; phone_hash: Buffer | null; name_sealed: Buffer }[]
  readonly terms: readonly {
    id: string
    place_id: PlaceId
    role: LeadRole
    phone_hash: Buffer | null
    from_day: string
    to_day: string | null
    duties: string | null
    public_phone: boolean
  }[]
}

/** All that a check compares a roster with: five statements, sent together. */
export async function existing(
  work: Work,
  communityId: CommunityId,
  phoneHashes: readonly Buffer[],
): Promise<ExistingRows> {
  const [compounds, propertyDesks, places, people, terms] = await Promise.all([
    work.selectFrom('compounds').select(['id', 'name']).where('community_id', '=', communityId).execute(),
    work
      .selectFrom('desks')
      .select(['compound_id', 'name'])
      .where('community_id', '=', communityId)
      .where('kind', '=', 'property')
      .execute(),
    work
      .selectFrom('places')
      .select(['id', 'parent_id', 'kind', 'name', 'compound_id'])
      .where('community_id', '=', communityId)
      .execute(),
    peopleByHash(work, phoneHashes),
    work
      .selectFrom('responsibilities as r')
      .innerJoin('people as p', 'p.id', 'r.person_id')
      .where('r.community_id', '=', communityId)
      .where('r.role', 'in', ['gridLead', 'buildingLead', 'unitLead'])
      .where('p.phone_hash', 'is not', null)
      .select(['r.id', 'r.place_id', 'r.role', 'p.phone_hash', 'r.from_day', 'r.to_day', 'r.duties', 'r.public_phone'])
      .execute(),
  ])
  return { compounds, propertyDesks, places, people, terms: terms as ExistingRows['terms'] }
}

/** People of these phones, of whatever community: one phone is one person. */
export async function peopleByHash(work: Work, hashes: readonly Buffer[]) {
  const found = await sql<{ id: PersonId; phone_hash: Buffer; name_sealed: Buffer }>`
    select id, phone_hash, name_sealed from people where phone_hash = any (${hashes}::bytea[])`.execute(work)
  return found.rows
}

/** Imports that were checked before that and never written: their rows hold names and phones. */
const leftOver = (communityId: CommunityId, before: Moment) =>
  sql`community_id = ${communityId} and rows_sealed is not null and status <> 'applying' and created_at < ${before}`

export async function countLeftOver(work: Work, communityId: CommunityId, before: Moment): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from roster_imports where ${leftOver(communityId, before)}`.execute(work)
  return found.rows[0]?.n ?? 0
}

/** Throws their rows away; the import is then as one that failed, and its file can be brought again. */
export async function dropLeftOver(
  work: Work,
  communityId: CommunityId,
  before: Moment,
  limit: number,
): Promise<number> {
  const done = await sql`
    update roster_imports set rows_sealed = null, status = 'failed' where community_id = ${communityId} and id in (
      select id from roster_imports where ${leftOver(communityId, before)}
      order by created_at limit ${limit} for update skip locked)`.execute(work)
  return Number(done.numAffectedRows ?? 0n)
}
