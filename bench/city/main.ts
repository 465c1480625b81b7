import { Database } from '../../src/platform/database/database.ts'
import { createKeyRing } from '../../src/platform/sealing/key-ring.ts'
import { loadCity } from './load.ts'
import { requestsIn, sizeNamed } from './size.ts'

/**
 * `npm run bench city <owner's database URL> [small | million | full | a number]`: loads a city into a database that
 * `silin migrate` has made. SILIN_SECRET is the secret of the installation that is to read it.
 */
const [ownerUrl, size = process.env.BENCH_SIZE] = process.argv.slice(2)
const { SILIN_SECRET: secret } = process.env
const tell = (line: string) => process.stderr.write(`  ${line}\n`)

if (!ownerUrl || !secret) {
  tell('usage: SILIN_SECRET=… npm run bench city <database URL of the owner> [small | million | full | a number]')
  process.exitCode = 2
} else {
  const database = new Database({ url: ownerUrl, size: 2 })
  try {
    const { sealing, refresh } = createKeyRing(database, { secret })
    await refresh()
    await loadCity({ ownerUrl, sealing, ...requestsIn(sizeNamed(size)), tell })
  } finally {
    await database.close()
  }
}
