import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().min(0)
/** Names of tables and columns as PostgreSQL's catalogue has them; they are quoted wherever they stand in a statement. */
const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/)

/** The first member: what this is a backup of. */
export const backupHead = z.object({
  id: z.uuid(),
  /** When the snapshot was taken, by the database's clock. */
  madeAt: z.iso.datetime(),
  /** The version of Silin that wrote it. */
  silin: z.string(),
  postgres: z.string(),
  /** The steps that the database had gone through, in the order in which it had. */
  migrations: z.array(z.object({ name: z.string().regex(/^\d{4}-[a-z0-9-]+\.sql$/), checksum: sha256 })),
  /** By which the database knows its secret; null when it had not learnt to yet. */
  fingerprint: sha256.nullable(),
})
export type BackupHead = z.infer<typeof backupHead>

const tableSum = z.object({ rows: count, bytes: count, sha256 })
/** What was read of one table: COPY's text, and its SHA-256. */
export type TableSum = z.infer<typeof tableSum>

/** The last member: how much there is of everything, and the sums by which it is proved. */
export const backupManifest = z.object({
  tables: z.array(tableSum.extend({ name: identifier, columns: z.array(identifier).min(1) })),
  sequences: z.array(z.object({ name: identifier, last: z.string().regex(/^-?\d+$/), called: z.boolean() })),
  files: z.object({
    count,
    bytes: count,
    /** Over the lists of files, each of which holds the sums of its files. */
    sha256,
    /** Photos that the database named and the store did not have when the backup was made. */
    missing: count,
  }),
  secret: z.boolean(),
})
export type BackupManifest = z.infer<typeof backupManifest>

/** A member that follows some files: which they were. */
export const fileList = z.array(z.object({ name: z.string(), bytes: count, sha256 }))
export type FileList = z.infer<typeof fileList>
