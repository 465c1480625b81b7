import { createHash } from 'node:crypto'
import type { VoiceId } from '../../platform/ids.ts'
import type { Sealing } from '../../platform/sealing/sealing.ts'

/** Crockford's base 32 in small letters: no i, l, o, u, so that a code can be read out on the phone. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

function base32(bytes: Uint8Array): string {
  let bits = 0
  let value = 0
  let text = ''
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      text += alphabet[(value >>> (bits - 5)) & 31]
      bits -= 5
    }
    value &= (1 << bits) - 1
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text
}

/** A hash of what was asked, to tell a repeat from another thing under the same id. Key order does not matter. */
export function fingerprintOf(asked: unknown): Buffer {
  return createHash('sha256').update(canonical(asked)).digest()
}
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/**
 * The id of a voice, made from what the neighbour sent: the same report sent twice is the same voice, and somebody who
 * knows only the id of a request cannot make it (UUID version 8, RFC 9562 section 5.8).
 */
export function voiceIdFor(sealing: Sealing, id: string, fingerprint: Buffer): VoiceId {
  const bytes = sealing.hash('voice', `${id} ${fingerprint.toString('hex')}`).subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as VoiceId
}

/**
 * A device as one matter knows it: the same device is another one for the next matter, so that nobody can follow it from
 * one to the other.
 */
export function deviceHash(sealing: Sealing, request: string, device: string): Buffer {
  return sealing.hash('device of a voice', `${request} ${device}`)
}

/**
 * What opens a neighbour's tracking page: the community's number, and 128 bits that only this installation can make
 * from the voice. `1-k7m2q9…`
 */
export function trackingToken(sealing: Sealing, communityNumber: number, voice: VoiceId): string {
  return `${communityNumber.toString(36)}-${base32(sealing.hash('tracking token', voice).subarray(0, 16))}`
}

/** @returns the community's number and the hash to search by, or null when this is no token at all */
export function readToken(typed: string): { communityNumber: number; hash: Buffer } | null {
  const token = typed.trim().toLowerCase()
  const match = /^([0-9a-z]{1,6})-([0-9a-hjkmnp-tv-z]{26})$/.exec(token)
  if (!match?.[1]) return null
  return { communityNumber: Number.parseInt(match[1], 36), hash: tokenHash(token) }
}

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** A short number to name a request by on the phone: month, day, and four signs of its id. 1124-7K2M */
export function numberOf(id: string, localDay: string): string {
  const tail = Buffer.from(id.replaceAll('-', '').slice(-6), 'hex')
  return `${localDay.slice(5, 7)}${localDay.slice(8, 10)}-${base32(tail).slice(0, 4).toUpperCase()}`
}
