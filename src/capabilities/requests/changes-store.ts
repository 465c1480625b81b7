import { type RawBuilder, sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import './tables.ts'

/**
 * The change cursor of a community: its events in the order of the transactions that wrote them. Below
 * `pg_snapshot_xmin(pg_current_snapshot())` everything is decided: nothing will ever come before what was read there.
 * What is read beyond that is true of its snapshot, and is no place to stop at. See `migrations/0021-figures.sql`.
 */
export interface ChangesFrom {
  /** Name of a `with` query (community_id, xact, request_id, sequence): up to where each community was counted. */
  readonly since: string
  /** Only what is decided, and at most so many events for each community; null: all that the snapshot sees. */
  readonly limit: number | null
}

/** What happened to categories: the report says the first one, and each correction the next. */
const says = sql.raw("('reported', 'reclassified')")
/** Comes before every event. */
export const beforeAll = sql`'0'::xid8, '00000000-0000-0000-0000-000000000000'::uuid, 0`

/**
 * Queries of a `with` that count what came after a cursor, into `changed_days`: community_id, day (in local time),
 * category, type, reason, score and `n`. Each event counts in the category that its matter has at the end of what is
 * read. Where that is another one than before, what was counted is taken out there (n < 0) and put in here, so that the
 * sum of all steps is what one look at everything would count, wherever the steps are cut: events of one request may
 * also come in another order than they happened.
 * `changed_events` are the events themselves, for the next cursor.
 *
 * Nobody can estimate how many events there are: `withManyChanges` first, or the planner may compare each with each.
 */
export function changesAfter({ since: name, limit }: ChangesFrom, timeZone: string): RawBuilder<unknown> {
  const since = sql.table(name)
  const isCounted = sql`(e.xact, e.request_id, e.sequence) <= (s.xact, s.request_id, s.sequence)`
  const facts = sql`e.community_id, e.request_id, e.sequence, e.at, e.type,
    case when e.type = 'raised' then e.data ->> 'reason' end as reason,
    case when e.type in ('confirmed', 'rated', 'called_back', 'disputed') then (e.data ->> 'score')::int end as score`
  return sql`
    changed_events as materialized (
      select e.* from ${since} s cross join lateral (
        select ${facts}, e.xact,
          case when e.type in ${says} then coalesce(e.data ->> 'category', '') end as category
        from request_events e
        where e.community_id = s.community_id
          and (e.xact, e.request_id, e.sequence) > (s.xact, s.request_id, s.sequence)
          ${
            limit === null
              ? sql`offset 0`
              : sql`and e.xact < pg_snapshot_xmin(pg_current_snapshot())
                order by e.xact, e.request_id, e.sequence limit ${limit}::int`
          }) e
    ), said_now as (
      select distinct on (community_id, request_id) community_id, request_id, sequence, category
      from changed_events where category is not null
      order by community_id, request_id, sequence desc
    ), changed_requests as materialized (
      select t.community_id, t.request_id, coalesce(b.category, '') as was,
        case when n.sequence > coalesce(b.sequence, 0) then n.category else coalesce(b.category, '') end as category
      from (select distinct community_id, request_id from changed_events) t
      join ${since} s on s.community_id = t.community_id
      left join said_now n on n.community_id = t.community_id and n.request_id = t.request_id
      left join lateral (
        select e.sequence, coalesce(e.data ->> 'category', '') as category from request_events e
        where e.community_id = t.community_id and e.request_id = t.request_id and e.type in ${says} and ${isCounted}
        order by e.sequence desc limit 1) b on true
    ), changed_days as (
      select community_id, (at at time zone ${timeZone})::date as day, category, type, reason, score, sum(sign)::int as n
      from (
        select e.community_id, e.at, e.type, e.reason, e.score, r.category, 1 as sign
        from changed_events e join changed_requests r on r.community_id = e.community_id and r.request_id = e.request_id
        union all
        select e.community_id, e.at, e.type, e.reason, e.score, side.category, side.sign
        from changed_requests r join ${since} s on s.community_id = r.community_id
        cross join lateral (
          select ${facts} from request_events e
          where e.community_id = r.community_id and e.request_id = r.request_id and ${isCounted} offset 0) e
        cross join lateral (values (r.was, -1), (r.category, 1)) as side (category, sign)
        where r.was <> r.category
      ) each_event
      group by 1, 2, 3, 4, 5, 6
    )`
}

/** From here to the end of this unit of work tables are joined by hash; what is looked up by an index is so all the same. */
export async function withManyChanges(work: Work): Promise<void> {
  await sql`set local enable_nestloop = off`.execute(work)
}
