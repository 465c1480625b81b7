import { type CompiledQuery, type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { readCursor, writeCursor } from '../../platform/cursor.ts'
import type { Work } from '../../platform/database/database.ts'
import type { Tables } from '../../platform/database/tables.ts'
import type { CommunityId, PersonId, RequestId } from '../../platform/ids.ts'
import type { Reach } from '../people/index.ts'
import { restrictedCategories } from './catalogue.ts'
import { openStatuses, type QueueQuery } from './model.ts'
import type { RequestsTable } from './tables.ts'

export type RequestsRow = Selectable<RequestsTable>
type QueueRow = RequestsRow & { readonly pressing_at: Temporal.Instant | null }
type Where = ExpressionBuilder<Tables, 'requests'>

/** Who looks, and where they may. */
export interface Reader {
  readonly personId: PersonId
  readonly reaches: ReadonlyMap<CommunityId, Reach & { readonly ownDeskIds: readonly string[] }>
}

/** Followed by this person, or by one of these desks. */
function followedBy(personId: PersonId, deskIds: readonly string[]) {
  const ways = [{ personId }, ...deskIds.map((deskId) => ({ deskId }))]
  return sql<boolean>`(${sql.join(
    ways.map((way) => sql`followers @> ${JSON.stringify([way])}::jsonb`),
    sql` or `,
  )})`
}

/** What a reader may see, as a condition: their reach, and never a matter that is about themselves. */
function visible(where: Where, reader: Reader) {
  return where.or(
    [...reader.reaches].map(([communityId, reach]) => {
      const mine = [
        where('handler_person_id', '=', reader.personId),
        where('offer_person_id', '=', reader.personId),
        ...(reach.deskIds.length > 0
          ? [where('handler_desk_id', 'in', reach.deskIds), where('offer_desk_id', 'in', reach.deskIds)]
          : []),
        // Who handed it on was told that they can go on following it.
        followedBy(reader.personId, reach.deskIds),
      ]
      const placed =
        reach.placeIds.length > 0
          ? [
              where.and([
                where.or([
                  where('unit_id', 'in', reach.placeIds),
                  where('building_id', 'in', reach.placeIds),
                  where('grid_id', 'in', reach.placeIds),
                ]),
                where.or([where('category', 'is', null), where('category', 'not in', restrictedCategories)]),
                // A complaint that names nobody may be about whoever looks.
                where.or([
                  where('kind', '<>', 'complaint'),
                  where('about_person_id', 'is not', null),
                  where('about_desk_id', 'is not', null),
                ]),
              ]),
            ]
          : []
      return where.and([
        where('community_id', '=', communityId),
        ...(reach.everywhere ? [] : [where.or([...mine, ...placed])]),
        where('about_person_id', 'is distinct from', reader.personId),
        ...(reach.ownDeskIds.length > 0
          ? [
              where.or([
                where('about_desk_id', 'is', null),
                where('about_desk_id', 'not in', reach.ownDeskIds as never),
              ]),
            ]
          : []),
      ])
    }),
  )
}

const overdueAt = (where: Where, now: Temporal.Instant) =>
  where.and([
    where('next_due_at', 'is not', null),
    where('status', 'in', ['reported', 'accepted']),
    where.or([where('deadline_due_at', '<=', now), where('finish_promised_at', '<=', now)]),
  ])

/**
 * When a matter presses: its live deadline, or the promised finish where that comes first and nobody waits. What is over
 * has the earliest of them, so it comes first. `requests_pressing` is the index of exactly these words.
 */
const pressingAt = sql<Temporal.Instant | null>`(case when status in ('reported', 'accepted')
  then least(deadline_due_at, finish_promised_at) else deadline_due_at end)`

/** Where the page after this row begins. */
export function cursorAfter(row: QueueRow, sort: QueueQuery['sort']): string | null {
  const at = sort === 'due' ? row.pressing_at : row.reported_at
  return at && writeCursor({ at, id: row.id })
}
/** One page of the queue. `limit + 1` rows are read, so that the caller knows whether there is more. */
export async function queuePage(
  work: Work,
  reader: Reader,
  query: QueueQuery,
  now: Temporal.Instant,
): Promise<QueueRow[]> {
  const cursor = readCursor(query.cursor)
  const due = query.sort === 'due'
  let rows = work
    .selectFrom('requests')
    .selectAll()
    .select(pressingAt.as('pressing_at'))
    // Named beside the wall's own condition: it is what the indexes begin with.
    .where('community_id', 'in', [...reader.reaches.keys()])
    .where((where) => visible(where, reader))
  const { status, place, category, level, overdue, text, scope } = query
  if (status === 'open') rows = rows.where('status', 'in', openStatuses)
  else if (status === 'ended') rows = rows.where('status', 'not in', openStatuses)
  else if (status) rows = rows.where('status', '=', status)
  if (place) {
    rows = rows.where((where) =>
      where.or([
        where('place_id', '=', place),
        where('unit_id', '=', place),
        where('building_id', '=', place),
        where('grid_id', '=', place),
        where('community_id', '=', place as string as CommunityId),
      ]),
    )
  }
  if (category)
    rows = category.includes('.')
      ? rows.where('category', '=', category)
      : rows.where('category', 'like', `${category}.%`)
  if (level) rows = rows.where('level', '=', level as RequestsRow['level'])
  if (overdue) rows = rows.where((where) => overdueAt(where, now))
  if (text) {
    const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
    rows = rows.where((where) => where.or([where('title', 'like', pattern), where('number', 'ilike', pattern)]))
  }
  const desks = [...reader.reaches.values()].flatMap((reach) => reach.ownDeskIds)
  if (scope === 'mine') {
    rows = rows.where((where) =>
      where.or([
        where('handler_person_id', '=', reader.personId),
        where('offer_person_id', '=', reader.personId),
        ...(desks.length > 0
          ? [where('handler_desk_id', 'in', desks as never), where('offer_desk_id', 'in', desks as never)]
          : []),
      ]),
    )
  } else if (scope === 'following') {
    rows = rows.where(followedBy(reader.personId, desks))
  }
  if (due) {
    // Exactly the open ones have a next due moment, and it is what the index is limited to.
    rows = rows.where('next_due_at', 'is not', null).orderBy(pressingAt).orderBy('id')
    if (cursor) rows = rows.where(sql<boolean>`(${pressingAt}, id) > (${cursor.at}::timestamptz, ${cursor.id}::uuid)`)
  } else {
    rows = rows.orderBy('reported_at', 'desc').orderBy('id', 'desc')
    if (cursor) rows = rows.where(sql<boolean>`(reported_at, id) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`)
  }
  return await rows.limit(query.limit + 1).execute()
}

/** Reads one request, if this reader may see it. */
export function visibleRequest(compiler: Work, reader: Reader, id: RequestId): CompiledQuery<RequestsRow> {
  return compiler
    .selectFrom('requests')
    .selectAll()
    .where('community_id', 'in', [...reader.reaches.keys()])
    .where('id', '=', id)
    .where((where) => visible(where, reader))
    .compile()
}

/** Which of these requests this reader may see. */
export async function visibleAmong(
  work: Work,
  reader: Reader,
  ids: readonly RequestId[],
): Promise<ReadonlySet<RequestId>> {
  if (ids.length === 0) return new Set()
  const rows = await work
    .selectFrom('requests')
    .select('id')
    .where('community_id', 'in', [...reader.reaches.keys()])
    .where('id', 'in', ids)
    .where((where) => visible(where, reader))
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** The figures at the head of a queue, over what the reader may see. Days are local ones, given as moments. */
export async function figures(
  work: Work,
  reader: Reader,
  at: { now: Temporal.Instant; dayStart: Temporal.Instant; monthStart: Temporal.Instant },
) {
  const count = (where: ReturnType<typeof sql<boolean>>) => sql<number>`count(*) filter (where ${where})`
  const sameDayClass = sql<boolean>`clock_class in ('E', 'U', 'D') and reported_at >= ${at.monthStart}
    and (reported_at at time zone 'Asia/Shanghai')::time < time '16:00'`
  return await work
    .selectFrom('requests')
    .where('community_id', 'in', [...reader.reaches.keys()])
    .where((where) => visible(where, reader))
    .where((where) =>
      where.or([
        where('next_due_at', 'is not', null),
        where('reported_at', '>=', at.monthStart),
        where('closed_at', '>=', at.monthStart),
        where('resolved_at', '>=', at.dayStart),
      ]),
    )
    .select([
      count(sql`next_due_at is not null`).as('open'),
      count(
        sql`status in ('reported', 'accepted') and next_due_at is not null and (deadline_due_at <= ${at.now} or finish_promised_at <= ${at.now})`,
      ).as('overdue'),
      count(
        sql`status in ('reported', 'accepted') and deadline_due_at > ${at.now} and deadline_due_at <= ${at.now.add({ hours: 1 })}`,
      ).as('dueWithinHour'),
      count(sql`reported_at >= ${at.dayStart}`).as('reportedToday'),
      count(sql`resolved_at >= ${at.dayStart}`).as('resolvedToday'),
      count(sameDayClass).as('sameDayDue'),
      count(
        sql`${sameDayClass} and (resolved_at at time zone 'Asia/Shanghai')::date = (reported_at at time zone 'Asia/Shanghai')::date`,
      ).as('sameDaySolved'),
      count(sql`status = 'closed' and closed_at >= ${at.monthStart}`).as('closed'),
      count(sql`status = 'closed' and closed_at >= ${at.monthStart} and closing <> 'unconfirmed'`).as('answered'),
      count(sql`closed_at >= ${at.monthStart} and score is not null`).as('rated'),
      count(sql`closed_at >= ${at.monthStart} and score >= 4`).as('satisfied'),
    ])
    .executeTakeFirstOrThrow()
}
