import type { House } from '../../platform/house.ts'
import { type Expiring, expiring } from '../../platform/retention.ts'
import { countBefore, removeBefore } from './store.ts'

/** What people said about the service goes, with the contact that they left for an answer. */
export function expiringFeedback({ database }: Pick<House, 'database'>): Expiring {
  return expiring(database, {
    kind: 'feedback',
    walled: false,
    count: countBefore,
    remove: (work, before, _community, limit) => removeBefore(work, before, limit),
  })
}
