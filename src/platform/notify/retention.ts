import type { House } from '../house.ts'
import { type Expiring, expiring } from '../retention.ts'
import { countOver, removeOver } from './notify-store.ts'

/** Messages that were sent, or given up, long ago. */
export function expiringDeliveries({ database }: Pick<House, 'database'>): Expiring {
  return expiring(database, { kind: 'delivery', walled: true, count: countOver, remove: removeOver })
}
