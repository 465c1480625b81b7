import type { Work } from '../../platform/database/database.ts'
import type { CommunityId, DeskId, PersonId } from '../../platform/ids.ts'
import type { Role } from '../people/index.ts'
import { type Desk, deskLevel } from './model.ts'
import { addDesks, desks, rootOf } from './store.ts'

/** A community's desks and the posts at them, for whoever appoints people: in their own unit of work. */
export const deskBook = {
  desks,

  /** Groups of buildings under one property company, by name. */
  async compounds(work: Work, communityId: CommunityId): Promise<{ id: string; name: string }[]> {
    return await work
      .selectFrom('compounds')
      .select(['id', 'name'])
      .where('community_id', '=', communityId)
      .orderBy('name')
      .execute()
  },

  async addDesk(
    work: Work,
    communityId: CommunityId,
    desk: Omit<Desk, 'level' | 'dutyName' | 'dutyPhone'>,
  ): Promise<void> {
    const { id, kind, name, phone, compoundId } = desk
    const nobody = { duty_name: null, duty_phone: null }
    await addDesks(work, [
      { community_id: communityId, id, kind, level: deskLevel[kind], name, phone, compound_id: compoundId, ...nobody },
    ])
  },

  /** A post at the community as a whole, or at one of its desks. */
  async addPost(
    work: Work,
    communityId: CommunityId,
    post: { id: string; personId: PersonId; role: Role; deskId: DeskId | null; fromDay: string },
  ): Promise<void> {
    const placeId = await rootOf(work, communityId)
    if (!placeId) throw new Error('a community without its own place')
    await work
      .insertInto('responsibilities')
      .values({
        community_id: communityId,
        id: post.id,
        place_id: placeId,
        person_id: post.personId,
        role: post.role,
        desk_id: post.deskId,
        from_day: post.fromDay,
        to_day: null,
        public_phone: false,
        duties: null,
        portrait_file_id: null,
      })
      .execute()
  },

  /** Ends a post with a last day. */
  async endPost(work: Work, communityId: CommunityId, id: string, lastDay: string): Promise<void> {
    await work
      .updateTable('responsibilities')
      .set({ to_day: lastDay })
      .where('community_id', '=', communityId)
      .where('id', '=', id)
      .execute()
  },
}
