import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../platform/house.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import { visitorOf } from '../../platform/http/visitor.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Sealing } from '../../platform/sealing/sealing.ts'
import { secondsUntilCode, secondsUntilTry, type Tried } from './rules-for-trials.ts'
import { countTrial, forgetTrials, forgetTrialsBefore, lockTrials } from './trials-store.ts'

const shared = { communities: [] as CommunityId[] }
const rememberedHours = 24

const keyIn = (sealing: Sealing, ...parts: string[]) => sealing.hash('sign-in trials', parts.join(' '))

/** Under which keys tries of one phone are counted, wherever from. */
export function trialKeys(sealing: Sealing, name: string): Buffer[] {
  return [keyIn(sealing, 'code', name), keyIn(sealing, 'codes sent', name)]
}

/** Slows down guessing at passwords and codes, and the sending of codes. Several servers count together. */
export function createTrials(house: House) {
  const { database, clock, sealing } = house
  const keyOf = (...parts: string[]) => keyIn(sealing, ...parts)

  /**
   * Counts a try under every key, unless one of them has to wait: then nothing is counted, so that asking again and
   * again does not lengthen the wait.
   * @returns seconds to wait; 0 when the try may be made
   */
  async function count(
    keys: readonly { readonly key: Buffer; wait(tried: Tried): number }[],
    forgetAfterHours: number,
  ): Promise<number> {
    return await database.work(shared, async (work) => {
      const now = clock.now()
      const before = now.subtract({ hours: forgetAfterHours })
      const counted: { key: Buffer; tries: number; wait: number }[] = []
      for (const { key, wait } of keys) {
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
    })
  }

  return {
    /**
     * Begins a try to sign in under a name (a keyed hash). It counts as a wrong one until the answer is called.
     * @returns to be called when the try was right: then all is forgotten
     * @throws HttpProblem too_many, with Retry-After
     */
    async begin(kind: 'password' | 'code', name: string, reply: FastifyReply): Promise<() => Promise<void>> {
      const anywhere = keyOf(kind, name)
      const here = keyOf(kind, name, reply.request.ip)
      const wait = await count(
        [
          { key: anywhere, wait: (tried) => secondsUntilTry(tried, 'fromAnywhere') },
          { key: here, wait: (tried) => secondsUntilTry(tried, 'fromHere') },
        ],
        rememberedHours,
      )
      if (wait > 0) throw tooMany(house, reply.request, reply, wait)
      return async () => await database.work(shared, (work) => forgetTrials(work, [anywhere, here]))
    },

    /**
     * Counts a code that is about to be sent.
     * @returns seconds to wait when this phone had too many of them today; 0 when it may be sent
     */
    async countCode(name: string): Promise<number> {
      // A demo shows its codes on a page: everybody shares its few phones, and none costs anything.
      if (house.demo) return 0
      return await count([{ key: keyOf('codes sent', name), wait: secondsUntilCode }], rememberedHours)
    },
  }
}

function tooMany(house: House, request: FastifyRequest, reply: FastifyReply, seconds: number): HttpProblem {
  reply.header('retry-after', String(seconds))
  const { text } = visitorOf(house, request)
  return new HttpProblem('too_many', { refusal: 'wait', title: text('problem.too_many_tries', { seconds }) })
}
