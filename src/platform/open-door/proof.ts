import { randomInt } from 'node:crypto'
import { type Challenge, createChallenge, type Payload, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { House } from '../house.ts'
import type { Hashing } from '../sealing/hashing.ts'

/**
 * How much work: between 60 and 120 keys of 10,000 rounds each. The most took a quarter of a second in Chromium with one
 * thread; an old phone is ten times slower and has four of them. It is bounded, so that nobody waits out of bad luck.
 */
const cost = 10_000
const [fewest, most] = [60, 120]
/** A page that was left open over lunch still proves. */
const validMinutes = 120

/**
 * Proof of work (ALTCHA, PBKDF2/SHA-256): what a page has the browser compute before its report goes on unlooked at. It
 * is bound to one thing that was sent, so that it is worth nothing for another, and nothing has to be remembered.
 */
export function createProof(house: Pick<House, 'clock'> & { sealing: Hashing }) {
  const { sealing, clock } = house
  const secrets = {
    hmacSignatureSecret: sealing.hash('proof of work', 'challenge').toString('hex'),
    hmacKeySignatureSecret: sealing.hash('proof of work', 'key').toString('hex'),
  }
  return {
    /** A challenge for one thing that was sent, as JSON for the page's script. */
    async challenge(subject: string): Promise<string> {
      const challenge = await createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost,
        counter: randomInt(fewest, most),
        deriveKey,
        data: { subject, until: clock.now().add({ minutes: validMinutes }).epochMilliseconds },
        ...secrets,
      })
      return JSON.stringify(challenge)
    },

    /** Whether somebody did the work for this very thing. Anything else, also nonsense, is no. */
    async isProved(subject: string, given: string | undefined): Promise<boolean> {
      const payload = readPayload(given)
      if (payload?.challenge.parameters.data?.subject !== subject) return false
      if (!(Number(payload.challenge.parameters.data.until) > clock.now().epochMilliseconds)) return false
      const { verified } = await verifySolution({ ...payload, deriveKey, ...secrets }).catch(() => ({
        verified: false,
      }))
      return verified
    },
  }
}
export type Proof = ReturnType<typeof createProof>

/** Longest payload that is looked at, in characters. */
const longest = 4_000

function readPayload(given: string | undefined): { challenge: Challenge; solution: Payload['solution'] } | null {
  if (!given || given.length > longest) return null
  try {
    const read = JSON.parse(given) as Partial<Payload> | null
    const isWhole = typeof read?.challenge?.parameters === 'object' && typeof read.solution === 'object'
    // Only challenges that carry the key's signature are ours; without it verifying would cost us the work instead.
    if (!isWhole || typeof read.challenge?.parameters?.keySignature !== 'string') return null
    return read as { challenge: Challenge; solution: Payload['solution'] }
  } catch {
    return null
  }
}
