import type { SignIn } from '../../capabilities/people/index.ts'
import { addStaff, hasAdministrator } from '../../capabilities/people/index.ts'
import type { House } from '../../platform/house.ts'

/** The area at which roles of the whole installation are held: no community lies below it. */
export const installationArea = '00'

/** Makes a staff account that holds one administrative role for the whole installation. */
export async function makeAdministrator(
  house: House,
  signIn: SignIn,
  who: { account: string; name: string; password: string },
  role: 'sysAdmin' | 'securityAdmin' | 'auditAdmin',
): Promise<void> {
  const userId = await signIn.makeAccount(who.account, who.password)
  await addStaff(house, { ...who, userId, office: { role, areaCode: installationArea } })
}

/** Whether anybody administers this installation already. */
export const administered = (house: House): Promise<boolean> => hasAdministrator(house)
