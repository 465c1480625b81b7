import pg from 'pg'
import type { WrappedKey } from '../../../platform/sealing/keys-fit.ts'

/** How somebody looks at the database: by which connection, and whether as the owner of its tables. */
export interface Eyes {
  readonly url: string
  readonly isOwner: boolean
}

export type LookAt = <Row>(sql: string) => Promise<readonly Row[]>

/** Runs questions on a connection of their own, which no busy pool keeps waiting. */
export async function lookThrough<T>(url: string, questions: (ask: LookAt) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'silin doctor',
    connectionTimeoutMillis: 8_000,
    query_timeout: 15_000,
  } as pg.ClientConfig)
  // A connection that is cut also rejects its query; without a listener it would end the process as well.
  client.on('error', () => {})
  await client.connect()
  try {
    return await questions(async <Row>(sql: string) => (await client.query(sql)).rows as Row[])
  } finally {
    await client.end().catch(() => {})
  }
}

/** The steps that the database has gone through; null where there is no Silin yet. */
export async function stepsDone(ask: LookAt): Promise<readonly { name: string; checksum: string }[] | null> {
  const there = await ask<{ there: boolean }>("select to_regclass('silin_migrations') is not null as there")
  return there[0]?.there ? await ask('select name, checksum from silin_migrations') : null
}

export async function isRestoring(ask: LookAt): Promise<boolean> {
  const there = await ask<{ there: boolean }>("select to_regclass('silin_restore') is not null as there")
  return there[0]?.there === true
}

export async function fingerprintKept(ask: LookAt): Promise<string | null> {
  const rows = await ask<{ text: string }>("select encode(fingerprint, 'hex') as text from secret_fingerprint")
  return rows[0]?.text ?? null
}

/** Every data key as it is kept; none where the step that brought them is still to come. */
export async function dataKeys(ask: LookAt): Promise<readonly WrappedKey[]> {
  const there = await ask<{ there: boolean }>("select to_regclass('data_keys') is not null as there")
  return there[0]?.there ? await ask<WrappedKey>('select id, wrapped, master from data_keys') : []
}

/** The server's version and its time in milliseconds, and how many bytes the database has. */
export async function aboutServer(ask: LookAt) {
  const [row] = await ask<{ version: string; number: number; now: string; bytes: string }>(`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
      (extract(epoch from clock_timestamp()) * 1000)::text as now,
      pg_database_size(current_database())::text as bytes`)
  return row && { version: row.version, number: row.number, now: Number(row.now), bytes: Number(row.bytes) }
}

/** What a role may that an application must not. */
export async function rightsOf(ask: LookAt, role: string) {
  const quoted = pg.escapeLiteral(role)
  const [row] = await ask<{ strong: boolean; owns: boolean }>(`
    select rolsuper or rolbypassrls as strong, exists (
      select 1 from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and pg_has_role(r.oid, c.relowner, 'member')) as owns
    from pg_roles r where rolname = ${quoted}`)
  return row ?? null
}

/** Jobs that nobody has taken for ten minutes, and those that are given up. */
export async function jobsBehind(ask: LookAt) {
  const [row] = await ask<{ late: number; failed: number }>(`
    select count(*) filter (where attempts < max_attempts and locked_at is null and run_at < now() - interval '10 minutes')::int as late,
      count(*) filter (where attempts >= max_attempts)::int as failed
    from graphile_worker.jobs`)
  return row ?? { late: 0, failed: 0 }
}
