import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import '../../capabilities/places/tables.ts'
import { Database } from '../database/database.ts'
import { type TestDatabase, testDatabase } from '../database/testing/test-database.ts'
import { type CommunityId, newId } from '../ids.ts'
import { createKeyRing } from './key-ring.ts'
import { KeyGone } from './sealing.ts'

let test: TestDatabase
const others: Database[] = []

/** Another server on the same database, with a memory of its own. */
function another() {
  const database = new Database({ url: test.appUrl, size: 4 })
  others.push(database)
  return { database, keys: createKeyRing(database, test) }
}
const shared = { communities: [] as CommunityId[] }

/** Writes a value where no community owns it, as any capability would. */
async function keep(value: Buffer): Promise<string> {
  const id = newId<string>()
  await test.owner.query("insert into feedback (id, text_sealed, language, created_at) values ($1, $2, 'en', now())", [
    id,
    value,
  ])
  return id
}
async function read(database: Database, id: string): Promise<Buffer> {
  const found = await database.work(shared, (work) =>
    sql<{ text_sealed: Buffer }>`select text_sealed from feedback where id = ${id}`.execute(work),
  )
  return found.rows[0]!.text_sealed
}

beforeAll(async () => {
  test = await testDatabase()
})
afterAll(async () => {
  await Promise.all(others.map((one) => one.close()))
  await test.drop()
})

describe('data keys', () => {
  it('are one for each community and one for what is shared, made at the first use, once', async () => {
    const [one, two] = [another(), another()]
    const [ours, theirs] = [newId<CommunityId>(), newId<CommunityId>()]
    const owners = [ours, theirs, null]
    await Promise.all(
      [one, two].flatMap(({ keys }) =>
        owners.map((owner) => (owner === null ? keys.sealing.shared() : keys.sealing.for(owner))),
      ),
    )
    const kept = await test.owner.query<{ owner: string | null; n: number }>(
      'select community_id as owner, count(*)::int as n from data_keys where community_id = any ($1) or community_id is null group by 1',
      [[ours, theirs]],
    )
    expect(kept.rows.map((row) => row.n)).toEqual([1, 1, 1])
    expect(new Set(kept.rows.map((row) => row.owner))).toEqual(new Set(owners))
  })

  it('stand in the database wrapped, and never as themselves', async () => {
    const { keys } = another()
    await keys.sealing.for(newId<CommunityId>())
    const rows = await test.owner.query<{ wrapped: Buffer }>('select wrapped from data_keys')
    // 32 bytes of key below 29 of wrapping.
    expect(rows.rows.every((row) => row.wrapped.length === 61)).toBe(true)
  })

  it('of another server are learnt by whoever reads a row that was sealed with them', async () => {
    const [writer, reader] = [another(), another()]
    await reader.keys.refresh()
    const id = await keep((await writer.keys.sealing.for(newId<CommunityId>())).seal('张桂兰'))
    expect(reader.keys.sealing.open(await read(reader.database, id))).toBe('张桂兰')
  })

  it('of another server are learnt by a single statement, too', async () => {
    const [writer, reader] = [another(), another()]
    const id = await keep((await writer.keys.sealing.for(newId<CommunityId>())).seal('张桂兰'))
    const query = sql<{ text_sealed: Buffer }>`select text_sealed from feedback where id = ${id}`
    const [row] = await reader.database.statement(shared, query.compile(reader.database.compiler))
    expect(reader.keys.sealing.open(row!.text_sealed)).toBe('张桂兰')
  })

  it('of another secret open nothing', async () => {
    const stranger = new Database({ url: test.appUrl, size: 2 })
    others.push(stranger)
    const keys = createKeyRing(stranger, { secret: 'the secret of somebody else, as long' })
    const { keys: own } = another()
    const id = await keep((await own.sealing.shared()).seal('张桂兰'))
    const value = await read(stranger, id)
    expect(() => keys.sealing.open(value)).toThrow(KeyGone)
    await expect(keys.sealing.for(newId<CommunityId>())).rejects.toThrow('was changed since this server began')
  })

  it('that are destroyed make what was sealed unreadable, here and on every other server, and nothing else', async () => {
    const [one, two] = [another(), another()]
    const [gone, stays] = [newId<CommunityId>(), newId<CommunityId>()]
    const lost = (await one.keys.sealing.for(gone)).seal('张桂兰')
    const kept = (await one.keys.sealing.for(stays)).seal('李春梅')
    await two.keys.refresh()
    expect(two.keys.sealing.open(lost)).toBe('张桂兰')
    await one.keys.destroy(gone)
    await two.keys.refresh()
    const id = await keep(lost)
    for (const { keys, database } of [one, two, another()]) {
      const value = await read(database, id)
      expect(() => keys.sealing.open(value)).toThrow(KeyGone)
    }
    expect(two.keys.sealing.open(kept)).toBe('李春梅')
  })
})
