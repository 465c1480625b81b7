import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../platform/config/config.ts'
import { ConfigError } from '../../platform/config/config-error.ts'
import { Database } from '../../platform/database/database.ts'
import { joinRunning } from '../../platform/database/embedded.ts'
import { keepEmbedded } from '../../platform/database/embedded-kept.ts'
import { migrate } from '../../platform/database/migrate.ts'
import { appRole, asRole, jobsRole } from '../../platform/database/roles.ts'
import { checkServer } from '../../platform/database/server-check.ts'
import { prepareJobs } from '../../platform/jobs/jobs.ts'
import type { Log } from '../../platform/log/log.ts'
import { readRootKeys } from '../../platform/sealing/change-master.ts'
import type { RootKeys } from '../../platform/sealing/master-key.ts'
import { secretOf } from './secret.ts'

export interface OpenDatabase {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly jobsUrl: string
  readonly secret: string
  readonly rootKeys: RootKeys
  /** Where the embedded database lies when its own user cannot reach the data folder. */
  readonly movedTo: string | null
  /** Resolves when the embedded server died under us and could not be brought back. */
  readonly died: Promise<string>
}

export interface Opening {
  readonly progress: (sentence: string) => void
  /** Takes over how the embedded server is ended, before it has begun: whoever stops us meanwhile has to end it too. */
  readonly hold: (end: () => Promise<unknown>) => void
  /** A command beside a server that may be running on the same folder: then its database is used. */
  readonly beside: boolean
}

/** Connections besides the pool's own: sign-in, jobs, wake-ups, migrations, and commands beside a running server. */
const besideThePool = 44

/** A database server to be reached as the owner of its tables, as it is. */
export type OpenServer = Pick<OpenDatabase, 'ownerUrl' | 'movedTo' | 'died'>

/**
 * Opens the database server: the embedded one in the data folder, or an external one by DATABASE_URL.
 * @throws ConfigError or EmbeddedError with one clear sentence
 */
export async function openServer(
  config: Config,
  log: Log,
  { hold, beside }: Omit<Opening, 'progress'>,
): Promise<OpenServer> {
  try {
    // PostgreSQL does not run as root; its own user must be able to pass through this folder.
    await mkdir(config.dataFolder, { recursive: true, mode: 0o711 })
  } catch (error) {
    throw new ConfigError('SILIN_DATA', `cannot be made (${(error as { code?: string }).code ?? 'unknown'})`)
  }
  let died: (reason: string) => void = () => {}
  const death = new Promise<string>((resolve) => {
    died = resolve
  })
  const folder = join(config.dataFolder, 'postgres')
  const running = !config.databaseUrl && beside ? await joinRunning(folder) : null
  const starting =
    config.databaseUrl || running
      ? null
      : keepEmbedded(
          {
            folder,
            connections: config.databasePool + besideThePool,
            log: (line) => log.debug({ line }, 'database'),
            onExit: (reason) => died(reason),
          },
          (reason) => log.warn({ reason }, 'the embedded database had ended and is back'),
        )
  // A start that failed has ended its server itself.
  if (starting) hold(async () => await (await starting.catch(() => null))?.stop())
  const server = await starting
  const ownerUrl = server?.url ?? running ?? config.databaseUrl ?? ''
  if (config.databaseUrl) await checkServer('DATABASE_URL', ownerUrl)
  return { ownerUrl, movedTo: server?.movedTo ?? null, died: death }
}

/**
 * Opens the database, brings it up to this version and makes its roles.
 * @throws ConfigError or EmbeddedError with one clear sentence
 */
export async function openDatabase(config: Config, log: Log, opening: Opening): Promise<OpenDatabase> {
  const server = await openServer(config, log, opening)
  const { ownerUrl } = server
  // The data folder is there by now, in which it may be kept.
  const secret = await secretOf(config)
  if (config.appDatabaseUrl) await checkServer('SILIN_APP_DATABASE_URL', config.appDatabaseUrl)
  const name = new URL(ownerUrl).pathname.slice(1) || 'silin'
  const app = appRole(name, secret)
  const jobs = jobsRole(name, secret)
  const own = config.appDatabaseUrl
  await migrate({
    ownerUrl,
    folder: migrationsFolder(),
    appRole: own ? { name: decodeURIComponent(new URL(own).username), password: null } : app,
    secret,
    progress: (done, total, step) => opening.progress(`${done + 1}/${total} ${step}`),
  })
  await prepareJobs(ownerUrl, jobs, log)
  const appUrl = own ?? asRole(ownerUrl, app)
  const database = new Database({ url: appUrl, size: 1 })
  const rootKeys = await readRootKeys(database, secret).finally(() => database.close())
  return { ...server, appUrl, jobsUrl: asRole(ownerUrl, jobs), secret, rootKeys }
}

/** The bundle lies in dist/server, the source in src/doors/server: both are two folders below the root. */
export function rootFolder(): string {
  const here = import.meta.dirname
  return here.includes(join('dist', 'server')) ? join(here, '..', '..') : join(here, '..', '..', '..')
}
const migrationsFolder = () => join(rootFolder(), 'migrations')
