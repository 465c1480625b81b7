import { type RawBuilder, sql } from 'kysely'
import type { Cursor } from '../../../platform/cursor.ts'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import type { CommunityId, PlaceId, RequestId } from '../../../platform/ids.ts'
import type { Asked } from './rules-for-terms.ts'
import '../tables.ts'

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    request_words: { community_id: CommunityId; reported_at: Moment; request_id: RequestId; words: number[] }
    words_wanted: { community_id: CommunityId; request_id: RequestId }
  }
}

/** A title was changed, or somebody was taken out of it: its words go at once, and are written anew in a moment. */
export async function loseWords(work: Work, communityId: CommunityId, id: RequestId): Promise<void> {
  await sql`
    with lost as (
      delete from request_words w using requests r
      where r.community_id = ${communityId} and r.id = ${id}
        and w.community_id = ${communityId} and w.reported_at = r.reported_at and w.request_id = ${id}
    )
    insert into words_wanted (community_id, request_id) values (${communityId}, ${id}) on conflict do nothing`.execute(
    work,
  )
}

export interface Unworded {
  readonly community_id: CommunityId
  readonly id: RequestId
  readonly reported_at: Moment
  readonly number: string
  readonly title: string
  readonly category: string | null
  readonly place_id: PlaceId
}

/** Requests whose words are wanted, locked; those that another server has are passed over. */
export async function lockUnworded(
  work: Work,
  communities: readonly CommunityId[],
  limit: number,
): Promise<Unworded[]> {
  const found = await sql<Unworded>`
    select r.community_id, r.id, r.reported_at, r.number, r.title, r.category, r.place_id
    from (
      select community_id, request_id from words_wanted where community_id = any (${[...communities]}::uuid[])
      limit ${limit} for update skip locked) wanted
    join requests r on r.community_id = wanted.community_id and r.id = wanted.request_id
    for no key update of r`.execute(work)
  return found.rows
}

/** Writes words in the place of those that were there; they are wanted no more. */
export async function writeWordsOf(
  work: Work,
  rows: readonly (Pick<Unworded, 'community_id' | 'id' | 'reported_at'> & { readonly words: readonly number[] })[],
): Promise<void> {
  await work
    .insertInto('request_words')
    .values(
      rows.map((row) => ({
        community_id: row.community_id,
        reported_at: row.reported_at,
        request_id: row.id,
        words: [...row.words],
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['community_id', 'reported_at', 'request_id'])
        .doUpdateSet((set) => ({ words: set.ref('excluded.words') })),
    )
    .execute()
  await sql`
    delete from words_wanted w using unnest(
      ${rows.map((row) => row.community_id)}::uuid[], ${rows.map((row) => row.id)}::uuid[]) as done (community_id, id)
    where w.community_id = done.community_id and w.request_id = done.id`.execute(work)
}

/** The index takes in what came since. */
export async function tidyWords(work: Work): Promise<void> {
  await sql`select silin_tidy_words()`.execute(work)
}

/**
 * What was asked for, as a table `met (community_id, reported_at, request_id)` of the newest `most` behind a row, each
 * once; only in the unit of work's communities, which `silin_search` sees to itself.
 */
export const metBy = ({ every, anyOf }: Asked, cursor: Cursor | null, most: number): RawBuilder<unknown> => sql`
  select distinct community_id, reported_at, request_id
  from silin_search(${[...every]}::int[], ${anyOf.length > 0 ? [...anyOf] : null}::int[],
    ${cursor?.at ?? null}::timestamptz, ${cursor?.id ?? null}::uuid, ${most})
  order by reported_at desc, request_id desc limit ${most}`
