import type { FastifyReply } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SettableClock } from '../../../platform/clock/clock.ts'
import { type TestDatabase, testDatabase } from '../../../platform/database/testing/test-database.ts'
import type { House } from '../../../platform/house.ts'
import { testHouse } from '../../requests/testing/stairwell.ts'
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
const stranger = { device: 'a device that nobody knows', isKnown: false }
const known = { device: 'the device of the person', isKnown: true }
/** Seconds that somebody has to wait, or the try that they may make. */
async function begin(
  trials: ReturnType<typeof createTrials>,
  ip = '10.0.0.1',
  trier = stranger,
  kind: 'password' | 'code' | 'second' = 'password',
) {
  const { headers, reply } = to(ip)
  try {
    return await trials.begin(kind, name, trier, reply)
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
  it.each(['password', 'second'] as const)(
    'never hold up who signed in from their device before, wherever they are made (%s)',
    async (kind) => {
      const trials = createTrials(house)
      // Somebody guesses without end from everywhere, also from the very network of the person.
      for (let n = 0; n < 40; n++) {
        clock.advance({ seconds: 10 })
        await begin(trials, n % 2 === 0 ? '10.0.0.1' : `10.9.0.${n}`, { device: `made up ${n}`, isKnown: false }, kind)
      }
      expect(await begin(trials, '10.0.0.3', stranger, kind)).toBeTypeOf('number')
      expect(await begin(trials, '10.0.0.1', known, kind)).toBeTypeOf('function')
    },
  )
  it('on a known device have a count of their own, so that a stolen one does not guess without end', async () => {
    const trials = createTrials(house)
    for (let n = 0; n < 5; n++) expect(await begin(trials, `10.0.4.${n}`, known)).toBeTypeOf('function')
    expect(await begin(trials, '10.0.4.9', known)).toBe(5)
    expect(await begin(trials, '10.0.4.9')).toBeTypeOf('function')
  })
  it('at the second factor wait longer from everywhere together: only who knows the password comes there', async () => {
    const trials = createTrials(house)
    for (let n = 0; n < 20; n++) {
      await begin(trials, `10.0.5.${n}`, stranger, 'second')
      clock.advance({ seconds: 300 })
    }
    await begin(trials, '10.0.5.30', stranger, 'second')
    expect(await begin(trials, '10.0.5.31', stranger, 'second')).toBe(300)
  })
  it('at a code count on the device alone that asked for it', async () => {
    const trials = createTrials(house)
    for (let n = 0; n < 50; n++) await begin(trials, '10.0.6.1', { device: `made up ${n}`, isKnown: false }, 'code')
    expect(await begin(trials, '10.0.6.1', stranger, 'code')).toBeTypeOf('function')
  })
  it('from one customer’s IPv6 network count together', async () => {
    const trials = createTrials(house)
    for (let n = 0; n < 5; n++) expect(await begin(trials, `2001:db8:1:2::${n}`)).toBeTypeOf('function')
    clock.advance({ seconds: 5 })
    expect(await begin(trials, '2001:db8:1:2:ffff::1')).toBeTypeOf('function')
    expect(await begin(trials, '2001:db8:1:2:eeee::1')).toBe(10)
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
  const ask = async (trials: ReturnType<typeof createTrials>, more: { ip?: string; trier?: typeof known } = {}) =>
    await trials.countCode(name, more.trier ?? { ...stranger, device: `device ${devices++}` }, to(more.ip ?? ip).reply)
  let devices = 0
  let ip = ''
  beforeEach(() => {
    ip = `10.1.0.${names}`
  })
  it('of a demo are as many as its visitors ask for', async () => {
    const trials = createTrials({ ...house, demo: true })
    for (let n = 0; n < 20; n++) expect(await ask(trials)).toBe(0)
  })
  it('are ten a day, then one an hour', async () => {
    const trials = createTrials(house)
    for (let n = 0; n < 10; n++) {
      expect(await ask(trials)).toBe(0)
      clock.advance({ minutes: 1 })
    }
    expect(await ask(trials)).toBe(3_540)
    clock.advance({ minutes: 59 })
    expect(await ask(trials)).toBe(0)
    expect(await ask(trials)).toBe(3_600)
    clock.advance({ hours: 24 })
    for (let n = 0; n < 10; n++) expect(await ask(trials)).toBe(0)
  })
  it('are not used up for the person on their own device by whoever asks for them elsewhere', async () => {
    const trials = createTrials(house)
    for (let n = 0; n < 10; n++) expect(await ask(trials)).toBe(0)
    expect(await ask(trials)).toBe(3_600)
    expect(await ask(trials, { trier: known })).toBe(0)
  })
  it('are twenty an hour for one device, whatever the phones', async () => {
    clock.set(Temporal.Instant.from('2026-12-24T18:00:00+08:00'))
    const trials = createTrials(house)
    const trier = { device: 'a script', isKnown: false }
    for (let n = 0; n < 20; n++) {
      name = `phone ${n} of a script`
      expect(await ask(trials, { trier, ip: `10.2.0.${n}` })).toBe(0)
    }
    name = 'one more phone'
    clock.advance({ minutes: 50 })
    await expect(ask(trials, { trier })).rejects.toMatchObject({ kind: 'too_many', more: { refusal: 'wait' } })
    clock.advance({ minutes: 10 })
    expect(await ask(trials, { trier })).toBe(0)
  })
  it('are 120 an hour for one network, but for who signed in from their device before', async () => {
    clock.set(Temporal.Instant.from('2026-12-24T20:00:00+08:00'))
    const trials = createTrials(house)
    for (let n = 0; n < 120; n++) {
      name = `phone ${n} behind one address`
      expect(await ask(trials)).toBe(0)
    }
    name = 'one neighbour more'
    await expect(ask(trials)).rejects.toMatchObject({ kind: 'too_many' })
    expect(await ask(trials, { trier: known })).toBe(0)
    expect(await ask(trials, { ip: '10.3.0.1' })).toBe(0)
  })
})

describe('an app’s code', () => {
  it('is taken once', async () => {
    const trials = createTrials(house)
    const answers = await Promise.all(Array.from({ length: 5 }, () => trials.takeOnce('somebody', '123456')))
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await trials.takeOnce('somebody else', '123456')).toBe(true)
  })
})
