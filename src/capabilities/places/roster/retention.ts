import type { House } from '../../../platform/house.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import { type Expiring, expiring } from '../../../platform/retention.ts'
import { countLeftOver, dropLeftOver } from './roster-store.ts'

/** Rows of rosters that were checked and never written. */
export function expiringRosters({ database }: Pick<House, 'database'>): Expiring {
  const of = (communityId: CommunityId | null): CommunityId => {
    if (communityId === null) throw new Error('rosters belong to communities')
    return communityId
  }
  return expiring(database, {
    kind: 'roster',
    walled: true,
    count: (work, before, id) => countLeftOver(work, of(id), before),
    remove: (work, before, id, limit) => dropLeftOver(work, of(id), before, limit),
  })
}
