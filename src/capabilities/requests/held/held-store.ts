import { type Insertable, type Selectable, sql } from 'kysely'
import type { Cursor } from '../../../platform/cursor.ts'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import type { CommunityId, FileId, PersonId, PlaceId, RequestId, VoiceId } from '../../../platform/ids.ts'
import { loseWords } from '../search/words-store.ts'
import type { AnnouncementRecord } from '../store.ts'
import type { ReasonAside, ReasonToHold } from './model.ts'
import '../tables.ts'

export interface HeldReportsTable {
  community_id: CommunityId
  id: string
  what: 'report' | 'join'
  place_id: PlaceId
  join_to: RequestId | null
  number: string
  voice_id: VoiceId
  token_hash: Buffer
  content_sealed: Buffer
  photos: FileId[]
  category: string | null
  about_person_id: PersonId | null
  channel: 'plaque' | 'lead' | 'desk' | 'phone' | 'api'
  person_id: PersonId | null
  phone_hash: Buffer | null
  device_hash: Buffer | null
  source: Buffer
  why: ReasonToHold[]
  held_at: Moment
  reminded_at: Moment | null
  state: 'waiting' | 'released' | 'aside'
  decided_at: Moment | null
  decided_by: PersonId | null
  reason: ReasonAside | null
}
export type HeldRow = Selectable<HeldReportsTable>

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    held_reports: HeldReportsTable
  }
}

/** Keeps what was sent, unless it is there already: held before, or a request by now. */
export async function hold(work: Work, row: Insertable<HeldReportsTable>): Promise<boolean> {
  const there = await work
    .selectFrom('requests')
    .select('id')
    .where('community_id', '=', row.community_id)
    .where('id', '=', row.id as RequestId)
    .executeTakeFirst()
  if (there) return false
  const added = await work
    .insertInto('held_reports')
    .values(row)
    .onConflict((conflict) => conflict.columns(['community_id', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

const one = (work: Work, communityId: CommunityId) =>
  work.selectFrom('held_reports').selectAll().where('community_id', '=', communityId)

export function heldById(work: Work, communityId: CommunityId, id: string): Promise<HeldRow | undefined> {
  return one(work, communityId).where('id', '=', id).executeTakeFirst()
}

export function heldByToken(work: Work, communityId: CommunityId, tokenHash: Buffer): Promise<HeldRow | undefined> {
  return one(work, communityId).where('token_hash', '=', tokenHash).executeTakeFirst()
}

/** A page of what waits or was put aside, the newest first, each with how many wait of the same sender. */
export async function heldPage(
  work: Work,
  communityId: CommunityId,
  page: { state: 'waiting' | 'aside'; after: Cursor | null; not: PersonId; limit: number },
): Promise<(HeldRow & { same: number })[]> {
  return await one(work, communityId)
    .select(
      sql<number>`(select count(*)::int from held_reports same
        where same.community_id = held_reports.community_id and same.state = 'waiting'
          and same.source = held_reports.source)`.as('same'),
    )
    .where('state', '=', page.state)
    // Whom a complaint is about does not read it here either.
    .where((where) => where.or([where('about_person_id', 'is', null), where('about_person_id', '<>', page.not)]))
    .$if(page.after !== null, (query) =>
      query.where(sql<boolean>`(held_at, id) < (${page.after?.at}::timestamptz, ${page.after?.id}::uuid)`),
    )
    .orderBy('held_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
}

export async function countWaiting(work: Work, communityId: CommunityId): Promise<number> {
  const row = await work
    .selectFrom('held_reports')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('community_id', '=', communityId)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function markReleased(
  work: Work,
  communityId: CommunityId,
  id: string,
  by: PersonId | null,
  at: Moment,
): Promise<void> {
  await work
    .updateTable('held_reports')
    .set({ state: 'released', decided_at: at, decided_by: by, reason: null })
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .execute()
}

/** Puts aside what waits: one, or all of its sender. Whatever was decided meanwhile stays as it was decided. */
export async function markAside(
  work: Work,
  communityId: CommunityId,
  which: { id: string } | { source: Buffer; not: PersonId },
  decision: { reason: ReasonAside; by: PersonId; at: Moment },
): Promise<number> {
  const done = await work
    .updateTable('held_reports')
    .set({ state: 'aside', reason: decision.reason, decided_at: decision.at, decided_by: decision.by })
    .where('community_id', '=', communityId)
    .where('state', '=', 'waiting')
    .where((where) =>
      'id' in which
        ? where('id', '=', which.id)
        : where.and([
            where('source', '=', which.source),
            where.or([where('about_person_id', 'is', null), where('about_person_id', '<>', which.not)]),
          ]),
    )
    .executeTakeFirst()
  return Number(done.numUpdatedRows)
}

/** What waits unanswered, locked; what another server looks at is passed over. */
export async function lockUnanswered(work: Work, communityId: CommunityId, heldBefore: Moment) {
  return await work
    .selectFrom('held_reports')
    .select(['id', 'held_at', 'reminded_at'])
    .where('community_id', '=', communityId)
    .where('state', '=', 'waiting')
    .where('held_at', '<=', heldBefore)
    .orderBy('held_at')
    .limit(1_000)
    .forUpdate()
    .skipLocked()
    .execute()
}

export async function markReminded(work: Work, communityId: CommunityId, ids: readonly string[], at: Moment) {
  await work
    .updateTable('held_reports')
    .set({ reminded_at: at })
    .where('community_id', '=', communityId)
    .where('id', 'in', ids)
    .execute()
}

/** Says something to a desk that is about no single request. */
export async function announce(work: Work, record: AnnouncementRecord): Promise<void> {
  await work.insertInto('announcements').values(record).execute()
}

/** What a neighbour sent that waits or was put aside: by account, or by the phone that they proved. */
export async function heldOfPerson(
  work: Work,
  communities: readonly CommunityId[],
  person: { personId: PersonId; phoneHash: Buffer | null },
): Promise<HeldRow[]> {
  if (communities.length === 0) return []
  return await work
    .selectFrom('held_reports')
    .selectAll()
    .where('community_id', 'in', communities)
    .where('state', 'in', ['waiting', 'aside'])
    .where((where) =>
      where.or([
        where('person_id', '=', person.personId),
        ...(person.phoneHash ? [where('phone_hash', '=', person.phoneHash)] : []),
      ]),
    )
    .orderBy('held_at', 'desc')
    .limit(50)
    .execute()
}

/** Puts other words in the place of those that were read, unless somebody has written there since. */
export async function rewriteHeld(
  work: Work,
  row: Pick<HeldRow, 'community_id' | 'id' | 'content_sealed'>,
  change: Pick<HeldRow, 'content_sealed' | 'phone_hash'>,
): Promise<void> {
  await work
    .updateTable('held_reports')
    .set(change)
    .where('community_id', '=', row.community_id)
    .where('id', '=', row.id)
    .where('content_sealed', '=', row.content_sealed)
    .execute()
}

/** Takes away what a voice sent, also the copy of what was let through. */
export async function eraseHeld(work: Work, communityId: CommunityId, voiceId: VoiceId): Promise<void> {
  await work
    .deleteFrom('held_reports')
    .where('community_id', '=', communityId)
    .where('voice_id', '=', voiceId)
    .execute()
}

/** Which of these photos are held. */
export async function photosInHeld(
  work: Work,
  communityId: CommunityId,
  photos: { readonly ids: readonly FileId[]; readonly since: Moment },
): Promise<FileId[]> {
  const found = await sql<{ id: FileId }>`
    select distinct named.id from held_reports h, unnest(h.photos) as named (id)
    where h.community_id = ${communityId} and named.id = any (${[...photos.ids]}::uuid[])`.execute(work)
  return found.rows.map((row) => row.id)
}

/** Requests that could not wait and were marked instead, newest first. */
export async function markedRequests(work: Work, communityId: CommunityId, limit: number, not: PersonId) {
  return await work
    .selectFrom('requests')
    .select(['id', 'number', 'title', 'marks', 'reported_at'])
    .where('community_id', '=', communityId)
    .where(sql<boolean>`marks <> '{}'`)
    .where((where) => where.or([where('about_person_id', 'is', null), where('about_person_id', '<>', not)]))
    .orderBy('reported_at', 'desc')
    .limit(limit)
    .execute()
}

/** Somebody looked: the marks go, and the title is what the words say. */
export async function unmark(work: Work, communityId: CommunityId, id: RequestId, titleOf: (text: Buffer) => string) {
  const row = await work
    .selectFrom('requests')
    .select(['text_sealed', 'title', 'marks'])
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return false
  const title = row.marks.includes('words') ? titleOf(row.text_sealed) || row.title : row.title
  await work
    .updateTable('requests')
    .set({ marks: [], title })
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .execute()
  if (title !== row.title) await loseWords(work, communityId, id)
  return true
}
