import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { type CommunityId, newId } from '../../platform/ids.ts'
import { type Counts, measures } from './model.ts'
import { type Days, daysOfMonth, faultOf, monthBeside, spansOf, sumOf, sumsBy } from './rules.ts'

const day = fc
  .integer({ min: 0, max: 3_000 })
  .map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }).toString())

function daysOf({ from, to }: Days): string[] {
  const found: string[] = []
  for (let at = Temporal.PlainDate.from(from); at.toString() <= to; at = at.add({ days: 1 })) found.push(at.toString())
  return found
}

describe('the spans of some days', () => {
  it.each([
    ['2026-11-01', '2026-11-30', '2026-11-01…2026-11-01', []],
    ['2026-11-02', '2026-11-30', null, ['2026-11-02…2026-11-30']],
    ['2026-11-01', '2026-11-29', null, ['2026-11-01…2026-11-29']],
    ['2026-11-30', '2027-01-01', '2026-12-01…2026-12-01', ['2026-11-30…2026-11-30', '2027-01-01…2027-01-01']],
    ['2026-01-01', '2026-12-31', '2026-01-01…2026-12-01', []],
    ['2024-02-29', '2024-02-29', null, ['2024-02-29…2024-02-29']],
  ])('%s to %s', (from, to, months, days) => {
    const say = (some: Days | null) => some && `${some.from}…${some.to}`
    const found = spansOf({ from, to })
    expect([say(found.months), found.days.map(say)]).toEqual([months, days])
  })

  it('hold each day once, and none more', () => {
    fc.assert(
      fc.property(day, day, (one, other) => {
        const whole = one < other ? { from: one, to: other } : { from: other, to: one }
        const { months, days } = spansOf(whole)
        const ofMonths = months ? daysOf({ ...months, to: daysOfMonth(months.to.slice(0, 7)).to }) : []
        expect([...days.flatMap(daysOf), ...ofMonths].toSorted()).toEqual(daysOf(whole))
        expect(days.length).toBeLessThanOrEqual(2)
      }),
    )
  })

  it.each([
    ['2026-11-02', '2026-11-01', 'reversed'],
    ['2026-11-01', '2026-11-01', null],
    ['2025-11-01', '2026-11-30', null],
    ['2025-11-01', '2026-12-01', 'too_long'],
  ])('%s to %s may be asked for: %s', (from, to, fault) => {
    expect(faultOf({ from, to })).toBe(fault)
  })

  it('go from month to month over the years', () => {
    expect([monthBeside('2026-01', -1), monthBeside('2026-12', 1)]).toEqual(['2025-12', '2027-01'])
    expect(daysOfMonth('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  })
})

describe('sums', () => {
  const line = (reported: number): Counts => ({ ...sumOf([]), reported, resolved: 1 })
  const [here, there] = [newId<CommunityId>(), newId<CommunityId>()]
  const lines = [
    { communityId: here, category: null, ...line(1) },
    { communityId: here, category: 'repair.light', ...line(2) },
    { communityId: there, category: 'repair.light', ...line(4) },
  ]
  it('are of every measure, by community and by category, the most reported first', () => {
    expect(sumOf(lines)).toEqual({ ...sumOf([]), reported: 7, resolved: 3 })
    expect(Object.keys(sumOf([]))).toEqual([...measures])
    expect(sumsBy(lines, 'communityId').map(({ key, counts }) => [key, counts.reported])).toEqual([
      [there, 4],
      [here, 3],
    ])
    expect(sumsBy(lines, 'category').map(({ key, counts }) => [key, counts.reported])).toEqual([
      ['repair.light', 6],
      [null, 1],
    ])
  })
})
