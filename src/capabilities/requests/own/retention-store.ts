import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import type { CommunityId, RequestId, VoiceId } from '../../../platform/ids.ts'
import '../tables.ts'

const left = sql`(v.name_sealed is not null or v.phone_sealed is not null)`

/** With `requests_to_anonymise`: whose people were taken out has no voice with a name or phone any more. */
const closedBefore = (before: Moment) => sql`r.anonymised_at is null and r.closed_at < ${before}`

/** Voices with a name or phone, whose matter was closed before that; the longest closed first. */
export async function voicesToForget(
  work: Work,
  communityId: CommunityId,
  before: Moment,
  limit: number,
): Promise<VoiceId[]> {
  const found = await sql<{ id: VoiceId }>`
    select v.id from voices v join requests r on r.community_id = v.community_id and r.id = v.request_id
    where v.community_id = ${communityId} and ${left} and ${closedBefore(before)}
    order by r.closed_at, v.id limit ${limit}`.execute(work)
  return found.rows.map((row) => row.id)
}
export async function countVoicesToForget(work: Work, communityId: CommunityId, before: Moment): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from voices v join requests r on r.community_id = v.community_id and r.id = v.request_id
    where v.community_id = ${communityId} and ${left} and ${closedBefore(before)}`.execute(work)
  return found.rows[0]?.n ?? 0
}

export async function requestsToAnonymise(
  work: Work,
  communityId: CommunityId,
  before: Moment,
  limit: number,
): Promise<RequestId[]> {
  const rows = await work
    .selectFrom('requests')
    .select('id')
    .where('community_id', '=', communityId)
    .where('anonymised_at', 'is', null)
    .where('closed_at', '<', before)
    .orderBy('closed_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}
export async function countRequestsToAnonymise(work: Work, communityId: CommunityId, before: Moment): Promise<number> {
  const row = await work
    .selectFrom('requests')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('community_id', '=', communityId)
    .where('anonymised_at', 'is', null)
    .where('closed_at', '<', before)
    .executeTakeFirstOrThrow()
  return row.n
}

/** Rows of a table that are dated by one column. */
const aged = {
  contact_openings: sql`opened_at`,
  request_commands: sql`at`,
  // What nobody has answered has no such moment, and is never forgotten.
  held_reports: sql`decided_at`,
} as const
export type Aged = keyof typeof aged

export async function countAged(work: Work, table: Aged, communityId: CommunityId, before: Moment): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table)}
    where community_id = ${communityId} and ${aged[table]} < ${before}`.execute(work)
  return found.rows[0]?.n ?? 0
}
/** Not locked beforehand: who looked may not be written over, and so not be locked either. */
export async function removeAged(
  work: Work,
  table: Aged,
  communityId: CommunityId,
  before: Moment,
  limit: number,
): Promise<number> {
  const done = await sql`
    delete from ${sql.table(table)} where community_id = ${communityId} and id in (
      select id from ${sql.table(table)} where community_id = ${communityId} and ${aged[table]} < ${before}
      order by ${aged[table]} limit ${limit})`.execute(work)
  return Number(done.numAffectedRows ?? 0n)
}
