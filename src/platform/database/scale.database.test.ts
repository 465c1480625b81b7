import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

let test: TestDatabase
let page: string
beforeAll(async () => {
  test = await testDatabase()
  page = await readFile('docs/scale.md', 'utf8')
})
afterAll(() => test.drop())

/** The tables that stand in the list under a heading. */
function listed(heading: string): string[] {
  const [, after = ''] = page.split(`### ${heading}\n`)
  const [list = ''] = after.split(/^#/m)
  return [...list.matchAll(/^- `([^`]+)`/gm)].map(([, name = '']) => name)
}
const distributed = () => listed('Distributed on community_id')
const replicated = () => listed('Replicated as reference tables')
const local = () => listed('Local to one node')

async function tables(where: string): Promise<string[]> {
  const found = await test.owner.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and ${where} order by relname`,
  )
  return found.rows.map(({ name }) => name).toSorted()
}

describe('docs/scale.md', () => {
  it('names every table once: those with the wall are distributed, the others are not', async () => {
    expect(distributed().toSorted()).toEqual(await tables('relrowsecurity'))
    expect([...replicated(), ...local()].toSorted()).toEqual(await tables('not relrowsecurity'))
    expect(await tables("relpersistence = 'u'")).toEqual(['send_buckets'])
    expect(local()).toContain('send_buckets')
  })

  it('is right about foreign keys: none leads from one node to another', async () => {
    const { rows } = await test.owner.query<{ from: string; to: string; first: string; there: string }>(`
      select c.relname as from, t.relname as to, a.attname as first, b.attname as there
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
      join pg_attribute b on b.attrelid = t.oid and b.attnum = k.confkey[1]
      where k.contype = 'f' and k.connamespace = 'public'::regnamespace`)
    const placeOf = (name: string) =>
      distributed().includes(name) ? 'distributed' : replicated().includes(name) ? 'replicated' : 'local'
    const allowed = {
      distributed: ['distributed', 'replicated'],
      replicated: ['replicated'],
      local: ['replicated', 'local'],
    }
    expect(rows.length).toBeGreaterThan(40)
    expect(rows.filter(({ from, to }) => !allowed[placeOf(from)].includes(placeOf(to)))).toEqual([])
    const among = rows.filter(({ to }) => placeOf(to) === 'distributed')
    expect(among.length).toBeGreaterThan(10)
    expect(among.filter(({ first, there }) => first !== 'community_id' || there !== 'community_id')).toEqual([])
  })

  it('is right about keys: each of a distributed table begins with community_id', async () => {
    const { rows } = await test.owner.query<{ table: string; first: string | null }>(`
      select c.relname as table, a.attname as first
      from pg_index x join pg_class c on c.oid = x.indrelid
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
      where c.relnamespace = 'public'::regnamespace and (x.indisunique or x.indisprimary or x.indisexclusion)`)
    const keys = rows.filter(({ table }) => distributed().includes(table))
    expect(new Set(keys.map(({ table }) => table)).size).toBe(distributed().length)
    expect(keys.filter(({ first }) => first !== 'community_id')).toEqual([])
  })

  it('is right about triggers and sequences', async () => {
    const triggers = await test.owner.query<{ table: string }>(`
      select distinct c.relname as table from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and c.relnamespace = 'public'::regnamespace`)
    const [list = ''] = page.split('### Distributed on community_id\n')[1]?.split(/^#/m) ?? []
    const said = [...list.matchAll(/^- `([^`]+)` \(has a trigger/gm)].map(([, name]) => name)
    expect(triggers.rows.map(({ table }) => table).toSorted()).toEqual(said.toSorted())
    const sequences = await test.owner.query(
      "select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace",
    )
    expect(sequences.rows).toEqual([])
  })
})
