import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { networkOf } from './network.ts'

describe('the network of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:12:3456:789a::1', '2001:db8:12::/48'],
    ['2001:0db8:0012::1', '2001:db8:12::/48'],
    ['::1', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['a.socket', 'unknown'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })

  it('is the same for every host of it, however the address is written, and never holds the host', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), fc.nat(0xffff), (groups, host) => {
        const hex = groups.map((group) => group.toString(16))
        const full = hex.map((group) => group.padStart(4, '0')).join(':')
        const other = [...hex.slice(0, 3), ...hex.slice(3).map(() => host.toString(16))].join(':')
        expect(networkOf(full)).toBe(networkOf(other))
        expect(networkOf(full).split(':').length).toBe(5)
      }),
    )
  })
})
