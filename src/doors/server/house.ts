import { join } from 'node:path'
import { createWitness } from '../../platform/audit/witness.ts'
import { type Clock, systemClock } from '../../platform/clock/clock.ts'
import type { Config } from '../../platform/config/config.ts'
import { createCounts } from '../../platform/counts.ts'
import { Database } from '../../platform/database/database.ts'
import { createDatabaseWake } from '../../platform/database/listener.ts'
import type { FileStore } from '../../platform/files/file-store.ts'
import { localFileStore } from '../../platform/files/local-file-store.ts'
import { s3FileStore } from '../../platform/files/s3-file-store.ts'
import type { House } from '../../platform/house.ts'
import { type Language, type Text, textIn } from '../../platform/i18n/text.ts'
import type { Log } from '../../platform/log/log.ts'
import { hashingWith } from '../../platform/sealing/hashing.ts'
import { createKeyRing, type KeyRing } from '../../platform/sealing/key-ring.ts'
import { type RootKeys, rootKeysOf } from '../../platform/sealing/master-key.ts'
import { keysWake } from '../../platform/sealing/replace-keys.ts'
import { serverWords } from './words.ts'

export const fileStoreOf = ({ s3, dataFolder }: Pick<Config, 's3' | 'dataFolder'>): FileStore =>
  s3 ? s3FileStore(s3) : localFileStore(join(dataFolder, 'files'))

/** Milliseconds; `replace-keys.ts` waits for longer. */
const readKeysEvery = 10_000

export interface BuiltHouse {
  readonly house: House
  readonly keys: KeyRing
  start(): void
  close(): Promise<void>
}

/** Makes everything that capabilities stand on, once. */
export function buildHouse(
  config: Config,
  log: Log,
  opened: { appUrl: string; secret: string; rootKeys?: RootKeys },
  demo: boolean,
  clock: Clock = systemClock,
): BuiltHouse {
  const roots = opened.rootKeys ?? rootKeysOf(opened.secret)
  const witness = createWitness({ sealing: hashingWith(roots), clock })
  const database = new Database({ url: opened.appUrl, size: config.databasePool, witness })
  const { wake, live, start, stop } = createDatabaseWake(opened.appUrl, log)
  const keys = createKeyRing(database, { secret: opened.secret, roots })
  let reading: NodeJS.Timeout | undefined
  const texts = new Map<Language, Text>()
  const house: House = {
    config,
    database,
    clock,
    log,
    sealing: keys.sealing,
    files: fileStoreOf(config),
    wake,
    live,
    demo,
    counts: createCounts(),
    catalogues: serverWords,
    text(language) {
      const known = texts.get(language) ?? textIn(language, serverWords)
      texts.set(language, known)
      return known
    },
  }
  return {
    house,
    keys,
    start() {
      start()
      // What another server changed; while the database is away nothing can be sealed for it either.
      const readKeys = () => void keys.refresh().catch((error) => log.debug({ error }, 'the keys could not be read'))
      readKeys()
      wake.on(keysWake, readKeys)
      reading = setInterval(readKeys, readKeysEvery)
      reading.unref()
    },
    async close() {
      clearInterval(reading)
      await stop()
      await database.close()
    },
  }
}
