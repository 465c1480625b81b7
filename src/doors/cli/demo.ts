import { DemoIsThere, loadDemo } from '../../../demo/load.ts'
import { demoStaff, showLeadPhone } from '../../../demo/people.ts'
import { showPlaque } from '../../../demo/places.ts'
import { givePortraits } from '../../../demo/portraits.ts'
import { accountsWithoutSignIn, linkAccount, type SignIn } from '../../capabilities/people/index.ts'
import { alone } from '../../platform/database/alone.ts'
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

/** PostgreSQL's advisory lock under which servers look for the demo and load it; another is in `migrate.ts`. */
const demoLock = 7_430_003

/**
 * Loads the demo community unless it is there, and makes the staff accounts that it lacks: a start that was broken off
 * has left it without some. Of two servers that do so at once the second one finds everything done.
 */
export async function loadDemoInto(house: House, signIn: SignIn): Promise<DemoSigns & { readonly loaded: boolean }> {
  const loaded = await alone(house.database, demoLock, async () => {
    const loaded = await loadUnlessThere(house)
    await givePortraits(house)
    const accounts = demoStaff.map((one) => one.account)
    for (const account of await accountsWithoutSignIn(house, accounts)) {
      progress(`demo: account ${account}`)
      await linkAccount(house, account, await signIn.makeAccount(account, demoPassword(house)))
    }
    return loaded
  })
  progressDone()
  return { ...signsOf(house), loaded }
}

async function loadUnlessThere({ database, sealing, clock }: House): Promise<boolean> {
  try {
    await loadDemo({
      database,
      sealing,
      clock,
      progress: (done, total, what) => progress(`demo: ${what} ${Math.round((100 * done) / total)} %`),
    })
    return true
  } catch (error) {
    if (error instanceof DemoIsThere) return false
    throw error
  }
}
