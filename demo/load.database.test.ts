import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCalendar } from '../src/capabilities/calendar/index.ts'
import { createPlaces, seedAreas } from '../src/capabilities/places/index.ts'
import { seedCatalogue } from '../src/capabilities/requests/index.ts'
import { readToken } from '../src/capabilities/requests/secrets.ts'
import { fromRow } from '../src/capabilities/requests/state-row.ts'
import { settableClock } from '../src/platform/clock/clock.ts'
import { type TestDatabase, testDatabase } from '../src/platform/database/testing/test-database.ts'
import { createKeyRing } from '../src/platform/sealing/key-ring.ts'
import type { Sealing } from '../src/platform/sealing/sealing.ts'
import { type DemoFacts, DemoIsThere, loadDemo } from './load.ts'

let sealing: Sealing
const clock = settableClock('2026-11-24T12:41:00+08:00')
let test: TestDatabase
let facts: DemoFacts
let seconds: number
const told: string[] = []

beforeAll(async () => {
  test = await testDatabase()
  sealing = createKeyRing(test.database, test).sealing
  await test.database.work({ communities: [] }, async (work) => {
    await seedAreas(work)
    await seedCatalogue(work)
    await seedCalendar(work, 2025, 2026)
  })
  const began = performance.now()
  const progress = (done: number, total: number, what: string) => void told.push(`${what} ${done}/${total}`)
  facts = await loadDemo({ database: test.database, sealing, clock, progress })
  seconds = (performance.now() - began) / 1000
})
afterAll(() => test.drop())

const count = async (statement: string) => {
  const found = await test.owner.query<{ n: number }>(`select count(*)::int as n from ${statement}`)
  return found.rows[0]?.n ?? 0
}

describe('loading the demo', () => {
  it('takes less than 20 seconds and says how far it has come', () => {
    expect(seconds).toBeLessThan(20)
    expect(told.at(-1)).toBe(`requests ${facts.counts.requests}/${facts.counts.requests}`)
  })

  it('writes what it counts', async () => {
    expect(await count("places where kind = 'household'")).toBe(facts.counts.households)
    expect(await count('requests')).toBe(facts.counts.requests)
    expect(await count('requests where next_due_at is not null')).toBe(facts.counts.open)
    expect(await count('request_events')).toBe(facts.counts.events)
    expect(await count('voices')).toBe(facts.counts.voices)
    expect(await count("responsibilities where role like '%Lead' and to_day is null")).toBe(facts.counts.leads)
    expect(await count('people where account_hash is not null')).toBe(facts.staff.length)
    expect(await count('memberships')).toBeGreaterThan(facts.counts.leads)
  })

  it('tells nobody of the past, and leaves nothing for the sweeper to catch up with', async () => {
    expect(await count('announcements')).toBe(0)
    expect(await count('deliveries')).toBe(0)
    expect(await count(`requests where next_due_at <= '${clock.now()}'`)).toBe(0)
  })

  it('leaves rows that are the fold of their events', async () => {
    expect(
      await count('requests r where sequence <> (select count(*) from request_events e where e.request_id = r.id)'),
    ).toBe(0)
    expect(
      await count(`requests r where voices <> (
        select count(*) from voices v where v.request_id = r.id and v.state <> 'withdrawn')`),
    ).toBe(0)
    expect(
      await count(
        'request_events e where sequence > 1 and not exists (select 1 from request_events b where b.request_id = e.request_id and b.sequence = e.sequence - 1)',
      ),
    ).toBe(0)
    await test.database.work({ communities: [facts.communityId] }, async (work) => {
      for (const row of await work.selectFrom('requests').selectAll().limit(50).execute()) {
        expect(fromRow(row, []).reportedAt).toBeInstanceOf(Temporal.Instant)
        expect(sealing.open(row.text_sealed)).toContain(row.title.slice(0, 4))
      }
    })
  })

  it('opens the tracking page of a neighbour who is asked whether it is solved', async () => {
    const read = readToken(facts.trackingToken)
    const found = await test.database.work({ communities: [facts.communityId] }, (work) =>
      sql<{ title: string; status: string; number: number }>`
        select r.title, r.status, c.number from voices v join requests r on r.id = v.request_id
        join communities c on c.id = r.community_id where v.token_hash = ${read?.hash}`.execute(work),
    )
    expect(found.rows).toEqual([
      { title: expect.stringContaining('下水道返味'), status: 'resolved', number: read?.communityNumber },
    ])
  })

  it('finds the lead by phone, the staff by account and the stairwell by its plaque', async () => {
    await test.database.work({ communities: [facts.communityId] }, async (work) => {
      const by = (column: 'phone_hash' | 'account_hash', hash: Buffer) =>
        work.selectFrom('people').selectAll().where(column, '=', hash).executeTakeFirstOrThrow()
      expect(sealing.open((await by('phone_hash', sealing.hash('phone', facts.leadPhone))).name_sealed)).toBe('张桂兰')
      for (const { account, name } of facts.staff) {
        expect(sealing.open((await by('account_hash', sealing.hash('account', account))).name_sealed)).toBe(name)
      }
      const plaque = work.selectFrom('plaque_codes').selectAll().where('code', '=', facts.plaqueCode)
      expect(await plaque.executeTakeFirstOrThrow()).toMatchObject({ community_id: facts.communityId })
    })
  })

  it('leaves four posts vacant, in the history too, and no open matter with anybody who has left', async () => {
    const coverage = await createPlaces({ database: test.database, clock, sealing }).coverage(facts.communityId)
    expect(coverage.gaps.map((gap) => gap.path)).toEqual([
      expect.stringContaining('8号楼 3单元'),
      expect.stringContaining('19号楼'),
      expect.stringContaining('27号楼 1单元'),
      expect.stringContaining('47号楼 2单元'),
    ])
    expect(coverage.gaps.every((gap) => gap.vacantSince !== null && gap.households > 10)).toBe(true)
    const stranded = await count(`requests r where handler_person_id is not null and not exists (
      select 1 from responsibilities p where p.person_id = r.handler_person_id and p.to_day is null)`)
    expect(stranded).toBe(0)
  })

  it('refuses to be loaded twice, and changes nothing then', async () => {
    await expect(loadDemo({ database: test.database, sealing, clock })).rejects.toThrow(DemoIsThere)
    expect(await count('communities')).toBe(1)
  })
})
