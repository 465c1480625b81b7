import { localDay } from '../../../platform/clock/local-days.ts'
import type { House } from '../../../platform/house.ts'
import { type CommunityId, newId } from '../../../platform/ids.ts'
import { record } from './changes-store.ts'
import { endEveryWayIn } from './invitation-store.ts'
import { createInvitations } from './invitations.ts'
import type { Link } from './model.ts'
import { administrators } from './rules.ts'
import { holders, lockStaff, personByAccount } from './store.ts'

const shared = { communities: [] as CommunityId[] }

/**
 * Lets one of the three administrators in again who lost everything, by whoever runs the machine: nobody else could make
 * that link for who manages the accounts. Everything by which they came in ends. Nobody else is let in this way: the
 * operator has no say over who works in a community.
 * @returns the link, or null when this is no account of an administrator in office
 */
export async function inviteAdministrator(house: House, account: string): Promise<Link | null> {
  const { database, sealing, clock, log } = house
  const invitations = createInvitations(house)
  const hash = sealing.hash('account', account.normalize('NFKC').toLowerCase())
  const today = localDay(clock.now())
  const made = await database.work(shared, async (work) => {
    await lockStaff(work)
    const person = await personByAccount(work, hash)
    if (!person) return null
    // They hold nothing else, in any community: that is what makes them one of the three.
    const held = await holders(work, { personIds: [person.id] }, today, clock.now())
    const office = held.find((one) => administrators.includes(one.role))
    if (!office) return null
    const id = newId<string>()
    await endEveryWayIn(work, person.id)
    const link = await invitations.make(work, id, person.id, null)
    await record(work, {
      id,
      at: clock.now(),
      by_person_id: null,
      what: 'invited',
      person_id: person.id,
      role: office.role,
      community_id: null,
      area_code: office.area_code,
      desk_id: null,
      post_id: office.id,
    })
    return { link, role: office.role, personId: person.id }
  })
  if (!made) return null
  log.warn(
    { role: made.role, person: made.personId },
    'whoever runs this machine made a new way in for an administrator (silin invite)',
  )
  return made.link
}
