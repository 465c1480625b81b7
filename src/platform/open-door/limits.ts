import { setTimeout as delay } from 'node:timers/promises'
import type { Duty } from '../capability.ts'
import { waitPatiently, withoutAsker } from '../database/patience.ts'
import type { House } from '../house.ts'
import type { Sender } from '../http/sender.ts'
import type { CommunityId } from '../ids.ts'
import type { Hashing } from '../sealing/hashing.ts'
import { forgetBucketsBefore, takeTokens, type Wanted } from './limits-store.ts'
import { type Allowance, alarms, allowances, holdable, proved, type Sending } from './rules-for-limits.ts'

/** One token of a bucket: what it is kept under, and how it fills. */
export interface Bucket {
  readonly key: string
  readonly allowance: Allowance
}

interface Waiting {
  readonly buckets: readonly Bucket[]
  done(granted: boolean[]): void
  failed(error: unknown): void
}

/**
 * Milliseconds for which a statement waits for others to join it: nobody notices them, and in a rush one statement counts
 * for half a dozen.
 */
const gathering = 4

export type Limits = ReturnType<typeof createLimits>

/**
 * Counts what is sent, in the database. Whoever comes while a statement is on its way waits for the next one, which takes
 * for all of them: however many send at once, a server has one such statement at a time.
 */
export function createLimits(house: Pick<House, 'database' | 'clock'> & { sealing: Hashing }) {
  const { database, clock, sealing } = house
  let waiting: Waiting[] = []
  let isTaking = false

  async function takeForAll(): Promise<void> {
    if (isTaking) return
    isTaking = true
    while (waiting.length > 0) {
      await delay(gathering)
      const now = waiting
      waiting = []
      await takeFor(now)
    }
    isTaking = false
  }

  async function takeFor(asking: readonly Waiting[]): Promise<void> {
    const wanted = new Map<string, Wanted>()
    for (const { key, allowance } of asking.flatMap((one) => one.buckets)) {
      const before = wanted.get(key)
      wanted.set(key, {
        key: before?.key ?? sealing.hash('send bucket', key).subarray(0, 16),
        wanted: (before?.wanted ?? 0) + 1,
        most: allowance.most,
        perSecond: allowance.perHour / 3_600,
      })
    }
    try {
      const granted = await takeTokens(database, [...wanted.values()], clock.now())
      const left = new Map([...wanted].map(([key, one]) => [key, granted.get(one.key.toString('base64')) ?? 0]))
      // In the order of asking: who came first gets what is there.
      for (const one of asking) {
        one.done(
          one.buckets.map(({ key }) => {
            const there = left.get(key) ?? 0
            left.set(key, there - 1)
            return there > 0
          }),
        )
      }
    } catch (error) {
      for (const one of asking) one.failed(error)
    }
  }

  /** Takes one token of each bucket; each gives or does not, for itself. A bucket that is not asked for gives. */
  function take<Names extends string>(
    buckets: Readonly<Record<Names, Bucket | null>>,
  ): Promise<Record<Names, boolean>> {
    const asked = (Object.entries(buckets) as [Names, Bucket | null][]).flatMap(([name, bucket]) =>
      bucket ? [{ name, bucket }] : [],
    )
    const all = Object.fromEntries(Object.keys(buckets).map((name) => [name, true])) as Record<Names, boolean>
    const taken = new Promise<Record<Names, boolean>>((resolve, reject) => {
      waiting.push({
        buckets: asked.map(({ bucket }) => bucket),
        done(granted) {
          for (const [index, { name }] of asked.entries()) all[name] = granted[index] ?? false
          resolve(all)
        },
        failed: reject,
      })
      // For all who ask: on nobody's patience, and each waits as long as theirs lasts.
      void withoutAsker(takeForAll)
    })
    return waitPatiently(taken)
  }

  return {
    /**
     * Counts one thing that is sent without signing in.
     * @param place what plaque, or which part of the installation, it is sent to
     * @returns what is over its limit, and whether more strangers come to the community than is usual
     * @throws DatabaseAway
     */
    async count(
      sending: Sending,
      sender: Sender,
      { place, community = null }: { place: string; community?: CommunityId | null },
    ): Promise<{ over: { device: boolean; plaque: boolean; network: boolean }; tooManyStrangers: boolean }> {
      const { device, plaque, network, withoutDevice } = allowances[sending]
      const isStranger = sender.device?.isStranger ?? true
      const given = await take({
        device: sender.device && { key: `${sending} device ${sender.device.id}`, allowance: device },
        withoutDevice: sender.device ? null : { key: `${sending} none ${sender.network}`, allowance: withoutDevice },
        network: { key: `${sending} network ${sender.network}`, allowance: network },
        plaque: { key: `${sending} plaque ${place}`, allowance: plaque },
        strangers: community && isStranger ? { key: `strangers ${community}`, allowance: alarms.strangers } : null,
      })
      return {
        over: { device: !given.device, plaque: !given.plaque, network: !given.network || !given.withoutDevice },
        tooManyStrangers: !given.strangers,
      }
    },

    /**
     * Counts one thing that is held.
     * @returns whether the hold queue takes it, and whether more is held than is usual
     */
    async countHeld(sender: Sender, community: CommunityId): Promise<{ isFull: boolean; tooMuch: boolean }> {
      const given = await take({
        device: sender.device && { key: `held device ${sender.device.id}`, allowance: holdable.device },
        network: { key: `held network ${sender.network}`, allowance: holdable.network },
        alarm: { key: `held ${community}`, allowance: alarms.held },
      })
      return { isFull: !given.device || !given.network, tooMuch: !given.alarm }
    },

    /** Counts one thing that was held and proved. @returns whether it may go on */
    async countProved(place: string): Promise<boolean> {
      return (await take({ place: { key: `proved ${place}`, allowance: proved } })).place
    },

    /** Throws yesterday's counts away. */
    duty: {
      name: 'forget counts of yesterday',
      wakes: [],
      every: 60 * 60 * 1000,
      async run() {
        await database.work({ communities: [] as CommunityId[] }, (work) =>
          forgetBucketsBefore(work, clock.now().subtract({ hours: 24 })),
        )
        return false
      },
    } satisfies Duty,
  }
}
