import { createPeople, createSignIn } from '../../src/capabilities/people/index.ts'
import { loadDemoInto } from '../../src/doors/cli/demo.ts'
import { seedGround } from '../../src/doors/server/ground.ts'
import { buildHouse } from '../../src/doors/server/house.ts'
import { parseConfig } from '../../src/platform/config/config.ts'
import { appRole, asRole } from '../../src/platform/database/roles.ts'
import { testSecret } from '../../src/platform/database/testing/global-setup.ts'
import { createLog } from '../../src/platform/log/log.ts'

/** Loads the demo community into a migrated database, exactly as a first `npm start` does. */
export async function prepareDemo(ownerUrl: string) {
  const appUrl = asRole(ownerUrl, appRole('silin_test', testSecret))
  const { house, close } = buildHouse(
    parseConfig({ SILIN_DATA: '/tmp' }),
    createLog('silent'),
    { appUrl, secret: testSecret },
    true,
  )
  const signIn = createSignIn(
    house,
    createPeople(house),
    { send: async () => {} },
    { databaseUrl: appUrl, secret: testSecret },
  )
  try {
    await seedGround(house)
    return await loadDemoInto(house, signIn)
  } finally {
    await signIn.close()
    await close()
  }
}
