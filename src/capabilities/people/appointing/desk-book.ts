import type { Work } from '../../../platform/database/database.ts'
import type { CommunityId, DeskId, PersonId } from '../../../platform/ids.ts'
import type { Desk } from '../../places/model.ts'
import type { Role } from '../model.ts'

/** What appointing asks of whoever keeps desks and posts (`places`), each in the unit of work that appoints. */
export interface DeskBook {
  desks(work: Work, communityId: CommunityId): Promise<readonly Desk[]>
  compounds(work: Work, communityId: CommunityId): Promise<readonly { readonly id: string; readonly name: string }[]>
  addDesk(work: Work, communityId: CommunityId, desk: Omit<Desk, 'level' | 'dutyName' | 'dutyPhone'>): Promise<void>
  /** A post at the community as a whole, or at one of its desks. */
  addPost(
    work: Work,
    communityId: CommunityId,
    post: {
      readonly id: string
      readonly personId: PersonId
      readonly role: Role
      readonly deskId: DeskId | null
      readonly fromDay: string
    },
  ): Promise<void>
  endPost(work: Work, communityId: CommunityId, id: string, lastDay: string): Promise<void>
}
