import type { Insertable } from 'kysely'
import type { Work } from '../database/database.ts'
import type { Moment, Tables } from '../database/tables.ts'
import type { CommunityId, FileId } from '../ids.ts'

export async function addFile(work: Work, file: Insertable<Tables['files']>): Promise<void> {
  await work.insertInto('files').values(file).execute()
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

export async function markedFiles(work: Work, communityId: CommunityId, limit: number): Promise<FileId[]> {
  const rows = await work
    .selectFrom('files')
    .select('id')
    .where('community_id', '=', communityId)
    .where('removed_at', 'is not', null)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

export async function forgetFiles(work: Work, communityId: CommunityId, ids: readonly FileId[]): Promise<void> {
  await work.deleteFrom('files').where('community_id', '=', communityId).where('id', 'in', ids).execute()
}
