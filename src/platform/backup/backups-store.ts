import pg from 'pg'
import type { Work } from '../database/database.ts'
import type { BackupManifest } from './manifest.ts'

declare module '../database/tables.ts' {
  interface Tables {
    backups: {
      id: string
      made_at: Moment
      bytes: number
      encrypted: boolean
      row_count: number
      file_count: number
      missing_files: number
    }
  }
}

/** A backup that lies whole on a disk. */
export interface KnownBackup {
  readonly id: string
  /** The moment that it shows, as ISO text. */
  readonly madeAt: string
  /** Of the file. */
  readonly bytes: number
  readonly encrypted: boolean
  readonly manifest: Pick<BackupManifest, 'tables' | 'files'>
}

/** Notes a backup as the owner; a database of an earlier version has no place for it, and is left alone. */
export async function noteBackup(ownerUrl: string, backup: KnownBackup): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'silin backup' })
  client.on('error', () => {})
  await client.connect()
  try {
    const there = await client.query<{ there: boolean }>("select to_regclass('backups') is not null as there")
    if (!there.rows[0]?.there) return
    const { tables, files } = backup.manifest
    await client.query(
      `insert into backups (id, made_at, bytes, encrypted, row_count, file_count, missing_files)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [
        backup.id,
        backup.madeAt,
        backup.bytes,
        backup.encrypted,
        tables.reduce((sum, { rows }) => sum + rows, 0),
        files.count,
        files.missing,
      ],
    )
  } finally {
    await client.end()
  }
}

/** When the newest backup was made, and how many photos it lacks; undefined when there is none. */
export async function newestBackup(work: Work) {
  return await work
    .selectFrom('backups')
    .select(['made_at', 'missing_files'])
    .orderBy('made_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}
