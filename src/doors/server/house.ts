import { join } from 'node:path'
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
import { sealingFrom } from '../../platform/sealing/sealing.ts'
import { serverWords } from './words.ts'

export const fileStoreOf = ({ s3, dataFolder }: Pick<Config, 's3' | 'dataFolder'>): FileStore =>
  s3 ? s3FileStore(s3) : localFileStore(join(dataFolder, 'files'))

export interface BuiltHouse {
  readonly house: House
  start(): void
  close(): Promise<void>
}

/** Makes everything that capabilities stand on, once. */
export function buildHouse(
  config: Config,
  log: Log,
  opened: { appUrl: string; secret: string },
  demo: boolean,
  clock: Clock = systemClock,
): BuiltHouse {
  const database = new Database({ url: opened.appUrl, size: config.databasePool })
  const { wake, start, stop } = createDatabaseWake(opened.appUrl, log)
  const texts = new Map<Language, Text>()
  const house: House = {
    config,
    database,
    clock,
    log,
    sealing: sealingFrom(opened.secret),
    files: fileStoreOf(config),
    wake,
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
    start,
    async close() {
      await stop()
      await database.close()
    },
  }
}
