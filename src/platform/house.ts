import type { Clock } from './clock/clock.ts'
import type { Config } from './config/config.ts'
import type { Counts } from './counts.ts'
import type { Database } from './database/database.ts'
import type { FileStore } from './files/file-store.ts'
import type { Catalogues, Language, Text } from './i18n/text.ts'
import type { Live } from './live/live.ts'
import type { Log } from './log/log.ts'
import type { Sealing } from './sealing/sealing.ts'
import type { Wake } from './wake.ts'

/** What every capability stands on, made once at the start and handed down: no module keeps any of it for itself. */
export interface House {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly sealing: Sealing
  readonly files: FileStore
  readonly wake: Wake
  readonly live: Live
  readonly demo: boolean
  /** What `/metrics` shows; a house that nobody measures has none. */
  readonly counts?: Counts
  readonly catalogues: Catalogues
  text(language: Language): Text
}
