import type { Config } from '../../platform/config/config.ts'
import { createLog, type Log } from '../../platform/log/log.ts'
import { type OpenDatabase, openDatabase } from '../server/database.ts'
import { seedGround } from '../server/ground.ts'
import { type BuiltHouse, buildHouse } from '../server/house.ts'
import type { Life } from './life.ts'

export interface Opened extends Omit<BuiltHouse, 'close'> {
  readonly database: OpenDatabase
  readonly log: Log
}

/** Shows a step of long work: one line that is written over on a terminal, one line each elsewhere. */
export function progress(sentence: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K  ${sentence}`)
  else process.stdout.write(`  ${sentence}\n`)
}
export function progressDone(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
}

/**
 * Opens the database, brings it up to date, and builds the house on it. All of it ends with the life of the command.
 * @param beside a command beside a server that may be running on the same data folder
 */
export async function open(life: Life, config: Config, demo: boolean, beside = false): Promise<Opened> {
  const log = createLog(config.logLevel)
  const database = await openDatabase(config, log, {
    progress: (step) => progress(`migrating ${step}`),
    hold: life.hold,
    beside,
  })
  const { close, ...built } = buildHouse(config, log, database, demo)
  life.hold(close)
  await seedGround(built.house)
  progressDone()
  return { ...built, database, log }
}
