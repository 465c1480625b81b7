import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { buildCalendar } from '../../platform/clock/calendar.ts'
import { seedDays } from '../../platform/clock/calendar-seed.ts'
import type { Coverage } from './model.ts'
import { dayAfter, daysOfYear, rowsOf } from './rules.ts'
import { coverageOf, uncoveredYears, warnedFrom } from './rules-for-coverage.ts'

const rest = (day: string) => ({ day, working: false, name: '节' })
const until2026 = buildCalendar(seedDays(2025, 2026))
const newYearOnly = buildCalendar([...seedDays(2025, 2026), ...rowsOf(2027, [rest('2027-01-01')])])
const until2027 = buildCalendar([...seedDays(2025, 2026), ...rowsOf(2027, [rest('2027-01-01'), rest('2027-10-01')])])
const whole2027 = buildCalendar([
  ...seedDays(2025, 2026),
  ...rowsOf(2027, ['2027-10-01', '2027-10-02', '2027-10-03'].map(rest)),
])
const without2026 = buildCalendar([...seedDays(2025, 2025), ...rowsOf(2027, [rest('2027-10-01')])])

describe('how far a calendar reaches, and what to warn of', () => {
  const uncovered = (year: number) => ({ kind: 'uncovered' as const, year })
  test.each<[string, typeof until2026, number[], string, Coverage]>([
    ['in the summer', until2026, [], '2026-07-01', { coveredUntil: '2026-12-31', coveredDays: 184, warning: null }],
    ['61 days left', until2026, [], '2026-11-01', { coveredUntil: '2026-12-31', coveredDays: 61, warning: null }],
    [
      '60 days left',
      until2026,
      [],
      '2026-11-02',
      { coveredUntil: '2026-12-31', coveredDays: 60, warning: uncovered(2027) },
    ],
    [
      'the last day',
      until2026,
      [],
      '2026-12-31',
      { coveredUntil: '2026-12-31', coveredDays: 1, warning: uncovered(2027) },
    ],
    [
      'the year is there',
      until2026,
      [],
      '2027-01-01',
      { coveredUntil: null, coveredDays: 0, warning: uncovered(2027) },
    ],
    [
      'the next year is arranged',
      whole2027,
      [],
      '2026-11-24',
      { coveredUntil: '2027-12-31', coveredDays: 403, warning: null },
    ],
    [
      'of the next year only New Year is',
      newYearOnly,
      [],
      '2026-11-24',
      { coveredUntil: '2027-12-31', coveredDays: 403, warning: { kind: 'unfinished', year: 2027 } },
    ],
    [
      'a year is left out: what lies behind the gap does not count',
      without2026,
      [],
      '2025-12-30',
      { coveredUntil: '2025-12-31', coveredDays: 2, warning: uncovered(2026) },
    ],
    [
      'a deadline fell beyond the covered time',
      until2026,
      [2027],
      '2026-03-01',
      { coveredUntil: '2026-12-31', coveredDays: 306, warning: uncovered(2027) },
    ],
    [
      'a deadline fell into a year that was arranged afterwards',
      whole2027,
      [2027],
      '2026-11-24',
      { coveredUntil: '2027-12-31', coveredDays: 403, warning: null },
    ],
    [
      'a deadline fell into a year that is over',
      whole2027,
      [2024],
      '2026-11-24',
      { coveredUntil: '2027-12-31', coveredDays: 403, warning: null },
    ],
    [
      'nothing at all is known',
      buildCalendar([]),
      [],
      '2026-11-24',
      { coveredUntil: null, coveredDays: 0, warning: uncovered(2026) },
    ],
  ])('%s', (_, calendar, missed, today, expected) => {
    expect(coverageOf(calendar, missed, today)).toEqual(expected)
  })

  it('misses no day of rest among the three of the National Day', () => {
    expect(coverageOf(until2027, [], '2027-03-01').warning).toBe(null)
    // In 2028 they are a Sunday to a Tuesday.
    const sunday = buildCalendar(rowsOf(2028, [rest('2028-01-03')]))
    expect(coverageOf(sunday, [], '2028-02-01').warning).toEqual({ kind: 'unfinished', year: 2028 })
    expect(coverageOf(sunday, [], '2028-10-20').warning).toBe(null)
  })

  it('counts every day once, and warns from the same day on, whatever the day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...daysOfYear(2026)), (today) => {
        const { coveredDays, coveredUntil, warning } = coverageOf(until2026, [], today)
        expect(coveredUntil).toBe('2026-12-31')
        expect(dayAfter(today, coveredDays - 1)).toBe('2026-12-31')
        expect(warning !== null).toBe(coveredDays <= warnedFrom)
      }),
    )
  })
})

describe('the years that a clock runs into without a calendar', () => {
  test.each([
    ['2026-12-28', '2026-12-31', []],
    ['2026-12-28', '2027-01-05', [2027]],
    ['2027-01-05', '2027-01-08', [2027]],
    ['2026-11-24', '2028-06-01', [2027, 2028]],
    // A deadline that had run out when it was looked at.
    ['2026-12-28', '2026-12-01', []],
    ['2027-01-02', '2026-12-31', []],
  ])('%s to %s: %o', (from, to, years) => {
    expect(uncoveredYears(until2026, from, to)).toEqual(years)
  })
})
