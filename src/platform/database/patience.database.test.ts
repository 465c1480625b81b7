import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDuties } from '../duties.ts'
import { createLog } from '../log/log.ts'
import { createWake } from '../wake.ts'
import { Database, DatabaseAway } from './database.ts'
import { patienceOf, withPatience } from './patience.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
  await test.owner.query('create table said (word text); grant insert, select on said to public')
})
afterAll(() => test.drop())

const nobody = { communities: [] }
const said = async (word: string) => (await test.owner.query('select 1 from said where word = $1', [word])).rowCount

describe('the patience of who asks', () => {
  it('is used up by waiting for the database alone, and by several waits at once only once', async () => {
    const patience = patienceOf(1_000)
    await delay(60)
    expect(patience.left()).toBe(1_000)
    const [one, other] = [patience.wait(), patience.wait()]
    await delay(100)
    one()
    await delay(100)
    other()
    const left = patience.left()
    expect(left).toBeGreaterThan(700)
    expect(left).toBeLessThan(810)
    await delay(60)
    expect(patience.left()).toBe(left)
  })

  it('ends a unit of work between two statements, and nothing of it is written', async () => {
    const slow = withPatience(patienceOf(200), () =>
      test.database.work(nobody, async (work) => {
        await sql`insert into said values ('half')`.execute(work)
        await sql`select pg_sleep(0.3)`.execute(work)
        await sql`insert into said values ('half')`.execute(work)
      }),
    )
    await expect(slow).rejects.toThrow(DatabaseAway)
    expect(await said('half')).toBe(0)
  })

  it('ends it also before its commit, and there is no next one', async () => {
    const patience = patienceOf(200)
    const ask = () =>
      withPatience(patience, () =>
        test.database.work(nobody, async (work) => {
          await sql`insert into said select 'uncommitted' from pg_sleep(0.3)`.execute(work)
        }),
      )
    await expect(ask()).rejects.toThrow(DatabaseAway)
    const began = performance.now()
    await expect(ask()).rejects.toThrow(DatabaseAway)
    expect(performance.now() - began).toBeLessThan(50)
    expect(await said('uncommitted')).toBe(0)
  })

  it('does not wait for a connection longer than it lasts, and leaks none', async () => {
    const database = new Database({ url: test.appUrl, size: 1 })
    const ask = () => database.work(nobody, (work) => sql`select 1`.execute(work))
    const busy = database.work(nobody, (work) => sql`select pg_sleep(0.6)`.execute(work))
    const began = performance.now()
    await expect(withPatience(patienceOf(150), ask)).rejects.toThrow(DatabaseAway)
    expect(performance.now() - began).toBeLessThan(400)
    await busy
    await ask()
    expect(database.load).toEqual({ total: 1, idle: 1, waiting: 0 })
    await database.close()
  })

  it('lasts for as many units at once as there are connections, each of which reads by one more inside', async () => {
    const database = new Database({ url: test.appUrl, size: 4 })
    const began = performance.now()
    const units = Array.from({ length: 12 }, (_, number) =>
      database.work(nobody, async (work) => {
        await sql`select 1`.execute(work)
        // What was kept has run out in this very moment, for all of them.
        const read = await database.work(nobody, (inside) =>
          sql<{ n: number }>`select ${number}::int as n`.execute(inside),
        )
        return read.rows[0]?.n
      }),
    )
    expect(await Promise.all(units)).toEqual(units.map((_, number) => number))
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(database.load.waiting).toBe(0)
    await database.close()
  })

  it('is not that of a duty which the request has woken', async () => {
    const wake = createWake(null, 1)
    let looks = 0
    const duty = {
      name: 'test',
      wakes: ['now'],
      every: 60_000,
      async run() {
        await test.database.work(nobody, (work) => sql`select 1`.execute(work))
        looks += 1
        return false
      },
    }
    const running = startDuties([duty], wake, createLog('silent'))
    await expect.poll(() => looks).toBe(1)
    withPatience(patienceOf(0), () => wake.up('now'))
    await expect.poll(() => looks).toBe(2)
    await running.stop()
  })
})
