import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keptFor } from './kept.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

it('reads once for all who ask within its time, and again after it', async () => {
  const kept = keptFor<number>(1_000)
  let readings = 0
  const read = () => kept.read('a', async () => ++readings)
  expect(await Promise.all([read(), read()])).toEqual([1, 1])
  vi.advanceTimersByTime(999)
  expect(await read()).toBe(1)
  vi.advanceTimersByTime(1)
  expect(await read()).toBe(2)
})

it('keeps no failure, forgets what it is told to, and no more than its size', async () => {
  const kept = keptFor<string>(1_000, 2)
  await expect(kept.read('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await kept.read('a', async () => 'there')).toBe('there')
  kept.forget((key) => key === 'a')
  expect(await kept.read('a', async () => 'new')).toBe('new')
  await kept.read('b', async () => 'b')
  await kept.read('c', async () => 'c')
  expect(await kept.read('a', async () => 'pushed out by the third')).toBe('pushed out by the third')
})
