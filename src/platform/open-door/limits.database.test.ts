import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settableClock } from '../clock/clock.ts'
import { Database } from '../database/database.ts'
import { type TestDatabase, testDatabase } from '../database/testing/test-database.ts'
import type { Sender } from '../http/sender.ts'
import { type CommunityId, newId } from '../ids.ts'
import { hashingWith } from '../sealing/hashing.ts'
import { rootKeysOf } from '../sealing/master-key.ts'
import { createLimits, type Limits } from './limits.ts'
import { alarms, allowances } from './rules-for-limits.ts'

let test: TestDatabase
/** Two servers on one database. */
let servers: [Limits, Limits]
let second: Database
const clock = settableClock('2026-11-24T14:00:00+08:00')
const community = newId<CommunityId>()

beforeEach(async () => {
  test = await testDatabase()
  second = new Database({ url: test.appUrl, size: 4 })
  const sealing = hashingWith(rootKeysOf(test.secret))
  servers = [
    createLimits({ database: test.database, clock, sealing }),
    createLimits({ database: second, clock, sealing }),
  ]
})
afterEach(async () => {
  await second.close()
  await test.drop()
})

const known = (id: string, network = 'n-1'): Sender => ({ device: { id, isStranger: false }, network })
const stranger = (id: string, network = 'n-1'): Sender => ({ device: { id, isStranger: true }, network })
const noCookie = (network = 'n-1'): Sender => ({ device: null, network })

const isOver = (over: { device: boolean; plaque: boolean; network: boolean }) =>
  over.device || over.plaque || over.network

async function send(senders: readonly Sender[], place = 'p-1', sending: 'report' | 'join' = 'report') {
  const counted = await Promise.all(
    senders.map((sender, n) => servers[n % 2 === 0 ? 0 : 1].count(sending, sender, { place, community })),
  )
  return {
    within: counted.filter(({ over }) => !isOver(over)).length,
    alarms: counted.filter((one) => one.tooManyStrangers).length,
  }
}

describe('an honest stairwell', () => {
  it.each([
    ['with cookies', (n: number) => stranger(`neighbour ${n}`)],
    ['whose browsers keep none', () => noCookie()],
  ])(
    'in a burst pipe is never held: 20 neighbours in 5 minutes, one router, half of them twice (%s)',
    async (_, who) => {
      const begun = clock.now()
      for (let minute = 0; minute < 5; minute++) {
        const now = Array.from({ length: 4 }, (_, n) => who(minute * 4 + n))
        expect(await send(now)).toEqual({ within: 4, alarms: 0 })
        expect((await send(now.slice(0, 2))).within).toBe(2)
        expect(
          (
            await send(
              now.map((sender, n) => (sender.device ? sender : who(n))),
              'p-1',
              'join',
            )
          ).within,
        ).toBe(4)
        clock.advance({ minutes: 1 })
      }
      clock.set(begun)
    },
  )

  it('of a whole compound behind one router: six stairwells at once', async () => {
    for (let stairs = 0; stairs < 6; stairs++) {
      const neighbours = Array.from({ length: 20 }, (_, n) => stranger(`${stairs} ${n}`))
      expect(await send(neighbours, `p-${stairs}`)).toEqual({ within: 20, alarms: 0 })
    }
  })
})

describe('a script', () => {
  it('with one cookie sends what one device may, exactly, over both servers', async () => {
    const { within } = await send(Array.from({ length: 100 }, () => known('script')))
    expect(within).toBe(allowances.report.device.most)
  })
  it('without a cookie sends what its network may without one, exactly, over both servers and all plaques', async () => {
    let within = 0
    for (let n = 0; n < 10; n++)
      within += (
        await send(
          Array.from({ length: 20 }, () => noCookie()),
          `p-${n}`,
        )
      ).within
    expect(within).toBe(allowances.report.withoutDevice.most)
  })
  it('with a new cookie for each report is held at the plaque, and then by its network', async () => {
    const fresh = (n: number) => stranger(`fresh ${n}`)
    expect((await send(Array.from({ length: 200 }, (_, n) => fresh(n)))).within).toBe(allowances.report.plaque.most)
    let within = 0
    for (let p = 0; p < 20; p++)
      within += (
        await send(
          Array.from({ length: 30 }, (_, n) => stranger(`${p} ${n}`, 'n-2')),
          `q-${p}`,
        )
      ).within
    expect(within).toBe(allowances.report.network.most)
  })
  it('of many networks at many plaques rings the alarm', async () => {
    let rung = 0
    for (let n = 0; n < 20; n++)
      rung += (
        await send(
          Array.from({ length: 10 }, (_, d) => stranger(`${n} ${d}`, `net ${n}`)),
          `p-${n}`,
        )
      ).alarms
    expect(rung).toBe(200 - alarms.strangers.most)
  })
})

describe('a bucket', () => {
  it('fills again as time goes on, never beyond its most, and a clock that jumps back gives and takes nothing', async () => {
    const begun = clock.now()
    const all = () => send(Array.from({ length: 20 }, () => known('one')))
    expect((await all()).within).toBe(6)
    expect((await all()).within).toBe(0)
    clock.advance({ minutes: 20 })
    expect((await all()).within).toBe(2)
    clock.set(begun)
    expect((await all()).within).toBe(0)
    clock.advance({ minutes: 30 })
    expect((await all()).within).toBe(1)
    clock.advance({ hours: 20 })
    expect((await all()).within).toBe(6)
    clock.set(begun)
  })

  it('is asked once for all who send while another statement is on its way', async () => {
    let statements = 0
    const counting = Object.create(second) as Database
    counting.statement = (scope, query) => {
      statements += 1
      return second.statement(scope, query)
    }
    const limits = createLimits({ database: counting, clock, sealing: hashingWith(rootKeysOf(test.secret)) })
    const sent = Array.from({ length: 400 }, (_, n) =>
      limits.count('report', known(`d ${n}`, `n ${n}`), { place: 'p-1' }),
    )
    expect((await Promise.all(sent)).filter(({ over }) => !isOver(over))).toHaveLength(allowances.report.plaque.most)
    expect(statements).toBe(1)
  })

  it('does not stop others when many come to the same ones from both servers', async () => {
    for (let round = 0; round < 5; round++) {
      const senders = Array.from({ length: 60 }, (_, n) => known(`d ${n % 7}`, `n ${n % 3}`))
      await expect(send(senders, `p-${round}`)).resolves.toBeDefined()
    }
  })

  it('tells nothing of who sent, and is forgotten after a day', async () => {
    await send([known('a device', 'a network')])
    const rows = await test.owner.query('select * from send_buckets')
    expect(rows.rows.length).toBe(3)
    expect(JSON.stringify(rows.rows.map((row) => row.key.toString('latin1')))).not.toMatch(/device|network/)
    const begun = clock.now()
    clock.advance({ hours: 25 })
    await servers[0].duty.run()
    expect((await test.owner.query('select 1 from send_buckets')).rowCount).toBe(0)
    clock.set(begun)
  })
})
