import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { closedError, closedOn, moveElsewhere, notedElsewhere, reachableBinaries } from './embedded-elsewhere.ts'
import { type Account, type Binaries, EmbeddedError, findBinaries, initialise } from './embedded-processes.ts'

const run = promisify(execFile)

/** The major version of the binaries; a cluster of another one cannot be opened with them. */
const majorVersion = '18'
/** The superuser of the cluster. */
export const ownerName = 'silin_owner'

/**
 * Where everything of one embedded server lies. Besides `cluster` the folder holds `password`, `port`, `lock` and
 * `lock.pid`.
 */
export interface Place {
  readonly folder: string
  /** It is not the folder that was asked for, because PostgreSQL's user cannot reach that one. */
  readonly moved: boolean
  readonly cluster: string
  readonly account: Account
  readonly binaries: Binaries
}

/** Another living process runs the server of this folder. */
export class EmbeddedInUseError extends EmbeddedError {
  /** The other Node process, as far as known. */
  readonly pid: number | undefined
  constructor(folder: string, pid: number | undefined) {
    super('EMBEDDED_IN_USE', `${folder} is in use by process ${pid ?? '(unknown)'}`)
    this.name = 'EmbeddedInUseError'
    this.pid = pid
  }
}

/**
 * Makes the folder if need be, and finds where and as whom PostgreSQL will run.
 * @param elsewhere where root puts what PostgreSQL's user cannot reach in its own place
 * @throws EmbeddedError EMBEDDED_CLOSED_FOLDER, EMBEDDED_FOLDER_GONE, EMBEDDED_NO_ACCOUNT or
 * EMBEDDED_UNSUPPORTED_PLATFORM
 */
export async function findPlace(wanted: string, elsewhere: string): Promise<Place> {
  const installed = await findBinaries()
  // In two steps, since mkdir would give its mode to the parents too, and another user must pass through those.
  await mkdir(dirname(wanted), { recursive: true })
  await mkdir(wanted, { recursive: true, mode: 0o700 })
  // One folder has one name: a running server is recognised by it.
  const asked = await realpath(wanted)
  const { folder, account } = await findFolder(asked, elsewhere)
  const cluster = join(folder, 'cluster')
  if (account) {
    await chown(folder, account.uid, account.gid)
    if ((await statIfThere(cluster))?.uid === 0) await run('chown', ['-R', `${account.uid}:${account.gid}`, folder])
  }
  const binaries = account ? await reachableBinaries(installed, account, elsewhere) : installed
  return { folder, moved: folder !== asked, cluster, account, binaries }
}

async function findFolder(asked: string, elsewhere: string): Promise<{ folder: string; account: Account }> {
  const noted = await notedElsewhere(asked)
  if (noted) {
    const found = await statIfThere(noted)
    if (!found)
      throw new EmbeddedError('EMBEDDED_FOLDER_GONE', `the database of ${asked} lay in ${noted}, which is gone`)
    const account = await findAccount(join(noted, 'cluster'))
    const closed = account && (await closedOn(dirname(noted), account))
    if (closed) throw closedError(closed, account, 'open the way to it again')
    if (!account && found.uid !== process.getuid?.())
      throw new EmbeddedError(
        'EMBEDDED_CLOSED_FOLDER',
        `root has put the database of ${asked} into ${noted}: run as root`,
      )
    return { folder: noted, account }
  }
  const cluster = join(asked, 'cluster')
  const account = await findAccount(cluster)
  const closed = account && (await closedOn(dirname(asked), account))
  if (!closed) return { folder: asked, account }
  // What is there already stays where it is known to be.
  if (await statIfThere(cluster)) throw closedError(closed, account, 'open the way to it again')
  return { folder: await moveElsewhere(asked, account, elsewhere), account }
}

/** PostgreSQL refuses to run as root, so root lends it the cluster's owner or else the user `postgres`. */
async function findAccount(cluster: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined
  const existing = await statIfThere(cluster)
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid }
  try {
    return await accountOf('postgres')
  } catch {
    // There is no such user yet. If making one fails too, that error tells why.
  }
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres'])
    return await accountOf('postgres')
  } catch (error) {
    throw new EmbeddedError('EMBEDDED_NO_ACCOUNT', 'root needs a user named postgres and could not make one', error)
  }
}

async function accountOf(user: string): Promise<Account> {
  const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/**
 * Takes the folder for this process until the returned function is called or the process dies.
 *
 * The lock is the operating system's, by way of SQLite, as Node itself has none: it ends with its holder even by
 * SIGKILL, and is not fooled by pids, which containers repeat. (POSIX drops it when this process opens and closes the
 * file `lock` by other means: copy the folder from another process.)
 * @throws EmbeddedInUseError
 */
export async function holdLock({ folder, account }: Place): Promise<() => void> {
  const path = join(folder, 'lock')
  const lock = new DatabaseSync(path)
  try {
    // Nothing is ever written; the journal in memory leaves no second file behind.
    lock.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    lock.close()
    const sqliteBusy = 5
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error
    throw new EmbeddedInUseError(folder, await holderOf(folder))
  }
  if (account) await chown(path, account.uid, account.gid)
  await writeSafely(join(folder, 'lock.pid'), `${process.pid}\n`, account)
  return () => {
    if (lock.isOpen) lock.close()
  }
}

/** The holder notes its pid just after it has the lock, so a dead pid is looked at again. */
async function holderOf(folder: string): Promise<number | undefined> {
  for (let tries = 0; tries < 20; tries += 1) {
    const pid = Number(await readIfThere(join(folder, 'lock.pid')))
    if (pid > 0 && isAlive(pid)) return pid
    await delay(25)
  }
  return undefined
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** @throws EmbeddedError EMBEDDED_VERSION_MISMATCH when the cluster is of another major version, or is none */
export async function requireVersion({ cluster }: Place): Promise<void> {
  if (!(await statIfThere(cluster))) return
  const found = (await readIfThere(join(cluster, 'PG_VERSION')))?.trim() ?? '(unknown)'
  if (found === majorVersion) return
  throw new EmbeddedError('EMBEDDED_VERSION_MISMATCH', `${cluster} is of PostgreSQL ${found}, not ${majorVersion}`)
}

/**
 * Makes the cluster unless it is there. A kill at any moment leaves either no cluster or a whole one.
 * @returns the owner's password
 * @throws EmbeddedError EMBEDDED_PASSWORD_LOST or EMBEDDED_INIT_FAILED
 */
export async function ensureCluster({ folder, cluster, account, binaries }: Place, durable: boolean): Promise<string> {
  const passwordFile = join(folder, 'password')
  const kept = (await readIfThere(passwordFile))?.trim()
  if (await statIfThere(cluster)) {
    if (kept) return kept
    throw new EmbeddedError('EMBEDDED_PASSWORD_LOST', `${passwordFile} is missing beside its cluster`)
  }
  const password = kept || randomBytes(24).toString('base64url')
  if (!kept) await writeSafely(passwordFile, `${password}\n`, account)
  // Each try has a folder of its own, since an initdb that outlived its parent may still be writing in an older one.
  for (const name of await readdir(folder)) {
    if (name.startsWith('cluster.new-')) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 5 })
  }
  const unfinished = await mkdtemp(join(folder, 'cluster.new-'))
  if (account) await chown(unfinished, account.uid, account.gid)
  await initialise(binaries, account, unfinished, { name: ownerName, passwordFile }, durable)
  await rename(unfinished, cluster)
  if (durable) await flush(folder)
  return password
}

/** Writes a small file whole or not at all, readable by its owner only. */
export async function writeSafely(path: string, text: string, account: Account): Promise<void> {
  const unfinished = `${path}.new`
  await rm(unfinished, { force: true })
  const file = await open(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(text)
    if (account) await file.chown(account.uid, account.gid)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
  await flush(dirname(path))
}

/** A rename survives a power cut only when its folder is flushed too. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The text of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function statIfThere(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
