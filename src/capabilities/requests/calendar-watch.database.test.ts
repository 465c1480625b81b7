import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandId, newId, type RequestId } from '../../platform/ids.ts'
import { createCalendar } from '../calendar/index.ts'
import { createCarryOut } from './carry-out.ts'
import { createRulebook } from './circumstances.ts'
import { type Command, command as commandModel, report as reportModel } from './model.ts'
import { createReporting } from './report.ts'
import { type Stairwell, stairwell } from './testing/stairwell.ts'

let here: Stairwell
beforeAll(async () => {
  here = await stairwell('2026-12-28T10:00:00+08:00')
})
afterAll(() => here.test.drop())

/** A server that has just started: it has warned of nothing yet. */
async function freshServer() {
  await here.test.owner.query('delete from calendar_years_missed')
  const calendar = createCalendar(here.house, here.people)
  const rulebook = createRulebook(here.house, calendar, here.people, here.clockProfiles)
  const carryOut = createCarryOut(here.house, here.places, rulebook)
  const report = createReporting(here.house, here.places, rulebook)
  return {
    carryOut,
    async told(category = 'repair.stairs') {
      const outcome = await report(
        reportModel.parse({ id: newId<RequestId>(), plaque: 'K7M2Q9', text: '扶手松了', category }),
        { channel: 'plaque', personId: null },
      )
      if (!outcome.ok) throw new Error(outcome.refusal)
      return outcome.reported
    },
    async command(
      request: string,
      given: { type: Command['type'] } & Record<string, unknown>,
      by = here.leads.building,
    ) {
      const asked = commandModel.parse({ id: newId<CommandId>(), ...given })
      const author = await here.author(by)
      const outcome = await carryOut.command(here.communityId, request as RequestId, asked, author)
      if (!outcome.ok) throw new Error(outcome.refusal)
    },
  }
}
const missed = async () =>
  (await here.test.owner.query('select year from calendar_years_missed order by year')).rows.map(({ year }) => year)
const expectMissed = (...years: number[]) => expect.poll(missed, { timeout: 5_000 }).toEqual(years)
const at = (local: string) => here.clock.set(Temporal.Instant.from(`${local}+08:00`))
const finishOf = async (id: string) =>
  (await here.test.owner.query('select finish_promised_at from requests where id = $1', [id])).rows[0]
    .finish_promised_at as Date

describe('a report of five working days on 28 December 2026', () => {
  it('is promised by Monday-to-Friday, loudly, until the New Year’s holiday is entered, and keeps that promise', async () => {
    at('2026-12-28T10:00:00')
    const server = await freshServer()
    const before = await server.told()
    // 29, 30, 31 December, and then 1 and 4 January, as if New Year's Day were worked.
    expect(before.finishDueAt).toBe('2027-01-04T09:30:00Z')
    await expectMissed(2027)

    const done = await here.calendar.change(
      here.leads.staff,
      2027,
      ['2027-01-01', '2027-01-02', '2027-01-03'].map((day) => ({ day, working: false, name: '元旦' })),
    )
    expect(done.ok).toBe(true)
    // The server that took the change counts with it at once; this one hears of it through its own wake-up.
    await expect.poll(async () => (await server.told()).finishDueAt, { timeout: 5_000 }).toBe('2027-01-05T09:30:00Z')
    expect((await finishOf(before.id)).toISOString()).toBe('2027-01-04T09:30:00.000Z')
    await here.calendar.change(here.leads.staff, 2027, [])
  })
})

describe('a deadline that comes to fall into a year without a calendar is noticed', () => {
  it('not while all of it is covered', async () => {
    at('2026-11-23T10:00:00')
    const server = await freshServer()
    await server.told()
    expect(await missed()).toEqual([])
  })
  it('when it is extended', async () => {
    at('2026-12-14T10:00:00')
    const { id } = await (await freshServer()).told()
    const server = await freshServer()
    await server.command(id, { type: 'accept' })
    expect(await missed()).toEqual([])
    await server.command(id, { type: 'extend', workingDays: 10, text: '等配件' })
    await expectMissed(2027)
  })
  it('when a plan names a day in it, and when it is shelved until one', async () => {
    at('2026-12-14T10:00:00')
    const quiet = await freshServer()
    const [planned, shelved] = [await quiet.told('repair.roof'), await quiet.told()]
    for (const { id } of [planned, shelved]) {
      await quiet.command(id, { type: 'assign', to: await communityDesk() }, here.leads.staff)
      await quiet.command(id, { type: 'accept' }, here.leads.staff)
    }
    const server = await freshServer()
    await server.command(planned.id, { type: 'plan', text: '换整段扶手', dueDay: '2027-01-15' }, here.leads.staff)
    await expectMissed(2027)
    const another = await freshServer()
    const shelve = { type: 'shelve', text: '要等改造', reviewDay: '2027-03-01' } as const
    await another.command(shelved.id, shelve, here.leads.staff)
    await expectMissed(2027)
  })
  it('when its clock runs out and it is raised, or supervised', async () => {
    at('2026-12-30T09:00:00')
    await (await freshServer()).told()
    const server = await freshServer()
    at('2026-12-31T17:31:00')
    await server.carryOut.sweep([here.communityId], 50)
    await expectMissed(2027)
  })
})

async function communityDesk() {
  const found = await here.test.owner.query(
    "select id, level from desks where community_id = $1 and kind = 'community'",
    [here.communityId],
  )
  return { kind: 'desk', level: found.rows[0].level, deskId: found.rows[0].id }
}
