import { localDay } from '../../platform/clock/local-days.ts'
import type { House } from '../../platform/house.ts'
import { type CommunityId, newId, type PersonId } from '../../platform/ids.ts'
import type { Phone, Role } from './model.ts'
import {
  addOffice,
  addPerson,
  administrators,
  chooseChannel,
  knownAccounts,
  linkUserByAccount,
  officesOf,
  personByPhone,
} from './store.ts'

const shared = { communities: [] as CommunityId[] }
const hashOf = ({ sealing }: Pick<House, 'sealing'>, account: string) =>
  sealing.hash('account', account.normalize('NFKC').toLowerCase())

interface NewStaff {
  readonly account: string
  readonly name: string
  readonly userId: string
  readonly office: { role: Role; areaCode: string } | null
}

/** Makes a person who signs in by account and holds an office from today on. */
export async function addStaff(
  house: Pick<House, 'database' | 'sealing' | 'clock'>,
  staff: NewStaff,
): Promise<PersonId> {
  const [id] = await addStaffTogether(house, [staff])
  if (!id) throw new Error('nobody was made')
  return id
}

/** Makes several people who sign in by account, all or none. */
export async function addStaffTogether(
  house: Pick<House, 'database' | 'sealing' | 'clock'>,
  staff: readonly NewStaff[],
): Promise<PersonId[]> {
  const today = localDay(house.clock.now())
  const sealer = await house.sealing.shared()
  return await house.database.work(shared, async (work) => {
    const ids: PersonId[] = []
    for (const { account, name, userId, office } of staff) {
      const id = newId<PersonId>()
      await addPerson(work, {
        id,
        nameSealed: sealer.seal(name),
        accountHash: hashOf(house, account),
        userId,
      })
      if (office)
        await addOffice(work, {
          id: newId(),
          personId: id,
          role: office.role,
          areaCode: office.areaCode,
          fromDay: today,
        })
      ids.push(id)
    }
    return ids
  })
}

/** Which of these accounts are somebody's. */
export async function accountsKnown(
  house: Pick<House, 'database' | 'sealing'>,
  accounts: readonly string[],
): Promise<string[]> {
  const hashes = accounts.map((account) => hashOf(house, account))
  const found = await house.database.work(shared, (work) => knownAccounts(work, hashes))
  return accounts.filter((account) => found.some((row) => row.account_hash?.equals(hashOf(house, account))))
}

/**
 * The named person on duty at the district: the last step of the ladder, told by SMS. Whoever has that phone already is
 * that person.
 */
export async function addDutyOfficer(
  house: Pick<House, 'database' | 'sealing' | 'clock'>,
  officer: { name: string; phone: Phone; areaCode: string },
): Promise<PersonId> {
  const { database, sealing, clock } = house
  const phoneHash = sealing.hash('phone', officer.phone)
  const fromDay = localDay(clock.now())
  const sealer = await sealing.shared()
  return await database.work(shared, async (work) => {
    const known = await personByPhone(work, phoneHash)
    const id = known?.id ?? newId<PersonId>()
    if (!known)
      await addPerson(work, {
        id,
        nameSealed: sealer.seal(officer.name),
        phoneSealed: sealer.seal(officer.phone),
        phoneHash,
      })
    const held = await officesOf(work, id, fromDay)
    if (!held.some((office) => office.role === 'districtStaff' && office.area_code === officer.areaCode))
      await addOffice(work, { id: newId(), personId: id, role: 'districtStaff', areaCode: officer.areaCode, fromDay })
    await chooseChannel(work, id, { channel: 'sms', addressSealed: null, active: true, at: clock.now() })
    return id
  })
}

/** Whether a system administrator is in office. */
export async function hasAdministrator(house: Pick<House, 'database'>): Promise<boolean> {
  return (await house.database.work(shared, administrators)) > 0
}

/** Which of these accounts belong to somebody who cannot sign in with them yet. */
export async function accountsWithoutSignIn(
  house: Pick<House, 'database' | 'sealing'>,
  accounts: readonly string[],
): Promise<string[]> {
  const hashes = accounts.map((account) => hashOf(house, account))
  const found = await house.database.work(shared, (work) => knownAccounts(work, hashes))
  const without = found.filter((row) => row.user_id === null)
  return accounts.filter((account) => without.some((row) => row.account_hash?.equals(hashOf(house, account))))
}

/** Ties a sign-in account to the person whose account name it is. */
export async function linkAccount(
  house: Pick<House, 'database' | 'sealing'>,
  account: string,
  userId: string,
): Promise<void> {
  await house.database.work(shared, (work) => linkUserByAccount(work, hashOf(house, account), userId))
}

/** A holder for an API token: a person without a phone or an account, who cannot sign in. */
export async function addTokenHolder(
  house: Pick<House, 'database' | 'sealing' | 'clock'>,
  name: string,
  office: { role: Role; areaCode: string } | null,
): Promise<PersonId> {
  const id = newId<PersonId>()
  const today = localDay(house.clock.now())
  const sealer = await house.sealing.shared()
  await house.database.work(shared, async (work) => {
    await addPerson(work, { id, nameSealed: sealer.seal(name) })
    if (office)
      await addOffice(work, { id: newId(), personId: id, role: office.role, areaCode: office.areaCode, fromDay: today })
  })
  return id
}
