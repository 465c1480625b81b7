import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { type Member, type ReadOptions, readArchive } from './archive-reader.ts'
import { damaged } from './frame.ts'
import {
  type BackupHead,
  type BackupManifest,
  backupHead,
  backupManifest,
  fileList,
  type TableSum,
} from './manifest.ts'
import { readName } from './names.ts'
import { sha256Of, tableSums } from './sums.ts'

/** What a walk through a backup comes by, in this order. */
export interface Visitor {
  part?(table: string, bytes: Buffer): Promise<void>
  /** All parts of a table have come by. A table without rows never does. */
  tableDone?(table: string, sum: TableSum): Promise<void>
  /** Every table has come by. */
  tablesDone?(): Promise<void>
  file?(key: string, contentType: string, bytes: Buffer): Promise<void>
}

export interface Contents {
  readonly head: BackupHead
  readonly manifest: BackupManifest
  /** The installation's secret, when it was put in. */
  readonly secret: string | null
}

/** The table whose parts are coming by. */
interface OpenTable {
  readonly name: string
  readonly sums: ReturnType<typeof tableSums>
  part: number
}

/** Parts are of a megabyte, files of a few; nothing that is whole is larger. */
const largestMember = 64 * 1024 * 1024

/**
 * Walks through a backup from end to end and adds everything up anew: returns only when all of it is there, in order,
 * and as it was written.
 * @throws BackupError when anything is not; whatever a visitor throws
 */
export async function walk(path: string, options: ReadOptions, visitor: Visitor = {}): Promise<Contents> {
  let head: BackupHead | null = null
  const tables = new Map<string, TableSum>()
  let table = null as OpenTable | null
  let tablesDone = false
  const lists = createHash('sha256')
  const files = { count: 0, bytes: 0, list: 0 }
  let unlisted: z.infer<typeof fileList> = []
  let secret: string | null = null
  let manifest: BackupManifest | null = null

  async function endTable(): Promise<void> {
    if (!table) return
    const sum = table.sums.end()
    tables.set(table.name, sum)
    const { name } = table
    table = null
    await visitor.tableDone?.(name, sum)
  }
  async function endTables(): Promise<void> {
    if (tablesDone) return
    await endTable()
    tablesDone = true
    await visitor.tablesDone?.()
  }

  for await (const member of readArchive(path, options)) {
    const named = readName(member.name)
    if (!named || manifest || (named.kind === 'head') !== (head === null)) throw damaged(path)
    if (named.kind === 'head') {
      head = await readJson(path, member, backupHead)
      continue
    }
    if (named.kind === 'part') {
      if (tablesDone) throw damaged(path)
      const bytes = await readWhole(path, member)
      if (table?.name !== named.table) {
        await endTable()
        if (tables.has(named.table)) throw damaged(path)
        table = { name: named.table, part: 0, sums: tableSums() }
      }
      table.part += 1
      if (named.part !== table.part) throw damaged(path)
      table.sums.add(bytes)
      await visitor.part?.(named.table, bytes)
      continue
    }
    await endTables()
    if (named.kind === 'file') {
      const bytes = await readWhole(path, member)
      unlisted.push({ name: member.name, bytes: bytes.length, sha256: sha256Of(bytes) })
      await visitor.file?.(named.key, named.contentType, bytes)
    } else if (named.kind === 'list') {
      files.list += 1
      if (named.part !== files.list) throw damaged(path)
      const bytes = await readWhole(path, member)
      const listed = parseJson(path, bytes, fileList)
      if (JSON.stringify(listed) !== JSON.stringify(unlisted)) throw damaged(path)
      lists.update(bytes)
      files.count += listed.length
      files.bytes += listed.reduce((sum, one) => sum + one.bytes, 0)
      unlisted = []
    } else if (named.kind === 'secret') {
      secret = (await readWhole(path, member)).toString('utf8')
    } else {
      manifest = await readJson(path, member, backupManifest)
    }
  }
  if (!head || !manifest || unlisted.length > 0) throw damaged(path)
  const told = manifest
  const same =
    [...tables.keys()].every((name) => told.tables.some((one) => one.name === name)) &&
    told.tables.every(({ name, rows, bytes, sha256 }) => {
      const sum = tables.get(name) ?? tableSums().end()
      return sum.rows === rows && sum.bytes === bytes && sum.sha256 === sha256
    }) &&
    told.files.count === files.count &&
    told.files.bytes === files.bytes &&
    told.files.sha256 === lists.digest('hex') &&
    told.secret === (secret !== null)
  if (!same) throw damaged(path)
  return { head, manifest, secret }
}

async function readJson<T>(path: string, member: Member, model: z.ZodType<T>): Promise<T> {
  return parseJson(path, await readWhole(path, member), model)
}

function parseJson<T>(path: string, bytes: Buffer, model: z.ZodType<T>): T {
  try {
    return model.parse(JSON.parse(bytes.toString('utf8')))
  } catch (error) {
    throw damaged(path, error)
  }
}

async function readWhole(path: string, member: Member): Promise<Buffer> {
  if (member.size > largestMember) throw damaged(path)
  const chunks: Buffer[] = []
  for await (const chunk of member.body) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (bytes.length !== member.size) throw damaged(path)
  return bytes
}
