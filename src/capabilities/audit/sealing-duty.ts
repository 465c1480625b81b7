import { beginning } from '../../platform/audit/entry.ts'
import type { Duty } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { genuine, type Head, isWrittenHere, linksAfter } from './chain.ts'
import { chainsWithUnsealed, lastSealed, marksOf, seal, takeChain, unsealed } from './store.ts'

type Ground = Pick<House, 'database' | 'sealing' | 'log'>

/** Lines that get their place in one transaction. */
const batch = 500

/**
 * Gives new lines their place in the chain, about once a second. Actions write their lines side by side and wait for
 * nobody; only this puts them in a row, one server at a time for each chain.
 */
export function sealingDuty(house: Ground, chains: () => Promise<readonly CommunityId[]>): Duty {
  const seen = new Map<CommunityId, number>()
  return {
    name: 'audit_sealing',
    wakes: [],
    every: 1_000,
    async run() {
      const waiting = await house.database.work({ communities: await chains() }, chainsWithUnsealed)
      let isMore = false
      for (const chain of waiting) {
        const done = await sealNext(house, chain)
        if (!done) continue
        isMore ||= done.isFull
        const before = seen.get(chain) ?? 0
        if (done.from.number < before)
          house.log.error({ chain, was: before, is: done.from.number }, 'an audit chain is shorter than it was')
        seen.set(chain, done.to.number)
      }
      return isMore
    },
  }
}

/** Seals the next lines of a chain. Null when another server is at it. */
export async function sealNext(
  { database, sealing, log }: Ground,
  chain: CommunityId,
): Promise<{ from: Head; to: Head; isFull: boolean } | null> {
  return await database.work({ communities: [chain] }, async (work) => {
    if (!(await takeChain(work, chain))) return null
    const anchor = genuine(sealing, chain, await marksOf(work, chain)).findLast((mark) => mark.kind === 'anchor')
    const from = (await lastSealed(work, chain)) ?? anchor ?? beginning
    const entries = await unsealed(work, chain, batch)
    // It gets its place all the same, so that the chain goes on and shows it for good.
    for (const entry of entries)
      if (!isWrittenHere(sealing, entry))
        log.error({ chain, line: entry.id }, 'a line of the audit log was not written by Silin, or was changed')
    const links = linksAfter(sealing, from, entries)
    if ((await seal(work, chain, links)) !== links.length) throw new Error('lines changed while they were sealed')
    return { from, to: links.at(-1) ?? from, isFull: entries.length === batch }
  })
}
