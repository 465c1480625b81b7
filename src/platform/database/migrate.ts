import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { ConfigError } from '../config/config-error.ts'
import { secretFingerprint } from './roles.ts'

/**
 * PostgreSQL's advisory lock that two servers starting at once both ask for; any number, but always this one. Whoever
 * grants and revokes takes it as well: two who change the rights of one database or schema at once fail each other.
 */
export const migrationLock = 7_430_001

interface Step {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** The steps of `migrations/`, in order. */
export async function readSteps(folder: string): Promise<readonly Step[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

export interface MigrationOptions {
  /** Connection string of the owner of the tables. */
  readonly ownerUrl: string
  readonly folder: string
  /** A role without a password is of somebody else's making, and is only given its rights. */
  readonly appRole: { readonly name: string; readonly password: string | null }
  /** The installation's secret; the database remembers its fingerprint and takes no other. */
  readonly secret: string
  readonly progress?: (done: number, total: number, name: string) => void
  /** For a restore, whose unfinished work keeps everybody else out: only these steps, in this order; null: all. */
  readonly restoring?: { readonly steps: readonly string[] | null }
}

/**
 * Brings a database up to this version: plain SQL, forward only, one step one transaction, under an advisory lock.
 * Running it again, or by two servers at once, changes nothing more.
 * @throws ConfigError when a step that was already run has been edited, the database is of a newer Silin or was made with
 * another secret, or the owner or the application's role has too few or too many rights
 */
export async function migrate(options: MigrationOptions): Promise<number> {
  const steps = await readSteps(options.folder)
  const client = new pg.Client({ connectionString: options.ownerUrl })
  // A connection that is cut also rejects its query; without a listener it would end the process as well.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    const pending = await orLacksRight(ownerLacks, async () => {
      await client.query(`create table if not exists silin_migrations (
        name text primary key, checksum text not null, run_at timestamptz not null default now())`)
      const done = await client.query<{ name: string; checksum: string }>('select name, checksum from silin_migrations')
      const known = new Map(done.rows.map((row) => [row.name, row.checksum]))
      refuseEdited(steps, known)
      if (!options.restoring) await refuseUnfinished(client)
      await requireSecret(client, options.secret)
      await refuseStrong(client, options.appRole)
      const pending = wanted(steps, options.restoring?.steps ?? null).filter((step) => !known.has(step.name))
      for (const [index, step] of pending.entries()) {
        options.progress?.(index, pending.length, step.name)
        await run(client, step)
      }
      return pending
    })
    // A state of long ago may lack what is asked for here; the restore comes back when it has everything.
    if (options.restoring?.steps) return pending.length
    await rememberSecret(client, options.secret)
    await orLacksRight(`its user may not make the role ${options.appRole.name}; give it CREATEROLE`, () =>
      grantToApp(client, options.appRole),
    )
    return pending.length
  } finally {
    await client.end()
  }
}

async function run(client: pg.Client, step: Step): Promise<void> {
  await client.query('begin')
  try {
    await client.query(step.sql)
    await client.query('insert into silin_migrations (name, checksum) values ($1, $2)', [step.name, step.checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

const ownerLacks =
  'its user may not make tables and extensions there; make it the owner of the database (alter database … owner to …)'

/** The database's own "permission denied" names an object; the person who set it up needs to know what to grant. */
async function orLacksRight<T>(sentence: string, steps: () => Promise<T>): Promise<T> {
  try {
    return await steps()
  } catch (error) {
    throw (error as { code?: unknown }).code === '42501' ? new ConfigError('DATABASE_URL', sentence) : error
  }
}

function wanted(steps: readonly Step[], names: readonly string[] | null): readonly Step[] {
  return names === null ? steps : names.flatMap((name) => steps.filter((step) => step.name === name))
}

/** A restore that was broken off has left less than the whole; see `backup/restore.ts`. */
async function refuseUnfinished(client: pg.Client): Promise<void> {
  const mark = await client.query<{ there: boolean }>("select to_regclass('silin_restore') is not null as there")
  if (mark.rows[0]?.there)
    throw new ConfigError(
      'DATABASE_URL',
      'a restore into this database was broken off; run the same `silin restore` again, it goes on where it was',
    )
}

/** Asked before anything is written: the roles' passwords are made from the secret, and a wrong one would change them. */
async function requireSecret(client: pg.Client, secret: string): Promise<void> {
  const table = await client.query<{ there: boolean }>("select to_regclass('secret_fingerprint') is not null as there")
  if (!table.rows[0]?.there) return
  const kept = await client.query<{ fingerprint: Buffer }>('select fingerprint from secret_fingerprint')
  if (kept.rows[0] && !kept.rows[0].fingerprint.equals(secretFingerprint(secret)))
    throw new ConfigError('SILIN_SECRET', 'is not the secret that this database was made with')
}

async function rememberSecret(client: pg.Client, secret: string): Promise<void> {
  await client.query('insert into secret_fingerprint (fingerprint) values ($1) on conflict do nothing', [
    secretFingerprint(secret),
  ])
}

/** A role of somebody else's making may turn out to stand above the wall. */
async function refuseStrong(client: pg.Client, role: MigrationOptions['appRole']): Promise<void> {
  if (role.password !== null) return
  const found = await client.query<{ super: boolean; bypasses: boolean; owns: boolean }>(
    `select rolsuper as super, rolbypassrls as bypasses,
       pg_has_role(oid, current_user, 'member') or exists (
         select 1 from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
           and pg_has_role(r.oid, c.relowner, 'member')) as owns
     from pg_roles r where rolname = $1`,
    [role.name],
  )
  const [facts] = found.rows
  const wrong = !facts
    ? 'there is no role of that name'
    : facts.super
      ? 'its role is a superuser, whom the wall between communities does not hold; use a plain role'
      : facts.bypasses
        ? 'its role has BYPASSRLS, and the wall between communities would not hold it; use a plain role'
        : facts.owns && 'its role owns tables, or is a member of their owner; use a role that owns nothing'
  if (wrong) throw new ConfigError('SILIN_APP_DATABASE_URL', wrong)
}

function refuseEdited(steps: readonly Step[], known: ReadonlyMap<string, string>): void {
  for (const step of steps) {
    const before = known.get(step.name)
    if (before !== undefined && before !== step.checksum) {
      throw new ConfigError(
        'DATABASE_URL',
        `migration ${step.name} was edited after it had been run; restore the file and add a new step instead`,
      )
    }
  }
  const unknown = [...known.keys()].find((name) => !steps.some((step) => step.name === name))
  if (unknown)
    throw new ConfigError(
      'DATABASE_URL',
      `this database was migrated by a newer Silin (it knows ${unknown}); start that version instead`,
    )
}

/**
 * The application's role: signs in, owns nothing, cannot bypass row-level security, and may not rewrite history.
 */
async function grantToApp(client: pg.Client, role: MigrationOptions['appRole']): Promise<void> {
  const name = pg.escapeIdentifier(role.name)
  if (role.password !== null) {
    const exists = await client.query('select 1 from pg_roles where rolname = $1', [role.name])
    if (exists.rowCount === 0)
      await client.query(`create role ${name} login nosuperuser nocreatedb nocreaterole noinherit nobypassrls`)
    await client.query(`alter role ${name} login password ${pg.escapeLiteral(role.password)}`)
  }
  await client.query(`
    grant usage on schema public to ${name};
    grant select, insert, update, delete on all tables in schema public to ${name};
    grant execute on all functions in schema public to ${name};
    revoke all on silin_migrations, secret_fingerprint from ${name};
    grant select on silin_migrations to ${name};
    revoke insert, update, delete on backups from ${name};
    revoke update, delete on request_events, staff_changes, calendar_changes, clock_profiles, audit_marks, own_data_changes
      from ${name};
    revoke update on contact_openings, audit_entries from ${name};
    grant update (number, hash) on audit_entries to ${name};
    -- What happened stays; people's words and photos in it are theirs to erase (PIPL art. 47).
    grant update (text_sealed, photos) on request_events to ${name}`)
}
