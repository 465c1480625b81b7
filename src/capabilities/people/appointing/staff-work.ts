import type { Work } from '../../../platform/database/database.ts'
import type { House } from '../../../platform/house.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import { membershipsOf } from '../store.ts'
import type { Held } from './rules.ts'
import { type HolderRow, lockStaff } from './store.ts'

/**
 * Opens units of work that change what one person holds: under the lock, and in the scope of every community in which
 * that person holds anything, since what they may be given depends on all of it.
 */
export function createStaffWork(house: Pick<House, 'database'>) {
  const { database } = house
  return async function staffWork<T>(
    communityId: CommunityId | null,
    findPerson: (work: Work) => Promise<PersonId | null>,
    steps: (work: Work, personId: PersonId | null) => Promise<T>,
  ): Promise<T> {
    // The scope holds more than the place that it is about.
    database.deed?.standsIn(communityId)
    const own = communityId ? [communityId] : []
    for (;;) {
      const communities = await database.work({ communities: own }, async (work) => {
        const personId = await findPerson(work)
        return [...new Set([...own, ...(personId ? await membershipsOf(work, personId) : [])])]
      })
      const done = await database.work({ communities }, async (work) => {
        await lockStaff(work)
        const personId = await findPerson(work)
        const now = personId ? await membershipsOf(work, personId) : []
        // Somebody gave them a post elsewhere in between: looked at again, with that community in scope.
        if (now.some((id) => !communities.includes(id))) return null
        return { result: await steps(work, personId) }
      })
      if (done) return done.result
    }
  }
}

export function heldOf(row: HolderRow): Held {
  return { role: row.role, communityId: row.community_id, areaCode: row.area_code, deskId: row.desk_id }
}
