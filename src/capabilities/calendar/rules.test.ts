import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { seedDays } from '../../platform/clock/calendar-seed.ts'
import type { CalendarDay } from './model.ts'
import {
  dayAfter,
  daysIn,
  daysOfYear,
  exceptionsIn,
  type Fault,
  faultsIn,
  isWeekday,
  isWhole,
  rowsOf,
  spansOf,
  withDays,
} from './rules.ts'

const today = '2026-11-24'
const rest = (day: string, name = '元旦'): CalendarDay => ({ day, working: false, name })
const work = (day: string, name = '元旦'): CalendarDay => ({ day, working: true, name })

describe('a list that is refused', () => {
  test.each<[string, number, CalendarDay[], Fault[]]>([
    ['nothing wrong', 2027, [rest('2027-01-01'), rest('2027-01-02'), work('2027-01-09')], []],
    ['an empty list', 2027, [], []],
    ['a year far ahead', 2029, [rest('2029-01-01')], [{ field: 'year', code: 'far_away' }]],
    ['a year far back', 2024, [rest('2024-01-01')], [{ field: 'year', code: 'far_away' }]],
    ['last year', 2025, [rest('2025-01-01')], []],
    ['the year after the next', 2028, [rest('2028-01-03')], []],
    [
      'a day of another year',
      2027,
      [rest('2027-01-01'), rest('2026-12-31')],
      [{ field: 'days.1.day', code: 'another_year' }],
    ],
    [
      'a day that is there twice',
      2027,
      [rest('2027-01-01'), rest('2027-01-01', '春节')],
      [{ field: 'days.1.day', code: 'twice' }],
    ],
    [
      'a make-up day that is worked anyway',
      2027,
      [work('2027-01-04')],
      [{ field: 'days.0.day', code: 'worked_anyway' }],
    ],
    [
      'more than 60 days',
      2027,
      daysOfYear(2027)
        .slice(0, 61)
        .map((day) => rest(day)),
      [{ field: 'days', code: 'too_many' }],
    ],
    [
      'just 60',
      2027,
      daysOfYear(2027)
        .slice(0, 60)
        .map((day) => rest(day)),
      [],
    ],
  ])('%s', (_, year, days, faults) => {
    expect(faultsIn(year, days, today)).toEqual(faults)
  })
})

/** Any list that may be written for 2027. */
const anyList = fc.uniqueArray(fc.constantFrom(...daysOfYear(2027)), { maxLength: 60 }).chain((days) =>
  fc.tuple(
    ...days.map((day) =>
      fc.record({
        day: fc.constant(day),
        working: isWeekday(day) ? fc.constant(false) : fc.boolean(),
        name: fc.constantFrom('元旦', '春节', '国庆节、中秋节'),
      }),
    ),
  ),
)

describe('any list of a year', () => {
  it('is written and read back as it was, in order, and covers the whole year or nothing of it', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        expect(faultsIn(2027, list, today)).toEqual([])
        const rows = rowsOf(2027, list)
        expect(exceptionsIn(rows)).toEqual(list.toSorted((one, other) => (one.day < other.day ? -1 : 1)))
        expect(isWhole(2027, rows)).toBe(list.length > 0)
        expect(rows.length).toBe(list.length > 0 ? 365 : 0)
      }),
    )
  })
  it('is told in spans that hold every day once', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const spans = spansOf(list)
        expect(spans.flatMap(daysIn)).toEqual(withDays([], list))
        // No two neighbours could have been one.
        for (const [index, span] of spans.entries()) {
          const next = spans[index + 1]
          const joined = next?.from === dayAfter(span.to) && next.name === span.name && next.working === span.working
          expect(joined).toBe(false)
        }
      }),
    )
  })
  it('takes more days, of which the later said count', () => {
    fc.assert(
      fc.property(anyList, anyList, (list, added) => {
        const both = withDays(list, added)
        expect(new Set(both.map(({ day }) => day)).size).toBe(both.length)
        for (const one of added) expect(both).toContainEqual(one)
        for (const one of list) if (!added.some(({ day }) => day === one.day)) expect(both).toContainEqual(one)
      }),
    )
  })
})

test.each([2004, 2013, 2024, 2025, 2026])('what is published for %d could have been entered by hand', (year) => {
  const seeded = seedDays(year, year)
  const list = exceptionsIn(seeded)
  expect(faultsIn(year, list, `${year}-06-01`)).toEqual([])
  expect(rowsOf(year, list)).toEqual(seeded)
})

test('a leap year has its day', () => {
  expect([daysOfYear(2028).length, daysOfYear(2027).length, dayAfter('2028-02-28')]).toEqual([366, 365, '2028-02-29'])
})
