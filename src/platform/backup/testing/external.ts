import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { migrate } from '../../database/migrate.ts'
import { appRole, asRole } from '../../database/roles.ts'
import { testSecret } from '../../database/testing/global-setup.ts'
import { leftOutColumns } from '../transfer.ts'

/** A database as a provider gives it: empty, and its owner is no superuser. */
export async function externalDatabase() {
  const name = `external_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: inject('databaseServer') })
  await admin.connect()
  await admin.query(`create role ${name} login createrole password 'x'`)
  await admin.query(`create database ${name} owner ${name}`)
  const url = new URL(inject('databaseServer'))
  Object.assign(url, { username: name, password: 'x', pathname: `/${name}` })
  const ownerUrl = url.toString()
  const above = new URL(inject('databaseServer'))
  above.pathname = `/${name}`
  /** For looking at all of it in assertions. */
  const superuser = new pg.Pool({ connectionString: above.toString(), max: 2 })
  superuser.on('error', () => {})
  const role = appRole(name, testSecret)
  return {
    ownerUrl,
    appUrl: asRole(ownerUrl, role),
    superuser,
    migrateTo: async (steps: readonly string[] | null) => {
      await migrate({ ownerUrl, folder: 'migrations', appRole: role, secret: testSecret, restoring: { steps } })
    },
    async drop() {
      await superuser.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.query(`drop role if exists ${name}_app; drop role ${name}`)
      await admin.end()
    },
  }
}
export type ExternalDatabase = Awaited<ReturnType<typeof externalDatabase>>

/** What is in each table, to be compared: how many rows, and a hash of all their values. */
export async function everything(pool: pg.Pool, except: readonly string[]): Promise<Record<string, string>> {
  const tables = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
     and relname <> all ($1) order by 1`,
    [except],
  )
  const found: Record<string, string> = {}
  for (const { name } of tables.rows) {
    const read = await pool.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '') as sum
       from (select to_jsonb(t) - $1::text[] as t from public."${name}" t) as t`,
      [leftOutColumns.flatMap((column) => (column.startsWith(`${name}.`) ? [column.slice(name.length + 1)] : []))],
    )
    found[name] = read.rows[0]?.sum ?? ''
  }
  return found
}

/** How the tables are kept: keys, checks, walls, triggers, rights, defaults. */
export async function structure(pool: pg.Pool, role: string): Promise<unknown> {
  const ask = async (sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows
  return {
    constraints:
      await ask(`select conrelid::regclass::text as "table", conname, pg_get_constraintdef(oid) as definition,
      convalidated from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`),
    indexes: await ask("select indexdef from pg_indexes where schemaname = 'public' order by 1"),
    walls: await ask(`select relname, relrowsecurity, relforcerowsecurity from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`),
    policies: await ask("select * from pg_policies where schemaname = 'public' order by tablename, policyname"),
    triggers: await ask(`select tgrelid::regclass::text as "table", tgname, tgenabled from pg_trigger
      where not tgisinternal order by 1, 2`),
    rights: await ask(
      `select relname, array(select privilege_type::text from aclexplode(relacl) where grantee = $1::regrole order by 1) as may
       from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
      [role],
    ),
  }
}
