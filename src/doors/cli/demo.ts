import { createHash } from 'node:crypto'
import { demoFacts, loadDemo } from '../../../demo/load.ts'
import type { SignIn } from '../../capabilities/people/index.ts'
import { linkAccount } from '../../capabilities/people/index.ts'
import type { House } from '../../platform/house.ts'
import { progress, progressDone } from './open.ts'

export const demoPlaqueCode = demoFacts().plaqueCode

/** What the banner says of the demo. */
export interface DemoSigns {
  readonly plaqueCode: string
  readonly leadPhone: string
  readonly staff: readonly { account: string }[]
  readonly password: string
}

/**
 * The demo's staff password: made from the installation's own secret, so that no two demos share one and none is
 * written in the code.
 */
function demoPassword(house: House): string {
  const words = house.sealing.hash('demo', 'password').toString('hex')
  return `silin-${createHash('sha256').update(words).digest('hex').slice(0, 10)}`
}

function signsOf(house: House, facts: Awaited<ReturnType<typeof loadDemo>> | ReturnType<typeof demoFacts>): DemoSigns {
  return { plaqueCode: facts.plaqueCode, leadPhone: facts.leadPhone, staff: facts.staff, password: demoPassword(house) }
}

/** Loads the demo community and makes its staff accounts. */
export async function loadDemoInto(house: House, signIn: SignIn): Promise<DemoSigns> {
  const { database, sealing, clock } = house
  const facts = await loadDemo({
    database,
    sealing,
    clock,
    progress: (sentence: string) => progress(`demo: ${sentence}`),
  })
  const password = demoPassword(house)
  for (const { account } of facts.staff) {
    progress(`demo: account ${account}`)
    await linkAccount(house, account, await signIn.makeAccount(account, password))
  }
  progressDone()
  return signsOf(house, facts)
}

/** The same signs when the demo is there from an earlier start; null when what is there is no demo. */
export function demoAmong(house: House, communities: readonly { id: string }[]): DemoSigns | null {
  const facts = demoFacts()
  return communities.some((one) => one.id === facts.communityId) ? signsOf(house, facts) : null
}
