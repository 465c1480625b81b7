import { connect, createServer, type Server, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Database, DatabaseAway, isContention } from './database.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

let test: TestDatabase
const nobody = { communities: [] }
const ask = (database: Database) => database.work(nobody, (work) => sql`select 1`.execute(work))

beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.drop())

/** A network between server and database that can fall silent: no end, no error, just nothing more. */
async function network() {
  const to = new URL(test.appUrl)
  const pairs: Socket[][] = []
  let silent = false
  const between: Server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname)
    pairs.push([near, far])
    near.on('data', (bytes) => silent || far.write(bytes))
    far.on('data', (bytes) => silent || near.write(bytes))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {})
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((done) => between.listen(0, '127.0.0.1', done))
  const address = between.address()
  const url = new URL(test.appUrl)
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: url.toString(),
    fallSilent: (now: boolean) => {
      silent = now
    },
    async close() {
      for (const socket of pairs.flat()) socket.destroy()
      await new Promise((done) => between.close(done))
    },
  }
}

describe('a network that falls silent', () => {
  it('is noticed in time, also by a single statement, and forgotten when it is back', async () => {
    const way = await network()
    const database = new Database({ url: way.url, size: 2, patience: 300 })
    await ask(database)
    way.fallSilent(true)
    const began = performance.now()
    await expect(ask(database)).rejects.toThrow(DatabaseAway)
    // Silence is waited out once, and not again to roll back.
    expect(performance.now() - began).toBeLessThan(550)
    way.fallSilent(false)
    await ask(database)
    way.fallSilent(true)
    const statement = sql<{ one: number }>`select 1 as one`.compile(database.compiler)
    await expect(database.statement(nobody, statement)).rejects.toThrow(DatabaseAway)
    way.fallSilent(false)
    expect(await database.statement(nobody, statement)).toEqual([{ one: 1 }])
    await database.close()
    await way.close()
  })
})

describe('two who want the same rows', () => {
  it('one is told to come again, and nothing of theirs is written', async () => {
    const lock = (work: Parameters<Parameters<Database['work']>[1]>[0], key: number) =>
      sql`select pg_advisory_xact_lock(${key})`.execute(work)
    await test.database.work(nobody, async (first) => {
      await lock(first, 1)
      const second = test.database.work(nobody, async (work) => {
        await sql`set local lock_timeout = '50ms'`.execute(work)
        await lock(work, 1)
      })
      await expect(second).rejects.toSatisfy(isContention)
    })
    const crossing = await Promise.allSettled(
      [
        [1, 2],
        [2, 1],
      ].map((keys) =>
        test.database.work(nobody, async (work) => {
          for (const key of keys) {
            await lock(work, key)
            await sql`select pg_sleep(0.2)`.execute(work)
          }
        }),
      ),
    )
    const refused = crossing.filter((one) => one.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toSatisfy(isContention)
  })
})
