import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowances, networkOf } from './rules-for-limits.ts'

describe('the network of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['::FFFF:203.0.113.1', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is in %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })

  it('is one for all of it and another for the next', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), (address, last) => {
        const other = address.replace(/\d+$/, String(last))
        expect(networkOf(other)).toBe(networkOf(address))
      }),
    )
    expect(networkOf('10.0.1.1')).not.toBe(networkOf('10.0.2.1'))
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'))
  })
})

it('the numbers leave room for a burst pipe, and none gives a network less than one of its stairwells', () => {
  for (const { device, plaque, network } of Object.values(allowances)) {
    expect(device.most).toBeLessThan(network.most)
    expect(device.most).toBeLessThan(plaque.most)
  }
  expect(allowances.report.plaque.most).toBeGreaterThanOrEqual(20 * 1.5)
  expect(allowances.report.network.most).toBeGreaterThanOrEqual(20 * 1.5)
  expect(allowances.report.withoutDevice.most).toBeGreaterThanOrEqual(20 * 1.5)
})
