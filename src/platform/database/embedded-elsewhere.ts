import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, cp, link, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Account, type Binaries, EmbeddedError } from './embedded-processes.ts'

const run = promisify(execFile)
type Borrowed = NonNullable<Account>

/**
 * Root's own folders (/root, `mktemp -d`) are closed to the user that PostgreSQL runs as when we are root. What that
 * user has to reach then lies here instead.
 */
export const elsewhereFolder = '/var/lib/silin'

/** In the folder that was asked for: where its database lies instead. */
const noteName = 'elsewhere'

/** Where the database of this folder lies instead, or null when it lies in the folder itself. */
export async function notedElsewhere(folder: string): Promise<string | null> {
  try {
    return (await readFile(join(folder, noteName), 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * Makes a folder for the database of a folder that its user cannot reach, and notes it there. A data folder that was
 * thrown away and made anew does not come upon the old database, as it would if the name were made from the path.
 * @throws EmbeddedError EMBEDDED_CLOSED_FOLDER when there is no way to the other place either
 */
export async function moveElsewhere(folder: string, account: Borrowed, elsewhere: string): Promise<string> {
  await makeWay(elsewhere, account, 'set SILIN_DATA to a folder that it can reach')
  const made = await mkdtemp(join(elsewhere, 'postgres-'))
  const unfinished = join(folder, `${noteName}.${basename(made)}`)
  await writeFile(unfinished, `${made}\n`)
  try {
    // Unlike a rename it refuses to replace what another start has noted meanwhile.
    await link(unfinished, join(folder, noteName))
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    await rm(made, { recursive: true })
    return (await notedElsewhere(folder)) ?? folder
  } finally {
    await rm(unfinished)
  }
}

/**
 * The programs where the account can run them: as installed, or a copy that is made once for each version.
 * @throws EmbeddedError EMBEDDED_CLOSED_FOLDER
 */
export async function reachableBinaries(binaries: Binaries, account: Borrowed, elsewhere: string): Promise<Binaries> {
  const folder = dirname(binaries.postgres)
  if (!(await closedOn(folder, account)) && allows(await stat(binaries.postgres), account)) return binaries
  await makeWay(elsewhere, account, 'install Silin where it can reach it, for instance in /opt/silin')
  const installed = dirname(folder)
  const version = createHash('sha256').update(await readFile(join(dirname(installed), 'package.json')))
  const copy = join(elsewhere, `programs-${version.digest('hex').slice(0, 12)}`)
  if (!(await isThere(copy))) await copyPrograms(installed, copy)
  const within = (program: string) => join(copy, basename(folder), basename(program))
  return { initdb: within(binaries.initdb), postgres: within(binaries.postgres) }
}

/** A kill at any moment leaves either no copy or a whole one. */
async function copyPrograms(installed: string, copy: string): Promise<void> {
  const unfinished = await mkdtemp(`${copy}.new-`)
  try {
    await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true })
    await run('chmod', ['-R', 'a+rX', unfinished])
    await rename(unfinished, copy)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    // Another start was quicker.
    if (!(await isThere(copy))) throw error
  }
}

async function makeWay(elsewhere: string, account: Borrowed, remedy: string): Promise<void> {
  try {
    // Whatever the umask says, others pass through, and only pass through.
    if (await mkdir(elsewhere, { recursive: true })) await chmod(elsewhere, 0o711)
  } catch (error) {
    throw closedError(elsewhere, account, remedy, error)
  }
  const closed = await closedOn(elsewhere, account)
  if (closed) throw closedError(closed, account, remedy)
}

/** What to say when the account cannot pass a folder, and there is no other way. */
export function closedError(folder: string, account: Borrowed, remedy: string, cause?: unknown): EmbeddedError {
  return new EmbeddedError(
    'EMBEDDED_CLOSED_FOLDER',
    `${folder} is closed to the user that PostgreSQL runs as (uid ${account.uid}): ${remedy}, or do not run as root`,
    cause,
  )
}

/** The folder on the way to this one, itself included, that the account cannot pass; null when the way is open. */
export async function closedOn(folder: string, account: Borrowed): Promise<string | null> {
  if (!allows(await stat(folder), account)) return folder
  return dirname(folder) === folder ? null : await closedOn(dirname(folder), account)
}

/** Whether the account may pass this folder, or run this file. */
function allows({ mode, uid, gid }: { mode: number; uid: number; gid: number }, account: Borrowed): boolean {
  return Boolean(mode & (uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001))
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
