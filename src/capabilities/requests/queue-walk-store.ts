import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { type Cursor, readCursor, writeCursor } from '../../platform/cursor.ts'
import type { Work } from '../../platform/database/database.ts'
import type { CommunityId, PlaceId } from '../../platform/ids.ts'
import { isOpen, openStatuses, type QueueQuery, type Status, statuses } from './model.ts'
import {
  followedBy,
  isAmong,
  type QueueRow,
  type Reader,
  type RequestsRow,
  visible,
  type Where,
} from './queue-store.ts'

/** What a page of the queue is asked for, with what its words stand for. */
export interface QueueAsked extends QueueQuery {
  /** The codes that `category` stands for: one, or those of a group. */
  readonly codes: readonly string[] | null
  /** What has to stand in the title or number. */
  readonly contains: string | null
}

/**
 * When a matter presses: its live deadline, or the promised finish where that comes first and nobody waits. What is over
 * has the earliest of them, so it comes first. `requests_pressing` is the index of exactly these words.
 */
export const pressingAt = sql<Temporal.Instant | null>`(case when status in ('reported', 'accepted')
  then least(deadline_due_at, finish_promised_at) else deadline_due_at end)`

/** Where the page after this row begins. */
export function cursorAfter(row: QueueRow, sort: QueueQuery['sort']): string | null {
  const at = sort === 'due' ? row.pressing_at : row.reported_at
  return at && writeCursor({ at, id: row.id })
}

/**
 * One page of the queue. `limit + 1` rows are read, so that the caller knows whether there is more.
 *
 * The indexes begin with the community, and a district's staff see hundreds of them: no index has the rows of all in one
 * order. So time is cut into spans, each six times as long as the one before; of one span the rows of all communities are
 * read and sorted, and the next is only looked into when those before have not filled the page. By the clock each
 * community is asked for its own first rows instead: what is over has no other end than the oldest.
 */
export async function queuePage(
  work: Work,
  reader: Reader,
  asked: QueueAsked,
  now: Temporal.Instant,
): Promise<QueueRow[]> {
  if (isContradiction(asked)) return []
  const place = asked.place ? await placeWithin(work, reader, asked.place, asked.sort) : null
  if (asked.place && !place) return []
  const communities = place ? [place.communityId] : [...reader.reaches.keys()]
  const count = asked.limit + 1
  const due = asked.sort === 'due'
  const [key, way] = due ? [pressingAt, sql`asc`] : [sql<Temporal.Instant>`reported_at`, sql`desc`]
  const cursor = readCursor(asked.cursor)

  const first = (isHere: ReturnType<typeof sql<boolean>>, { from, to }: Span) =>
    work
      .selectFrom('requests')
      .select(['community_id', 'id', key.as('at')])
      .where(isHere)
      .where((where) => where.and([visible(where, reader), ...conditions(where, reader, { asked, place, now })]))
      .where((where) =>
        where.and([
          ...(from ? [sql<boolean>`${key} >= ${from}::timestamptz`] : []),
          ...(to ? [sql<boolean>`${key} < ${to}::timestamptz`] : []),
          ...(cursor ? [behind(key, due, cursor)] : []),
        ]),
      )
      .orderBy(sql`${key} ${way}`)
      .orderBy(sql`id ${way}`)
      .limit(count)
  const isFew = asked.scope === 'mine' || place?.isSmall === true
  // One alone is said as one: then the index has them in their order.
  const isHere = communities.length === 1 ? sql<boolean>`community_id = ${communities[0]}::uuid` : isAmong(communities)
  const parts =
    due && !isFew
      ? [
          sql`select k.* from unnest(${communities}::uuid[]) as c (id)
        cross join lateral ${first(sql<boolean>`community_id = c.id`, always)} k order by k.at, k.id limit ${count}`,
        ]
      : (isFew ? [always] : spansBack(cursor?.at ?? now)).map((span) => first(isHere, span))
  const found = await sql<QueueRow>`
    select r.*, ${pressingAt} as pressing_at
    from (select * from (${sql.join(parts, sql` union all `)}) spans limit ${count}) found
    join requests r on r.community_id = found.community_id and r.id = found.id
    order by found.at ${way}, found.id ${way}`.execute(work)
  return found.rows
}

/** What is over has no handler and presses nobody. */
const isContradiction = ({ status, sort, scope, overdue }: QueueAsked) =>
  status !== undefined &&
  (sort === 'due' || scope === 'mine' || overdue === true) &&
  !statusesOf(status).some((one) => isOpen(one))

/** Behind the cursor's row. */
const behind = (key: ReturnType<typeof sql<Temporal.Instant | null>>, due: boolean, { at, id }: Cursor) =>
  sql<boolean>`(${key}, id) ${due ? sql`>` : sql`<`} (${at}::timestamptz, ${id}::uuid)`

/** A stretch of time, from a moment on and before another; null: without end. */
interface Span {
  readonly from: Temporal.Instant | null
  readonly to: Temporal.Instant | null
}
const always: Span = { from: null, to: null }

/** Minutes: ten, an hour, six, and so on to most of a year. */
const reaches = [1, 6, 36, 216, 1_296, 7_776, 46_656].map((times) => 10 * times)

/** Newest first, back to the beginning. */
function spansBack(last: Temporal.Instant): Span[] {
  const cuts = reaches.map((minutes) => last.subtract({ minutes }))
  return [...cuts, null].map((from, index) => ({ from, to: cuts[index - 1] ?? null }))
}

interface WithinPlace {
  readonly communityId: CommunityId
  readonly condition: ReturnType<typeof sql<boolean>> | null
  /** A stairwell at most: all that is there is read at once. */
  readonly isSmall: boolean
}

/** In which community a place is, and what says that a matter is there or below. One column, so that it has one index. */
export async function placeWithin(
  work: Work,
  reader: Reader,
  id: PlaceId,
  sort: QueueQuery['sort'],
): Promise<WithinPlace | null> {
  const place = await work
    .selectFrom('places')
    .select(['community_id', 'kind', 'unit_id', 'building_id'])
    .where(isAmong(reader.reaches.keys()))
    .where('id', '=', id)
    .executeTakeFirst()
  if (!place) return null
  const { community_id: communityId, kind } = place
  if (kind === 'community') return { communityId, condition: null, isSmall: false }
  if (kind === 'household') {
    const above = place.unit_id
      ? sql`unit_id = ${place.unit_id}::uuid`
      : place.building_id
        ? sql`building_id = ${place.building_id}::uuid`
        : sql`true`
    return { communityId, condition: sql<boolean>`(${above} and place_id = ${id}::uuid)`, isSmall: true }
  }
  // By the clock the open ones are walked, and not all that there ever was in a building: no index takes "is not distinct".
  const is = sort === 'due' && kind !== 'unit' ? sql`is not distinct from` : sql`=`
  const condition = sql<boolean>`${sql.ref(`${kind}_id`)} ${is} ${id}::uuid`
  return { communityId, condition, isSmall: kind === 'unit' }
}

const endedStatuses = statuses.filter((status) => !isOpen(status))

const statusesOf = (status: NonNullable<QueueQuery['status']>): readonly Status[] =>
  status === 'open' ? openStatuses : status === 'ended' ? endedStatuses : [status]

/** Not said by `pressingAt`: its index has all that is over, however old, and not those of one span. */
const isOver = (where: Where, now: Temporal.Instant) =>
  where.or([where('deadline_due_at', '<=', now), where('finish_promised_at', '<=', now)])

/** What the filters ask of a row. */
export function conditions(
  where: Where,
  reader: Reader,
  { asked, place, now }: { asked: QueueAsked; place: WithinPlace | null; now: Temporal.Instant },
) {
  const { status, codes, contains, level, overdue, scope } = asked
  const desks = [...reader.reaches.values()].flatMap((reach) => reach.ownDeskIds)
  const isOurs = (person: 'handler_person_id' | 'offer_person_id', desk: 'handler_desk_id' | 'offer_desk_id') =>
    where.or([where(person, '=', reader.personId), sql<boolean>`${sql.ref(desk)} = any (${desks}::uuid[])`])
  return [
    ...(status ? [where('status', 'in', statusesOf(status))] : []),
    ...(place?.condition ? [place.condition] : []),
    ...(codes ? [sql<boolean>`category = any (${[...codes]}::text[])`] : []),
    ...(contains ? [sql<boolean>`strpos(lower(title || ' ' || number), ${contains}) > 0`] : []),
    ...(level ? [where('level', '=', level as RequestsRow['level'])] : []),
    ...(overdue ? [where('status', 'in', ['reported', 'accepted']), isOver(where, now)] : []),
    ...(scope === 'mine'
      ? [
          where.or([
            isOurs('handler_person_id', 'handler_desk_id'),
            // Said once more of the row, for the index of the few that are on offer.
            where.and([where('offer_level', 'is not', null), isOurs('offer_person_id', 'offer_desk_id')]),
          ]),
        ]
      : []),
    ...(scope === 'following' ? [followedBy(reader.personId, desks)] : []),
    // Exactly the open ones have a next due moment: it is what the indexes of them are limited to.
    ...(asked.sort === 'due' ? [where('next_due_at', 'is not', null)] : []),
  ]
}
