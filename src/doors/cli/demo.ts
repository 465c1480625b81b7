import { loadDemo } from '../../../demo/load.ts'
import { demoStaff, showLeadPhone } from '../../../demo/people.ts'
import { demoAreaCode, showPlaque } from '../../../demo/places.ts'
import { givePortraits } from '../../../demo/portraits.ts'
import { linkAccount, type SignIn } from '../../capabilities/people/index.ts'
import type { House } from '../../platform/house.ts'
import { progress, progressDone } from './open.ts'

/** What the banner says of the demo. */
export interface DemoSigns {
  readonly plaqueCode: string
  readonly leadPhone: string
  readonly staff: readonly { account: string }[]
  readonly password: string
}

export const demoPlaqueCode: string = showPlaque.code

/**
 * The demo's staff password: made from the installation's own secret, so that no two demos share one and none is
 * written in the code.
 */
function demoPassword(house: House): string {
  return `silin-${house.sealing.hash('demo', 'password').toString('hex').slice(0, 10)}`
}

function signsOf(house: House): DemoSigns {
  return {
    plaqueCode: showPlaque.code,
    leadPhone: showLeadPhone.replace(/^\+86/, ''),
    staff: demoStaff,
    password: demoPassword(house),
  }
}

/** Loads the demo community and makes its staff accounts. */
export async function loadDemoInto(house: House, signIn: SignIn): Promise<DemoSigns> {
  const { database, sealing, clock } = house
  const { communityId } = await loadDemo({
    database,
    sealing,
    clock,
    progress: (done, total, what) => progress(`demo: ${what} ${Math.round((100 * done) / total)} %`),
  })
  await givePortraits(house, communityId)
  for (const { account } of demoStaff) {
    progress(`demo: account ${account}`)
    await linkAccount(house, account, await signIn.makeAccount(account, demoPassword(house)))
  }
  progressDone()
  return signsOf(house)
}

/** The same signs when the demo is there from an earlier start; null when what is there is no demo. */
export function demoAmong(house: House, communities: readonly { areaCode: string }[]): DemoSigns | null {
  return communities.some((one) => one.areaCode === demoAreaCode) ? signsOf(house) : null
}
