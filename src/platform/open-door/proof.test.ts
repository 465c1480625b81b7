import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { beforeAll, describe, expect, it } from 'vitest'
import { settableClock } from '../clock/clock.ts'
import { hashingWith } from '../sealing/hashing.ts'
import { rootKeysOf } from '../sealing/master-key.ts'
import { createProof } from './proof.ts'

const clock = settableClock('2026-11-24T14:05:00+08:00')
const sealing = hashingWith(rootKeysOf('a secret of at least thirty-two signs'))
const proof = createProof({ sealing, clock })
const subject = '019abcde-0000-7000-8000-000000000001'
let payload: {
  challenge: { parameters: Record<string, unknown>; signature: string }
  solution: { counter: number; derivedKey: string }
}

beforeAll(async () => {
  const challenge = JSON.parse(await proof.challenge(subject))
  payload = { challenge, solution: (await solveChallenge({ challenge, deriveKey }))! }
})

describe('proof of work', () => {
  it('is taken from who did it', async () => {
    expect(await proof.isProved(subject, JSON.stringify(payload))).toBe(true)
  })
  it('is worth nothing for another thing, in another house, or too late', async () => {
    expect(await proof.isProved('019abcde-0000-7000-8000-000000000002', JSON.stringify(payload))).toBe(false)
    const next = createProof({ sealing: hashingWith(rootKeysOf('another secret of thirty-two signs!')), clock })
    expect(await next.isProved(subject, JSON.stringify(payload))).toBe(false)
    const late = createProof({ sealing, clock: settableClock('2026-11-24T16:06:00+08:00') })
    expect(await late.isProved(subject, JSON.stringify(payload))).toBe(false)
  })
  it.each([
    ['nothing', undefined],
    ['an empty field', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['far too much', `{"challenge":"${'x'.repeat(100_000)}"}`],
  ])('is not %s', async (_, given) => {
    expect(await proof.isProved(subject, given)).toBe(false)
  })
  it('is not a guess, and not an easier challenge of one’s own', async () => {
    const { challenge, solution } = payload
    const { parameters } = challenge
    for (const changed of [
      { challenge, solution: { ...solution, derivedKey: '00'.repeat(32) } },
      { challenge, solution: {} },
      { challenge, solution: null },
      { challenge: { ...challenge, signature: undefined }, solution },
      { challenge: { ...challenge, parameters: { ...parameters, cost: 1, keyPrefix: '00' } }, solution },
      { challenge: { ...challenge, parameters: { ...parameters, keySignature: undefined } }, solution },
      { challenge: { ...challenge, parameters: { ...parameters, data: { subject, until: 9e15 } } }, solution },
    ]) {
      expect(await proof.isProved(subject, JSON.stringify(changed))).toBe(false)
    }
  })
  it('costs the work of at least 60 keys, and never of more than 120', async () => {
    const counters = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const challenge = JSON.parse(await proof.challenge(subject))
        return (await solveChallenge({ challenge, deriveKey }))!.counter
      }),
    )
    for (const counter of counters) {
      expect(counter).toBeGreaterThanOrEqual(60)
      expect(counter).toBeLessThan(120)
    }
  })
})
