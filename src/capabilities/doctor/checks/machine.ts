import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check, CheckResult } from '../../../platform/check-up.ts'
import type { Config } from '../../../platform/config/config.ts'
import { notedElsewhere } from '../../../platform/database/embedded-elsewhere.ts'
import { tryMailServer } from '../../../platform/notify/channels/email.ts'

const gigabyte = 1024 ** 3
/** Bytes that are free: below the first somebody has to clear up these days, below the second the database may stop. */
const room = { warn: 5 * gigabyte, bad: 1 * gigabyte }
/** A busy PostgreSQL keeps about a gigabyte of log; much more means that something holds it back. */
const muchLog = 4 * gigabyte

type Settings = Pick<Config, 'dataFolder' | 'databaseUrl' | 'smtp' | 'sms' | 'production'>

/** What can be looked at without a database: the disk, and the ways out of the house. */
export function machineChecks(config: Settings): readonly Check[] {
  return [
    { name: 'doctor.disk', run: () => lookAtDisk(config) },
    ...(config.databaseUrl ? [] : [{ name: 'doctor.wal', run: () => lookAtLog(config) }]),
    { name: 'doctor.mail', run: () => lookAtMail(config) },
    {
      name: 'doctor.sms',
      async run() {
        if (config.sms) return { level: 'good', key: 'set' }
        return config.production ? { level: 'warn', key: 'none' } : { level: 'good', key: 'demo' }
      },
    },
  ]
}

/** The folders that grow: the data folder, and where the embedded database lies if that is elsewhere. */
async function foldersOf({ dataFolder, databaseUrl }: Settings): Promise<string[]> {
  const elsewhere = databaseUrl ? null : await notedElsewhere(join(dataFolder, 'postgres'))
  return elsewhere ? [dataFolder, elsewhere] : [dataFolder]
}

async function lookAtDisk(config: Settings): Promise<CheckResult> {
  const free = await Promise.all(
    (await foldersOf(config)).map(async (folder) => {
      const { bavail, bsize } = await statfs(folder)
      return { folder, bytes: bavail * bsize }
    }),
  )
  const [least] = free.toSorted((one, other) => one.bytes - other.bytes)
  if (!least) return { level: 'bad', key: 'failed' }
  return judgeRoom(least.folder, least.bytes)
}

/** What so much room means. Pure, so that every case can be shown in a test. */
export function judgeRoom(folder: string, bytes: number): CheckResult {
  const values = { folder, gigabytes: Math.floor((bytes / gigabyte) * 10) / 10 }
  if (bytes < room.bad) return { level: 'bad', key: 'full', values }
  if (bytes < room.warn) return { level: 'warn', key: 'low', values }
  return { level: 'good', key: 'room', values }
}

async function lookAtLog(config: Settings): Promise<CheckResult> {
  const folder = (await foldersOf(config)).at(-1) ?? config.dataFolder
  const home = folder === config.dataFolder ? join(folder, 'postgres') : folder
  const log = join(home, 'cluster', 'pg_wal')
  let bytes = 0
  // A file that PostgreSQL takes away meanwhile has no size any more.
  for (const name of await readdir(log)) bytes += (await stat(join(log, name)).catch(() => null))?.size ?? 0
  const values = { megabytes: Math.round(bytes / 1024 ** 2) }
  return bytes > muchLog ? { level: 'warn', key: 'much', values } : { level: 'good', key: 'usual', values }
}

async function lookAtMail({ smtp }: Settings): Promise<CheckResult> {
  if (!smtp) return { level: 'good', key: 'none' }
  const reason = await tryMailServer(smtp)
  return reason === null ? { level: 'good', key: 'answers' } : { level: 'bad', key: 'refuses', values: { reason } }
}
