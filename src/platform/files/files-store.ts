import { type Insertable, sql } from 'kysely'
import type { Work } from '../database/database.ts'
import type { Moment, Tables } from '../database/tables.ts'
import type { CommunityId, FileId } from '../ids.ts'

/** The row of a file whose bytes are still on their way: nothing can name it yet. */
export async function addComingFile(work: Work, file: Insertable<Tables['files']>): Promise<void> {
  await work
    .insertInto('files')
    .values({ ...file, removed_at: sql<Moment>`now()` })
    .execute()
}

/**
 * The bytes are there: from here on the file can be named.
 * @throws when they took so long that they were taken away again
 */
export async function fileHasCome(work: Work, communityId: CommunityId, id: FileId): Promise<void> {
  const come = await work
    .updateTable('files')
    .set({ removed_at: null })
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (come.numUpdatedRows !== 1n) throw new Error('a file was taken away while it was kept')
}

export async function fileRow(work: Work, communityId: CommunityId, id: FileId) {
  return await work
    .selectFrom('files')
    .select(['id', 'audience', 'content_type'])
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

/** Which of these files are there. */
export async function filesAmong(work: Work, communityId: CommunityId, ids: readonly FileId[]): Promise<Set<FileId>> {
  if (ids.length === 0) return new Set()
  const rows = await work
    .selectFrom('files')
    .select('id')
    .where('community_id', '=', communityId)
    .where('id', 'in', ids)
    .where('removed_at', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** A page of the files that were kept before a moment, in the order of their ids. */
export async function filesKeptBefore(
  work: Work,
  communityId: CommunityId,
  page: { before: Moment; after: FileId | null; limit: number },
): Promise<{ id: FileId; created_at: Moment }[]> {
  let query = work
    .selectFrom('files')
    .select(['id', 'created_at'])
    .where('community_id', '=', communityId)
    .where('removed_at', 'is', null)
    .where('created_at', '<', page.before)
  if (page.after !== null) query = query.where('id', '>', page.after)
  return await query.orderBy('id').limit(page.limit).execute()
}

/** From here on nothing can name these files. */
export async function markRemoved(
  work: Work,
  communityId: CommunityId,
  ids: readonly FileId[],
  at: Moment,
): Promise<void> {
  if (ids.length === 0) return
  await work
    .updateTable('files')
    .set({ removed_at: at })
    .where('community_id', '=', communityId)
    .where('id', 'in', ids)
    .execute()
}

/** Files to be removed; those that came after `before` may still be on their way. */
export async function markedFiles(
  work: Work,
  communityId: CommunityId,
  { before, limit }: { before: Moment; limit: number },
): Promise<FileId[]> {
  const rows = await work
    .selectFrom('files')
    .select('id')
    .where('community_id', '=', communityId)
    .where('removed_at', 'is not', null)
    .where('created_at', '<', before)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

export async function forgetFiles(work: Work, communityId: CommunityId, ids: readonly FileId[]): Promise<void> {
  await work.deleteFrom('files').where('community_id', '=', communityId).where('id', 'in', ids).execute()
}
