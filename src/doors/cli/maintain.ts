import { createPeople, createSignIn } from '../../capabilities/people/index.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { loadDemoInto } from './demo.ts'
import { open } from './open.ts'

/** `silin migrate`. */
export async function migrateOnly(config: Config): Promise<void> {
  const opened = await open(config, false, true)
  await opened.end()
  console.log('The database is up to date.')
}

/** `silin demo`. */
export async function demoOnly(config: Config): Promise<void> {
  if (config.production) throw new ConfigError('SILIN_ENV', 'production has no demo')
  const opened = await open(config, true, true)
  const { house, database } = opened
  const signIn = createSignIn(
    house,
    createPeople(house),
    { send: async () => {} },
    { databaseUrl: database.appUrl, secret: database.secret },
  )
  try {
    const signs = await loadDemoInto(house, signIn)
    console.log(`The demo community is loaded: plaque ${signs.plaqueCode}, lead ${signs.leadPhone}.`)
  } finally {
    await signIn.close()
    await opened.end()
  }
}
