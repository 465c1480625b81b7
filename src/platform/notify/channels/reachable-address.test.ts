import { describe, expect, it } from 'vitest'
import { isReachable } from './reachable-address.ts'

describe('an address of a receiver', () => {
  it.each(['1.2.4.8', '223.5.5.5', '172.32.0.1', '100.128.0.1', '2400:3200::1', '2606:4700::1111'])(
    '%s is open to all',
    (address) => {
      expect(isReachable(address, false)).toBe(true)
    },
  )

  it.each([
    ...['10.1.2.3', '127.9.9.9', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '198.18.0.1'],
    ...[
      '::1',
      'fd12:3456::1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
    ],
  ])('%s is private', (address) => {
    expect(isReachable(address, false)).toBe(false)
    expect(isReachable(address, true)).toBe(true)
  })

  it.each([
    ...['0.0.0.0', '169.254.169.254', '100.100.100.200', '168.63.129.16', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      'fe80::1',
      'fe80::1%eth0',
      'ff02::1',
      'fd00:ec2::254',
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
    ],
    ...['', 'localhost', '127.1', '[::1]'],
  ])('%s is never one', (address) => {
    expect(isReachable(address, true)).toBe(false)
    expect(isReachable(address, false)).toBe(false)
  })
})
