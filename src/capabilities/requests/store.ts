import { type Insertable, sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Work } from '../../platform/database/database.ts'
import type { Tables } from '../../platform/database/tables.ts'
import type { CommandId, CommunityId, DeskId, RequestId, VoiceId } from '../../platform/ids.ts'
import { changedVoices } from './changed-voices.ts'
import type { RequestState, Voice } from './events.ts'
import type { CommandAnswer } from './model.ts'
import { loseWords } from './search/words-store.ts'
import { fromRow, toRow } from './state-row.ts'
import './tables.ts'
import '../../platform/notify/tables.ts'

export type RequestRecord = Insertable<Tables['requests']>
export type EventRecord = Insertable<Tables['request_events']>
export type VoiceRecord = Insertable<Tables['voices']>
export type AnnouncementRecord = Insertable<Tables['announcements']>

const stateOf = (voice: { id: VoiceId; state: Voice['state'] }): Voice => ({ id: voice.id, state: voice.state })

async function voicesOf(work: Work, communityId: CommunityId, id: RequestId): Promise<Voice[]> {
  const rows = await work
    .selectFrom('voices')
    .select(['id', 'state'])
    .where('community_id', '=', communityId)
    .where('request_id', '=', id)
    .orderBy('joined_at')
    .orderBy('id')
    .execute()
  return rows.map(stateOf)
}

/** The request, locked until the unit of work ends: two commands on one request are decided one after the other. */
export async function lockRequest(
  work: Work,
  communityId: CommunityId,
  id: RequestId,
): Promise<{ state: RequestState; placeId: RequestState['placeId']; title: string } | null> {
  const row = await work
    .selectFrom('requests')
    .selectAll()
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return null
  return { state: fromRow(row, await voicesOf(work, communityId, id)), placeId: row.place_id, title: row.title }
}

/** Requests whose next moment has come, locked; those that another sweeper holds are passed over. */
export async function lockDue(
  work: Work,
  communities: readonly CommunityId[],
  now: Temporal.Instant,
  limit: number,
  except: readonly RequestId[],
): Promise<{ state: RequestState; title: string }[]> {
  const rows = await work
    .selectFrom('requests')
    .selectAll()
    .where('community_id', 'in', communities)
    .where('next_due_at', '<=', now)
    .$if(except.length > 0, (query) => query.where('id', 'not in', except))
    .orderBy('next_due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  if (rows.length === 0) return []
  const voices = await work
    .selectFrom('voices')
    .select(['id', 'state', 'request_id'])
    .where('community_id', 'in', [...new Set(rows.map((row) => row.community_id))])
    .where(
      'request_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('joined_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    state: fromRow(row, voices.filter((voice) => voice.request_id === row.id).map(stateOf)),
    title: row.title,
  }))
}

/** How many requests are open, and at how many of them the clock should have looked before this moment. */
export async function overdueLooks(
  work: Work,
  communities: readonly CommunityId[],
  before: Temporal.Instant,
): Promise<{ open: number; late: number }> {
  const found = await sql<{ open: number; late: number }>`
    select count(*) as open, count(*) filter (where next_due_at < ${before.toString()}) as late from requests
    where community_id = any (${[...communities]}::uuid[]) and next_due_at is not null`.execute(work)
  return found.rows[0] ?? { open: 0, late: 0 }
}

/** Open requests whose lead no longer holds the post at which it was given to them, or whose desk nobody works at. */
export async function atVacantPosts(
  work: Work,
  communities: readonly CommunityId[],
  day: string,
  emptyDesks: readonly DeskId[],
): Promise<{ id: RequestId; community_id: CommunityId }[]> {
  const found = await sql<{ id: RequestId; community_id: CommunityId }>`
    select r.id, r.community_id from requests r
    where r.community_id = any (${[...communities]}::uuid[]) and r.next_due_at is not null
      and (r.handler_desk_id = any (${[...emptyDesks]}::uuid[]) or r.handler_person_id is not null
        and not exists (
          select 1 from responsibilities p
          where p.community_id = r.community_id and p.person_id = r.handler_person_id
            and p.place_id in (r.unit_id, r.building_id, r.grid_id)
            and p.role = (array['unitLead', 'buildingLead', 'gridLead'])[r.level]
            and p.from_day <= ${day} and (p.to_day is null or p.to_day >= ${day})))`.execute(work)
  return found.rows
}

/** Writes a new state with the events that made it and what is announced of them, in the unit of work that locked it. */
export async function saveChange(
  work: Work,
  before: RequestState,
  after: RequestState,
  events: readonly EventRecord[],
  announcements: readonly AnnouncementRecord[],
): Promise<void> {
  const photos = events.reduce((count, event) => count + event.photos.length, 0)
  await Promise.all([
    // Another category has other names.
    before.category !== after.category && loseWords(work, before.communityId, before.id),
    work
      .updateTable('requests')
      .set({ ...toRow(after), photos: sql`photos + ${photos}` })
      .where('community_id', '=', before.communityId)
      .where('id', '=', before.id)
      .execute(),
    work
      .insertInto('request_events')
      .values([...events])
      .execute(),
    announcements.length > 0 &&
      work
        .insertInto('announcements')
        .values([...announcements])
        .execute(),
    ...changedVoices(before, after).map((voice) =>
      work
        .updateTable('voices')
        .set({ state: voice.state })
        .where('community_id', '=', before.communityId)
        .where('id', '=', voice.id)
        .execute(),
    ),
  ])
}

/** What a command answered before, if it was carried out. */
export async function answered(
  work: Work,
  communityId: CommunityId,
  id: CommandId,
): Promise<{ answer: CommandAnswer; fingerprint: Buffer } | undefined> {
  return await work
    .selectFrom('request_commands')
    .select(['answer', 'fingerprint'])
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function rememberAnswer(
  work: Work,
  communityId: CommunityId,
  command: { id: CommandId; fingerprint: Buffer; answer: CommandAnswer; at: Temporal.Instant },
): Promise<void> {
  await work
    .insertInto('request_commands')
    .values({
      community_id: communityId,
      id: command.id,
      request_id: command.answer.requestId,
      fingerprint: command.fingerprint,
      answer: JSON.stringify(command.answer),
      at: command.at,
    })
    .execute()
}

/** Whether remembering an answer failed because its command's id is another one's. */
export function isAnswerTaken(error: unknown): boolean {
  const { code, table } = (error ?? {}) as { code?: unknown; table?: unknown }
  return code === '23505' && table === 'request_commands'
}

/** A voice with what its request promises, to answer a repeated report. */
export async function readVoice(work: Work, communityId: CommunityId, id: VoiceId) {
  return await work
    .selectFrom('voices as v')
    .innerJoin('requests as r', (join) =>
      join.onRef('r.community_id', '=', 'v.community_id').onRef('r.id', '=', 'v.request_id'),
    )
    .where('v.community_id', '=', communityId)
    .where('v.id', '=', id)
    .select([
      'r.id as requestId',
      'r.number',
      'r.status',
      'r.reported_at as reportedAt',
      'r.deadline_kind as deadlineKind',
      'r.deadline_due_at as deadlineDueAt',
      'r.finish_promised_at as finishPromisedAt',
    ])
    .executeTakeFirst()
}
