import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import type { CommunityId, RequestId, VoiceId } from '../../../platform/ids.ts'
import type { WordsRow } from './own-store.ts'
import '../tables.ts'

/** Requests, locked until the unit of work ends, in the order of their ids; those that are there. */
export async function lockRequests(
  work: Work,
  communityId: CommunityId,
  ids: readonly RequestId[],
): Promise<RequestId[]> {
  const rows = await work
    .selectFrom('requests')
    .select('id')
    .where('community_id', '=', communityId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map((row) => row.id)
}

export function voicesOfRequests(work: Work, communityId: CommunityId, ids: readonly RequestId[]) {
  return work
    .selectFrom('voices')
    .select(['id', 'request_id', 'name_sealed', 'phone_sealed'])
    .where('community_id', '=', communityId)
    .where('request_id', 'in', ids)
    .execute()
}

/** A row's words as they are from now on, and whether its pictures go. */
export interface Rewritten extends Pick<WordsRow, 'request_id' | 'sequence' | 'text_sealed'> {
  readonly isBare: boolean
}

/** Writes words of many stories anew, in one statement; pictures go from the events and from their count. */
export async function writeAllWords(work: Work, communityId: CommunityId, rows: readonly Rewritten[]): Promise<void> {
  if (rows.length === 0) return
  const ids = [...new Set(rows.filter((row) => row.isBare).map((row) => row.request_id))]
  await sql`
    update request_events e set text_sealed = n.text_sealed,
      photos = case when n.bare then '{}' else e.photos end
    from unnest(${rows.map((row) => row.request_id)}::uuid[], ${rows.map((row) => row.sequence)}::int[],
      ${rows.map((row) => row.text_sealed)}::bytea[], ${rows.map((row) => row.isBare)}::boolean[])
      as n (request_id, sequence, text_sealed, bare)
    where e.community_id = ${communityId} and e.request_id = n.request_id and e.sequence = n.sequence`.execute(work)
  if (ids.length === 0) return
  await sql`
    update requests set photos = 0
    where community_id = ${communityId} and id = any (${ids}::uuid[]) and photos > 0`.execute(work)
}

/** What `forgetContact` does, for many voices at once. */
export async function forgetContacts(
  work: Work,
  communityId: CommunityId,
  ids: readonly VoiceId[],
  at: Moment,
  alsoPerson: boolean,
): Promise<void> {
  await sql`
    update voices set name_sealed = null, phone_sealed = null, phone_hash = null, device_hash = null,
      person_id = case when ${alsoPerson}::boolean then null else person_id end, forgotten_at = ${at}
    where community_id = ${communityId} and id = any (${[...ids]}::uuid[])`.execute(work)
  await sql`
    delete from held_reports where community_id = ${communityId} and voice_id = any (${[...ids]}::uuid[])`.execute(work)
  if (!alsoPerson) return
  await sql`
    delete from deliveries where community_id = ${communityId}
      and (voice_id = any (${[...ids]}::uuid[]) or data->>'voiceId' = any (${[...ids]}::text[]))`.execute(work)
}

/** Which requests these voices stand with. */
export async function requestsOfVoices(
  work: Work,
  communityId: CommunityId,
  ids: readonly VoiceId[],
): Promise<RequestId[]> {
  const rows = await work
    .selectFrom('voices')
    .select('request_id')
    .distinct()
    .where('community_id', '=', communityId)
    .where('id', 'in', ids)
    .execute()
  return rows.map((row) => row.request_id)
}

/** Voices, locked until the unit of work ends. */
export function lockVoices(work: Work, communityId: CommunityId, ids: readonly VoiceId[]) {
  return work
    .selectFrom('voices')
    .select(['id', 'request_id', 'name_sealed', 'phone_sealed'])
    .where('community_id', '=', communityId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Each of these requests with all that were merged into it, and into those: by id, the one at the end of its way. */
export async function rootsOf(
  work: Work,
  communityId: CommunityId,
  ids: readonly RequestId[],
): Promise<Map<RequestId, RequestId>> {
  const found = await sql<{ root: RequestId; id: RequestId }>`
    with recursive one as (
      select id as root, id from requests where community_id = ${communityId} and id = any (${[...ids]}::uuid[])
      union
      select one.root, r.id from requests r join one on r.community_id = ${communityId} and r.merged_into = one.id
    ) select root, id from one`.execute(work)
  return new Map(found.rows.map((row) => [row.id, row.root]))
}

export async function markAnonymised(
  work: Work,
  communityId: CommunityId,
  ids: readonly RequestId[],
  at: Moment,
): Promise<void> {
  await work
    .updateTable('requests')
    .set({ anonymised_at: at })
    .where('community_id', '=', communityId)
    .where('id', 'in', ids)
    .execute()
}
