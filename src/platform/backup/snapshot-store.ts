import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { migrationLock } from '../database/migrate.ts'
import type { CommunityId, FileId } from '../ids.ts'
import { BackupError } from './backup-error.ts'
import { leftOut, leftOutColumns, transferSettings } from './transfer.ts'

export interface SnapshotTable {
  readonly name: string
  readonly columns: readonly string[]
  /** On the disk, for the progress. */
  readonly bytes: number
}

export interface SnapshotFile {
  readonly communityId: CommunityId
  readonly id: FileId
  readonly bytes: number
}

/** How the database was in one moment, while everybody else goes on writing to it. */
export interface Snapshot {
  readonly madeAt: string
  readonly postgres: string
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[]
  readonly fingerprint: string | null
  readonly tables: readonly SnapshotTable[]
  readonly fileBytes: number
  rowsOf(table: SnapshotTable): Promise<number>
  /** A table's rows in COPY's text format. */
  copy(table: SnapshotTable): AsyncIterable<Buffer>
  /** The files that the rows name, so many at a time. */
  files(atOnce: number): AsyncGenerator<readonly SnapshotFile[]>
  /** Where the sequences stand; not of the moment but of now, which is the same or later. */
  sequences(): Promise<{ name: string; last: string; called: boolean }[]>
  close(): Promise<void>
}

const quoted = pg.escapeIdentifier

/**
 * Takes a snapshot: one transaction that reads and nothing else. It keeps migrations out, and nobody who works.
 * @param ownerUrl connection string of the owner of the tables
 */
export async function takeSnapshot(ownerUrl: string): Promise<Snapshot> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'silin backup' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(transferSettings)
    // No migration while the moment is chosen: tables and rows would be of different versions.
    await client.query('select pg_advisory_lock_shared($1)', [migrationLock])
    await client.query('begin isolation level repeatable read read only')
    const moment = await client.query<{ at: Date; version: string }>(
      "select now() as at, current_setting('server_version') as version",
    )
    const tables = await readTables(client)
    if (tables.length > 0)
      await client.query(`lock table ${tables.map(({ name }) => quoted(name)).join(', ')} in access share mode`)
    await client.query('select pg_advisory_unlock_shared($1)', [migrationLock])
    await openWall(client)
    const has = (table: string) => tables.some(({ name }) => name === table)
    const known = await client.query<{ there: boolean }>("select to_regclass('silin_migrations') is not null as there")
    const unfinished = await client.query<{ there: boolean }>(
      "select to_regclass('silin_restore') is not null as there",
    )
    if (unfinished.rows[0]?.there)
      throw new BackupError(
        'the database',
        'a restore into it was broken off; run the same `silin restore` again first',
      )
    const migrations = known.rows[0]?.there
      ? await client.query<{ name: string; checksum: string }>(
          'select name, checksum from silin_migrations order by run_at, name',
        )
      : { rows: [] }
    if (migrations.rows.length === 0)
      throw new BackupError('the database', 'holds no Silin; look at DATABASE_URL, or start Silin on it first')
    const fingerprint = has('secret_fingerprint')
      ? await client.query<{ text: string }>("select encode(fingerprint, 'hex') as text from secret_fingerprint")
      : { rows: [] }
    const fileBytes = has('files')
      ? await client.query<{ sum: string }>('select coalesce(sum(size_bytes), 0) as sum from files')
      : { rows: [] }
    return {
      madeAt: moment.rows[0]?.at.toISOString() ?? '',
      postgres: moment.rows[0]?.version ?? '',
      migrations: migrations.rows,
      fingerprint: fingerprint.rows[0]?.text ?? null,
      tables,
      fileBytes: Number(fileBytes.rows[0]?.sum ?? 0),
      async rowsOf({ name }) {
        const counted = await client.query<{ n: string }>(`select count(*) as n from ${quoted(name)}`)
        return Number(counted.rows[0]?.n)
      },
      copy({ name, columns }) {
        return client.query(
          // A query and not the table itself: so it reads through the wall as any statement does.
          copyTo(`copy (select ${columns.map(quoted).join(', ')} from ${quoted(name)}) to stdout`),
        )
      },
      files: (atOnce) => (has('files') ? pagesOfFiles(client, atOnce) : nothing()),
      sequences: () => readSequences(client),
      close: () => client.end(),
    }
  } catch (error) {
    await client.end()
    throw error
  }
}

/** Every table that holds something to keep, with the columns that are written, not computed, and true elsewhere, too. */
async function readTables(client: pg.Client): Promise<SnapshotTable[]> {
  const found = await client.query<{ name: string; columns: string[]; bytes: string }>(
    `select c.relname as name, pg_table_size(c.oid) as bytes,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
               and c.relname || '.' || a.attname <> all ($2)
             order by a.attnum) as columns
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> all ($1)
       and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     order by c.relname`,
    [leftOut, leftOutColumns],
  )
  return found.rows.map(({ bytes, ...table }) => ({ ...table, bytes: Number(bytes) }))
}

/**
 * The wall holds the owner, too, unless it is a superuser: the snapshot looks at every community there is, and at what
 * the installation itself owns behind the wall, under the nil UUID.
 */
async function openWall(client: pg.Client): Promise<void> {
  const there = await client.query<{ there: boolean }>("select to_regclass('communities') is not null as there")
  if (!there.rows[0]?.there) return
  await client.query(
    `select set_config('silin.communities',
       (select concat_ws(',', '00000000-0000-0000-0000-000000000000', string_agg(id::text, ',')) from communities), true)`,
  )
}

async function* pagesOfFiles(client: pg.Client, atOnce: number): AsyncGenerator<readonly SnapshotFile[]> {
  let after: readonly [string, string] = [
    '00000000-0000-0000-0000-000000000000',
    '00000000-0000-0000-0000-000000000000',
  ]
  for (;;) {
    const page = await client.query<{ community_id: CommunityId; id: FileId; size_bytes: number }>(
      `select community_id, id, size_bytes from files
       where (community_id, id) > ($1::uuid, $2::uuid) and to_jsonb(files) ->> 'removed_at' is null
       order by community_id, id limit $3`,
      [...after, atOnce],
    )
    const last = page.rows.at(-1)
    if (!last) return
    after = [last.community_id, last.id]
    yield page.rows.map((row) => ({ communityId: row.community_id, id: row.id, bytes: row.size_bytes }))
  }
}

async function* nothing(): AsyncGenerator<readonly SnapshotFile[]> {}

async function readSequences(client: pg.Client): Promise<{ name: string; last: string; called: boolean }[]> {
  const names = await client.query<{ name: string }>(
    "select sequencename as name from pg_sequences where schemaname = 'public' order by 1",
  )
  const sequences: { name: string; last: string; called: boolean }[] = []
  for (const { name } of names.rows) {
    const read = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${quoted(name)}`,
    )
    const [row] = read.rows
    if (row) sequences.push({ name, ...row })
  }
  return sequences
}
