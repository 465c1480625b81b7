import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommunityId, newId } from '../ids.ts'
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

describe('the wall', () => {
  it('stands around every table that is not on the list of shared ones', async () => {
    const tables = await test.owner.query<{ name: string; walled: boolean; forced: boolean; policies: number }>(`
      select c.relname as name, c.relrowsecurity as walled, c.relforcerowsecurity as forced,
             (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p')`)
    expect(tables.rows.length).toBeGreaterThan(20)
    const open = tables.rows
      .filter((table) => !(table.walled && table.forced && table.policies === 1))
      .map((table) => table.name)
    expect(open.sort()).toEqual([...sharedTables].sort())
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

  it('a unit of work for A reads and writes no row of B, by hand-written SQL either', async () => {
    const tables = await test.owner.query<{ name: string }>(
      "select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and relrowsecurity",
    )
    for (const { name } of tables.rows) {
      const seen = await test.database.work({ communities: [ours] }, (work) =>
        sql<{ n: number }>`select count(*) as n from ${sql.table(name)} where community_id = ${theirs}`.execute(work),
      )
      expect(seen.rows[0]?.n, name).toBe(0)
    }
    await test.database.work({ communities: [ours] }, async (work) => {
      expect((await sql`select id from places`.execute(work)).rows).toEqual([{ id: ours }])
      expect(
        (await sql`update places set name = 'taken' where community_id = ${theirs}`.execute(work)).numAffectedRows,
      ).toBe(0n)
      expect((await sql`delete from places where community_id = ${theirs}`.execute(work)).numAffectedRows).toBe(0n)
    })
    await expect(
      test.database.work({ communities: [ours] }, (work) =>
        sql`insert into compounds (community_id, id, name) values (${theirs}, ${newId()}, 'x')`.execute(work),
      ),
    ).rejects.toThrow(/row-level security/)
    const moved = test.database.work({ communities: [ours] }, (work) =>
      sql`update places set community_id = ${theirs} where id = ${ours}`.execute(work),
    )
    await expect(moved).rejects.toThrow(/row-level security/)
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
