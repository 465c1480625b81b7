import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { isWorkingDay } from '../../platform/clock/calendar.ts'
import { seedDays } from '../../platform/clock/calendar-seed.ts'
import { createDatabaseWake } from '../../platform/database/listener.ts'
import { newId, type PersonId } from '../../platform/ids.ts'
import { type Stairwell, stairwell } from '../requests/testing/stairwell.ts'
import { createCalendar, seedCalendar } from './index.ts'
import { exceptionsIn } from './rules.ts'

let here: Stairwell
let opened: Stairwell[] = []
beforeEach(async () => {
  here = await stairwell('2026-11-24T10:00:00+08:00')
  opened.push(here)
})
afterAll(async () => {
  await Promise.all(opened.map(({ test }) => test.drop()))
  opened = []
})

const rest = (day: string, name = '元旦') => ({ day, working: false, name })
const newYear = [rest('2027-01-01'), rest('2027-01-02'), rest('2027-01-03')]
const autumn = ['2027-10-01', '2027-10-02', '2027-10-03'].map((day) => rest(day, '国庆节'))
const rows = async (text: string, values: unknown[] = []) => (await here.test.owner.query(text, values)).rows
const changes = () => rows('select year, person_id, before, after from calendar_changes order by changed_at, id')
const daysOf = async (year: number) =>
  (await rows('select count(*)::int as n from calendar_days where extract(year from day) = $1', [year]))[0].n as number
const shared = { communities: [] }
const seed = (from: number, to: number) => here.house.database.work(shared, (work) => seedCalendar(work, from, to))
const works = async (day: string, calendar = here.calendar) =>
  isWorkingDay(await calendar.now(), Temporal.PlainDate.from(day))

describe('a change of the calendar', () => {
  it('counts at once here, covers its year whole, and is recorded with who made it', async () => {
    expect(await works('2027-01-01')).toBe(true)
    expect(await here.calendar.coverage()).toMatchObject({
      coveredDays: 38,
      warning: { kind: 'uncovered', year: 2027 },
    })
    const done = await here.calendar.change(here.leads.staff, 2027, [...autumn, ...newYear])
    expect(done).toMatchObject({ ok: true, year: { covered: true, days: [...newYear, ...autumn] } })
    expect(await works('2027-01-01')).toBe(false)
    expect(await daysOf(2027)).toBe(365)
    expect(await here.calendar.coverage()).toEqual({ coveredUntil: '2027-12-31', coveredDays: 403, warning: null })
    expect(await changes()).toEqual([
      { year: 2027, person_id: here.leads.staff, before: [], after: [...newYear, ...autumn] },
    ])
    const read = await here.calendar.year(2027, true)
    expect(read.changed).toEqual({ at: '2026-11-24T02:00:00Z', by: '赵主任' })
    expect((await here.calendar.year(2027, false)).changed?.by).toBe(null)
  })

  it('made again changes and records nothing, in whatever order its days stand', async () => {
    await here.calendar.change(here.leads.staff, 2027, newYear)
    await here.calendar.change(here.leads.grid, 2027, newYear.toReversed())
    expect(await changes()).toHaveLength(1)
  })

  it('puts the whole list in the place of what was there; an empty one takes the year back', async () => {
    await here.calendar.change(here.leads.staff, 2027, newYear)
    await here.calendar.change(here.leads.staff, 2027, [rest('2027-01-01')])
    expect((await here.calendar.year(2027, false)).days).toEqual([rest('2027-01-01')])
    const taken = await here.calendar.change(here.leads.staff, 2027, [])
    expect(taken).toMatchObject({ ok: true, year: { covered: false, days: [] } })
    expect(await daysOf(2027)).toBe(0)
    expect((await changes()).map(({ after }) => after.length)).toEqual([3, 1, 0])
  })

  it('that is nonsense writes nothing', async () => {
    const refused = await here.calendar.change(here.leads.staff, 2027, [rest('2026-12-31')])
    expect(refused).toEqual({ ok: false, faults: [{ field: 'days.0.day', code: 'another_year' }] })
    expect([await changes(), await daysOf(2027), await daysOf(2026)]).toEqual([[], 0, 365])
  })

  it('and its record are one: where the one cannot be written, neither is the other', async () => {
    await expect(here.calendar.change(newId<PersonId>(), 2027, newYear)).rejects.toThrow(/foreign key/)
    expect([await changes(), await daysOf(2027)]).toEqual([[], 0])
  })

  it('of two at once stands after the other, and each says what it found', async () => {
    const one = [rest('2027-01-01')]
    await Promise.all([
      here.calendar.change(here.leads.staff, 2027, one),
      here.calendar.change(here.leads.grid, 2027, newYear),
    ])
    const told = await rows('select before, after from calendar_changes')
    const first = told.find(({ before }) => before.length === 0)
    const second = told.find((change) => change !== first)
    expect(second?.before).toEqual(first?.after)
    expect((await here.calendar.year(2027, false)).days).toEqual(second?.after)
  })

  it('cannot be taken out of the record by the application', async () => {
    await here.calendar.change(here.leads.staff, 2027, newYear)
    await expect(
      here.house.database.work(shared, (work) => work.deleteFrom('calendar_changes').execute()),
    ).rejects.toThrow(/permission denied/)
    await expect(
      here.house.database.work(shared, (work) => work.updateTable('calendar_changes').set({ year: 2028 }).execute()),
    ).rejects.toThrow(/permission denied/)
  })

  it('is used by another server as soon as it hears of it', async () => {
    const ours = createDatabaseWake(here.test.appUrl, here.house.log)
    const theirs = createDatabaseWake(here.test.appUrl, here.house.log)
    ours.start()
    theirs.start()
    try {
      let isHeard = false
      theirs.wake.on('probe', () => {
        isHeard = true
      })
      await expect
        .poll(
          () => {
            ours.wake.up('probe')
            return isHeard
          },
          { timeout: 10_000 },
        )
        .toBe(true)
      const here2 = createCalendar({ ...here.house, wake: ours.wake }, here.people)
      const there = createCalendar({ ...here.house, wake: theirs.wake }, here.people)
      expect(await works('2027-01-01', there)).toBe(true)
      await here2.change(here.leads.staff, 2027, newYear)
      await expect.poll(() => works('2027-01-01', there), { timeout: 5_000 }).toBe(false)
    } finally {
      await Promise.all([ours.stop(), theirs.stop()])
    }
  })
})

describe('seeding', () => {
  it('fills what nobody has touched, and again changes nothing', async () => {
    await seed(2025, 2026)
    expect([await daysOf(2025), await daysOf(2026)]).toEqual([365, 365])
    expect((await here.calendar.year(2026, false)).days).toEqual(exceptionsIn(seedDays(2026, 2026)))
    expect(await seed(2025, 2027)).toEqual({ unknown: [2027] })
  })

  it('leaves a year that somebody edited as they left it, also when they emptied it', async () => {
    const own = [rest('2026-12-24', '本区放假')]
    await here.calendar.change(here.leads.staff, 2026, own)
    await seed(2025, 2026)
    expect((await here.calendar.year(2026, false)).days).toEqual(own)
    await here.calendar.change(here.leads.staff, 2026, [])
    await seed(2025, 2026)
    expect(await daysOf(2026)).toBe(0)
  })
})

describe('the loud warning', () => {
  const warnings = (lines: readonly string[]) =>
    lines.map((line) => JSON.parse(line) as { level: unknown; year?: number; msg: string }).filter(({ year }) => year)

  it('names the year in the log at the start and once a day, and is silent where all is arranged', async () => {
    await here.calendar.duty.run()
    expect(warnings(here.lines)).toMatchObject([{ year: 2027, coveredUntil: '2026-12-31', coveredDays: 38 }])
    expect(here.calendar.duty.every).toBe(86_400_000)
    await here.calendar.change(here.leads.staff, 2027, [...newYear, ...autumn])
    await here.calendar.duty.run()
    expect(warnings(here.lines)).toHaveLength(1)
  })

  it('is given for a deadline in a year that is not covered: once a day, remembered for every server', async () => {
    here.clock.set(Temporal.Instant.from('2026-03-02T10:00:00+08:00'))
    expect((await here.calendar.coverage()).warning).toBe(null)
    const due = Temporal.Instant.from('2027-06-01T17:30:00+08:00')
    await here.calendar.heed([due], here.clock.now())
    await here.calendar.heed([due, due], here.clock.now())
    expect(warnings(here.lines)).toMatchObject([{ year: 2027 }])
    const warning = { kind: 'uncovered', year: 2027 }
    expect((await here.calendar.coverage()).warning).toEqual(warning)
    const there = createCalendar(here.house, here.people)
    expect((await there.coverage()).warning).toEqual(warning)
    here.clock.advance({ hours: 24 })
    await here.calendar.heed([due], here.clock.now())
    expect(warnings(here.lines)).toHaveLength(2)
    await here.calendar.change(here.leads.staff, 2027, [...newYear, ...autumn])
    expect((await here.calendar.coverage()).warning).toBe(null)
  })

  it('is not given for deadlines that the calendar covers or that lie behind', async () => {
    const at = (text: string) => Temporal.Instant.from(text)
    await here.calendar.heed([at('2026-12-31T23:59:00+08:00'), at('2024-01-01T09:00:00+08:00')], here.clock.now())
    expect([warnings(here.lines), await rows('select * from calendar_years_missed')]).toEqual([[], []])
  })
})
