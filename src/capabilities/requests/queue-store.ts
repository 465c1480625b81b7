import { type CompiledQuery, type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Work } from '../../platform/database/database.ts'
import type { Tables } from '../../platform/database/tables.ts'
import type { CommunityId, PersonId, RequestId } from '../../platform/ids.ts'
import type { Reach } from '../people/index.ts'
import { restrictedCategories } from './catalogue.ts'
import type { RequestsTable } from './tables.ts'

export type RequestsRow = Selectable<RequestsTable>
export type QueueRow = RequestsRow & { readonly pressing_at: Temporal.Instant | null }
export type Where = ExpressionBuilder<Tables, 'requests'>

/** Who looks, and where they may. */
export interface Reader {
  readonly personId: PersonId
  readonly reaches: ReadonlyMap<CommunityId, Reach & { readonly ownDeskIds: readonly string[] }>
}

/** Followed by this person, or by one of these desks. */
export function followedBy(personId: PersonId, deskIds: readonly string[]) {
  return sql<boolean>`(followers <> '[]' and exists (
    select 1 from jsonb_array_elements(followers) as one
    where one->>'personId' = ${personId} or one->>'deskId' = any (${[...deskIds]}::text[])))`
}

/** Not about this person, nor about one of these desks, whose work they do. */
function notAbout(where: Where, reader: Reader, ownDeskIds: readonly string[]) {
  return where.and([
    where('about_person_id', 'is distinct from', reader.personId),
    ...(ownDeskIds.length > 0
      ? [
          where.or([
            where('about_desk_id', 'is', null),
            sql<boolean>`about_desk_id <> all (${[...ownDeskIds]}::uuid[])`,
          ]),
        ]
      : []),
  ])
}

/**
 * What a reader may see, as a condition: their reach, and never a matter that is about themselves. It is said beside the
 * reader's communities, and what they see all of is said once for all of it: a district's staff have hundreds.
 */
export function visible(where: Where, reader: Reader) {
  const whole = [...reader.reaches].filter(([, reach]) => reach.everywhere)
  const inWhole = notAbout(
    where,
    reader,
    whole.flatMap(([, reach]) => reach.ownDeskIds),
  )
  if (whole.length === reader.reaches.size) return inWhole
  const parts = [...reader.reaches].filter(([, reach]) => !reach.everywhere)
  return where.or([
    where.and([isAmong(whole.map(([id]) => id)), inWhole]),
    ...parts.map(([communityId, reach]) => {
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
        where.or([...mine, ...placed]),
        notAbout(where, reader, reach.ownDeskIds),
      ])
    }),
  ])
}

export const isAmong = (communities: Iterable<CommunityId>) =>
  sql<boolean>`community_id = any (${[...communities]}::uuid[])`

/** Reads one request, if this reader may see it. */
export function visibleRequest(compiler: Work, reader: Reader, id: RequestId): CompiledQuery<RequestsRow> {
  return compiler
    .selectFrom('requests')
    .selectAll()
    .where(isAmong(reader.reaches.keys()))
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
    .where(isAmong(reader.reaches.keys()))
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
    .where(isAmong(reader.reaches.keys()))
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
