import type { Insertable } from 'kysely'
import type { Work } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
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
    .executeTakeFirst()
}
