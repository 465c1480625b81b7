import type { Temporal } from 'temporal-polyfill'
import type { Duty } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { expiringDeliveries } from '../../platform/notify/retention.ts'
import type { Expiring } from '../../platform/retention.ts'
import { expiringFeedback } from '../feedback/index.ts'
import { expiringPeople } from '../people/index.ts'
import { createPlaces, expiringRosters } from '../places/index.ts'
import { expiringRequests } from '../requests/index.ts'
import { type Days, daysFrom, endOfNight, goesBefore, type Kind, nightOf } from './rules-for-retention.ts'
import { chosenDays } from './store.ts'

const shared = { communities: [] as CommunityId[] }
export type Needed = Pick<House, 'database' | 'sealing' | 'clock' | 'files' | 'log'>

/** Every kind of record that does not stay, each from the capability whose it is. */
export function everythingExpiring(house: Needed): readonly (Expiring & { readonly kind: Kind })[] {
  return [
    ...expiringRequests(house),
    ...expiringPeople(house),
    expiringFeedback(house),
    expiringRosters(house),
    expiringDeliveries(house),
  ] as readonly (Expiring & { readonly kind: Kind })[]
}

/** How many days each kind is kept here. */
export async function retentionDays({ database }: Pick<House, 'database'>): Promise<Days> {
  return daysFrom(await database.work(shared, chosenDays))
}

/** One kind of record, how long it is kept, and how many rows go in the night that comes. */
export interface Preview {
  readonly kind: Kind
  readonly days: number
  readonly rows: number
}

/**
 * What the night that comes will take away. Changes nothing.
 * @param before what is older than this counts; left out: what is due by the end of that night
 */
export async function retentionPreview(
  house: Needed,
  before: (now: Temporal.Instant, days: number) => Temporal.Instant = (now, days) => goesBefore(endOfNight(now), days),
): Promise<Preview[]> {
  const days = await retentionDays(house)
  const communities = (await createPlaces(house).communities()).map((one) => one.id)
  const now = house.clock.now()
  const previews: Preview[] = []
  for (const { kind, walled, count } of everythingExpiring(house)) {
    let rows = 0
    for (const id of walled ? communities : [null])
      rows += await house.database.work({ communities: id ? [id] : [] }, (work) =>
        count(work, before(now, days[kind]), id),
      )
    previews.push({ kind, days: days[kind], rows })
  }
  return previews
}

/** Rows of one kind and community that one step takes away. */
const batch = 100
const lookEvery = 10 * 60 * 1000

/**
 * Takes away each night what has been kept long enough, a batch of each kind at a time. Every step may be repeated and
 * is found again after a kill, so that two servers may do this at once. One kind that fails does not keep the others.
 */
export function retention(house: Needed, communities: () => Promise<readonly CommunityId[]>): Duty {
  const all = everythingExpiring(house)
  let done: string | null = null
  return {
    name: 'retention',
    wakes: [],
    every: lookEvery,
    async run() {
      const now = house.clock.now()
      const night = nightOf(now)
      if (night === null || night === done) return false
      const days = await retentionDays(house)
      const ids = await communities()
      const faults: unknown[] = []
      let more = false
      for (const { kind, walled, sweep } of all) {
        for (const id of walled ? ids : [null]) {
          try {
            const rows = await sweep(goesBefore(now, days[kind]), id, batch)
            if (rows > 0) house.log.info({ kind, community: id, rows }, 'kept long enough, and gone')
            more ||= rows === batch
          } catch (error) {
            faults.push(error)
          }
        }
      }
      if (faults.length > 0) throw faults[0]
      if (!more) done = night
      return more
    },
  }
}
