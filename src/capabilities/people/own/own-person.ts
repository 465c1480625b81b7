import type { House } from '../../../platform/house.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import type { Phone } from '../model.ts'
import { trialKeys } from '../sign-in/trials.ts'
import { forgetTrials } from '../sign-in/trials-store.ts'
import { personByPhone } from '../store.ts'
import * as store from './own-store.ts'

const shared = { communities: [] as CommunityId[] }

/** What an account holds, as its person reads it. */
export interface HeldAccount {
  readonly name: string
  readonly phone: string | null
  /** What they sign in with as staff. */
  readonly account: string | null
  readonly language: 'zh-CN' | 'en' | null
  readonly since: string
}

export type OwnPerson = ReturnType<typeof createOwnPerson>

/** One's own account: shown, corrected, and left. */
export function createOwnPerson(house: Pick<House, 'database' | 'sealing'>) {
  const { database, sealing } = house
  const phoneHash = (phone: Phone) => sealing.hash('phone', phone)

  return {
    async held(id: PersonId): Promise<HeldAccount | null> {
      const row = await database.work(shared, (work) => store.lockPerson(work, id))
      return row
        ? {
            name: sealing.open(row.name_sealed),
            phone: row.phone_sealed && sealing.open(row.phone_sealed),
            account: row.account_sealed && sealing.open(row.account_sealed),
            language: row.language,
            since: row.created_at.toString(),
          }
        : null
    },

    async correctName(id: PersonId, name: string): Promise<void> {
      const sealer = await sealing.shared()
      await database.work(shared, (work) => store.writePerson(work, id, { name_sealed: sealer.seal(name) }))
    },

    /** Whether a phone is another person's. */
    async isAnothers(id: PersonId, phone: Phone): Promise<boolean> {
      const found = await database.work(shared, (work) => personByPhone(work, phoneHash(phone)))
      return found !== undefined && found.id !== id
    },

    /** Gives a person the phone that they have proven. Messages go there from now on, and so do codes. */
    async changePhone(id: PersonId, phone: Phone): Promise<void> {
      const sealer = await sealing.shared()
      await database.work(shared, async (work) => {
        const row = await store.lockPerson(work, id)
        if (!row) return
        await store.writePerson(work, id, { phone_sealed: sealer.seal(phone), phone_hash: phoneHash(phone) })
        if (row.user_id) await store.writeSignInPhone(work, row.user_id, phoneHash(phone).toString('hex'))
        if (row.phone_hash && !row.phone_hash.equals(phoneHash(phone)))
          await store.forgetCodes(work, row.phone_hash.toString('hex'))
      })
    },

    /** Whether the sign-in library has this phone for the person already: a change that broke off after the proof. */
    async isProven(id: PersonId, phone: Phone): Promise<boolean> {
      return await database.work(shared, async (work) => {
        const row = await store.lockPerson(work, id)
        return row?.user_id ? (await store.signInPhone(work, row.user_id)) === phoneHash(phone).toString('hex') : false
      })
    },

    /**
     * Leaves an account for good: name, phone, account, ways to be told, sessions. That somebody holds no post any more
     * was asked before.
     */
    async erase(id: PersonId): Promise<void> {
      const sealer = await sealing.shared()
      await database.work(shared, async (work) => {
        const row = await store.lockPerson(work, id)
        if (!row) return
        if (row.phone_hash) {
          const name = row.phone_hash.toString('hex')
          await store.forgetCodes(work, name)
          await forgetTrials(work, trialKeys(sealing, name))
        }
        await store.emptyPerson(work, id, sealer.seal(''), row.user_id)
      })
    },
  }
}
