import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { daysFrom, endOfNight, goesBefore, kinds, nightOf, terms } from './rules-for-retention.ts'

const at = (text: string) => Temporal.Instant.from(text)
const anyMoment = fc
  .integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2035, 0, 1) })
  .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds))

describe('how long things are kept', () => {
  it('is within its bounds, whatever a district writes', () => {
    const chosen = fc.array(fc.record({ kind: fc.constantFrom(...kinds, 'other'), days: fc.integer() }))
    fc.assert(
      fc.property(chosen, (rows) => {
        const days = daysFrom(rows)
        for (const kind of kinds) {
          expect(days[kind]).toBeGreaterThanOrEqual(terms[kind].least)
          expect(days[kind]).toBeLessThanOrEqual(terms[kind].most)
        }
      }),
    )
  })
  it('is as the district chose where it may, and else the table’s', () => {
    expect(daysFrom([{ kind: 'contact', days: 90 }])).toMatchObject({ contact: 90, request: 730 })
    expect(daysFrom([{ kind: 'contact', days: 400 }]).contact).toBe(180)
    expect(daysFrom([{ kind: 'opening', days: 1 }]).opening).toBe(1096)
  })
  it.each(kinds)('%s: the table itself is within its bounds', (kind) => {
    const { days, least, most } = terms[kind]
    expect(least <= days && days <= most).toBe(true)
  })
  it('what has not been kept for all of its days does not go, and all that has been does', () => {
    fc.assert(
      fc.property(
        anyMoment,
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (now, days, hours) => {
          const born = now.subtract({ hours })
          expect(Temporal.Instant.compare(born, goesBefore(now, days)) < 0).toBe(hours > days * 24)
        },
      ),
    )
  })
})

describe('the night', () => {
  it.each([
    ['2026-11-24T16:59:59Z', null],
    ['2026-11-24T17:00:00Z', '2026-11-25'],
    ['2026-11-24T20:59:59Z', '2026-11-25'],
    ['2026-11-24T21:00:00Z', null],
  ])('%s is %s', (moment, day) => {
    expect(nightOf(at(moment))).toBe(day)
  })
  it('ends within a day from any moment, and every night ends at its own end', () => {
    fc.assert(
      fc.property(anyMoment, (now) => {
        const end = endOfNight(now)
        const hours = now.until(end).total('hours')
        expect(hours).toBeGreaterThan(0)
        expect(hours).toBeLessThanOrEqual(24)
        expect(nightOf(end)).toBeNull()
        expect(nightOf(end.subtract({ seconds: 1 }))).not.toBeNull()
      }),
    )
  })
})
