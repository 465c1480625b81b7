import { AsyncLocalStorage } from 'node:async_hooks'
import { randomInt, timingSafeEqual } from 'node:crypto'
import type { House } from '../../../platform/house.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import type { Phone } from '../model.ts'
import { forgetCodesBefore, putCode, spendCode, tryCode } from './codes-store.ts'

/** Carries a sign-in code to a phone: an SMS gateway, or the demo's own page. */
export interface CodeCarrier {
  send(phone: Phone, code: string): Promise<void>
}

/** NIST SP 800-63B 3.1.3.2: a code of six digits is good once, for minutes, and is not guessed at without end. */
const goodForMinutes = 5
const triesOfACode = 5
const shared = { communities: [] as CommunityId[] }

/**
 * Codes of six digits, each good on the device alone that asked for it: whoever guesses elsewhere uses up nobody's tries.
 * Only keyed hashes are kept, and only for as long as they are good.
 */
export function createCodes({ database, clock, sealing }: Pick<House, 'database' | 'clock' | 'sealing'>) {
  const keyOf = (phoneName: string, device: string) => sealing.hash('sign-in code of', `${phoneName} ${device}`)
  const hashOf = (phoneName: string, code: string) => sealing.hash('sign-in code', `${phoneName} ${code}`)
  // The library asks for a code by the phone's name alone; this leads it back to the call that knows the device.
  const asking = new AsyncLocalStorage<string>()

  return {
    /** Makes a code for a phone and sends it. A code that this device got before is good no longer. */
    async send(carrier: CodeCarrier, phone: Phone, phoneName: string, device: string): Promise<void> {
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      const now = clock.now()
      const expiresAt = now.add({ minutes: goodForMinutes })
      await database.work(shared, async (work) => {
        await forgetCodesBefore(work, now)
        await putCode(work, keyOf(phoneName, device), hashOf(phoneName, code), expiresAt)
      })
      await carrier.send(phone, code)
    },

    /** Runs a step that takes a code, on a device. */
    from: <T>(device: string, step: () => Promise<T>): Promise<T> => asking.run(device, step),

    /** Whether this is the phone's code, which is then used up. A try is counted before it is looked at. */
    async take(phoneName: string, code: string): Promise<boolean> {
      const key = keyOf(phoneName, asking.getStore() ?? '')
      const brought = hashOf(phoneName, code)
      const kept = await database.work(shared, (work) => tryCode(work, key, triesOfACode, clock.now()))
      if (!kept || !timingSafeEqual(kept, brought)) return false
      return await database.work(shared, (work) => spendCode(work, key, kept))
    },
  }
}
