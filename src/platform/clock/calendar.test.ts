import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { buildCalendar, defaultHours, isCovered, isWorkingDay } from './calendar.ts'

const day = (iso: string) => Temporal.PlainDate.from(iso)

describe('a calendar of four rows', () => {
  const calendar = buildCalendar([
    { day: '2026-10-10', working: true }, // a Saturday that is worked
    { day: '2026-10-01', working: false }, // a Thursday of rest
    { day: '2026-10-02', working: true },
    { day: '2026-10-02', working: false }, // put right later
  ])

  test('knows its first and last day', () => {
    expect(calendar).toMatchObject({ ...defaultHours, coveredFrom: '2026-10-01', coveredTo: '2026-10-10' })
  })

  test.each([
    ['2026-10-01', { working: false, covered: true }],
    ['2026-10-02', { working: false, covered: true }],
    ['2026-10-10', { working: true, covered: true }],
    ['2026-10-05', { working: true, covered: false }], // a gap: a Monday, by weekday
    ['2026-10-04', { working: false, covered: false }], // a gap: a Sunday, by weekday
    ['2027-10-01', { working: true, covered: false }], // a Friday: by weekday, and wrong
  ])('%s is %o', (iso, { working, covered }) => {
    expect(isWorkingDay(calendar, day(iso))).toBe(working)
    expect(isCovered(calendar, day(iso))).toBe(covered)
  })
})

test('an empty calendar covers nothing', () => {
  expect(buildCalendar([])).toMatchObject({ coveredFrom: '', coveredTo: '' })
  expect(isCovered(buildCalendar([]), day('2026-03-04'))).toBe(false)
})
