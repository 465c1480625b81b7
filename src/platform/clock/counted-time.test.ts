import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { buildCalendar, defaultHours, type WorkCalendar } from './calendar.ts'
import { seedDays } from './calendar-seed.ts'
import { countBetween, countForward, instantOf, type Measure, secondsOf } from './counted-time.ts'

const calendar = buildCalendar(seedDays(2026, 2026))
const seconds = (local: string, zone = 'Asia/Shanghai') =>
  secondsOf(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant())
const hoursBetween = (measure: Measure, from: string, to: string, within: WorkCalendar = calendar) =>
  countBetween(measure, seconds(from, within.timeZone), seconds(to, within.timeZone), within) / 3600

describe('hours counted', () => {
  test.each<[Measure, string, string, number]>([
    ['elapsed', '2026-03-04T00:00', '2026-03-05T06:00', 30],
    ['waking', '2026-03-04T00:00', '2026-03-05T00:00', 14],
    ['waking', '2026-03-04T22:00', '2026-03-05T06:00', 0],
    ['waking', '2026-03-07T20:00', '2026-03-08T08:00', 2], // a weekend counts
    ['business', '2026-03-04T00:00', '2026-03-05T00:00', 9],
    ['business', '2026-03-06T16:30', '2026-03-09T09:30', 2], // over a weekend
    ['business', '2026-09-30T16:30', '2026-10-08T09:30', 2], // over National Day
    ['business', '2026-10-10T00:00', '2026-10-11T00:00', 9], // a make-up Saturday
    ['business', '2026-01-01T00:00', '2027-01-01T00:00', 248 * 9],
    ['waking', '2026-01-01T00:00', '2027-01-01T00:00', 365 * 14],
    ['business', '2026-03-05T00:00', '2026-03-04T00:00', 0], // backwards
  ])('%s from %s to %s: %d', (measure, from, to, hours) => {
    expect(hoursBetween(measure, from, to)).toBe(hours)
  })

  test.each([
    [{ from: '21:00', to: '07:00' }, 14],
    [{ from: '12:00', to: '14:00' }, 22],
    [{ from: '00:00', to: '06:00' }, 18],
    [{ from: '22:00', to: '00:00' }, 22],
    [{ from: '00:00', to: '00:00' }, 24],
  ])('quiet hours %o leave %d of a day', (quietHours, hours) => {
    const within = buildCalendar([], { ...defaultHours, quietHours })
    expect(hoursBetween('waking', '2026-03-04T00:00', '2026-03-05T00:00', within)).toBe(hours)
  })

  test('a day of 23 hours has no more than that', () => {
    const within = buildCalendar([], {
      ...defaultHours,
      timeZone: 'America/New_York',
      quietHours: { from: '00:00', to: '00:00' },
    })
    expect(hoursBetween('waking', '2026-03-08T00:00', '2026-03-09T00:00', within)).toBe(23)
  })
})

test('a stretch’s last second comes before the next one’s first', () => {
  const from = seconds('2026-03-04T16:30')
  expect(countForward('business', from, 3600, calendar)).toBe(seconds('2026-03-04T17:30'))
  expect(countForward('business', from, 3601, calendar)).toBe(seconds('2026-03-05T08:30:01'))
})

test('nothing to count is now, also at night', () => {
  const night = seconds('2026-03-04T23:00')
  expect(countForward('waking', night, 0, calendar)).toBe(night)
})

test('what cannot come together is said and not waited for', () => {
  const rest = (function* () {
    for (let ahead = 0; ahead <= 3700; ahead++) {
      yield { day: Temporal.PlainDate.from('2026-01-01').add({ days: ahead }).toString(), working: false }
    }
  })()
  expect(() => countForward('business', seconds('2026-01-01T00:00'), 1, buildCalendar(rest))).toThrow(RangeError)
})

test('business hours that end before they begin are refused', () => {
  const within = buildCalendar([], { ...defaultHours, businessHours: { from: '17:30', to: '08:30' } })
  expect(() => hoursBetween('business', '2026-03-04T00:00', '2026-03-05T00:00', within)).toThrow(RangeError)
})

test('seconds are cut, not rounded, before 1970 too', () => {
  expect(instantOf(secondsOf(Temporal.Instant.from('2026-03-04T02:20:00.999Z'))).toString()).toBe(
    '2026-03-04T02:20:00Z',
  )
  expect(secondsOf(Temporal.Instant.from('1969-12-31T23:59:59.5Z'))).toBe(-1)
})
