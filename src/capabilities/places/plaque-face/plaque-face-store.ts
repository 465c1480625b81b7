import type { Work } from '../../../platform/database/database.ts'
import type { CommunityId, FileId, PersonId } from '../../../platform/ids.ts'
import { leadRoles } from '../model.ts'
import '../tables.ts'

/** The posts that somebody holds as a lead on a day, and what of them stands on the plaques. */
export async function postsOf(work: Work, communities: readonly CommunityId[], personId: PersonId, day: string) {
  return await work
    .selectFrom('responsibilities as r')
    .innerJoin('places as p', (join) =>
      join.onRef('p.community_id', '=', 'r.community_id').onRef('p.id', '=', 'r.place_id'),
    )
    .leftJoin('places as building', (join) =>
      join.onRef('building.community_id', '=', 'p.community_id').onRef('building.id', '=', 'p.building_id'),
    )
    .where('r.community_id', 'in', communities)
    .where('r.person_id', '=', personId)
    .where('r.role', 'in', leadRoles)
    .where('r.from_day', '<=', day)
    .where((where) => where.or([where('r.to_day', 'is', null), where('r.to_day', '>=', day)]))
    .orderBy('r.from_day')
    .orderBy('r.id')
    .select([
      'r.community_id',
      'r.role',
      'r.duties',
      'r.public_phone',
      'r.portrait_file_id',
      'p.kind',
      'p.name',
      'building.name as building_name',
    ])
    .execute()
}

/** Writes what a lead wants shown, on every post that they hold on a day. Answers how many there are. */
export async function showOf(
  work: Work,
  communityId: CommunityId,
  personId: PersonId,
  day: string,
  shown: { readonly public_phone: boolean } | { readonly portrait_file_id: FileId | null },
): Promise<number> {
  const done = await work
    .updateTable('responsibilities')
    .set(shown)
    .where('community_id', '=', communityId)
    .where('person_id', '=', personId)
    .where('role', 'in', leadRoles)
    .where('from_day', '<=', day)
    .where((where) => where.or([where('to_day', 'is', null), where('to_day', '>=', day)]))
    .executeTakeFirst()
  return Number(done.numUpdatedRows)
}

/** Which of these photos are the portrait of somebody, in office or in the history. */
export async function portraitsAmong(
  work: Work,
  communityId: CommunityId,
  photos: { readonly ids: readonly FileId[] },
): Promise<FileId[]> {
  const rows = await work
    .selectFrom('responsibilities')
    .select('portrait_file_id')
    .distinct()
    .where('community_id', '=', communityId)
    .where('portrait_file_id', 'in', photos.ids)
    .execute()
  return rows.flatMap((row) => row.portrait_file_id ?? [])
}
