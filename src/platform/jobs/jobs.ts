import { EventEmitter } from 'node:events'
import {
  Logger,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  type TaskList,
  type WorkerEvents,
  type WorkerPool,
} from 'graphile-worker'
import pg from 'pg'
import type { Temporal } from 'temporal-polyfill'
import { ConfigError } from '../config/config-error.ts'
import { whenTheNetworkIsSilent } from '../database/database.ts'
import { migrationLock } from '../database/migrate.ts'
import { asRole } from '../database/roles.ts'
import type { Log } from '../log/log.ts'

/** Work of one kind. An exception means "again later"; it is logged here, and the queue keeps only its code. */
export type Task = (payload: unknown, job: { readonly attempts: number; readonly maxAttempts: number }) => Promise<void>

export interface JobOptions {
  /** Adding again under a key that still waits replaces that job; one that runs already stays and a second follows. */
  readonly key: string
  /** By PostgreSQL's clock; left out: at once. */
  readonly runAt?: Temporal.Instant
  /** 25 unless said. */
  readonly maxAttempts?: number
}

export interface Jobs {
  /** Puts a job on the queue, also before `start`. A payload holds ids and nothing else. */
  add(task: string, payload: unknown, options: JobOptions): Promise<void>
  /** Begins to work. @throws when the queue cannot be reached; later outages it waits out by itself */
  start(): Promise<void>
  /** Lets running jobs finish for two seconds, gives the others back to the queue. At most three seconds in all. */
  stop(): Promise<void>
}

export interface JobsSettings {
  /** Connection string of the queue's own role, see `prepareJobs`. */
  readonly url: string
  readonly tasks: Readonly<Record<string, Task>>
  /** Five cron fields, in UTC. Each time is run by one server only, and a time that all slept through is not made up. */
  readonly cron: readonly { readonly match: string; readonly task: string }[]
  readonly log: Log
  /** Jobs at the same time on this server. */
  readonly concurrency: number
}

const patience = { finish: 2_000, giveBack: 700, close: 250 } as const
const restartDelay = 1_000

/** Work that is not done while somebody waits: deliveries and clocks, never one job for each request. */
export function createJobs(settings: JobsSettings): Jobs {
  const { log, concurrency } = settings
  // One connection listens, one adds.
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: concurrency + 2,
    application_name: 'silin jobs',
    ...whenTheNetworkIsSilent(),
  })
  const lost = (error: Error) => log.warn({ error }, 'a connection of the job queue was lost')
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost))

  const taskList: TaskList = Object.fromEntries(
    Object.entries(settings.tasks).map(([name, task]) => [name, guarded(name, task, log)]),
  )
  const cronItems = parseCronItems(
    settings.cron.map(({ match, task }) => ({
      match,
      task,
      identifier: `${task} ${match}`,
      options: { backfillPeriod: 0, jobKey: `cron ${task}`, maxAttempts: 1 },
    })),
  )

  let runner: Runner | null = null
  let workers: WorkerPool | null = null
  let restart: NodeJS.Timeout | null = null
  let stopping = false

  async function begin(): Promise<void> {
    const events: WorkerEvents = new EventEmitter()
    events.on('pool:create', ({ workerPool }) => {
      workers = workerPool
    })
    const begun = await run({
      pgPool: pool,
      taskList,
      parsedCronItems: cronItems,
      concurrency,
      // The server ends in an order of its own.
      noHandleSignals: true,
      logger: workerLogger(log),
      gracefulShutdownAbortTimeout: patience.finish,
      events,
      // Only what is written down in batches is waited for at the end, and survives a cut connection: 0.17 leaves a
      // promise alone otherwise, whose failure would end this process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    })
    runner = begun
    // A worker that cannot write down what it did ends itself, and the others with it: begin anew.
    const ended = () => {
      if (stopping) return
      log.error({}, 'the job queue stopped by itself and is started again')
      again()
    }
    begun.promise.then(ended, ended)
    if (stopping) await begun.stop()
  }

  function again(): void {
    restart = setTimeout(() => {
      if (stopping) return
      begin().catch((error) => {
        log.error({ error }, 'the job queue cannot be reached; trying again')
        again()
      })
    }, restartDelay)
    restart.unref()
  }

  return {
    async add(task, payload, { key, runAt, maxAttempts }) {
      await pool.query({
        name: 'add_job',
        text: `select 1 from graphile_worker.add_job($1, payload => $2::json, run_at => $3::timestamptz,
          max_attempts => $4::int, job_key => $5)`,
        values: [task, JSON.stringify(payload), runAt?.toString() ?? null, maxAttempts ?? null, key],
      })
    },
    start: begin,
    async stop() {
      if (stopping) return
      stopping = true
      if (restart) clearTimeout(restart)
      const graceful = runner?.stop().catch(() => {})
      if (graceful && !(await within(graceful, patience.finish)) && workers) {
        // What still runs is marked as failed, so that another server need not wait for its lock to age.
        const forced = Promise.resolve(workers.forcefulShutdown('the server is stopping')).catch(() => {})
        await within(forced, patience.giveBack)
      }
      await within(pool.end(), patience.close)
    },
  }
}

/** Whether it was done in this time. It is not stopped when it was not. */
async function within(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs a task so that nothing of what went wrong but a code gets into the queue's tables and log. */
function guarded(name: string, task: Task, log: Log): TaskList[string] {
  return async (payload, { job }) => {
    try {
      await task(payload, { attempts: job.attempts, maxAttempts: job.max_attempts })
    } catch (error) {
      log.error({ task: name, attempts: job.attempts, maxAttempts: job.max_attempts, error }, 'a job failed')
      const code = (error as { code?: unknown } | null)?.code
      throw new Error(typeof code === 'string' ? code : 'failed')
    }
  }
}

/**
 * The queue's own words, in our log. Its sentences quote errors and its facts hold whole jobs: of the first the
 * beginning is kept, of the second only the error, which our log cleans.
 */
function workerLogger(log: Log): Logger {
  return new Logger(({ label, taskIdentifier, jobId }) => (level, message, meta) => {
    // Failed tasks were logged where they failed; the rest is talk.
    if (meta?.failure === true || level === 'debug' || level === 'info') return
    const sentence = message.replace(/(:| with error | after failure |\n|;).*$/s, '')
    log[level === 'error' ? 'error' : 'warn'](
      { label, task: taskIdentifier, jobId, error: meta?.error ?? meta?.fatalError },
      `job queue: ${sentence}`,
    )
  })
}

/**
 * Makes the queue's own role and schema, and brings its tables up to date. graphile-worker walls its tables with
 * row-level security, so their user must be their owner; that role sees no table of Silin's. May be run again, and by
 * two servers at once.
 * @param ownerUrl connection string of the owner of Silin's tables
 * @param role see `jobsRole`
 * @throws ConfigError when the owner may not make roles
 */
export async function prepareJobs(
  ownerUrl: string,
  role: { readonly name: string; readonly password: string },
  log: Log,
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  // A connection that is cut also rejects its query; without a listener it would end the process as well.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await makeRole(client, role)
    // graphile-worker says "create schema if not exists", which asks for this right even when the schema is there.
    await client.query(onDatabase('grant create on', 'to', role.name))
    try {
      await runMigrations({ connectionString: asRole(ownerUrl, role), logger: workerLogger(log), maxPoolSize: 1 })
    } finally {
      await client.query(onDatabase('revoke create on', 'from', role.name))
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== '42501') throw error
    throw new ConfigError('DATABASE_URL', `its user may not make the role ${role.name}; give it CREATEROLE`)
  } finally {
    await client.end()
  }
}

function onDatabase(what: string, toOrFrom: string, role: string): string {
  return `do $$ begin execute format('${what} database %I ${toOrFrom} %I', current_database(), ${pg.escapeLiteral(role)}); end $$`
}

async function makeRole(client: pg.Client, role: { readonly name: string; readonly password: string }): Promise<void> {
  const name = pg.escapeIdentifier(role.name)
  const known = await client.query('select 1 from pg_roles where rolname = $1', [role.name])
  if (known.rowCount === 0) {
    await client.query(`create role ${name} login nosuperuser nocreatedb nocreaterole noinherit nobypassrls`)
  }
  await client.query(`alter role ${name} login password ${pg.escapeLiteral(role.password)}`)
  // Only somebody who may become a role gives it a schema (since PostgreSQL 16 making it is not enough).
  const owner = await client.query<{ super: boolean }>(
    'select rolsuper as super from pg_roles where rolname = current_user',
  )
  if (!owner.rows[0]?.super) await client.query(`grant ${name} to current_user`)
  await client.query(`create schema if not exists graphile_worker authorization ${name}`)
  await client.query(`revoke all on schema public from ${name}`)
  await client.query(`revoke all on all tables in schema public from ${name}`)
  await client.query(`revoke all on all functions in schema public from ${name}`)
}
