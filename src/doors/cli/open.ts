import type { Config } from '../../platform/config/config.ts'
import { createLog, type Log } from '../../platform/log/log.ts'
import { type OpenDatabase, openDatabase } from '../server/database.ts'
import { seedGround } from '../server/ground.ts'
import { type BuiltHouse, buildHouse } from '../server/house.ts'

export interface Opened extends BuiltHouse {
  readonly database: OpenDatabase
  readonly log: Log
  end(): Promise<void>
}

/** Shows a step of long work: one line that is written over on a terminal, one line each elsewhere. */
export function progress(sentence: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K  ${sentence}`)
  else process.stdout.write(`  ${sentence}\n`)
}
export function progressDone(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
}

/** Opens the database, brings it up to date, and builds the house on it. */
export async function open(config: Config, demo: boolean, beside = false): Promise<Opened> {
  const log = createLog(config.logLevel)
  const database = await openDatabase(config, log, (step) => progress(`migrating ${step}`), beside)
  try {
    const built = buildHouse(config, log, database, demo)
    await seedGround(built.house)
    progressDone()
    return {
      ...built,
      database,
      log,
      async end() {
        await built.close()
        await database.stop()
      },
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}
