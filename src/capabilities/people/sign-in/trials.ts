import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../../platform/house.ts'
import { HttpProblem } from '../../../platform/http/problems.ts'
import { visitorOf } from '../../../platform/http/visitor.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import type { Hashing } from '../../../platform/sealing/hashing.ts'
import { networkOf, secondsUntilCode, secondsUntilCodeFrom, secondsUntilTry, type Tried } from './rules-for-trials.ts'
import { countTrial, forgetTrials, forgetTrialsBefore, lockTrials, markOnce } from './trials-store.ts'

const shared = { communities: [] as CommunityId[] }
const rememberedHours = 24

const keyIn = (sealing: Hashing, ...parts: string[]) => sealing.hash('sign-in trials', parts.join(' '))

/** Under which keys what concerns one phone is counted, wherever from. */
export function trialKeys(sealing: Hashing, name: string): Buffer[] {
  return [keyIn(sealing, 'codes sent', name)]
}

/** From where somebody tries: the device's own sign, and whether this very person signed in from it before. */
export interface Trier {
  readonly device: string
  readonly isKnown: boolean
}
interface Counted {
  readonly key: Buffer
  wait(tried: Tried): number
}

export type Trials = ReturnType<typeof createTrials>

/**
 * Slows down guessing at passwords and codes, and the sending of codes. Several servers count together. Counting is
 * nobody's deed; what is tried is told by the call.
 */
export function createTrials(house: House) {
  const { database, clock, sealing } = house
  const keyOf = (...parts: string[]) => keyIn(sealing, ...parts)

  /**
   * Counts a try under every key, unless one of them has to wait: then nothing is counted, so that asking again and
   * again does not lengthen the wait.
   * @returns seconds to wait; 0 when the try may be made
   */
  async function count(keys: readonly Counted[], forgetAfterHours: number): Promise<number> {
    // Always in the same order: two who share two keys do not wait for each other.
    const ordered = keys.toSorted((one, other) => one.key.compare(other.key))
    return await database.aside(() =>
      database.work(shared, async (work) => {
        const now = clock.now()
        const before = now.subtract({ hours: forgetAfterHours })
        const counted: { key: Buffer; tries: number; wait: number }[] = []
        for (const { key, wait } of ordered) {
          const row = await lockTrials(work, key, now)
          const tries = now.since(row.last_at).total('hours') < forgetAfterHours ? row.tries : 0
          const secondsAgo = now.since(row.last_at).total('seconds')
          counted.push({ key, tries, wait: wait({ tries, secondsAgo }) })
        }
        const wait = Math.max(...counted.map((one) => one.wait))
        if (wait > 0) return wait
        for (const { key, tries } of counted) await countTrial(work, key, tries + 1, now)
        await forgetTrialsBefore(work, before)
        return 0
      }),
    )
  }

  /** What a try counts under: on a device that is known for this person its own count, elsewhere those of the place. */
  function keysOf(kind: 'password' | 'code' | 'second', name: string, trier: Trier, address: string): Counted[] {
    const fromHere = (...parts: string[]): Counted => ({
      key: keyOf(kind, name, ...parts),
      wait: (tried) => secondsUntilTry(tried, 'fromHere'),
    })
    // A code is good on the device alone that asked for it, where it has its five tries.
    if (trier.isKnown || kind === 'code') return [fromHere('device', trier.device)]
    const cap = kind === 'second' ? 'secondFromAnywhere' : 'fromAnywhere'
    return [{ key: keyOf(kind, name), wait: (tried) => secondsUntilTry(tried, cap) }, fromHere(networkOf(address))]
  }

  return {
    /**
     * Begins a try to sign in under a name (a keyed hash). It counts as a wrong one until the answer is called.
     * @returns to be called when the try was right: then all is forgotten
     * @throws HttpProblem too_many, with Retry-After
     */
    async begin(
      kind: 'password' | 'code' | 'second',
      name: string,
      trier: Trier,
      reply: FastifyReply,
    ): Promise<() => Promise<void>> {
      if (database.deed?.personId === null) database.deed.triedAs(name)
      const keys = keysOf(kind, name, trier, reply.request.ip)
      const wait = await count(keys, rememberedHours)
      if (wait > 0) throw tooMany(house, reply.request, reply, wait, 'problem.too_many_tries')
      const all = keys.map((one) => one.key)
      return async () => await database.aside(() => database.work(shared, (work) => forgetTrials(work, all)))
    },

    /**
     * Counts a code that is about to be sent.
     * @returns seconds to wait when this phone had too many of them today; 0 when it may be sent
     * @throws HttpProblem too_many, with Retry-After, when the device or the network asked for too many this hour
     */
    async countCode(name: string, trier: Trier, reply: FastifyReply): Promise<number> {
      // A demo shows its codes on a page: everybody shares its few phones, and none costs anything.
      if (house.demo) return 0
      const seconds = Math.floor(clock.now().epochMilliseconds / 1_000)
      const hour = String(Math.floor(seconds / 3_600))
      const from = (what: 'device' | 'network', which: string): Counted => ({
        key: keyOf('codes from', what, which, hour),
        wait: ({ tries }) => secondsUntilCodeFrom(what, tries, seconds % 3_600),
      })
      // Neighbours behind one address do not use up the codes of who signed in from this device before.
      const places = [
        from('device', trier.device),
        ...(trier.isKnown ? [] : [from('network', networkOf(reply.request.ip))]),
      ]
      const here = await count(places, rememberedHours)
      if (here > 0) throw tooMany(house, reply.request, reply, here, 'problem.too_many_codes')
      const own = trier.isKnown ? [name, trier.device] : [name]
      return await count([{ key: keyOf('codes sent', ...own), wait: secondsUntilCode }], rememberedHours)
    },

    /** Takes a one-time code of an app as used (RFC 6238, 5.2). False when it was used before. */
    takeOnce: async (userId: string, code: string): Promise<boolean> =>
      await database.aside(() =>
        database.work(shared, (work) => markOnce(work, keyOf('used', userId, code), clock.now())),
      ),
  }
}

function tooMany(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  seconds: number,
  words: 'problem.too_many_tries' | 'problem.too_many_codes',
): HttpProblem {
  reply.header('retry-after', String(seconds))
  const { text } = visitorOf(house, request)
  const title = text(words, { seconds, minutes: Math.ceil(seconds / 60) })
  return new HttpProblem('too_many', { refusal: 'wait', title })
}
