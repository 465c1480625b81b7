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

/** Connections besides the pool's own: its spare ones, sign-in, jobs, wake-ups, migrations, and commands beside a running server. */
const besideThePool = 48

/** A database that answers, in whatever state it is. */
export interface OpenServer {
  readonly ownerUrl: string
  readonly movedTo: string | null
  readonly died: Promise<string>
}

/**
 * Reaches the database without changing anything in it: the embedded one in the data folder, which is started unless it
 * runs, or an external one by DATABASE_URL.
 * @throws ConfigError or EmbeddedError with one clear sentence
 */
export async function openServer(
  config: Config,
  log: Log,
  { hold, beside }: Pick<Opening, 'hold' | 'beside'>,
): Promise<OpenServer> {
  await makeDataFolder(config)
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
  if (config.appDatabaseUrl) await checkServer('SILIN_APP_DATABASE_URL', config.appDatabaseUrl)
  return { ownerUrl, movedTo: server?.movedTo ?? null, died: death }
}

async function makeDataFolder(config: Config): Promise<void> {
  try {
    // PostgreSQL does not run as root; its own user must be able to pass through this folder.
    await mkdir(config.dataFolder, { recursive: true, mode: 0o711 })
  } catch (error) {
    throw new ConfigError('SILIN_DATA', `cannot be made (${(error as { code?: string }).code ?? 'unknown'})`)
  }
}

/** How the application and the job queue sign in to a database of this secret. */
export function rolesOf(config: Config, ownerUrl: string, secret: string) {
  const name = new URL(ownerUrl).pathname.slice(1) || 'silin'
  const [app, jobs] = [appRole(name, secret), jobsRole(name, secret)]
  const own = config.appDatabaseUrl
  return {
    app: own ? { name: decodeURIComponent(new URL(own).username), password: null } : app,
    jobs,
    appUrl: own ?? asRole(ownerUrl, app),
    jobsUrl: asRole(ownerUrl, jobs),
  }
}

/**
 * Brings a database up to this version and gives the roles their rights.
 * @param restoring for a restore: as `migrate` has it
 */
export async function bringUp(
  config: Config,
  log: Log,
  database: { readonly ownerUrl: string; readonly secret: string },
  { progress, restoring }: Pick<Opening, 'progress'> & { restoring?: { readonly steps: readonly string[] | null } },
): Promise<void> {
  const { ownerUrl, secret } = database
  const roles = rolesOf(config, ownerUrl, secret)
  await migrate({
    ownerUrl,
    folder: migrationsFolder(),
    appRole: roles.app,
    secret,
    progress: (done, total, step) => progress(`${done + 1}/${total} ${step}`),
    ...(restoring && { restoring }),
  })
  if (!restoring?.steps) await prepareJobs(ownerUrl, roles.jobs, log)
}

/** The keys that a change of the secret leaves as they are, read with any role that may read them. */
export async function rootKeysIn(url: string, secret: string): Promise<RootKeys> {
  const database = new Database({ url, size: 1 })
  return await readRootKeys(database, secret).finally(() => database.close())
}

/**
 * Opens the database, brings it up to this version and makes its roles.
 * @throws ConfigError or EmbeddedError with one clear sentence
 */
export async function openDatabase(config: Config, log: Log, opening: Opening): Promise<OpenDatabase> {
  await makeDataFolder(config)
  const secret = await secretOf(config)
  const reached = await openServer(config, log, opening)
  await bringUp(config, log, { ownerUrl: reached.ownerUrl, secret }, opening)
  const { appUrl, jobsUrl } = rolesOf(config, reached.ownerUrl, secret)
  return { ...reached, appUrl, jobsUrl, secret, rootKeys: await rootKeysIn(appUrl, secret) }
}

/** The bundle lies in dist/server, the source in src/doors/server: both are two folders below the root. */
export function rootFolder(): string {
  const here = import.meta.dirname
  return here.includes(join('dist', 'server')) ? join(here, '..', '..') : join(here, '..', '..', '..')
}
export const migrationsFolder = () => join(rootFolder(), 'migrations')
