import { accountsKnown, addStaffTogether, hasAdministrator, type SignIn } from '../../capabilities/people/index.ts'
import { Deed } from '../../platform/audit/deed.ts'
import { alone } from '../../platform/database/alone.ts'
import type { House } from '../../platform/house.ts'

/** The area at which roles of the whole installation are held: no community lies below it. */
const installationArea = '00'

/** The three administrations are three people, none of whom can cover up what another one does (GB/T 22239). */
export const administrations = ['sysAdmin', 'securityAdmin', 'auditAdmin'] as const
export type Administration = (typeof administrations)[number]

export interface Administrator {
  readonly account: string
  readonly name: string
  readonly password: string
}

/** PostgreSQL's advisory lock under which the first administrators are made; others are in `migrate.ts` and `jobs.ts`. */
const administratorsLock = 7_430_004

/**
 * Makes the three first administrators, all or none. Of two who do so at once, on this server or another, one has done.
 * @returns which accounts are somebody's already; null when all three are made
 * @throws AlreadyAdministered
 */
export async function makeAdministrators(
  house: House,
  signIn: SignIn,
  three: Readonly<Record<Administration, Administrator>>,
  address: string | null = null,
): Promise<readonly Administration[] | null> {
  return await alone(house.database, administratorsLock, async () => {
    if (await administered(house)) throw new AlreadyAdministered()
    const known = await accountsKnown(
      house,
      administrations.map((role) => three[role].account),
    )
    const taken = administrations.filter((role) => known.includes(three[role].account))
    if (taken.length > 0) return taken
    // An account to which nobody is tied makes way when the same is tried again.
    const staff: Parameters<typeof addStaffTogether>[1][number][] = []
    for (const role of administrations) {
      const { account, name, password } = three[role]
      const userId = await signIn.makeAccount(account, password)
      staff.push({ account, name, userId, office: { role, areaCode: installationArea } })
    }
    const deed = new Deed({ what: 'set-up.post', personId: null, address, isOfOperator: true })
    await house.database.during(deed, () => addStaffTogether(house, staff))
    return null
  })
}

/** Somebody administers this installation already; the first administrators are made once. */
export class AlreadyAdministered extends Error {
  constructor() {
    super('this installation has its administrators')
    this.name = 'AlreadyAdministered'
  }
}

/** Whether anybody administers this installation already. */
export const administered = (house: House): Promise<boolean> => hasAdministrator(house)
