import { describe, expect, test } from 'vitest'
import { firstSeededYear, lastSeededYear, seedDays } from './calendar-seed.ts'

const seeded = new Map(seedDays(2026, 2026).map((row) => [row.day, row]))
const from = (first: string, last: string) => [...seeded.keys()].filter((day) => first <= day && day <= last)

describe('2026 as the State Council arranged it', () => {
  test.each([
    ['元旦', from('2026-01-01', '2026-01-03'), ['2026-01-04']],
    ['春节', from('2026-02-15', '2026-02-23'), ['2026-02-14', '2026-02-28']],
    ['清明', from('2026-04-04', '2026-04-06'), []],
    ['劳动节', from('2026-05-01', '2026-05-05'), ['2026-05-09']],
    ['端午', from('2026-06-19', '2026-06-21'), []],
    ['中秋', from('2026-09-25', '2026-09-27'), []],
    ['国庆节', from('2026-10-01', '2026-10-07'), ['2026-09-20', '2026-10-10']],
  ])('%s: rest %o, made up on %o', (note, rest, madeUp) => {
    const named = [...seeded.values()].filter((row) => row.note === note)
    expect(named.filter((row) => !row.working).map((row) => row.day)).toEqual(rest)
    expect(named.filter((row) => row.working).map((row) => row.day)).toEqual(madeUp)
  })

  test('the other days go by their weekday, without a note', () => {
    expect(seeded.get('2026-07-03')).toEqual({ day: '2026-07-03', working: true, note: null })
    expect(seeded.get('2026-07-04')).toEqual({ day: '2026-07-04', working: false, note: null })
    expect(seeded.size).toBe(365)
    expect([...seeded.values()].filter((row) => row.working)).toHaveLength(248)
  })
})

test('several years come in order and without gaps', () => {
  const days = seedDays(2023, 2025).map((row) => row.day)
  expect(days).toHaveLength(365 + 366 + 365)
  expect(days).toEqual([...new Set(days)].sort())
})

test('the library still ends with 2026: raise this year when it has learnt another one', () => {
  expect([firstSeededYear, lastSeededYear]).toEqual([2004, 2026])
})

test.each([
  [2026, 2027],
  [2027, 2027],
  [2003, 2004],
  [2026, 2025],
  [2025.5, 2026],
])('%d to %d is refused', (first, last) => {
  expect(() => seedDays(first, last)).toThrow(RangeError)
})
