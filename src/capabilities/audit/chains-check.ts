import { installationChain } from '../../platform/audit/deed.ts'
import type { Check } from '../../platform/check-up.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Chain } from './model.ts'
import { chainName, verifyAudit } from './verify.ts'

/** Whether the log of who did what is as it was written: what came since yesterday or, after a restore, all of it. */
export function chainsCheck(
  house: Pick<House, 'database' | 'sealing'>,
  communityIds: () => Promise<readonly CommunityId[]>,
): Check {
  return {
    name: 'audit.check',
    provesData: true,
    async run({ thorough }) {
      let lines = 0
      for (const id of [installationChain, ...(await communityIds())]) {
        const verified = await verifyAudit(house, chainName(id) as Chain, { recent: !thorough })
        if (!verified.ok) return { level: 'bad', key: 'broken', values: { line: verified.fault.number ?? 0 } }
        lines += verified.count
      }
      return { level: 'good', key: 'whole', values: { lines } }
    },
  }
}
