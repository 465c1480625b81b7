import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import { type Cursor, readCursor } from '../../../platform/cursor.ts'
import type { Work } from '../../../platform/database/database.ts'
import type { RequestId } from '../../../platform/ids.ts'
import { isAmong, type QueueRow, type Reader, visible } from '../queue-store.ts'
import { conditions, placeWithin, pressingAt, type QueueAsked } from '../queue-walk-store.ts'
import type { Asked } from './rules-for-terms.ts'
import { metBy } from './words-store.ts'

/** How many that have the words are looked at: enough for a page, or more, should the filters leave too few. */
const looks = [150, 600] as const

export interface FoundRows {
  /** At most `limit + 1`, newest first. */
  readonly rows: readonly QueueRow[]
  /** Where to look on when the rows fill no page and there may be more. */
  readonly lookedTo: Cursor | null
}

/**
 * One page of the queue with words that were asked for, newest first. Beyond 600 that have the words and are not of the
 * page, the next page looks on.
 */
export async function foundPage(
  work: Work,
  reader: Reader,
  asked: QueueAsked,
  words: Asked,
  now: Temporal.Instant,
): Promise<FoundRows> {
  const place = asked.place ? await placeWithin(work, reader, asked.place, 'newest') : null
  if (asked.place && !place) return { rows: [], lookedTo: null }
  const cursor = readCursor(asked.cursor)
  let found: FoundRows = { rows: [], lookedTo: null }
  for (const most of looks) {
    const kept = work
      .selectFrom('requests')
      .selectAll()
      .select(pressingAt.as('pressing_at'))
      .where(sql<boolean>`community_id = met.community_id and id = met.request_id`)
      .where((where) => where.and([visible(where, reader), ...conditions(where, reader, { asked, place, now })]))
      // Said so that each is looked up by its key, and no more of them than fill the page.
      .limit(1)
    const read = await sql<QueueRow & { looked: number; last_at: Temporal.Instant; last_id: RequestId | null }>`
      with met as materialized (${metBy(words, cursor, most)})
      select ends.*, kept.*
      from (select count(*)::int as looked, min(reported_at) as last_at,
          (select request_id from met order by reported_at, request_id limit 1) as last_id from met) ends
      left join lateral (
        select kept.* from met cross join lateral ${kept} kept
        order by met.reported_at desc, met.request_id desc limit ${asked.limit + 1}) kept on true
      order by kept.reported_at desc, kept.id desc`.execute(work)
    const ends = read.rows[0]
    const rows = read.rows.filter((row) => row.id !== null)
    const isAll = !ends?.last_id || ends.looked < most
    found = { rows, lookedTo: isAll || !ends.last_id ? null : { at: ends.last_at, id: ends.last_id } }
    if (isAll || rows.length > asked.limit) break
  }
  return found
}

/**
 * Requests of whoever left this phone, newest first.
 * @param readers who looks, as one who may know the reporters, and as one who may know those who asked for confidence
 */
export async function rowsByPhone(
  work: Work,
  [reader, confidential]: readonly [Reader, Reader],
  phoneHash: Buffer,
  limit: number,
): Promise<QueueRow[]> {
  const communities = [...reader.reaches.keys()]
  return await work
    .selectFrom('requests')
    .selectAll()
    .select(pressingAt.as('pressing_at'))
    .where(
      sql<boolean>`(community_id, id) in (
        select community_id, request_id from voices
        where community_id = any (${communities}::uuid[]) and phone_hash = ${phoneHash})`,
    )
    .where((where) =>
      where.or([
        where.and([where('confidential', '=', false), visible(where, reader)]),
        ...(confidential.reaches.size > 0
          ? [where.and([isAmong(confidential.reaches.keys()), visible(where, confidential)])]
          : []),
      ]),
    )
    .orderBy('reported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
