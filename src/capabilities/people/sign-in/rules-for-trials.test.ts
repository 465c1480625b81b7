import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { networkOf, secondsUntilCode, secondsUntilCodeFrom, secondsUntilTry } from './rules-for-trials.ts'

describe('the wait before the next try', () => {
  it.each([
    [0, 0, 0],
    [4, 0, 0],
    [5, 5, 5],
    [6, 10, 10],
    [7, 20, 10],
    [12, 640, 10],
    [13, 900, 10],
    [1_000, 900, 10],
  ])('after %i wrong ones is %i s from here, %i s from anywhere', (tries, here, anywhere) => {
    expect(secondsUntilTry({ tries, secondsAgo: 0 }, 'fromHere')).toBe(here)
    expect(secondsUntilTry({ tries, secondsAgo: 0 }, 'fromAnywhere')).toBe(anywhere)
  })
  it('runs off, grows with the tries, and locks nobody out for long', () => {
    const some = fc.record({ tries: fc.nat(2_000), secondsAgo: fc.nat(2_000) })
    fc.assert(
      fc.property(some, fc.constantFrom('fromHere' as const, 'fromAnywhere' as const), (tried, from) => {
        const wait = secondsUntilTry(tried, from)
        expect(wait).toBeLessThanOrEqual(900)
        expect(secondsUntilTry({ ...tried, tries: tried.tries + 1 }, from)).toBeGreaterThanOrEqual(wait)
        expect(secondsUntilTry({ ...tried, secondsAgo: tried.secondsAgo + wait }, from)).toBe(0)
      }),
    )
  })
})

describe('the wait before the next code', () => {
  it.each([
    [0, 0, 0],
    [9, 0, 0],
    [10, 0, 3_600],
    [10, 3_000, 600],
    [15, 3_600, 0],
  ])('after %i today, the last %i s ago, is %i s', (tries, secondsAgo, wait) => {
    expect(secondsUntilCode({ tries, secondsAgo })).toBe(wait)
  })
})

describe('the wait before the next code from one place', () => {
  it.each([
    ['device', 19, 10, 0],
    ['device', 20, 10, 3_590],
    ['device', 20, 3_599.5, 1],
    ['network', 119, 0, 0],
    ['network', 120, 0, 3_600],
  ] as const)('from one %s after %i, %i s into the hour, is %i s', (from, tries, hourSeconds, wait) => {
    expect(secondsUntilCodeFrom(from, tries, hourSeconds)).toBe(wait)
  })
})

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
