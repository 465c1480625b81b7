import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../platform/database/testing/test-database.ts'
import en from './messages/pages.en.json' with { type: 'json' }
import zh from './messages/pages.zh-CN.json' with { type: 'json' }
import { columns, type DataKind, personalData, registerVersion } from './register.ts'
import { kinds, terms } from './rules-for-retention.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.drop())

/** What of the catalogue the register does not know, and what of the register is not there. */
async function unknown(): Promise<string[]> {
  const found = await test.owner.query<{ table: string; column: string }>(`
    select c.relname as table, a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and (t.typname in ('text', 'varchar', 'bpchar', 'citext', 'bytea', 'json', 'jsonb', 'inet', 'name', 'xml')
        or t.typname in ('_text', '_varchar', '_bytea', '_jsonb'))`)
  expect(found.rows.length).toBeGreaterThan(100)
  const isKnown = (table: string, column: string) => {
    const known = columns[table]
    return known === 'plain' || known?.[column] !== undefined
  }
  const there = new Set(found.rows.map((row) => `${row.table}.${row.column}`))
  const tables = await test.owner.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
  )
  return [
    ...found.rows.filter((row) => !isKnown(row.table, row.column)).map((row) => `${row.table}.${row.column}`),
    ...Object.entries(columns).flatMap(([table, known]) =>
      known === 'plain'
        ? tables.rows.some((row) => row.name === table)
          ? []
          : [table]
        : Object.keys(known)
            .map((column) => `${table}.${column}`)
            .filter((name) => !there.has(name)),
    ),
  ]
}

describe('the register of personal data', () => {
  it('knows every column of text, bytes or JSON in the database', async () => {
    expect(await unknown()).toEqual([])
    await test.owner.query('alter table voices add column id_number_sealed bytea')
    await test.owner.query('create table diaries (community_id uuid, words text)')
    expect((await unknown()).toSorted()).toEqual(['diaries.words', 'voices.id_number_sealed'])
    await test.owner.query('drop table diaries; alter table voices drop column id_number_sealed')
  })

  it('holds no sealed value or keyed hash for nothing of anybody', () => {
    for (const [table, known] of Object.entries(columns)) {
      if (known === 'plain') continue
      for (const [column, kind] of Object.entries(known))
        if (/_sealed$|_hash$/.test(column)) expect(kind, `${table}.${column}`).not.toBe('plain')
    }
  })

  it('names each kind of data in some column, but what is no column at all', () => {
    const used = new Set(Object.values(columns).flatMap((known) => (known === 'plain' ? [] : Object.values(known))))
    expect(Object.keys(personalData).filter((kind) => !used.has(kind as DataKind))).toEqual(['look'])
  })

  it('has words for each kind, basis, reader and term, in both languages', () => {
    const needed = [
      ...Object.keys(personalData).flatMap((kind) => [`privacy.data.${kind}`, `privacy.data.${kind}.purpose`]),
      ...Object.values(personalData).flatMap(({ basis, seenBy, keptFor }) => [
        `privacy.basis.${basis}`,
        `privacy.seen.${seenBy}`,
        `privacy.kept.${keptFor}`,
      ]),
      ...kinds.map((kind) => `privacy.kept.${kind}`),
    ]
    for (const words of [zh, en]) expect(needed.filter((key) => !(key in words))).toEqual([])
  })

  it('has a new day whenever what it tells has changed', () => {
    const told = Object.entries({
      ...zh,
      ...Object.fromEntries(Object.entries(en).map(([key, words]) => [`en ${key}`, words])),
    }).filter(([key]) => /privacy\.(data|basis|seen|kept)\./.test(key))
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([personalData, terms, told]))
      .digest('hex')
      .slice(0, 16)
    // What is told to people has changed: give `registerVersion` the day of it, and this fingerprint.
    expect(registerVersion.fingerprint).toBe(fingerprint)
  })
})
