import { type Selectable, type SqlBool, sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Cursor } from '../cursor.ts'
import type { Work } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { CommunityId, PersonId, VoiceId } from '../ids.ts'
import './tables.ts'
import { type DeliveryStatus, skippedBecause } from './model.ts'

export type AnnouncementRow = Selectable<Tables['announcements']>
export type DeliveryRow = Omit<Selectable<Tables['deliveries']>, 'data'> & { data: DeliveryData }

/** What a delivery keeps of its message: the key of its words and their values, never an address or a token. */
export interface DeliveryData {
  readonly message: string
  readonly values: Readonly<Record<string, string | number>>
  /** A path; null for neighbours, whose own page is looked up. */
  readonly link: string | null
  /** For a notice to a signed-in neighbour: which voice of theirs it is about. */
  readonly voiceId?: VoiceId
}

export interface NewDelivery {
  readonly communityId: CommunityId
  readonly id: string
  readonly subjectId: string
  readonly sequence: number
  readonly kind: string
  readonly data: DeliveryData
  readonly to: { readonly personId: PersonId } | { readonly voiceId: VoiceId }
  readonly channel: 'app' | 'email' | 'sms' | 'webhook'
  readonly notBefore: Temporal.Instant
}

/** An announcement's name in this server's memory. */
export const keyOf = (row: { subject_id: string; sequence: number }) => `${row.subject_id} ${row.sequence}`

/** The oldest announcements, locked; passes over those that another server holds, and over these keys. */
export async function takeAnnouncements(
  work: Work,
  communities: readonly CommunityId[],
  limit: number,
  except: readonly string[],
): Promise<AnnouncementRow[]> {
  // Whenever statistics are taken the queue is empty: reading all of it seems cheap, and is not in a rush.
  await sql`set local enable_seqscan = off`.execute(work)
  return await work
    .selectFrom('announcements')
    .selectAll()
    .where(sql<SqlBool>`community_id = any (${[...communities]}::uuid[])`)
    .$if(except.length > 0, (query) =>
      query.where(sql<SqlBool>`subject_id || ' ' || sequence <> all(${except}::text[])`),
    )
    .orderBy('at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
}

export async function removeAnnouncements(work: Work, rows: readonly AnnouncementRow[]): Promise<void> {
  await sql`
    delete from announcements told using unnest(
      ${rows.map((row) => row.community_id)}::uuid[], ${rows.map((row) => row.subject_id)}::uuid[],
      ${rows.map((row) => row.sequence)}::int[]) as taken (community_id, subject_id, sequence)
    where told.community_id = taken.community_id and told.subject_id = taken.subject_id
      and told.sequence = taken.sequence`.execute(work)
}

/** Rows of one statement; they are one parameter, so that it is the same statement for any number of them. */
const rowsAtOnce = 1_000

/**
 * Writes deliveries down, each person and channel once for one event. What is shown inside the app has arrived with it.
 * @returns those that were new and still have to be sent
 */
export async function addDeliveries(
  work: Work,
  deliveries: readonly NewDelivery[],
  now: Temporal.Instant,
): Promise<{ communityId: CommunityId; id: string; dueAt: Temporal.Instant }[]> {
  const toSend: { communityId: CommunityId; id: string; dueAt: Temporal.Instant }[] = []
  for (let start = 0; start < deliveries.length; start += rowsAtOnce) {
    const rows = deliveries.slice(start, start + rowsAtOnce).map((delivery) => rowOf(delivery, now))
    const added = await sql<{ community_id: CommunityId; id: string; status: string; not_before: Temporal.Instant }>`
      insert into deliveries (${written}) select ${written}
      from json_populate_recordset(null::deliveries, ${JSON.stringify(rows)}::json)
      on conflict do nothing returning community_id, id, status, not_before`.execute(work)
    for (const row of added.rows) {
      if (row.status === 'waiting') toSend.push({ communityId: row.community_id, id: row.id, dueAt: row.not_before })
    }
  }
  return toSend
}

const written = sql.raw(
  `community_id, id, subject_id, sequence, kind, data, person_id, voice_id, channel, status, not_before,
  next_attempt_at, created_at, sent_at`,
)

function rowOf(delivery: NewDelivery, now: Temporal.Instant) {
  const inApp = delivery.channel === 'app'
  return {
    community_id: delivery.communityId,
    id: delivery.id,
    subject_id: delivery.subjectId,
    sequence: delivery.sequence,
    kind: delivery.kind,
    data: delivery.data,
    person_id: 'personId' in delivery.to ? delivery.to.personId : null,
    voice_id: 'voiceId' in delivery.to ? delivery.to.voiceId : null,
    channel: delivery.channel,
    status: inApp ? ('sent' as const) : ('waiting' as const),
    not_before: delivery.notBefore,
    next_attempt_at: inApp ? null : delivery.notBefore,
    created_at: now,
    sent_at: inApp ? now : null,
  }
}

/**
 * Takes a delivery that is due for one attempt, which is counted. Until `until` nobody else takes it; a server that
 * dies meanwhile leaves it to be taken again after that.
 */
export async function claimDelivery(
  work: Work,
  communityId: CommunityId,
  id: string,
  now: Temporal.Instant,
  until: Temporal.Instant,
): Promise<DeliveryRow | undefined> {
  return await work
    .updateTable('deliveries')
    .set((of) => ({ attempts: of('attempts', '+', 1), next_attempt_at: until }))
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .where('next_attempt_at', '<=', now)
    .returningAll()
    .$castTo<DeliveryRow>()
    .executeTakeFirst()
}

/** When a delivery that still waits is tried next; undefined when it waits no more. */
export async function dueAtOf(work: Work, communityId: CommunityId, id: string): Promise<Temporal.Instant | undefined> {
  const row = await work
    .selectFrom('deliveries')
    .select(['next_attempt_at', 'not_before'])
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .executeTakeFirst()
  return row && (row.next_attempt_at ?? row.not_before)
}

/** The carrier took it: nothing sends it again after this. */
export async function recordSent(
  work: Work,
  of: { communityId: CommunityId; id: string },
  receipt: string | null,
  now: Temporal.Instant,
): Promise<void> {
  await work
    .updateTable('deliveries')
    .set({ status: 'sent', receipt, sent_at: now, next_attempt_at: null, last_error: null })
    .where('community_id', '=', of.communityId)
    .where('id', '=', of.id)
    .execute()
}

/** This attempt failed. A later attempt's outcome, by whomever, is not written over. `again` null: it was the last. */
export async function recordFailure(
  work: Work,
  of: { communityId: CommunityId; id: string; attempts: number },
  reason: string,
  again: Temporal.Instant | null,
): Promise<void> {
  await work
    .updateTable('deliveries')
    .set({ status: again ? 'waiting' : 'failed', last_error: reason, next_attempt_at: again })
    .where('community_id', '=', of.communityId)
    .where('id', '=', of.id)
    .where('status', '=', 'waiting')
    .where('attempts', '=', of.attempts)
    .execute()
}

/** Deliveries that should have been tried before this moment, the most overdue first. */
export async function overdueDeliveries(
  work: Work,
  communities: readonly CommunityId[],
  before: Temporal.Instant,
  limit: number,
): Promise<{ communityId: CommunityId; id: string; dueAt: Temporal.Instant }[]> {
  const rows = await work
    .selectFrom('deliveries')
    .select(['community_id', 'id', 'next_attempt_at', 'not_before'])
    .where('community_id', 'in', communities)
    .where('status', '=', 'waiting')
    .where('next_attempt_at', '<=', before)
    .orderBy('next_attempt_at')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    communityId: row.community_id,
    id: row.id,
    dueAt: row.next_attempt_at ?? row.not_before,
  }))
}

/** What stands in one person's app, newest first. */
export async function noticesOf(
  work: Work,
  communities: readonly CommunityId[],
  personId: PersonId,
  limit: number,
): Promise<DeliveryRow[]> {
  return await inAppOf(work, communities, personId)
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .$castTo<DeliveryRow>()
    .execute()
}

export async function unreadOf(work: Work, communities: readonly CommunityId[], personId: PersonId): Promise<number> {
  const counted = await inAppOf(work, communities, personId)
    .select((of) => of.fn.countAll<number>().as('unread'))
    .where('read_at', 'is', null)
    .executeTakeFirst()
  return Number(counted?.unread ?? 0)
}

function inAppOf(work: Work, communities: readonly CommunityId[], personId: PersonId) {
  return work
    .selectFrom('deliveries')
    .where('community_id', 'in', communities)
    .where('person_id', '=', personId)
    .where('channel', '=', 'app')
}

export async function markRead(
  work: Work,
  communities: readonly CommunityId[],
  personId: PersonId,
  now: Temporal.Instant,
): Promise<void> {
  await work
    .updateTable('deliveries')
    .set({ read_at: now })
    .where('community_id', 'in', communities)
    .where('person_id', '=', personId)
    .where('channel', '=', 'app')
    .where('read_at', 'is', null)
    .execute()
}

/** One page of the desk's log, newest first, from behind the cursor on. */
export async function deliveriesPage(
  work: Work,
  query: {
    community: CommunityId
    status?: DeliveryStatus | undefined
    limit: number
    after: Cursor | null
  },
): Promise<DeliveryRow[]> {
  let rows = work.selectFrom('deliveries').selectAll().where('community_id', '=', query.community)
  if (query.status === 'skipped' || query.status === 'failed') {
    const among = query.status === 'skipped' ? 'in' : 'not in'
    // A failure without a reason is still one.
    rows = rows
      .where('status', '=', 'failed')
      .where((where) => where(where.fn.coalesce('last_error', sql<string>`''`), among, [...skippedBecause]))
  } else if (query.status) rows = rows.where('status', '=', query.status)
  const { after } = query
  if (after) rows = rows.where(sql<SqlBool>`(created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`)
  return await rows
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit)
    .$castTo<DeliveryRow>()
    .execute()
}

/** Messages of long ago that wait for nothing. */
const over = (communityId: CommunityId | null, before: Temporal.Instant) =>
  sql`community_id = ${communityId} and status <> 'waiting' and created_at < ${before}`

export async function countOver(work: Work, before: Temporal.Instant, communityId: CommunityId | null) {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from deliveries where ${over(communityId, before)}`.execute(work)
  return found.rows[0]?.n ?? 0
}

export async function removeOver(
  work: Work,
  before: Temporal.Instant,
  communityId: CommunityId | null,
  limit: number,
): Promise<number> {
  const done = await sql`
    delete from deliveries where community_id = ${communityId} and id in (
      select id from deliveries where ${over(communityId, before)}
      order by created_at limit ${limit} for update skip locked)`.execute(work)
  return Number(done.numAffectedRows ?? 0n)
}

/**
 * How messages get on: waiting for ten minutes longer than they should (stuck), given up or sent since yesterday. What
 * was never tried, because nobody set that way up, is no failure.
 */
export async function backlog(
  work: Work,
  communities: readonly CommunityId[],
  now: Temporal.Instant,
): Promise<{ stuck: number; failed: number; sent: number }> {
  const ids = [...communities]
  const tooLong = now.subtract({ minutes: 10 }).toString()
  const since = now.subtract({ hours: 24 }).toString()
  const found = await sql<{ stuck: number; failed: number; sent: number }>`
    select (select count(*) from announcements
        where community_id = any (${ids}::uuid[]) and at < ${tooLong})
      + count(*) filter (where status = 'waiting' and channel <> 'app' and next_attempt_at < ${tooLong}) as stuck,
      count(*) filter (where status = 'failed' and created_at > ${since}
        and coalesce(last_error, '') <> all (${[...skippedBecause]})) as failed,
      count(*) filter (where status = 'sent' and created_at > ${since}) as sent
    from deliveries
    where community_id = any (${ids}::uuid[]) and (created_at > ${since} or status = 'waiting')`.execute(work)
  return found.rows[0] ?? { stuck: 0, failed: 0, sent: 0 }
}
