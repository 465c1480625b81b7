import type { FastifyReply } from 'fastify'
import type { House } from '../../../platform/house.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import { markDevice } from './cookies.ts'
import { distrustDevices, forgetDevicesBefore, knownDevice, rememberDevice, userByName } from './devices-store.ts'
import type { Trier } from './trials.ts'

const shared = { communities: [] as CommunityId[] }
/** How long a device is trusted with the second factor, and known at all, in days. */
const trustedDays = 30
const knownDays = 365

export type Devices = ReturnType<typeof createDevices>

/** Devices by a random sign in a cookie: nothing is looked at that a browser tells of itself. */
export function createDevices({ database, clock, sealing, config }: House) {
  const isSecure = config.publicUrl.startsWith('https:')
  const keyOf = (device: string, userId: string) => sealing.hash('device', `${device} ${userId}`)

  return {
    /** Who tries under a sign-in name here. The device gets its sign with the answer when it has none. */
    async trier(name: string, reply: FastifyReply): Promise<Trier> {
      const device = markDevice(reply, isSecure)
      const isKnown = await database.work(shared, async (work) => {
        const userId = await userByName(work, name)
        return userId !== null && (await knownDevice(work, keyOf(device, userId))) !== undefined
      })
      return { device, isKnown }
    },

    /** Who tries as this user here. */
    async trierOf(userId: string, reply: FastifyReply): Promise<Trier> {
      const device = markDevice(reply, isSecure)
      return {
        device,
        isKnown: (await database.work(shared, (w) => knownDevice(w, keyOf(device, userId)))) !== undefined,
      }
    },

    /** Remembers that this user signed in here to the end; `trust`: for a month the second factor is not asked for here. */
    async remember(userId: string, reply: FastifyReply, trust: boolean): Promise<void> {
      const key = keyOf(markDevice(reply, isSecure), userId)
      const at = clock.now()
      const trustedUntil = trust ? at.add({ hours: 24 * trustedDays }) : null
      // Goes with signing in, which the audit log tells as one thing.
      await database.aside(() =>
        database.work(shared, (work) => rememberDevice(work, { key, userId, at, trustedUntil })),
      )
    },

    /** Whether the second factor was given here within the month, and was to be remembered. */
    async isTrusted(userId: string, reply: FastifyReply): Promise<boolean> {
      const key = keyOf(markDevice(reply, isSecure), userId)
      const known = await database.work(shared, (work) => knownDevice(work, key))
      const until = known?.trusted_until
      return until != null && until.epochNanoseconds > clock.now().epochNanoseconds
    },

    /** On no device the second factor is left out any more. */
    distrustAll: (userId: string) =>
      database.aside(() => database.work(shared, (work) => distrustDevices(work, userId))),

    async forgetOld(): Promise<void> {
      const before = clock.now().subtract({ hours: 24 * knownDays })
      await database.work(shared, (work) => forgetDevicesBefore(work, before))
    },
  }
}
