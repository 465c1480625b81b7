import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { settableClock, systemClock } from './clock.ts'

test('the system clock tells the machine’s time', () => {
  const before = Temporal.Now.instant()
  expect(Temporal.Instant.compare(systemClock.now(), before)).toBeGreaterThanOrEqual(0)
})

test('a settable clock stands still until it is told', () => {
  const clock = settableClock('2026-03-04T10:20:00+08:00')
  expect(clock.now().toString()).toBe('2026-03-04T02:20:00Z')
  expect(clock.now().toString()).toBe('2026-03-04T02:20:00Z')
  clock.advance({ days: 1, minutes: 10 })
  expect(clock.now().toString()).toBe('2026-03-05T02:30:00Z')
  clock.advance('-PT30M')
  expect(clock.now().toString()).toBe('2026-03-05T02:00:00Z')
  clock.set(Temporal.Instant.from('2025-01-01T00:00:00Z'))
  expect(clock.now().toString()).toBe('2025-01-01T00:00:00Z')
})

test('a settable clock starts at an instant, not at a local time', () => {
  expect(() => settableClock('2026-03-04T10:20:00')).toThrow(RangeError)
})
