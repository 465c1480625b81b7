import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Database } from '../database/database.ts'
import { startDuties } from '../duties.ts'
import { type DeskId, newId, type PersonId } from '../ids.ts'
import { createAnnouncer, type ToSend } from './announcer.ts'
import { type NotifyHouse, notifyHouse } from './testing/notify-house.ts'

let h: NotifyHouse
let toSend: ToSend[]
const send = async (deliveries: readonly ToSend[]) => void toSend.push(...deliveries)
const everyWay = [
  { channel: 'email', address: 'wang@example.cn' },
  { channel: 'webhook', address: '{}' },
  { channel: 'sms', address: null },
] as const

beforeAll(async () => {
  h = await notifyHouse()
})
afterAll(() => h.test.drop())
beforeEach(async () => {
  toSend = []
  await h.test.owner.query('delete from announcements; delete from deliveries')
})

const announcer = () => createAnnouncer(h.house, h.addressees, send)
const channelsOf = (personId: PersonId) =>
  h.rows<{ channel: string; status: string }>(
    'select channel, status from deliveries where person_id = $1 order by channel',
    [personId],
  )
const counted = async (table: string) => (await h.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n

describe('an announcement', () => {
  it('becomes one delivery for each person and channel, however often it is told', async () => {
    const personId = await h.person({ choices: everyWay })
    const deskId = newId<DeskId>()
    h.addressees.desks.set(deskId, [personId, await h.person()])
    const told = await h.announce([
      { kind: 'person', personId },
      { kind: 'desk', deskId },
    ])
    expect(await announcer().run()).toBe(false)
    const first = await channelsOf(personId)
    expect(first).toEqual([
      { channel: 'app', status: 'sent' },
      { channel: 'email', status: 'waiting' },
      { channel: 'sms', status: 'waiting' },
      { channel: 'webhook', status: 'waiting' },
    ])
    expect(await counted('announcements')).toBe(0)
    expect(toSend).toHaveLength(3)
    await h.announce([{ kind: 'person', personId }], told)
    await announcer().run()
    expect(await channelsOf(personId)).toEqual(first)
    expect(toSend).toHaveLength(3)
  })

  it('reaches a neighbour by the phone that they left, and on their own page when they are signed in', async () => {
    const subjectId = newId()
    const personId = await h.person({ choices: everyWay })
    h.voice(subjectId)
    const voiceId = h.voice(subjectId, { phone: '+8613800000000', personId })
    await h.announce([{ kind: 'voices' }], { subjectId })
    await announcer().run()
    expect(await h.rows('select channel, person_id, voice_id, data from deliveries order by channel')).toEqual([
      { channel: 'app', person_id: personId, voice_id: null, data: expect.objectContaining({ voiceId }) },
      { channel: 'sms', person_id: null, voice_id: voiceId, data: expect.objectContaining({ link: null }) },
    ])
    expect(JSON.stringify(await h.rows('select * from deliveries'))).not.toMatch(/13800000000|secrettoken/)
  })

  it('told by two announcers at once is told once, in every community', async () => {
    const people = await Promise.all([h.person({ choices: everyWay }), h.person({ choices: everyWay })])
    for (let n = 0; n < 120; n++) {
      await h.announce(
        people.map((personId) => ({ kind: 'person', personId })),
        { community: n % 2 ? h.community : h.other },
      )
    }
    const all = async (one = announcer()) => {
      while (await one.run()) {}
    }
    await Promise.all([all(), all(), all()])
    expect(await counted('announcements')).toBe(0)
    expect(await counted('deliveries')).toBe(120 * 2 * 4)
    expect(new Set(toSend.map(({ id }) => id)).size).toBe(120 * 2 * 3)
    expect(toSend).toHaveLength(120 * 2 * 3)
  })
})

describe('a killed announcer', () => {
  it('has done nothing when it dies before its commit, and the next one does it', async () => {
    const personId = await h.person({ choices: everyWay })
    await h.announce([{ kind: 'person', personId }])
    const dies = {
      work: (scope: Parameters<Database['work']>[0], steps: Parameters<Database['work']>[1]) =>
        h.test.database.work(scope, async (work) => {
          await steps(work)
          throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' })
        }),
    } as unknown as Database
    await expect(createAnnouncer({ ...h.house, database: dies }, h.addressees, send).run()).rejects.toThrow()
    expect(await counted('deliveries')).toBe(0)
    expect(await counted('announcements')).toBe(1)
    await announcer().run()
    expect(await channelsOf(personId)).toHaveLength(4)
  })

  it('loses nothing when its connection is cut in the middle', async () => {
    const personId = await h.person()
    await h.announce([{ kind: 'person', personId }])
    const cut = {
      ...h.addressees,
      waysTo: async (...given: Parameters<typeof h.addressees.waysTo>) => {
        await sql`select pg_terminate_backend(pg_backend_pid())`.execute(given[0])
        return await h.addressees.waysTo(...given)
      },
    }
    await expect(createAnnouncer(h.house, cut, send).run()).rejects.toThrow('the database is away')
    expect(await counted('announcements')).toBe(1)
    await announcer().run()
    expect(await counted('announcements')).toBe(0)
    expect(await channelsOf(personId)).toHaveLength(1)
  })
})

it('one announcement that cannot be told does not stop the others, and is tried again later', async () => {
  const personId = await h.person()
  const deskId = newId<DeskId>()
  await h.announce([{ kind: 'desk', deskId }])
  for (let n = 0; n < 60; n++) await h.announce([{ kind: 'person', personId }])
  const broken = {
    ...h.addressees,
    personIdsOfDesk: async (): Promise<PersonId[]> => {
      throw new Error('no such desk')
    },
  }
  const one = createAnnouncer(h.house, broken, send)
  expect(await one.run()).toBe(true)
  expect(await one.run()).toBe(false)
  expect(await counted('announcements')).toBe(1)
  expect(await counted('deliveries')).toBe(60)
  broken.personIdsOfDesk = async () => [personId]
  await one.run()
  expect(await counted('announcements')).toBe(1)
  h.clock.advance({ seconds: 11 })
  await one.run()
  expect(await counted('deliveries')).toBe(61)
})

describe('quiet hours', () => {
  const morning = '2026-03-03T07:00:00+08:00'
  it.each([
    ['in the evening a volunteer is left alone until seven', '2026-03-02T22:30:00+08:00', true, false, morning],
    ['after midnight until seven of the same day', '2026-03-03T03:00:00+08:00', true, false, morning],
    ['by day nobody waits', '2026-03-03T10:00:00+08:00', true, false, '2026-03-03T10:00:00+08:00'],
    ['staff are told at once', '2026-03-02T22:30:00+08:00', false, false, '2026-03-02T22:30:00+08:00'],
    ['what is urgent goes out', '2026-03-02T22:30:00+08:00', true, true, '2026-03-02T22:30:00+08:00'],
  ])('%s', async (_, now, quiet, urgent, due) => {
    h.clock.set(Temporal.Instant.from(now))
    const personId = await h.person({ choices: [{ channel: 'email', address: 'a@example.cn' }], quiet })
    await h.announce([{ kind: 'person', personId }], { urgent })
    await announcer().run()
    expect(toSend.map(({ dueAt }) => dueAt.epochMilliseconds)).toEqual([Date.parse(due)])
    const rows = await h.rows<{ channel: string; status: string; at: Date }>(
      'select channel, status, coalesce(next_attempt_at, sent_at) as at from deliveries order by channel',
    )
    expect(rows).toEqual([
      { channel: 'app', status: 'sent', at: new Date(now) },
      { channel: 'email', status: 'waiting', at: new Date(due) },
    ])
  })
})

it('is woken by whoever announced', async () => {
  const personId = await h.person()
  const { duty } = announcer()
  // Longer than this test may take: only the wake-up can be what brings it.
  const running = startDuties([{ ...duty, every: 60_000 }], h.house.wake, h.house.log)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await h.announce([{ kind: 'person', personId }])
  h.house.wake.up('announcements')
  await vi.waitFor(async () => expect(await channelsOf(personId)).toHaveLength(1), { timeout: 4_000 })
  await running.stop()
})
