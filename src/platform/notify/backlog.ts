import type { Check } from '../check-up.ts'
import type { House } from '../house.ts'
import type { CommunityId } from '../ids.ts'
import { backlog } from './notify-store.ts'

/** Messages that nobody has got: what waits too long, and what failed since yesterday. */
export function deliveriesCheck(
  house: Pick<House, 'database' | 'clock'>,
  communities: () => Promise<readonly CommunityId[]>,
): Check {
  return {
    name: 'notify.check',
    async run() {
      const ids = await communities()
      const now = house.clock.now()
      const { stuck, failed, sent } = await house.database.work({ communities: ids }, (work) => backlog(work, ids, now))
      if (stuck > 0) return { level: 'bad', key: 'stuck', values: { count: stuck } }
      if (failed > 0) return { level: 'warn', key: 'failing', values: { count: failed, sent } }
      return { level: 'good', key: 'sent', values: { count: sent } }
    },
  }
}
