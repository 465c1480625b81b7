import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { elsewhereFolder, notedElsewhere } from './embedded-elsewhere.ts'
import {
  ensureCluster,
  findPlace,
  holdLock,
  ownerName,
  type Place,
  readIfThere,
  requireVersion,
  writeSafely,
} from './embedded-folder.ts'
import { clearLeftovers, EmbeddedError, end, launch, type Postmaster } from './embedded-processes.ts'

export { EmbeddedInUseError } from './embedded-folder.ts'
export { EmbeddedError, type EmbeddedErrorCode } from './embedded-processes.ts'

const databaseName = 'silin'

export interface EmbeddedServer {
  /** Owner connection string on 127.0.0.1 (superuser of this private cluster). */
  readonly url: string
  readonly port: number
  /** Where the data lie when root runs us and PostgreSQL's own user cannot reach the folder that was asked for. */
  readonly movedTo: string | null
  /** Stops the server fast, without waiting for clients, and returns when it is gone. Calling it again is harmless. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** The data folder's `postgres` subfolder; made when absent. */
  readonly folder: string
  /** For root: where everything lies that PostgreSQL's own user cannot reach in its place; /var/lib/silin unless told. */
  readonly elsewhere?: string
  /** How many connections it takes at most; 60 unless told. */
  readonly connections?: number
  /** Receives each line of the server's log; these never hold statements or values. */
  readonly log: (line: string) => void
  /** False only for tests: faster, and a power cut destroys the data. */
  readonly durable?: boolean
  /** Called once when a started server dies without `stop()`. `startEmbedded` may then be called anew. */
  readonly onExit?: (reason: string) => void
}

/**
 * Starts the embedded PostgreSQL of a data folder, making its cluster first when there is none, and waits until it
 * takes connections. What a killed run left behind is cleared.
 * @throws EmbeddedInUseError while another living process has it; EmbeddedError with a `code` for every other outage
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { log, durable = true, connections = 60 } = options
  const place = await findPlace(options.folder, options.elsewhere ?? elsewhereFolder)
  const release = await holdLock(place)
  let postmaster: Postmaster | undefined
  try {
    await requireVersion(place)
    const password = await ensureCluster(place, durable)
    const started = await startOnSomePort(place, { durable, connections }, log)
    postmaster = started.postmaster
    const url = (database: string) => `postgres://${ownerName}:${password}@127.0.0.1:${started.port}/${database}`
    await ensureDatabase(url)
    const movedTo = place.moved ? place.folder : null
    return supervise(postmaster, { url: url(databaseName), port: started.port, movedTo }, release, options.onExit)
  } catch (error) {
    try {
      if (postmaster) await end(postmaster)
    } finally {
      release()
    }
    throw error
  }
}

/**
 * The server that another living process runs on this folder, for a command beside it. It is that process's to stop.
 * @returns null when none answers there
 */
export async function joinRunning(asked: string): Promise<string | null> {
  const folder = (await notedElsewhere(asked)) ?? asked
  const [password, port] = await Promise.all([readIfThere(join(folder, 'password')), readIfThere(join(folder, 'port'))])
  if (!password || !port) return null
  const url = `postgres://${ownerName}:${password.trim()}@127.0.0.1:${port.trim()}/${databaseName}`
  try {
    await ask(url, 'select 1')
    return url
  } catch {
    // Nobody answers, or somebody else's server has the port by now.
    return null
  }
}

function supervise(
  postmaster: Postmaster,
  address: Omit<EmbeddedServer, 'stop'>,
  release: () => void,
  onExit: EmbeddedOptions['onExit'],
): EmbeddedServer {
  let stopping: Promise<void> | undefined
  const over = postmaster.gone.then((reason) => {
    release()
    if (!stopping) onExit?.(reason)
  })
  return {
    ...address,
    stop: () => {
      stopping ??= end(postmaster).then(() => over)
      return stopping
    },
  }
}

/** Statements and their values are personal data here, so none of them may reach the log. */
const quietLog = {
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  // DETAIL quotes the row at fault ("Key (phone)=(…)"), and after a crash the statement that was running.
  log_error_verbosity: 'terse',
  // Statement errors quote values ("invalid input syntax …"). The client that caused one is told it anyway; `log` keeps
  // what concerns the server, and FATAL and PANIC.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  log_line_prefix: '[%p] ',
  log_destination: 'stderr',
  logging_collector: 'off',
}

function settings(
  port: number,
  { durable, connections }: { readonly durable: boolean; readonly connections: number },
): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: `${port}`,
    unix_socket_directories: '',
    shared_buffers: '128MB',
    max_connections: `${connections}`,
    wal_compression: 'on',
    jit: 'off',
    // A first start is a database without statistics: plans are guesses until it was looked at, by default after a minute.
    autovacuum_naptime: '10s',
    timezone: 'UTC',
    ...quietLog,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
}

async function startOnSomePort(
  place: Place,
  manner: { readonly durable: boolean; readonly connections: number },
  log: (line: string) => void,
) {
  const deadline = performance.now() + 15_000
  for (;;) {
    await clearLeftovers(place.cluster, log)
    const port = await choosePort(place)
    try {
      return {
        port,
        postmaster: await launch(place.binaries, place.account, place.cluster, settings(port, manner), log),
      }
    } catch (error) {
      // These pass by themselves: another program was quicker on the port; orphans of a killed postmaster need a moment
      // until they notice; a server whose owner was killed just after starting it noted its pid only now.
      const passing =
        error instanceof EmbeddedError &&
        /could not bind|shared memory block|lock file "postmaster.pid"/.test(error.message)
      if (!passing || performance.now() > deadline) throw error
      await delay(100)
    }
  }
}

/** The port of the last run if it is free, so that a noted address stays true; else any free one. */
async function choosePort({ folder, account }: Place): Promise<number> {
  const file = join(folder, 'port')
  const last = Number(await readIfThere(file))
  if (Number.isInteger(last) && last > 0 && (await freePort(last))) return last
  const port = await freePort(0)
  if (!port) throw new EmbeddedError('EMBEDDED_START_FAILED', 'no free port on 127.0.0.1')
  await writeSafely(file, `${port}\n`, account)
  return port
}

function freePort(wish: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(wish, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : undefined))
    })
  })
}

async function ensureDatabase(url: (database: string) => string): Promise<void> {
  try {
    await ask(url(databaseName), 'select 1')
  } catch (error) {
    const code = (error as pg.DatabaseError).code
    if (code === '28P01')
      throw new EmbeddedError('EMBEDDED_PASSWORD_LOST', 'the kept password is not the cluster’s', error)
    if (code !== '3D000') throw error
    await ask(url('postgres'), `create database ${databaseName}`)
  }
}

async function ask(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString, ssl: false })
  // A connection that breaks also rejects the query; without a listener it would end the process as well.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end()
  }
}
