import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import type { CommunityId, FileId, PersonId, RequestId, VoiceId } from '../../../platform/ids.ts'
import { loseWords } from '../search/words-store.ts'
import '../tables.ts'
import '../contacts/contacts-store.ts'
import '../../../platform/notify/tables.ts'
import { eraseHeld } from '../held/held-store.ts'

/** Who somebody is to the voices: an account, or the phone that they proved. */
export interface Whose {
  readonly personId: PersonId
  readonly phoneHash: Buffer | null
}

/** All voices of a person, newest first, each with its matter. */
export function voicesOf(work: Work, communities: readonly CommunityId[], person: Whose, limit: number) {
  return work
    .selectFrom('voices as v')
    .innerJoin('requests as r', (join) =>
      join.onRef('r.community_id', '=', 'v.community_id').onRef('r.id', '=', 'v.request_id'),
    )
    .where('v.community_id', 'in', communities)
    .where((where) =>
      where.or([
        where('v.person_id', '=', person.personId),
        ...(person.phoneHash ? [where('v.phone_hash', '=', person.phoneHash)] : []),
      ]),
    )
    .select([
      'v.community_id',
      'v.id',
      'v.request_id',
      'v.name_sealed',
      'v.phone_sealed',
      'v.score',
      'v.state',
      'v.joined_at',
      'r.number',
      'r.title',
      'r.category',
      'r.status',
      'r.reported_at',
      'r.place_id',
      'r.confidential',
      'r.handler_person_id',
      'r.solved_by',
    ])
    .orderBy('v.joined_at', 'desc')
    .orderBy('v.id')
    .limit(limit)
    .execute()
}
export type OwnVoiceRow = Awaited<ReturnType<typeof voicesOf>>[number]

/** A voice, locked until the unit of work ends. */
export function lockVoice(work: Work, communityId: CommunityId, id: VoiceId) {
  return work
    .selectFrom('voices')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** A request with all that were merged into it, and into those. */
export async function withMerged(work: Work, communityId: CommunityId, id: RequestId): Promise<RequestId[]> {
  const found = await sql<{ id: RequestId }>`
    with recursive one as (
      select id from requests where community_id = ${communityId} and id = ${id}
      union
      select r.id from requests r join one on r.community_id = ${communityId} and r.merged_into = one.id
    ) select id from one`.execute(work)
  return found.rows.map((row) => row.id)
}

/** What was said and shown in these stories, with the row's own key. */
export function wordsOf(work: Work, communityId: CommunityId, ids: readonly RequestId[]) {
  return work
    .selectFrom('request_events')
    .select(['request_id', 'sequence', 'at', 'type', 'author_kind', 'author_id', 'text_sealed', 'photos'])
    .where('community_id', '=', communityId)
    .where('request_id', 'in', ids)
    .orderBy('at')
    .orderBy('sequence')
    .execute()
}
export type WordsRow = Awaited<ReturnType<typeof wordsOf>>[number]

export function textsOf(work: Work, communityId: CommunityId, ids: readonly RequestId[]) {
  return work
    .selectFrom('requests')
    .select(['id', 'title', 'text_sealed'])
    .where('community_id', '=', communityId)
    .where('id', 'in', ids)
    .execute()
}

export async function writeWords(
  work: Work,
  communityId: CommunityId,
  row: Pick<WordsRow, 'request_id' | 'sequence'>,
  change: { text_sealed?: Buffer; photos?: FileId[] },
): Promise<void> {
  await work
    .updateTable('request_events')
    .set(change)
    .where('community_id', '=', communityId)
    .where('request_id', '=', row.request_id)
    .where('sequence', '=', row.sequence)
    .execute()
}

/** Writes what a request says of itself anew; messages that named it say the new title. */
export async function writeText(
  work: Work,
  communityId: CommunityId,
  id: RequestId,
  change: { title: string; text_sealed: Buffer },
): Promise<void> {
  await work.updateTable('requests').set(change).where('community_id', '=', communityId).where('id', '=', id).execute()
  await loseWords(work, communityId, id)
  // What is announced and not told yet comes first: it becomes messages, which are then changed as well.
  await sql`
    update announcements set data = jsonb_set(data, '{tell}', (
      select jsonb_agg(case when one->'values' ? 'title'
        then jsonb_set(one, '{values,title}', to_jsonb(${change.title}::text)) else one end)
      from jsonb_array_elements(data->'tell') as one))
    where community_id = ${communityId} and subject_id = ${id} and jsonb_array_length(data->'tell') > 0`.execute(work)
  await sql`
    update deliveries set data = jsonb_set(data, '{values,title}', to_jsonb(${change.title}::text))
    where community_id = ${communityId} and subject_id = ${id} and data->'values' ? 'title'`.execute(work)
}

export async function countPhotosOut(work: Work, communityId: CommunityId, id: RequestId, count: number) {
  await work
    .updateTable('requests')
    .set({ photos: sql`greatest(0, photos - ${count})` })
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .execute()
}

/** What was left with a voice goes; that somebody spoke up stays. */
export async function forgetContact(
  work: Work,
  communityId: CommunityId,
  id: VoiceId,
  at: Moment,
  alsoPerson: boolean,
): Promise<void> {
  await work
    .updateTable('voices')
    .set({
      name_sealed: null,
      phone_sealed: null,
      phone_hash: null,
      device_hash: null,
      forgotten_at: at,
      ...(alsoPerson && { person_id: null }),
    })
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .execute()
  await eraseHeld(work, communityId, id)
  // What stood in their own app about it, and what is still on its way to their phone.
  if (alsoPerson) {
    await work
      .deleteFrom('deliveries')
      .where('community_id', '=', communityId)
      .where((where) => where.or([where('voice_id', '=', id), where(sql<string>`data->>'voiceId'`, '=', id as string)]))
      .execute()
  }
}

export async function writeContact(
  work: Work,
  communityId: CommunityId,
  id: VoiceId,
  contact: { name_sealed?: Buffer; phone_sealed?: Buffer; phone_hash?: Buffer },
): Promise<void> {
  await work.updateTable('voices').set(contact).where('community_id', '=', communityId).where('id', '=', id).execute()
}

/** Who opened what these voices left, the latest first. */
export function openingsOfVoices(work: Work, communities: readonly CommunityId[], ids: readonly VoiceId[]) {
  return work
    .selectFrom('contact_openings')
    .select(['voice_id', 'person_id', 'reason', 'opened_at'])
    .where('community_id', 'in', communities)
    .where('voice_id', 'in', ids)
    .orderBy('opened_at', 'desc')
    .execute()
}
