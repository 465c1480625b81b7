import type { House } from '../../platform/house.ts'
import { type CommunityId, newId, type PersonId } from '../../platform/ids.ts'
import type { Role } from './model.ts'
import { accountsWithoutUser, addOffice, addPerson, administrators, linkUserByAccount } from './store.ts'

const shared = { communities: [] as CommunityId[] }

/** Makes a person who signs in by account and holds an office from today on. */
export async function addStaff(
  house: Pick<House, 'database' | 'sealing' | 'clock'>,
  staff: { account: string; name: string; userId: string; office: { role: Role; areaCode: string } | null },
): Promise<PersonId> {
  const id = newId<PersonId>()
  const today = house.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString()
  await house.database.work(shared, async (work) => {
    await addPerson(work, {
      id,
      nameSealed: house.sealing.seal(staff.name),
      accountHash: house.sealing.hash('account', staff.account.normalize('NFKC').toLowerCase()),
      userId: staff.userId,
    })
    if (staff.office)
      await addOffice(work, {
        id: newId(),
        personId: id,
        role: staff.office.role,
        areaCode: staff.office.areaCode,
        fromDay: today,
      })
  })
  return id
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
  const hashOf = (account: string) => house.sealing.hash('account', account.normalize('NFKC').toLowerCase())
  const found = await house.database.work(shared, (work) => accountsWithoutUser(work, accounts.map(hashOf)))
  return accounts.filter((account) => found.some((hash) => hash.equals(hashOf(account))))
}

/** Ties a sign-in account to the person whose account name it is. */
export async function linkAccount(
  house: Pick<House, 'database' | 'sealing'>,
  account: string,
  userId: string,
): Promise<void> {
  const hash = house.sealing.hash('account', account.normalize('NFKC').toLowerCase())
  await house.database.work(shared, (work) => linkUserByAccount(work, hash, userId))
}

/** A holder for an API token: a person without a phone or an account, who cannot sign in. */
export async function addTokenHolder(
  house: Pick<House, 'database' | 'sealing' | 'clock'>,
  name: string,
  office: { role: Role; areaCode: string } | null,
): Promise<PersonId> {
  const id = newId<PersonId>()
  const today = house.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString()
  await house.database.work(shared, async (work) => {
    await addPerson(work, { id, nameSealed: house.sealing.seal(name) })
    if (office)
      await addOffice(work, { id: newId(), personId: id, role: office.role, areaCode: office.areaCode, fromDay: today })
  })
  return id
}
