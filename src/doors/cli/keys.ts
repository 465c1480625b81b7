import { createPlaces } from '../../capabilities/places/index.ts'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { Database } from '../../platform/database/database.ts'
import { writeDurably } from '../../platform/files/durable-write.ts'
import { createLog } from '../../platform/log/log.ts'
import { changeMaster } from '../../platform/sealing/change-master.ts'
import type { KeyOwner } from '../../platform/sealing/key-ring.ts'
import { replaceKeys } from '../../platform/sealing/replace-keys.ts'
import { openServer } from '../server/database.ts'
import { newSecretOf, ownSecretPath, secretOf } from '../server/secret.ts'
import { live } from './life.ts'
import { open, progress, progressDone } from './open.ts'

export interface KeysOptions {
  readonly community?: string
  readonly master?: boolean
}

/** `silin keys rotate`: new data keys for everybody or one community, or all keys under a new secret. */
export async function rotateKeys(config: Config, options: KeysOptions): Promise<void> {
  if (options.master && options.community)
    throw new ConfigError('--master', 'is about all keys at once; leave --community out')
  await (options.master ? rotateMaster(config) : rotateData(config, options.community))
}

/** Beside a server that runs: it goes on reading and writing. A second run goes on where a broken one stopped. */
async function rotateData(config: Config, named: string | undefined): Promise<void> {
  await live(async (life) => {
    const { house, keys, database, start } = await open(life, config, !config.production, true)
    const communities = await createPlaces(house).communities()
    const chosen = communities.filter((one) => named === undefined || one.areaCode === named || one.name === named)
    if (named !== undefined && chosen.length === 0)
      throw new ConfigError(
        '--community',
        `is the code or name of one of: ${communities.map((one) => one.areaCode).join(', ')}`,
      )
    start()
    const owner = new Database({ url: database.ownerUrl, size: 2 })
    life.hold(() => owner.close())
    const names = new Map<KeyOwner, string>(chosen.map((one) => [one.id, one.name]))
    if (named === undefined) names.set(null, 'shared data')
    const done = await replaceKeys([...names.keys()], {
      keys,
      database: owner,
      clock: house.clock,
      wake: house.wake,
      progress: (rows, total, table, of) => progress(`${names.get(of)}: ${table} ${rows}/${total}`),
      settling: (seconds) => progress(`waiting ${seconds} s until every server uses the new keys`),
    })
    progressDone()
    for (const { owner: of, values, resumed } of done)
      console.log(`${names.get(of)}: ${values} values sealed anew${resumed ? ' (the rest of an earlier run)' : ''}.`)
  })
  console.log('All of it is sealed with new keys. The old ones are kept, wrapped, for backups.')
}

/** One transaction. Servers that run go on with the keys in their memory until they are started again. */
async function rotateMaster(config: Config): Promise<void> {
  const next = await newSecretOf(config)
  const outcome = await wrapAnew(config, next)
  const own = config.secret === null && config.secretFile === null
  // The secret of a first start is the data folder's own: it follows by itself, after the database.
  if (own) await writeDurably(ownSecretPath(config), Buffer.from(`${next}\n`))
  console.log(
    outcome === 'already'
      ? 'All keys are wrapped under the new secret already.'
      : 'All keys are wrapped under the new secret.',
  )
  console.log(
    own
      ? 'It is kept in the data folder. Start every server again.'
      : 'Put it where the old one is set, and start every server again; the old one opens nothing any more.',
  )
}

async function wrapAnew(config: Config, next: string): Promise<'changed' | 'already'> {
  let outcome: 'changed' | 'already' = 'already'
  await live(async (life) => {
    const { ownerUrl } = await openServer(config, createLog(config.logLevel), { hold: life.hold, beside: true })
    const old = await secretOf(config)
    if (old === next) throw new ConfigError('SILIN_NEW_SECRET', 'is the present secret; a change needs another one')
    const database = new Database({ url: ownerUrl, size: 1 })
    life.hold(() => database.close())
    outcome = await changeMaster(database, { old, next })
  })
  return outcome
}
