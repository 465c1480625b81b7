import { BlockList, isIP } from 'node:net'

/**
 * Never the address of a receiver, even in an intranet: this network, link-local (where clouds keep their metadata
 * service; also as NAT64 writes it), multicast, reserved, and the metadata services of Alibaba Cloud and Azure that live elsewhere.
 */
const NEVER = list(
  [
    '0.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '100.100.100.200/32',
    '168.63.129.16/32',
  ],
  ['::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::254/128', '64:ff9b::a9fe:0/112'],
)

/** Private, shared, loopback, documentation and benchmarking ranges (IANA special-purpose registry, RFC 6890). */
const PRIVATE = list(
  [
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '172.16.0.0/12',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
  ],
  // Inside global unicast: Teredo and other protocol assignments, documentation, 6to4 (which can wrap a private IPv4).
  ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
)

/** All that IANA has given out as global unicast; loopback, unique local, mapped and translated IPv4 lie outside. */
const GLOBAL_IPV6 = list([], ['2000::/3'])

const MAPPED_IPV4 = list([], ['::ffff:0:0/96'])

/**
 * Whether a webhook may be sent to this IP address (a literal without brackets; anything else: no).
 *
 * @param allowPrivate true when receivers may live in the operator's own network
 */
export function isReachable(address: string, allowPrivate: boolean): boolean {
  const family = isIP(address)
  if (family === 4) return !NEVER.check(address, 'ipv4') && (allowPrivate || !PRIVATE.check(address, 'ipv4'))
  if (family !== 6 || address.includes('%')) return false
  // A mapped address is IPv4 in disguise. Lists of Node see through it, so NEVER holds for it as well.
  if (NEVER.check(address, 'ipv6')) return false
  if (allowPrivate) return true
  if (MAPPED_IPV4.check(address, 'ipv6')) return false
  return GLOBAL_IPV6.check(address, 'ipv6') && !PRIVATE.check(address, 'ipv6')
}

function list(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const blocks = new BlockList()
  for (const subnet of ipv4) blocks.addSubnet(...parts(subnet), 'ipv4')
  for (const subnet of ipv6) blocks.addSubnet(...parts(subnet), 'ipv6')
  return blocks
}

function parts(subnet: string): [network: string, prefix: number] {
  const slash = subnet.lastIndexOf('/')
  return [subnet.slice(0, slash), Number(subnet.slice(slash + 1))]
}
