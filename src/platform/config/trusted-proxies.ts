import { isIP } from 'node:net'
import { z } from 'zod'

/** Names of ranges that the server's own library knows. */
const ranges = ['loopback', 'linklocal', 'uniquelocal']

/**
 * Which reverse proxies are believed about where a request came from: `false`, how many stand before the server
 * (`1`, the usual one; `true` is the same), or their addresses, ranges and names of ranges, with commas. Never "all": the
 * first entry of X-Forwarded-For is written by whoever asks, and would choose its own rate limit.
 */
export const trustedProxies = z
  .string()
  .trim()
  .transform((text, context): false | number | string[] => {
    if (/^(false|no|off|0)$/i.test(text)) return false
    if (/^(true|yes|on)$/i.test(text)) return 1
    if (/^[1-9]$/.test(text)) return Number(text)
    const addresses = text.split(',').map((one) => one.trim())
    if (addresses.every(isAddress)) return addresses
    context.addIssue({ code: 'custom', message: 'is no number of proxies and no list of addresses' })
    return z.NEVER
  })

function isAddress(text: string): boolean {
  if (ranges.includes(text)) return true
  const [address = '', bits, more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more !== undefined) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  )
}
