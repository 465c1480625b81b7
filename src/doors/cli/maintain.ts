import { createPeople, createSignIn } from '../../capabilities/people/index.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { loadDemoInto } from './demo.ts'
import { requireOwnKind } from './kind-of-instance.ts'
import { live } from './life.ts'
import { open } from './open.ts'

/** `silin migrate`. */
export async function migrateOnly(config: Config): Promise<void> {
  await live(async (life) => {
    await open(life, config, false, true)
  })
  console.log('The database is up to date.')
}

/** `silin demo`. */
export async function demoOnly(config: Config): Promise<void> {
  if (config.production) throw new ConfigError('SILIN_ENV', 'production has no demo')
  await live(async (life) => {
    const { house, database } = await open(life, config, true, true)
    await requireOwnKind(house)
    const signIn = createSignIn(
      house,
      createPeople(house),
      { send: async () => {} },
      { databaseUrl: database.appUrl, secret: database.secret },
    )
    life.hold(signIn.close)
    const signs = await loadDemoInto(house, signIn)
    const state = signs.loaded ? 'is loaded' : 'is there already'
    console.log(`The demo community ${state}: plaque ${signs.plaqueCode}, lead ${signs.leadPhone}.`)
  })
}
