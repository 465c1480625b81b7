import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWake } from './wake.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a wake-up', () => {
  it('of many calls within a beat is one, and the next beat has its own', async () => {
    const wake = createWake(null, 40)
    const heard = vi.fn()
    wake.on('announcements', heard)
    for (let n = 0; n < 100; n++) wake.up('announcements')
    expect(heard).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(40)
    expect(heard).toHaveBeenCalledTimes(1)
    wake.up('announcements')
    await vi.advanceTimersByTimeAsync(40)
    expect(heard).toHaveBeenCalledTimes(2)
  })
  it('reaches who waits for its kind, all of them, and no other', async () => {
    const wake = createWake(null)
    const [one, two, other] = [vi.fn(), vi.fn(), vi.fn()]
    wake.on('posts', one)
    wake.on('posts', two)
    wake.on('deadlines', other)
    wake.up('posts')
    await vi.runAllTimersAsync()
    expect([one, two, other].map((listener) => listener.mock.calls.length)).toEqual([1, 1, 0])
  })
  it('is not heard by who has stopped to listen', async () => {
    const wake = createWake(null)
    const heard = vi.fn()
    const stop = wake.on('posts', heard)
    wake.up('posts')
    stop()
    await vi.runAllTimersAsync()
    expect(heard).not.toHaveBeenCalled()
  })
  it('tells the other servers once a beat, and works on when they cannot be told', async () => {
    const send = vi.fn(async (_kind: string) => {
      throw new Error('the database is away')
    })
    const wake = createWake({ send }, 40)
    const heard = vi.fn()
    wake.on('posts', heard)
    for (let n = 0; n < 10; n++) wake.up('posts')
    await vi.runAllTimersAsync()
    wake.up('posts')
    await vi.runAllTimersAsync()
    expect(send.mock.calls).toEqual([['posts'], ['posts']])
    expect(heard).toHaveBeenCalledTimes(2)
  })
  it('from another server is heard here and not sent back', () => {
    const send = vi.fn(async () => {})
    const wake = createWake({ send })
    const heard = vi.fn()
    wake.on('posts', heard)
    wake.heard('posts')
    wake.heard('nobody waits for this')
    expect(heard).toHaveBeenCalledTimes(1)
    expect(send).not.toHaveBeenCalled()
  })
})
