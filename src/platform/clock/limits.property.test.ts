import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { buildCalendar, defaultHours, isWorkingDay } from './calendar.ts'
import { seedDays } from './calendar-seed.ts'
import { dayOf, secondsOf } from './counted-time.ts'
import { dueAt, fractionAt, remaining, resumeDue, type TimeLimit } from './limits.ts'

const rows = seedDays(2025, 2026)
const calendars = fc.constantFrom(
  buildCalendar(rows),
  buildCalendar(rows, { ...defaultHours, quietHours: { from: '12:30', to: '14:00' } }),
  buildCalendar(rows, { ...defaultHours, timeZone: 'America/New_York', quietHours: { from: '22:00', to: '01:30' } }),
)
/** Milliseconds matter: what comes in is finer than what goes out. */
const instants = fc
  .integer({ min: Date.UTC(2025, 0, 2), max: Date.UTC(2026, 11, 1) })
  .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds))
const hours = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`)
const minutes = fc.integer({ min: 0, max: 20_000 })
const minuteLimits = fc.record({ kind: fc.constantFrom('elapsed', 'waking', 'business'), minutes })
const limits: fc.Arbitrary<TimeLimit> = fc.oneof(
  minuteLimits,
  fc.record({ kind: fc.constant('working_days'), days: fc.integer({ min: 1, max: 15 }) }),
  fc.record({ kind: fc.constant('day_end'), at: hours, cutoff: hours }),
)
const between = (from: Temporal.Instant, to: Temporal.Instant, part: number) =>
  from.add({ milliseconds: Math.floor((to.epochMilliseconds - from.epochMilliseconds) * part) })
const parts = fc.double({ min: 0, max: 1, noNaN: true })
const compare = Temporal.Instant.compare

describe('for any limit, start and calendar', () => {
  test('a clock runs out at a whole second, and not before it starts', () => {
    fc.assert(
      fc.property(limits, instants, calendars, (limit, start, calendar) => {
        const due = dueAt(limit, start, calendar).at
        expect(due.epochMilliseconds % 1000).toBe(0)
        expect(secondsOf(due)).toBeGreaterThanOrEqual(secondsOf(start))
      }),
    )
  })

  test('a later start is never due earlier', () => {
    fc.assert(
      fc.property(
        limits,
        instants,
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        calendars,
        (limit, start, by, calendar) => {
          const later = start.add({ milliseconds: by })
          expect(compare(dueAt(limit, start, calendar).at, dueAt(limit, later, calendar).at)).toBeLessThanOrEqual(0)
        },
      ),
    )
  })

  test('a pause that ends at once changes nothing', () => {
    fc.assert(
      fc.property(limits, instants, parts, calendars, (limit, start, part, calendar) => {
        const due = dueAt(limit, start, calendar).at
        const pause = between(start, due, part)
        const left = JSON.parse(JSON.stringify(remaining(limit, pause, due, calendar)))
        expect(resumeDue(left, pause, calendar).at.toString()).toBe(due.toString())
      }),
    )
  })

  test('a pause never brings the end nearer, and a longer one gives no less', () => {
    fc.assert(
      fc.property(
        limits,
        instants,
        parts,
        fc.nat(5 * 86_400),
        fc.nat(5 * 86_400),
        calendars,
        (limit, start, part, a, b, calendar) => {
          const due = dueAt(limit, start, calendar).at
          const pause = between(start, due, part)
          const left = remaining(limit, pause, due, calendar)
          const once = resumeDue(left, pause.add({ seconds: a }), calendar).at
          const longer = resumeDue(left, pause.add({ seconds: a + b }), calendar).at
          expect(compare(due, once)).toBeLessThanOrEqual(0)
          expect(compare(once, longer)).toBeLessThanOrEqual(0)
        },
      ),
    )
  })

  test('what is left after a pause is what was left before it', () => {
    fc.assert(
      fc.property(
        minuteLimits,
        instants,
        parts,
        fc.nat(20 * 86_400),
        calendars,
        (limit, start, part, pausedFor, calendar) => {
          const due = dueAt(limit, start, calendar).at
          const pause = between(start, due, part)
          const left = remaining(limit, pause, due, calendar)
          const resume = pause.add({ seconds: pausedFor })
          expect(remaining(limit, resume, resumeDue(left, resume, calendar).at, calendar)).toEqual(left)
        },
      ),
    )
  })

  test('fractions run from start to due, in order', () => {
    fc.assert(
      fc.property(limits, instants, parts, parts, calendars, (limit, start, one, other, calendar) => {
        const due = dueAt(limit, start, calendar).at
        const at = (fraction: number) => secondsOf(fractionAt(limit, start, due, fraction, calendar))
        expect(at(1)).toBe(secondsOf(due))
        expect(at(0)).toBe(secondsOf(start))
        expect(at(Math.min(one, other))).toBeLessThanOrEqual(at(Math.max(one, other)))
      }),
    )
  })
})

describe('for any start and calendar', () => {
  test('a limit of minutes is all there when it starts', () => {
    fc.assert(
      fc.property(minuteLimits, instants, calendars, (limit, start, calendar) => {
        const due = dueAt(limit, start, calendar).at
        expect(remaining(limit, start, due, calendar)).toEqual({
          kind: limit.kind,
          seconds: limit.minutes * 60,
          uncounted: 0,
        })
      }),
    )
  })

  test('one limit after another is the same as both at once', () => {
    fc.assert(
      fc.property(minuteLimits, minutes, instants, calendars, (limit, more, start, calendar) => {
        const after = dueAt({ ...limit, minutes: more }, dueAt(limit, start, calendar).at, calendar).at
        const atOnce = dueAt({ ...limit, minutes: limit.minutes + more }, start, calendar).at
        expect(after.toString()).toBe(atOnce.toString())
      }),
    )
  })

  test('elapsed time is never due after waking time', () => {
    fc.assert(
      fc.property(minutes, instants, calendars, (given, start, calendar) => {
        const due = (kind: 'elapsed' | 'waking') => dueAt({ kind, minutes: given }, start, calendar).at
        expect(compare(due('elapsed'), due('waking'))).toBeLessThanOrEqual(0)
      }),
    )
  })

  test('working days end on a working day, at the end of business', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), instants, calendars, (days, start, calendar) => {
        const due = dueAt({ kind: 'working_days', days }, start, calendar).at
        expect(isWorkingDay(calendar, dayOf(secondsOf(due), calendar))).toBe(true)
        expect(due.toZonedDateTimeISO(calendar.timeZone).toPlainTime().toString()).toBe('17:30:00')
      }),
    )
  })
})

test('a year of business hours is counted in well under a second', () => {
  const calendar = buildCalendar(rows)
  const start = Temporal.Instant.from('2025-01-02T00:00:00+08:00')
  const limit: TimeLimit = { kind: 'business', minutes: 9 * 60 * 248 }
  const began = performance.now()
  const due = dueAt(limit, start, calendar).at
  fractionAt(limit, start, due, 0.5, calendar)
  expect(performance.now() - began).toBeLessThan(1000)
})
