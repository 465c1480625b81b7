import { sql } from 'kysely'
import type { Database, Work } from '../database/database.ts'
import type { Moment } from '../database/tables.ts'
import type { CommunityId } from '../ids.ts'

declare module '../database/tables.ts' {
  interface Tables {
    send_buckets: {
      key: Buffer
      tokens: number
      at: Moment
      most: number
      per_second: number
      wanted: number
      granted: number
    }
  }
}

/** So many tokens of one bucket. */
export interface Wanted {
  readonly key: Buffer
  readonly wanted: number
  readonly most: number
  readonly perSecond: number
}

const shared = { communities: [] as CommunityId[] }

/**
 * Takes from several buckets in one statement and answers how much each gave. Rows are locked in the order of their keys,
 * so that no two statements wait for each other. A clock that jumps back fills nothing and empties nothing.
 */
export async function takeTokens(
  database: Database,
  buckets: readonly Wanted[],
  now: Moment,
): Promise<ReadonlyMap<string, number>> {
  const filled = sql`least(excluded.most,
    bucket.tokens + greatest(0, extract(epoch from excluded.at - bucket.at)) * excluded.per_second)`
  const statement = sql<{ key: Buffer; granted: number }>`
    insert into send_buckets as bucket (key, tokens, at, most, per_second, wanted, granted)
    select key, most - least(wanted, floor(most)), ${now}::timestamptz, most, per_second, wanted, least(wanted, floor(most))
    from unnest(
      ${buckets.map((one) => one.key)}::bytea[], ${buckets.map((one) => one.wanted)}::int[],
      ${buckets.map((one) => one.most)}::float8[], ${buckets.map((one) => one.perSecond)}::float8[]
    ) as asked (key, wanted, most, per_second)
    order by key
    on conflict (key) do update set
      tokens = ${filled} - least(excluded.wanted, floor(${filled})),
      granted = least(excluded.wanted, floor(${filled})),
      at = greatest(bucket.at, excluded.at),
      most = excluded.most, per_second = excluded.per_second, wanted = excluded.wanted
    returning key, granted`.compile(database.compiler)
  const rows = await database.statement(shared, statement)
  return new Map(rows.map((row) => [row.key.toString('base64'), row.granted]))
}

/** Throws away what nobody has touched since a moment: it is full again. */
export async function forgetBucketsBefore(work: Work, before: Moment): Promise<void> {
  await work.deleteFrom('send_buckets').where('at', '<', before).execute()
}
