import type { Check } from '../../platform/check-up.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { overdueLooks } from './store.ts'

/** The sweeper looks each second; who waits this many minutes for it is not looked at by anybody. */
const tooLate = 2

/** Whether the clock does its work: no matter waits for being reminded of or raised. */
export function clockCheck(
  house: Pick<House, 'database' | 'clock'>,
  communityIds: () => Promise<readonly CommunityId[]>,
): Check {
  return {
    name: 'requests.check',
    async run() {
      const communities = await communityIds()
      const before = house.clock.now().subtract({ minutes: tooLate })
      const { open, late } = await house.database.work({ communities }, (work) =>
        overdueLooks(work, communities, before),
      )
      return late > 0
        ? { level: 'bad', key: 'behind', values: { count: late } }
        : { level: 'good', key: 'on_time', values: { open } }
    },
  }
}
