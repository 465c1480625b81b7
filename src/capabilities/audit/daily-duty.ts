import type { Temporal } from 'temporal-polyfill'
import { beginning } from '../../platform/audit/entry.ts'
import type { Duty } from '../../platform/capability.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { follow, genuine, isFault, markOf } from './chain.ts'
import { headSentence } from './heads-in-log.ts'
import { addMark, lastSealed, marksOf, removeUpTo, sealedAfter, takeChain } from './store.ts'

type Ground = Pick<House, 'database' | 'sealing' | 'log' | 'clock' | 'config'>

/** Lines that are taken away in one transaction. */
const batch = 1_000
const timeZone = 'Asia/Shanghai'

/** Once a day: where each chain stands is noted in the database and in the server's log, and what is too old goes. */
export function dailyDuty(house: Ground, chains: () => Promise<readonly CommunityId[]>): Duty {
  let doneOn = ''
  return {
    name: 'audit_daily',
    wakes: [],
    every: 10 * 60_000,
    async run() {
      const today = house.clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString()
      if (doneOn === today) return false
      for (const chain of await chains()) {
        await noteHead(house, chain)
        while (await retireNext(house, chain)) {
          // In batches, each whole: what is killed in between goes on from there.
        }
      }
      doneOn = today
      return false
    },
  }
}

/**
 * Notes where a chain stands. Whoever cuts lines off its end later cannot also take back what the log, which is kept
 * elsewhere, says of it. In base64url: the log takes what looks like a phone out of other texts.
 */
export async function noteHead({ database, sealing, clock, log }: Ground, chain: CommunityId): Promise<void> {
  const madeAt = clock.now().round({ smallestUnit: 'microsecond', roundingMode: 'floor' })
  const head = await database.work({ communities: [chain] }, async (work) => {
    const last = await lastSealed(work, chain)
    if (last) await addMark(work, chain, markOf(sealing, chain, { kind: 'head', ...last, madeAt }))
    return last
  })
  if (head) log.info({ chain, number: head.number, hash: head.hash.toString('base64url') }, headSentence)
}

/**
 * Takes the next old lines of a chain away, up to a day's head at most, and leaves their last hash as an anchor, from which
 * the rest is verified. A chain that is broken is left as it is.
 * @returns whether there may be more
 */
export async function retireNext(house: Ground, chain: CommunityId): Promise<boolean> {
  const { database, sealing, clock, config, log } = house
  const cutoff = monthsAgo(clock.now(), config.auditMonths)
  const madeAt = clock.now().round({ smallestUnit: 'microsecond', roundingMode: 'floor' })
  return await database.work({ communities: [chain] }, async (work) => {
    if (!(await takeChain(work, chain))) return false
    const marks = genuine(sealing, chain, await marksOf(work, chain))
    const from = marks.findLast((mark) => mark.kind === 'anchor') ?? beginning
    const until = marks.findLast((mark) => mark.kind === 'head' && isBefore(mark.madeAt, cutoff))
    if (!until || until.number <= from.number) return false
    const lines = (await sealedAfter(work, chain, from.number, batch)).filter(
      ({ number }) => (number ?? 0) <= until.number,
    )
    const to = follow(sealing, from, lines)
    if (isFault(to) || to.number === from.number) {
      log.error({ chain, number: from.number + 1 }, 'an audit chain is broken; nothing of it is taken away for its age')
      return false
    }
    await removeUpTo(work, chain, to.number)
    await addMark(work, chain, markOf(sealing, chain, { kind: 'anchor', number: to.number, hash: to.hash, madeAt }))
    return to.number < until.number
  })
}

const isBefore = (one: Temporal.Instant, other: Temporal.Instant) => one.epochNanoseconds < other.epochNanoseconds

function monthsAgo(now: Temporal.Instant, months: number): Temporal.Instant {
  return now.toZonedDateTimeISO(timeZone).subtract({ months }).toInstant()
}
