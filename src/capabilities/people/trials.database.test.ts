import type { FastifyReply } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SettableClock } from '../../platform/clock/clock.ts'
import { type TestDatabase, testDatabase } from '../../platform/database/testing/test-database.ts'
import type { House } from '../../platform/house.ts'
import { testHouse } from '../requests/testing/stairwell.ts'
import { createTrials } from './trials.ts'

let test: TestDatabase
let house: House
let clock: SettableClock
beforeAll(async () => {
  test = await testDatabase()
  ;({ house, clock } = testHouse(test, '2026-11-24T14:05:00+08:00'))
})
afterAll(() => test.drop())

let names = 0
let name: string
beforeEach(() => {
  name = `somebody ${names++}`
})
/** A server's answer on its way to an address. */
const to = (ip: string) => {
  const headers: Record<string, string> = {}
  const reply = {
    request: { ip, headers: {} },
    header: (key: string, value: string) => Object.assign(headers, { [key]: value }),
  }
  return { headers, reply: reply as unknown as FastifyReply }
}
/** Seconds that somebody has to wait, or the try that they may make. */
async function begin(trials: ReturnType<typeof createTrials>, ip = '10.0.0.1') {
  const { headers, reply } = to(ip)
  try {
    return await trials.begin('password', name, reply)
  } catch (error) {
    expect(error).toMatchObject({ kind: 'too_many', more: { refusal: 'wait' } })
    return Number(headers['retry-after'])
  }
}
const wrong = async (trials: ReturnType<typeof createTrials>, count: number, ip?: string) => {
  for (let n = 0; n < count; n++) expect(await begin(trials, ip)).toBeTypeOf('function')
}

describe('wrong tries', () => {
  it('are free five times, then each costs a longer wait; asking meanwhile costs nothing', async () => {
    const trials = createTrials(house)
    await wrong(trials, 5)
    expect(await begin(trials)).toBe(5)
    clock.advance({ seconds: 4 })
    expect(await begin(trials)).toBe(1)
    clock.advance({ seconds: 1 })
    await wrong(trials, 1)
    expect(await begin(trials)).toBe(10)
    clock.advance({ seconds: 10 })
    await wrong(trials, 1)
    expect(await begin(trials)).toBe(20)
  })
  it('from one address hardly hold up the person at another', async () => {
    const trials = createTrials(house)
    await wrong(trials, 5)
    for (let n = 0; n < 8; n++) {
      clock.advance({ seconds: 900 })
      await wrong(trials, 1)
    }
    expect(await begin(trials)).toBe(900)
    expect(await begin(trials, '10.0.0.2')).toBe(10)
    clock.advance({ seconds: 10 })
    expect(await begin(trials, '10.0.0.2')).toBeTypeOf('function')
    expect(await begin(trials)).toBe(890)
  })
  it('are counted by all servers together, also at the same moment', async () => {
    const servers = [createTrials(house), createTrials(house)]
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => begin(servers[n % 2] as (typeof servers)[number], `10.0.1.${n}`)),
    )
    expect(answers.filter((answer) => typeof answer === 'function')).toHaveLength(5)
  })
  it('are forgotten after the right one, and after a day', async () => {
    const trials = createTrials(house)
    await wrong(trials, 4)
    const right = await begin(trials)
    if (typeof right === 'number') throw new Error('has to wait')
    await right()
    await wrong(trials, 5)
    expect(await begin(trials)).toBe(5)
    clock.advance({ hours: 24 })
    await wrong(trials, 5)
    expect(await begin(trials)).toBe(5)
  })
  it('of others are not one’s own', async () => {
    const trials = createTrials(house)
    await wrong(trials, 5)
    name = `${name} else`
    await wrong(trials, 1)
  })
  it('are kept as hashes, and not longer than a day', async () => {
    const trials = createTrials(house)
    await wrong(trials, 3)
    clock.advance({ hours: 25 })
    name = `${name} later`
    await wrong(trials, 1)
    const { rows } = await test.owner.query('select key::text as key, t::text as all from sign_in_trials t')
    expect(rows).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toMatch(/somebody|10\.0\.0/)
  })
})

describe('codes sent to a phone', () => {
  it('of a demo are as many as its visitors ask for', async () => {
    const trials = createTrials({ ...house, demo: true })
    for (let n = 0; n < 20; n++) expect(await trials.countCode(name)).toBe(0)
  })
  it('are ten a day, then one an hour', async () => {
    const trials = createTrials(house)
    for (let n = 0; n < 10; n++) {
      expect(await trials.countCode(name)).toBe(0)
      clock.advance({ minutes: 1 })
    }
    expect(await trials.countCode(name)).toBe(3_540)
    clock.advance({ minutes: 59 })
    expect(await trials.countCode(name)).toBe(0)
    expect(await trials.countCode(name)).toBe(3_600)
    clock.advance({ hours: 24 })
    for (let n = 0; n < 10; n++) expect(await trials.countCode(name)).toBe(0)
  })
})
