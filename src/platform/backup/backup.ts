import { createHash } from 'node:crypto'
import { fileKey } from '../files/file-key.ts'
import type { FileStore } from '../files/file-store.ts'
import { photoSizes } from '../files/photos.ts'
import { newId } from '../ids.ts'
import { type ArchiveWriter, writeArchive } from './archive-writer.ts'
import type { BackupHead, BackupManifest, FileList } from './manifest.ts'
import { fileListName, fileName, headName, manifestName, partName, secretName } from './names.ts'
import { type Snapshot, type SnapshotTable, takeSnapshot } from './snapshot-store.ts'
import { sha256Of, tableSums } from './sums.ts'
import { writeWhole } from './whole-file.ts'

export interface BackupOptions {
  /** Where the backup is to lie. */
  readonly path: string
  /** Connection string of the owner of the tables. */
  readonly ownerUrl: string
  readonly files: FileStore
  /** The version of Silin that makes it. */
  readonly version: string
  readonly passphrase: string | null
  /** Put in only where a passphrase keeps it. */
  readonly secret: string | null
  /** Told how much is done, from 0 to 1. */
  readonly progress?: (done: number) => void
  readonly signal?: AbortSignal
  readonly workFactor?: number
}

export interface MadeBackup {
  readonly head: BackupHead
  readonly manifest: BackupManifest
  /** Of the file. */
  readonly bytes: number
}

const partBytes = 1024 * 1024
const filesAtOnce = 8
const filesInList = 512

/**
 * Writes one consistent backup of database and files while everything goes on: the rows of one moment, and the files
 * that those rows name. Whatever was acknowledged before it began is in it.
 * @throws BackupError for what the disk refuses
 */
export async function makeBackup(options: BackupOptions): Promise<MadeBackup> {
  if (options.secret !== null && options.passphrase === null)
    throw new Error('the secret goes into encrypted backups only')
  const snapshot = await takeSnapshot(options.ownerUrl)
  // A command that is stopped does not wait for a long table.
  const stop = () => void snapshot.close()
  options.signal?.addEventListener('abort', stop)
  try {
    const head: BackupHead = {
      id: newId<string>(),
      madeAt: snapshot.madeAt,
      silin: options.version,
      postgres: snapshot.postgres,
      migrations: [...snapshot.migrations],
      fingerprint: snapshot.fingerprint,
    }
    let manifest: BackupManifest | undefined
    const bytes = await writeWhole(options.path, async (sink) => {
      const archive = writeArchive(sink, options)
      manifest = await writeAll(archive, snapshot, head, options)
      await archive.end()
    })
    if (!manifest) throw new Error('nothing was written')
    return { head, manifest, bytes }
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await snapshot.close()
  }
}

async function writeAll(
  archive: ArchiveWriter,
  snapshot: Snapshot,
  head: BackupHead,
  options: BackupOptions,
): Promise<BackupManifest> {
  const total = snapshot.tables.reduce((sum, table) => sum + table.bytes, snapshot.fileBytes) || 1
  let done = 0
  const tell = (within: number) => options.progress?.(Math.min(0.99, (done + within) / total))
  await archive.add(headName, json(head))
  const tables: BackupManifest['tables'] = []
  for (const table of snapshot.tables) {
    const sum = await writeTable(archive, snapshot, table, (share) => tell(share * table.bytes))
    tables.push({ name: table.name, columns: [...table.columns], ...sum })
    done += table.bytes
    tell(0)
  }
  const files = await writeFiles(archive, snapshot, options.files, (bytes) => {
    done += bytes
    tell(0)
  })
  if (options.secret !== null) await archive.add(secretName, Buffer.from(options.secret))
  const manifest = { tables, sequences: await snapshot.sequences(), files, secret: options.secret !== null }
  await archive.add(manifestName, json(manifest))
  return manifest
}

async function writeTable(
  archive: ArchiveWriter,
  snapshot: Snapshot,
  table: SnapshotTable,
  tell: (share: number) => void,
) {
  const rows = await snapshot.rowsOf(table)
  const sums = tableSums()
  let part = 0
  let waiting: Buffer[] = []
  let waitingBytes = 0
  const flush = async () => {
    if (waitingBytes === 0) return
    part += 1
    await archive.add(partName(table.name, part), Buffer.concat(waiting))
    waiting = []
    waitingBytes = 0
    tell(rows === 0 ? 1 : sums.rows / rows)
  }
  for await (const chunk of snapshot.copy(table)) {
    sums.add(chunk)
    waiting.push(chunk)
    waitingBytes += chunk.length
    if (waitingBytes >= partBytes) await flush()
  }
  await flush()
  const sum = sums.end()
  if (sum.rows !== rows) throw new Error(`${table.name}: ${rows} rows were counted and ${sum.rows} came`)
  return sum
}

/**
 * The bytes of the files. What the rows name and the store does not have is counted and passed over: a photo that was
 * lost must not be the end of every backup.
 */
async function writeFiles(
  archive: ArchiveWriter,
  snapshot: Snapshot,
  store: FileStore,
  tell: (bytes: number) => void,
): Promise<BackupManifest['files']> {
  const lists = createHash('sha256')
  const sum = { count: 0, bytes: 0, missing: 0 }
  let part = 0
  let list: FileList = []
  const flush = async () => {
    if (list.length === 0) return
    part += 1
    const bytes = json(list)
    lists.update(bytes)
    await archive.add(fileListName(part), bytes)
    list = []
  }
  for await (const page of snapshot.files(filesAtOnce)) {
    const keys = page.flatMap(({ communityId, id }) => photoSizes.map((size) => fileKey(communityId, id, size)))
    const found = await Promise.all(keys.map((key) => store.get(key)))
    for (const [index, file] of found.entries()) {
      const key = keys[index]
      if (!file || key === undefined) {
        sum.missing += 1
        continue
      }
      const name = fileName(key, file.contentType)
      await archive.add(name, file.bytes)
      list.push({ name, bytes: file.bytes.length, sha256: sha256Of(file.bytes) })
      sum.count += 1
      sum.bytes += file.bytes.length
    }
    if (list.length >= filesInList) await flush()
    tell(page.reduce((bytes, file) => bytes + file.bytes, 0))
  }
  await flush()
  return { ...sum, sha256: lists.digest('hex') }
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))
