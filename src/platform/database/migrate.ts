import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { ConfigError } from '../config/config-error.ts'

/** PostgreSQL's advisory lock that two servers starting at once both ask for; any number, but always this one. */
const migrationLock = 7_430_001

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
  readonly appRole: { readonly name: string; readonly password: string | null }
  readonly progress?: (done: number, total: number, name: string) => void
}

/**
 * Brings a database up to this version: plain SQL, forward only, one step one transaction, under an advisory lock.
 * Running it again, or by two servers at once, changes nothing more.
 * @throws ConfigError when a step that was already run has been edited, or the database is of a newer Silin
 */
export async function migrate(options: MigrationOptions): Promise<number> {
  const steps = await readSteps(options.folder)
  const client = new pg.Client({ connectionString: options.ownerUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await client.query(`create table if not exists silin_migrations (
      name text primary key, checksum text not null, run_at timestamptz not null default now())`)
    const done = await client.query<{ name: string; checksum: string }>('select name, checksum from silin_migrations')
    const known = new Map(done.rows.map((row) => [row.name, row.checksum]))
    refuseEdited(steps, known)
    const pending = steps.filter((step) => !known.has(step.name))
    for (const [index, step] of pending.entries()) {
      options.progress?.(index, pending.length, step.name)
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
    await grantToApp(client, options.appRole)
    return pending.length
  } finally {
    await client.end()
  }
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
    revoke all on silin_migrations from ${name};
    revoke update, delete on request_events, calendar_changes from ${name}`)
}
