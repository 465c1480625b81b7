import { randomBytes } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import type { Temporal } from 'temporal-polyfill'
import { Deed } from '../../../platform/audit/deed.ts'
import { localDay } from '../../../platform/clock/local-days.ts'
import type { Work } from '../../../platform/database/database.ts'
import type { House } from '../../../platform/house.ts'
import { type CommunityId, newId, type PersonId } from '../../../platform/ids.ts'
import { signInName } from '../account-name.ts'
import type { Role } from '../model.ts'
import { normalPassword } from '../sign-in/passwords.ts'
import { membershipsOf } from '../store.ts'
import { record } from './changes-store.ts'
import { invite, invitedBy, relink, setPassword } from './invitation-store.ts'
import type { Link } from './model.ts'
import { areasHere, communitiesHere, type HolderRow, holders, lockStaff } from './store.ts'

/** How long a link lets somebody in, in days. */
export const invitationDays = 7
const shared = { communities: [] as CommunityId[] }

export type Invitations = ReturnType<typeof createInvitations>

/** One-time links by which people choose their password. A link is told once; only its keyed hash is kept. */
export function createInvitations(house: Pick<House, 'database' | 'sealing' | 'clock' | 'config'>) {
  const { database, sealing, clock, config } = house
  const hashOf = (token: string) => sealing.hash('invitation', token)
  /** 192 random bits. */
  const newToken = () => randomBytes(24).toString('base64url')
  const linkOf = (token: string, expiresAt: Temporal.Instant): Link => ({
    url: `${config.publicUrl}/welcome/${token}`,
    expiresAt: expiresAt.toString(),
  })

  /** A good link's person with all that they hold, in a unit of work that may change it. */
  async function withInvited<T>(
    token: string,
    steps: (work: Work, invited: NonNullable<Awaited<ReturnType<typeof invitedBy>>>, held: HolderRow[]) => Promise<T>,
  ): Promise<T | null> {
    const find = (work: Work) => invitedBy(work, hashOf(token), clock.now())
    const communities = await database.work(shared, async (work) => {
      const found = await find(work)
      return found ? await membershipsOf(work, found.person_id) : null
    })
    if (!communities) return null
    return await database.work({ communities }, async (work) => {
      await lockStaff(work)
      // Looked up again under the lock: of two who open one link at once, one comes in.
      const invited = await find(work)
      if (!invited) return null
      const today = localDay(clock.now())
      const held = await holders(work, { personIds: [invited.person_id] }, today, clock.now())
      return held.length > 0 ? await steps(work, invited, held) : null
    })
  }

  return {
    /** Makes a link in the unit of work that appoints; any other one of this person opens nothing any more. */
    async make(work: Work, id: string, personId: PersonId, by: PersonId | null): Promise<Link> {
      const token = newToken()
      const at = clock.now()
      const expiresAt = at.add({ hours: 24 * invitationDays })
      await invite(work, { id, personId, tokenHash: hashOf(token), by, at, expiresAt })
      return linkOf(token, expiresAt)
    },

    /**
     * The answer to a repeated command: the first link may be lost on its way and cannot be told again, so that another
     * one takes its place. Null when it was used, has run out, or was replaced by a later command.
     */
    async again(work: Work, id: string): Promise<Link | null> {
      const token = newToken()
      const found = await relink(work, id, hashOf(token), clock.now())
      return found ? linkOf(token, found.expires_at) : null
    },

    /** Whom a link greets: name, account and posts. Null when it was used or has run out. */
    async open(token: string) {
      return await withInvited(token, async (work, invited, held) => {
        const communities = new Map((await communitiesHere(work)).map((one) => [one.id, one.name]))
        const areas = new Map((await areasHere(work)).map((one) => [one.code, one.name]))
        const posts = held.map((one): { role: Role; place: string | null } => ({
          role: one.role,
          place: (one.community_id ? communities.get(one.community_id) : areas.get(one.area_code)) ?? null,
        }))
        return {
          name: sealing.open(invited.name_sealed),
          account: invited.account_sealed && sealing.open(invited.account_sealed),
          posts,
        }
      })
    },

    /**
     * Spends a link: makes the sign-in account, or gives the one that is there its new password, and ends all sessions.
     * @returns false when the link was used or has run out
     */
    async accept(token: string, password: string, address: string): Promise<boolean> {
      // A link that opens nothing costs no hashing, which is slow on purpose.
      const found = await database.work(shared, (work) => invitedBy(work, hashOf(token), clock.now()))
      if (!found) return false
      const passwordHash = await hashPassword(normalPassword(password))
      const deed = new Deed({ what: 'welcome.post', personId: found.person_id, address })
      deed.standsIn(null)
      const set = () =>
        withInvited(token, async (work, invited, [post]) => {
          if (!invited.account_hash || !post) return null
          const now = clock.now()
          await setPassword(work, invited, signInName(invited.account_hash), passwordHash, now)
          await record(work, {
            id: newId(),
            at: now,
            by_person_id: invited.person_id,
            what: 'welcomed',
            person_id: invited.person_id,
            role: post.role,
            community_id: post.community_id,
            area_code: post.area_code,
            desk_id: post.desk_id,
            post_id: post.id,
          })
          return true
        })
      return (await database.during(deed, set)) ?? false
    },
  }
}
