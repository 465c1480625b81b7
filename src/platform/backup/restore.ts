import { stat } from 'node:fs/promises'
import { wallHoles } from '../database/wall-check.ts'
import type { FileStore } from '../files/file-store.ts'
import { BackupError } from './backup-error.ts'
import { noteBackup } from './backups-store.ts'
import type { CopyIn } from './copy-in.ts'
import { damaged } from './frame.ts'
import { type Load, openTarget, type Target } from './load-store.ts'
import { type Contents, type Visitor, walk } from './walk.ts'

export interface RestoreOptions {
  /** The file, and what a first walk through it (`walk`) has found: it is known to be whole. */
  readonly path: string
  readonly contents: Contents
  readonly passphrase: string | null
  /** Connection string of the owner of an empty database. */
  readonly ownerUrl: string
  readonly files: FileStore
  /**
   * Runs the migrations that are named, in that order, or all that this version has, and gives the roles their rights.
   * It is told that a restore is at work.
   */
  readonly bringUp: (steps: readonly string[] | null) => Promise<void>
  /** Told how much of the file is done, from 0 to 1. */
  readonly progress?: (done: number) => void
}

const filesAtOnce = 8

/** Says of a database that is not empty what to do about it. */
const notEmpty =
  'is not empty; a backup is restored into an empty database only, so that nothing is written over. Make a new one'

const isThere = 'is not empty: this backup was restored into it, or made from it. Nothing was changed'

/**
 * Fills an empty database and file store with what a backup holds, brings it up to this version, and looks at the
 * result. Broken off at any moment it leaves a database on which no server starts; the same command again goes on.
 * @throws BackupError
 */
export async function restoreBackup(options: RestoreOptions): Promise<void> {
  const target = await openTarget(options.ownerUrl)
  try {
    const { head } = options.contents
    const loaded = await claim(target, head.id)
    if (!loaded) await options.bringUp(head.migrations.map((step) => step.name))
    await transfer(target, options, loaded)
    await options.bringUp(null)
    // The mark is still there, and is nobody's table.
    const holes = (await wallHoles(target.ask)).filter((name) => name !== 'silin_restore')
    if (holes.length > 0)
      throw new BackupError('the wall between communities', `has a hole after the restore (${holes.join(', ')})`)
    const { size } = await stat(options.path)
    await noteBackup(options.ownerUrl, {
      ...head,
      bytes: size,
      encrypted: options.passphrase !== null,
      manifest: options.contents.manifest,
    })
    await target.finish()
  } finally {
    await target.close()
  }
}

/** Looks whether a database may be restored into, and writes nothing. @throws BackupError when it may not */
export async function requireEmpty(ownerUrl: string, backupId: string): Promise<{ begun: boolean }> {
  const target = await openTarget(ownerUrl)
  try {
    return { begun: (await stateOf(target, backupId)) !== null }
  } finally {
    await target.close()
  }
}

async function stateOf(target: Target, backupId: string) {
  const begun = await target.begun()
  if (begun && begun.backupId !== backupId)
    throw new BackupError(
      'the database',
      'holds the beginning of another backup’s restore; restore that one again, or make a new, empty database',
    )
  if (!begun && !(await target.isEmpty()))
    throw new BackupError('the database', (await target.knows(backupId)) ? isThere : notEmpty)
  return begun
}

/** @returns whether the tables are filled already, by an earlier restore that was broken off */
async function claim(target: Target, backupId: string): Promise<boolean> {
  if (!(await target.lock())) throw new BackupError('the database', 'another restore into it is running')
  const begun = await stateOf(target, backupId)
  if (!begun) await target.begin(backupId)
  return begun?.loaded ?? false
}

/** The second walk: every sum is held against the first walk's before anything is committed. */
async function transfer(target: Target, options: RestoreOptions, loaded: boolean): Promise<void> {
  const { path, contents, passphrase, progress } = options
  const read = { passphrase, progress: (done: number, total: number) => progress?.(total === 0 ? 1 : done / total) }
  const files = filePutter(options.files)
  if (loaded) {
    await walk(path, read, files.visitor)
    await files.settled()
    return
  }
  const load = await target.load()
  try {
    const rows = rowLoader(path, load, contents)
    await prepare(path, load, contents)
    const again = await walk(path, read, { ...rows, ...files.visitor })
    await files.settled()
    if (again.head.id !== contents.head.id) throw damaged(path)
  } catch (error) {
    await load.rollback()
    throw error
  }
}

async function prepare(path: string, load: Load, { manifest }: Contents): Promise<void> {
  const misfit = await load.misfit(manifest.tables)
  if (misfit) throw new BackupError(path, `holds ${misfit}, which its own migrations do not make`)
  await load.clear(manifest.tables)
}

function rowLoader(path: string, load: Load, { manifest }: Contents): Visitor {
  let open: CopyIn | null = null
  return {
    async part(table, bytes) {
      const columns = manifest.tables.find(({ name }) => name === table)?.columns
      if (!columns) throw damaged(path)
      open ??= load.copy(table, columns)
      await open.write(bytes)
    },
    async tableDone(table, sum) {
      const told = manifest.tables.find(({ name }) => name === table)
      const taken = await open?.end()
      open = null
      if (taken !== told?.rows || sum.sha256 !== told?.sha256) throw damaged(path)
    },
    tablesDone: () => load.commit(manifest.tables, manifest.sequences),
  }
}

/** Puts several files at a time: a distant store is slow to answer, not to take. */
function filePutter(store: FileStore) {
  const underway = new Set<Promise<void>>()
  let failure: unknown
  return {
    visitor: {
      async file(key: string, contentType: string, bytes: Buffer) {
        if (failure !== undefined) throw failure
        const put = store
          .put(key, bytes, contentType)
          .catch((error: unknown) => {
            failure ??= error
          })
          .finally(() => underway.delete(put))
        underway.add(put)
        if (underway.size >= filesAtOnce) await Promise.race(underway)
      },
    } satisfies Visitor,
    async settled() {
      await Promise.all(underway)
      if (failure !== undefined) throw failure
    },
  }
}
