import { type RawBuilder, sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { beforeAll, changesAfter, withManyChanges } from '../requests/index.ts'
import { type Counts, type FiguresLine, type Measure, measures } from './model.ts'
import type { Days, Spans } from './rules.ts'

/** What each measure counts among events. The one place that says it in SQL. */
const counted: Readonly<Record<Measure, RawBuilder<unknown>>> = {
  reported: sql`type = 'reported'`,
  accepted: sql`type = 'accepted'`,
  resolved: sql`type = 'resolved'`,
  confirmed: sql`type in ('confirmed', 'called_back')`,
  unconfirmed: sql`type = 'closed_unconfirmed'`,
  reopened: sql`type = 'reopened'`,
  ended: sql`type in ('withdrawn', 'declined', 'redirected', 'merged')`,
  raised: sql`type = 'raised'`,
  overdue: sql`type = 'raised' and reason = 'clock'`,
  supervised: sql`type = 'supervised'`,
  rated: sql`score is not null`,
  satisfied: sql`score >= 4`,
}
const all = (of: (measure: Measure) => RawBuilder<unknown>) => sql.join(measures.map(of))
const names = all((one) => sql.ref(one))
const countedNow = all((one) => sql`coalesce(sum(n) filter (where ${counted[one]}), 0)::int as ${sql.ref(one)}`)

/** Communities whose figures have never been counted get a cursor before everything. */
export async function addCursors(work: Work, communities: readonly CommunityId[]): Promise<void> {
  await sql`
    insert into figure_cursors (community_id, xact, request_id, sequence)
    select id, ${beforeAll} from unnest(${[...communities]}::uuid[]) as id on conflict do nothing`.execute(work)
}

/** Communities in which something has happened that is decided and not counted yet; those without a cursor among them. */
export async function communitiesBehind(
  work: Work,
  communities: readonly CommunityId[],
): Promise<{ id: CommunityId; hasCursor: boolean }[]> {
  const found = await sql<{ id: CommunityId; hasCursor: boolean }>`
    select given.id, c.community_id is not null as "hasCursor"
    from unnest(${[...communities]}::uuid[]) as given (id) left join figure_cursors c on c.community_id = given.id
    where c.community_id is null or exists (
      select 1 from request_events e
      where e.community_id = c.community_id
        and (e.xact, e.request_id, e.sequence) > (c.xact, c.request_id, c.sequence)
        and e.xact < pg_snapshot_xmin(pg_current_snapshot()))`.execute(work)
  return found.rows
}

/** Takes a community's cursor for this unit of work; false while another server has it. */
export async function lockCursor(work: Work, community: CommunityId): Promise<boolean> {
  const found = await sql`
    select 1 from figure_cursors where community_id = ${community} for update skip locked`.execute(work)
  return found.rows.length === 1
}

/**
 * Counts the next events of a community, whose cursor this unit of work has: one statement, bounded by `limit` events.
 * @returns how many it counted
 */
export async function countOn(work: Work, community: CommunityId, limit: number, timeZone: string): Promise<number> {
  const added = sql.join(measures.map((one) => sql`${sql.ref(one)} = f.${sql.ref(one)} + excluded.${sql.ref(one)}`))
  await withManyChanges(work)
  const found = await sql<{ n: number }>`
    with since as (
      select community_id, xact, request_id, sequence from figure_cursors where community_id = ${community}
    ), ${changesAfter({ since: 'since', limit }, timeZone)}, counted as (
      insert into request_figures as f (community_id, span, day, category, ${names})
      select community_id, span, case span when 'day' then day else date_trunc('month', day)::date end as first_day,
        category, ${countedNow}
      from changed_days cross join (values ('day'), ('month')) as spans (span)
      group by community_id, span, first_day, category
      on conflict (community_id, span, day, category) do update set ${added}
    ), moved as (
      update figure_cursors c set xact = e.xact, request_id = e.request_id, sequence = e.sequence
      from (select community_id, xact, request_id, sequence from changed_events
            order by xact desc, request_id desc, sequence desc limit 1) e
      where c.community_id = e.community_id
    )
    select count(*)::int as n from changed_events`.execute(work)
  return found.rows[0]?.n ?? 0
}

const within = (column: RawBuilder<unknown>, { from, to }: Days) => sql`${column} between ${from}::date and ${to}::date`

/**
 * The figures of some days by community and category: what is counted and what has happened since, in one snapshot, so
 * that they are what a count of all events would say. Lines in which nothing happened are left out.
 */
export async function readFigures(
  work: Work,
  communities: readonly CommunityId[],
  days: Days,
  spans: Spans,
  timeZone: string,
): Promise<FiguresLine[]> {
  const kept = [
    ...(spans.months ? [sql`span = 'month' and ${within(sql.ref('day'), spans.months)}`] : []),
    ...spans.days.map((some) => sql`span = 'day' and ${within(sql.ref('day'), some)}`),
  ].map(
    (which) => sql`
      select community_id, category, ${names} from request_figures
      where community_id = any (${[...communities]}::uuid[]) and ${which}`,
  )
  await withManyChanges(work)
  const found = await sql<Counts & { communityId: CommunityId; category: string }>`
    with since as materialized (
      select id as community_id, coalesce(c.xact, z.xact) as xact, coalesce(c.request_id, z.request_id) as request_id,
        coalesce(c.sequence, z.sequence) as sequence
      from unnest(${[...communities]}::uuid[]) as id
      cross join (select ${beforeAll}) as z (xact, request_id, sequence)
      left join figure_cursors c on c.community_id = id
    ), ${changesAfter({ since: 'since', limit: null }, timeZone)}
    select community_id as "communityId", category, ${all((one) => sql`sum(${sql.ref(one)})::int as ${sql.ref(one)}`)}
    from (
      ${sql.join(kept, sql` union all `)}
      union all
      select community_id, category, ${countedNow} from changed_days
      where ${within(sql.ref('day'), days)} group by community_id, category
    ) both_of_them
    group by community_id, category
    having ${sql.join(
      measures.map((one) => sql`sum(${sql.ref(one)}) <> 0`),
      sql` or `,
    )}
    order by community_id, category`.execute(work)
  return found.rows.map((row) => ({ ...row, category: row.category || null }))
}
