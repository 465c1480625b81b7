import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommunityId, newId } from '../ids.ts'
import { prepareJobs } from '../jobs/jobs.ts'
import { createLog } from '../log/log.ts'
import { asRole, jobsRole } from './roles.ts'
import { sharedTables } from './tables.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

let test: TestDatabase
const ours = newId<CommunityId>()
const theirs = newId<CommunityId>()

beforeAll(async () => {
  test = await testDatabase()
  await test.owner.query(
    "insert into areas (code, level, name) values ('370705001901', 'community', 'A'), ('370705001902', 'community', 'B')",
  )
  for (const [id, number, code] of [
    [ours, 1, '370705001901'],
    [theirs, 2, '370705001902'],
  ] as const) {
    await test.owner.query(
      "insert into communities (id, number, area_code, name, phone, sponsor) values ($1, $2, $3, 'x', '1', 'x')",
      [id, number, code],
    )
    await test.owner.query("insert into places (community_id, id, kind, name) values ($1, $1, 'community', 'x')", [id])
  }
})
afterAll(() => test.drop())

/** What of a policy is not exactly the wall: its name and table, or a walled table that has none or more than one. */
async function holes(): Promise<string[]> {
  const policies = await test.owner.query<{ table: string; policy: string; wall: boolean }>(`
    select tablename as table, policyname as policy,
           permissive = 'PERMISSIVE' and cmd = 'ALL' and roles = '{public}'
             and with_check = '(community_id = ANY (silin_communities()))'
             and qual in (with_check, '(community_id = ANY (( SELECT silin_communities() AS silin_communities)::uuid[]))')
             as wall
    from pg_policies where schemaname = 'public'`)
  const tables = await test.owner.query<{ name: string; walled: boolean }>(`
    select c.relname as name, c.relrowsecurity and (c.relforcerowsecurity or c.relname = 'request_words') as walled
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')`)
  expect(tables.rows.length).toBeGreaterThan(20)
  const shared: readonly string[] = sharedTables
  return [
    ...policies.rows
      .filter((one) => !one.wall || shared.includes(one.table))
      .map((one) => `${one.policy} on ${one.table}`),
    ...tables.rows
      .filter(({ name, walled }) => {
        const count = policies.rows.filter((one) => one.table === name).length
        return walled ? count !== 1 : !shared.includes(name)
      })
      .map((one) => one.name),
    ...shared.filter((name) => !tables.rows.some((one) => one.name === name && !one.walled)),
  ]
}

/** What may show rows past the wall: it reads as its owner does. */
async function windows(): Promise<string[]> {
  const found = await test.owner.query<{ what: string }>(`
    select c.relkind::text || ' ' || c.relname as what from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_|^information_schema$'
      and (c.relkind in ('m', 'f')
        or c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false))
    union all
    select 'function ' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname !~ '^pg_|^information_schema$' and p.prosecdef
      -- Search has its own test (requests/search/search.database.test.ts); the other one shows nothing at all.
      and p.proname not in ('silin_search', 'silin_tidy_words')`)
  return found.rows.map((one) => one.what)
}

describe('the wall', () => {
  it('stands around every table that is not on the list of shared ones, and is the same everywhere', async () => {
    expect(await holes()).toEqual([])
    // A wall that lets everything through is found.
    await test.owner.query('alter policy wall on compounds using (true)')
    await test.owner.query('create policy door on plaques using (true)')
    await test.owner.query('alter table desks no force row level security')
    expect((await holes()).toSorted()).toEqual(['desks', 'door on plaques', 'plaques', 'wall on compounds'])
    await test.owner.query('alter policy wall on compounds using (community_id = any (silin_communities()))')
    await test.owner.query('drop policy door on plaques')
    await test.owner.query('alter table desks force row level security')
    expect(await holes()).toEqual([])
  })

  it('has no windows: no view, copy or function that reads with its owner’s eyes', async () => {
    expect(await windows()).toEqual([])
    await test.owner.query('create view all_places as select * from places')
    await test.owner.query('create view own_places with (security_invoker = true) as select * from places')
    await test.owner.query('create materialized view copied_places as select * from places')
    await test.owner.query(
      "create function peep() returns bigint language sql security definer as 'select count(*) from places'",
    )
    expect((await windows()).toSorted()).toEqual(['function peep', 'm copied_places', 'v all_places'])
    await test.owner.query('drop view all_places, own_places')
    await test.owner.query('drop materialized view copied_places')
    await test.owner.query('drop function peep')
  })

  it('every walled table has community_id first in its primary, unique and foreign keys', async () => {
    const keys = await test.owner.query<{ table: string; key: string; first: string; kind: string }>(`
      select c.relname as table, k.conname as key, a.attname as first, k.contype as kind
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
      left join pg_class target on target.oid = k.confrelid
      where c.relrowsecurity and (k.contype in ('p', 'u') or (k.contype = 'f' and target.relrowsecurity))`)
    expect(keys.rows.length).toBeGreaterThan(15)
    expect(keys.rows.filter((key) => key.first !== 'community_id')).toEqual([])
    const indexes = await test.owner.query<{ index: string; first: string | null }>(`
      select i.relname as index, a.attname as first
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
      where c.relrowsecurity and x.indisunique`)
    expect(indexes.rows.filter((index) => index.first !== 'community_id')).toEqual([])
    const without = await test.owner.query(`
      select c.relname from pg_class c where c.relrowsecurity and not exists (
        select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')`)
    expect(without.rows).toEqual([])
  })

  it('the application role owns nothing and cannot bypass it', async () => {
    const role = await test.owner.query(
      "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'silin_test_app'",
    )
    expect(role.rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }])
    const owned = await test.owner.query(
      "select 1 from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'silin_test_app'",
    )
    expect(owned.rowCount).toBe(0)
    await expect(
      test.database.work({ communities: [ours] }, (work) =>
        sql`alter table places disable row level security`.execute(work),
      ),
    ).rejects.toThrow(/owner/)
    await expect(
      test.database.work({ communities: [ours] }, (work) => sql`set local role silin_owner`.execute(work)),
    ).rejects.toThrow(/permission denied/)
  })

  it('a unit of work for A reads and writes no row of B in any table, by hand-written SQL either', async () => {
    const bare = await withRowsOfBoth()
    try {
      const scope = { communities: [ours] }
      const changesNothing = new Error('rolled back')
      expect(bare.tables.length).toBeGreaterThan(10)
      for (const { name, insert } of bare.tables) {
        const table = sql.table(name)
        const counted = async (statement: ReturnType<typeof sql>) => {
          let count: bigint | undefined
          const work = bare.database.work(scope, async (work) => {
            count = (await statement.execute(work)).numAffectedRows
            throw changesNothing
          })
          await expect(work, name).rejects.toBe(changesNothing)
          return count
        }
        const seen = await bare.database.work(scope, (work) =>
          sql<{ community_id: string }>`select community_id from ${table}`.execute(work),
        )
        expect(seen.rows, name).toEqual([{ community_id: ours }])
        expect(await counted(sql`update ${table} set community_id = community_id`), name).toBe(1n)
        expect(
          await counted(sql`update ${table} set community_id = ${ours} where community_id = ${theirs}`),
          name,
        ).toBe(0n)
        expect(await counted(sql`delete from ${table}`), name).toBe(1n)
        expect(await counted(sql`delete from ${table} where community_id = ${theirs}`), name).toBe(0n)
        for (const write of [insert(theirs), sql`update ${table} set community_id = ${theirs}`])
          await expect(
            bare.database.work(scope, (work) => write.execute(work)),
            name,
          ).rejects.toThrow(/row-level security/)
        const there = await bare.owner.query(`select count(*)::int as n from "${name}" where community_id = $1`, [
          theirs,
        ])
        expect(there.rows, name).toEqual([{ n: 1 }])
      }
    } finally {
      await bare.drop()
    }
  })

  /**
   * What the database promises beyond the wall is promised to roles of the database: the application's, and the job
   * queue's. The roles of people are none of them. A session of the database belongs to a pool and not to a person, and
   * where a role holds is a question of trees, desks, followers and whom a complaint is about, which a policy would ask
   * again for every row of every statement. So the wall is per community, and the reach inside of it is a condition of
   * each query, which `requests/reach.database.test.ts` holds against a second, plain answer.
   */
  it('lets the application add to history and not rewrite it, and shows it no secret', async () => {
    const granted = await rightsOf('silin_test_app')
    // Which steps were gone through, and when it was last backed up, is there to be looked at.
    expect(granted.get('silin_migrations')).toEqual(['select'])
    expect(granted.get('backups')).toEqual(['select'])
    expect(granted.get('secret_fingerprint')).toEqual([])
    // What may be done to lines of the audit log stands in its own tests: sealed ones are deleted when their time is over.
    const apart = ['silin_migrations', 'backups', 'secret_fingerprint', 'audit_entries']
    const others = [...granted].filter(([table]) => !apart.includes(table))
    const whole = others.filter(([, rights]) => rights.length === 4).map(([table]) => table)
    const growing = others.filter(([table]) => !whole.includes(table))
    // Who looked at whose contact goes when its time is over (PIPL art. 19); until then nobody changes it.
    const rightsTo = (table: string) =>
      table === 'contact_openings' ? ['select', 'insert', 'delete'] : ['select', 'insert']
    for (const [table, rights] of growing) expect([table, rights]).toEqual([table, rightsTo(table)])
    expect(growing.map(([table]) => table)).toEqual(
      expect.arrayContaining(['calendar_changes', 'contact_openings', 'request_events', 'staff_changes']),
    )
    for (const [table] of growing) {
      const name = sql.table(table)
      const isKept = table !== 'contact_openings'
      for (const write of [...(isKept ? [sql`delete from ${name}`] : []), sql`truncate ${name}`])
        await expect(
          test.database.work({ communities: [ours] }, (work) => write.execute(work)),
          table,
        ).rejects.toThrow(/permission denied/)
    }
  })

  it('shows the job queue no table at all', async () => {
    const role = jobsRole(new URL(test.ownerUrl).pathname.slice(1), test.secret)
    await prepareJobs(test.ownerUrl, role, createLog('silent'))
    const granted = await rightsOf(role.name)
    expect(granted.size).toBeGreaterThan(20)
    expect([...granted].filter(([, rights]) => rights.length > 0)).toEqual([])
    const client = new pg.Client({ connectionString: asRole(test.ownerUrl, role) })
    await client.connect()
    try {
      for (const table of granted.keys())
        await expect(client.query(`select * from "${table}"`), table).rejects.toThrow(
          /permission denied|does not exist/,
        )
    } finally {
      await client.end()
    }
  })

  it('no community, no row; and the scope of one unit of work does not leak into the next', async () => {
    await test.database.work({ communities: [ours] }, (work) => sql`select 1`.execute(work))
    const seen = await Promise.all(
      Array.from({ length: 20 }, () =>
        test.database.work({ communities: [] }, (work) => sql`select 1 from places`.execute(work)),
      ),
    )
    expect(seen.every((answer) => answer.rows.length === 0)).toBe(true)
  })

  it('a scope is ids and nothing else', async () => {
    const injected = "'; set local silin.communities = '" as CommunityId
    await expect(test.database.work({ communities: [injected] }, async () => {})).rejects.toThrow(/holds ids/)
  })

  it('an exception rolls everything back, and the connection is good again', async () => {
    const id = newId()
    await expect(
      test.database.work({ communities: [ours] }, async (work) => {
        await sql`insert into compounds (community_id, id, name) values (${ours}, ${id}, 'x')`.execute(work)
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    const left = await test.database.work({ communities: [ours] }, (work) => sql`select 1 from compounds`.execute(work))
    expect(left.rows).toEqual([])
  })
})

/** Which of the four rights a role of the database has on each table. */
async function rightsOf(role: string): Promise<ReadonlyMap<string, string[]>> {
  const found = await test.owner.query<{ table: string; rights: string[] }>(
    `select c.relname as table, array(
       select r from unnest(array['select', 'insert', 'update', 'delete']) r where has_table_privilege($1, c.oid, r)) as rights
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
    [role],
  )
  return new Map(found.rows.map(({ table, rights }) => [table, rights]))
}

/** A value of each type that a required column may have. */
const anyValue: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: "'x'",
  bytea: "'x'::bytea",
  smallint: '1',
  integer: '1',
  bigint: '1',
  numeric: '1',
  boolean: 'false',
  date: 'current_date',
  'timestamp with time zone': 'now()',
  jsonb: "'{}'",
  xid8: "'1'",
  'uuid[]': "'{}'",
  'text[]': "'{}'",
  'integer[]': "'{}'",
}

/**
 * A database of its own in which every walled table holds one row of A and one of B, made from the catalogue alone. Only
 * the wall is to refuse anything there, so what a capability asks of its rows is taken away: checks, foreign keys.
 */
async function withRowsOfBoth() {
  const bare = await testDatabase()
  const constraints = await bare.owner.query<{ table: string; name: string }>(`
    select k.conrelid::regclass as table, k.conname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relrowsecurity and k.contype in ('c', 'f')`)
  for (const { table, name } of constraints.rows)
    await bare.owner.query(`alter table ${table} drop constraint "${name}" cascade`)
  // Some tables may only be added to, or are kept for years, which are other rules than the wall.
  await bare.owner.query('grant update, delete on all tables in schema public to silin_test_app')
  await bare.owner.query('alter table audit_entries disable trigger audit_entry_stays')
  await bare.owner.query('alter table contact_openings disable trigger user')
  const columns = await bare.owner.query<{ table: string; column: string; type: string }>(`
    select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relrowsecurity and a.attnum > 0 and not a.attisdropped
      and a.attnotnull and not a.atthasdef and a.attname <> 'community_id'
    order by a.attnum`)
  const names = await bare.owner.query<{ name: string }>(
    "select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and relrowsecurity",
  )
  const tables = names.rows.map(({ name }) => {
    const required = columns.rows.filter((one) => one.table === name)
    const values = required.map((one) => {
      const value = anyValue[one.type]
      if (!value) throw new Error(`no value known for ${one.type} (${name}.${one.column})`)
      return value
    })
    const into = ['community_id', ...required.map((one) => one.column)].map((column) => `"${column}"`).join(', ')
    const insert = (community: CommunityId) =>
      sql.raw(`insert into "${name}" (${into}) values (${[`'${community}'`, ...values].join(', ')})`)
    return { name, insert }
  })
  const owner = await bare.owner.connect()
  // No trigger either: the rows hang in the air.
  await owner.query('set session_replication_role = replica')
  for (const { insert } of tables)
    for (const community of [ours, theirs]) await owner.query(insert(community).compile(bare.database.compiler).sql)
  owner.release(true)
  return { ...bare, tables }
}
