import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { buildCalendar, isWorkingDay } from './calendar.ts'
import { seedDays } from './calendar-seed.ts'
import { dueAt, fractionAt, remaining, resumeDue, type TimeLimit } from './limits.ts'

const calendar = buildCalendar(seedDays(2026, 2026))
const local = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime('Asia/Shanghai').toInstant()
const shown = (at: Temporal.Instant) => at.toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime().toString()

const elapsed = (minutes: number): TimeLimit => ({ kind: 'elapsed', minutes })
const waking = (minutes: number): TimeLimit => ({ kind: 'waking', minutes })
const business = (minutes: number): TimeLimit => ({ kind: 'business', minutes })
const workingDays = (days: number): TimeLimit => ({ kind: 'working_days', days })
const dayEnd: TimeLimit = { kind: 'day_end', at: '21:00', cutoff: '16:00' }

describe('dueAt', () => {
  test.each<[string, TimeLimit, string, string]>([
    ['E accept: 5 minutes, at night too', elapsed(5), '2026-03-04T23:58', '2026-03-05T00:03:00'],
    ['U finish: 24 hours over a holiday', elapsed(1440), '2026-09-30T17:00', '2026-10-01T17:00:00'],
    ['finer than a second is cut', elapsed(1), '2026-03-04T10:00:00.999', '2026-03-04T10:01:00'],

    ['D accept: 2 hours in the day', waking(120), '2026-03-04T10:20', '2026-03-04T12:20:00'],
    ['D accept: over the night', waking(120), '2026-03-04T20:00', '2026-03-05T08:00:00'],
    ['D accept: from the night', waking(120), '2026-03-04T23:00', '2026-03-05T09:00:00'],
    ['D accept: up to the evening and no further', waking(120), '2026-03-04T19:00', '2026-03-04T21:00:00'],
    ['volunteers: a holiday counts', waking(60), '2026-10-01T09:00', '2026-10-01T10:00:00'],

    ['4 business hours over lunch', business(240), '2026-03-04T10:00', '2026-03-04T14:00:00'],
    ['4 business hours over a weekend', business(240), '2026-03-06T15:30', '2026-03-09T10:30:00'],
    ['4 business hours over Spring Festival', business(240), '2026-02-14T15:30', '2026-02-24T10:30:00'],

    ['1 working day: Wednesday → Thursday', workingDays(1), '2026-03-04T09:00', '2026-03-05T17:30:00'],
    ['the same from the night', workingDays(1), '2026-03-04T23:59:59', '2026-03-05T17:30:00'],
    ['over a weekend', workingDays(3), '2026-03-06T09:00', '2026-03-11T17:30:00'],
    ['begun on a Saturday', workingDays(1), '2026-03-07T09:00', '2026-03-09T17:30:00'],
    ['the make-up Saturday before Spring Festival', workingDays(1), '2026-02-13T09:00', '2026-02-14T17:30:00'],
    ['over Spring Festival', workingDays(5), '2026-02-12T09:00', '2026-02-26T17:30:00'],
    ['over National Day', workingDays(3), '2026-09-30T09:00', '2026-10-10T17:30:00'],
    ['the make-up Sunday before National Day', workingDays(1), '2026-09-19T09:00', '2026-09-20T17:30:00'],

    ['before the cutoff: today', dayEnd, '2026-03-04T15:59:59', '2026-03-04T21:00:00'],
    ['at the cutoff: tomorrow', dayEnd, '2026-03-04T16:00', '2026-03-05T21:00:00'],
    ['a cutoff after the day’s end', { ...dayEnd, cutoff: '22:00' }, '2026-03-04T21:30', '2026-03-05T21:00:00'],
    ['after midnight: today', dayEnd, '2026-03-05T00:30', '2026-03-05T21:00:00'],
  ])('%s', (_, limit, start, due) => {
    expect(shown(dueAt(limit, local(start), calendar).at)).toBe(due)
  })

  test.each<[string, TimeLimit, string, boolean]>([
    ['ends with the last covered day', workingDays(1), '2026-12-30T09:00', false],
    ['ends in 2027', workingDays(1), '2026-12-31T09:00', true],
    ['ends in 2027, in business hours', business(60), '2026-12-31T17:00', true],
    ['lies in 2027', business(60), '2027-03-03T09:00', true],
    ['begins before the table', workingDays(1), '2025-12-31T09:00', true],
    ['asks for no working days: around the clock', elapsed(60), '2027-03-03T09:00', false],
    ['asks for no working days: waking hours', waking(60), '2027-03-03T09:00', false],
    ['asks for no working days: the day’s end', dayEnd, '2027-03-03T09:00', false],
  ])('uncovered: %s', (_, limit, start, uncovered) => {
    expect(dueAt(limit, local(start), calendar).uncovered).toBe(uncovered)
  })

  test('uncovered: passes through a gap in the table', () => {
    const gap = buildCalendar(seedDays(2026, 2026).filter((row) => row.day !== '2026-03-05'))
    expect(dueAt(workingDays(2), local('2026-03-04T09:00'), gap).uncovered).toBe(true)
    expect(dueAt(workingDays(2), local('2026-03-05T09:00'), gap).uncovered).toBe(true)
    expect(dueAt(workingDays(2), local('2026-03-06T09:00'), gap).uncovered).toBe(false)
  })

  test.each([elapsed(-1), business(Number.NaN), workingDays(0), workingDays(1.5), { ...dayEnd, at: 'evening' }])(
    '%o is refused',
    (limit) => {
      expect(() => dueAt(limit, local('2026-03-04T09:00'), calendar)).toThrow(RangeError)
    },
  )

  test('working days that never come are said', () => {
    expect(() => dueAt(workingDays(9999), local('2026-03-04T09:00'), calendar)).toThrow(RangeError)
  })
})

describe('a pause', () => {
  test.each<[string, TimeLimit, string, string, string, string]>([
    // limit, start, pause, resume, due
    [
      'around the clock',
      elapsed(120),
      '2026-03-04T10:00',
      '2026-03-04T11:00',
      '2026-03-04T22:00',
      '2026-03-04T23:00:00',
    ],
    ['waking', waking(120), '2026-03-04T20:00', '2026-03-04T20:30', '2026-03-06T20:00', '2026-03-07T07:30:00'],
    ['working days', workingDays(1), '2026-03-04T10:00', '2026-03-05T16:30', '2026-03-06T23:00', '2026-03-09T09:30:00'],
    ['the day’s end', dayEnd, '2026-03-04T10:00', '2026-03-04T20:00', '2026-03-05T10:00', '2026-03-05T11:00:00'],
    ['begun at night', waking(120), '2026-03-04T20:00', '2026-03-04T23:00', '2026-03-05T12:00', '2026-03-05T13:00:00'],
    [
      'of a clock that had run out',
      elapsed(60),
      '2026-03-04T10:00',
      '2026-03-04T12:00',
      '2026-03-05T09:00',
      '2026-03-05T09:00:00',
    ],
  ])('%s', (_, limit, start, pause, resume, due) => {
    const left = remaining(limit, local(pause), dueAt(limit, local(start), calendar).at, calendar)
    expect(JSON.parse(JSON.stringify(left))).toEqual(left)
    expect(shown(resumeDue(left, local(resume), calendar).at)).toBe(due)
  })

  test('says what is left', () => {
    const due = local('2026-03-05T17:30')
    expect(remaining(workingDays(1), local('2026-03-04T16:30'), due, calendar)).toEqual({
      kind: 'business',
      seconds: 10 * 3600,
      uncounted: 0,
    })
    expect(remaining(workingDays(1), local('2026-03-06T09:00'), due, calendar)).toMatchObject({
      seconds: 0,
      uncounted: 0,
    })
  })

  test('keeps a deadline inside quiet hours', () => {
    const late: TimeLimit = { kind: 'day_end', at: '22:00', cutoff: '16:00' }
    const due = dueAt(late, local('2026-03-04T10:00'), calendar).at
    const left = remaining(late, local('2026-03-04T20:00'), due, calendar)
    expect(left).toEqual({ kind: 'waking', seconds: 3600, uncounted: 3600 })
    expect(shown(resumeDue(left, local('2026-03-04T20:00'), calendar).at)).toBe('2026-03-04T22:00:00')
  })

  test('keeps a deadline whose day has become a holiday since', () => {
    const due = dueAt(workingDays(1), local('2026-03-04T10:00'), calendar).at
    const edited = buildCalendar([...seedDays(2026, 2026), { day: '2026-03-05', working: false }])
    expect(isWorkingDay(edited, Temporal.PlainDate.from('2026-03-05'))).toBe(false)
    const now = local('2026-03-04T12:00')
    expect(shown(resumeDue(remaining(workingDays(1), now, due, edited), now, edited).at)).toBe(shown(due))
  })

  test('that ends in 2027 is uncovered', () => {
    const left = remaining(workingDays(1), local('2026-12-30T10:00'), local('2026-12-31T17:30'), calendar)
    expect(resumeDue(left, local('2026-12-30T10:00'), calendar).uncovered).toBe(false)
    expect(resumeDue(left, local('2027-01-04T10:00'), calendar).uncovered).toBe(true)
  })
})

describe('a plan for a Saturday', () => {
  const due = local('2026-04-11T17:30')
  const left = remaining(workingDays(1), local('2026-04-10T13:00'), due, calendar)
  test.each([
    ['resumed at once, stays where it was', '2026-04-10T13:00', '2026-04-11T17:30:00'],
    // A minute of Friday is given back on Monday; the Saturday is over by then and is not given once more.
    ['resumed a minute later', '2026-04-10T13:01', '2026-04-13T08:31:00'],
  ])('%s', (_name, resume, then) => {
    expect(shown(resumeDue(left, local(resume), calendar).at)).toBe(then)
  })
})

describe('fractionAt', () => {
  test.each<[string, TimeLimit, string, number, string]>([
    ['half of 2 hours', elapsed(120), '2026-03-04T23:00', 0.5, '2026-03-05T00:00:00'],
    ['half of a waking clock is not in the night', waking(120), '2026-03-04T20:30', 0.5, '2026-03-05T07:30:00'],
    ['80 % of 5 hours', waking(300), '2026-03-04T17:00', 0.8, '2026-03-04T21:00:00'],
    ['half of 2 working days', workingDays(2), '2026-03-05T17:30', 0.5, '2026-03-06T17:30:00'],
    ['half of a working day begun at night', workingDays(1), '2026-03-06T20:00', 0.5, '2026-03-09T13:00:00'],
    ['half of the day’s end', dayEnd, '2026-03-04T13:00', 0.5, '2026-03-04T17:00:00'],
    ['none is the start, also at night', waking(120), '2026-03-04T23:00', 0, '2026-03-04T23:00:00'],
  ])('%s', (_, limit, start, fraction, at) => {
    const due = dueAt(limit, local(start), calendar).at
    expect(shown(fractionAt(limit, local(start), due, fraction, calendar))).toBe(at)
  })

  test('a clock that ran out before it began is used up at its end', () => {
    const due = local('2026-03-04T09:00')
    expect(shown(fractionAt(elapsed(60), local('2026-03-04T10:00'), due, 0.5, calendar))).toBe('2026-03-04T09:00:00')
  })

  test.each([-0.1, 1.1, Number.NaN])('%d is no fraction', (fraction) => {
    const now = local('2026-03-04T09:00')
    expect(() => fractionAt(elapsed(1), now, now, fraction, calendar)).toThrow(RangeError)
  })
})
