import { createCipheriv, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedHash, keyFromSecret, keyNamedIn, newKeyBytes, openWith, sealWith, unwrapKey, wrapKey } from './cipher.ts'

const key = { id: '0192f0c1-2b3c-7d4e-8f50-123456789abc', bytes: newKeyBytes() }

/** As values were sealed before there were data keys. */
function sealedBefore(bytes: Buffer, text: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body])
}

describe('a sealed value', () => {
  it('opens to what was sealed, whatever the text, and names its key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uuid(), (text, id) => {
        const sealed = sealWith({ id, bytes: key.bytes }, text)
        return openWith(key.bytes, sealed) === text && keyNamedIn(sealed) === id
      }),
    )
  })
  it('is never the same twice, and shows nothing of the text', () => {
    const once = sealWith(key, '13800000000')
    expect(once.equals(sealWith(key, '13800000000'))).toBe(false)
    expect(once.toString('latin1')).not.toContain('138')
  })
  it('is refused when any bit of it was changed, the name of its key among them', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.integer({ min: 0, max: 7 }), (text, at, bit) => {
        const sealed = sealWith(key, text)
        const index = 1 + (at % (sealed.length - 1))
        sealed[index] = (sealed[index] ?? 0) ^ (1 << bit)
        expect(() => openWith(key.bytes, sealed)).toThrow()
      }),
    )
    expect(() => openWith(newKeyBytes(), sealWith(key, '张桂兰'))).toThrow()
  })
  it('of the first format opens as before', () => {
    expect(keyNamedIn(sealedBefore(key.bytes, '张桂兰'))).toBe('before')
    expect(openWith(key.bytes, sealedBefore(key.bytes, '张桂兰'))).toBe('张桂兰')
  })
  it('is not seen in a keyed hash, whatever it begins with', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const named = keyNamedIn(Buffer.from(bytes))
        return named === null || named === 'before'
      }),
    )
  })
})

describe('a wrapped key', () => {
  it('is unwrapped by its master and under its own name only', () => {
    const master = newKeyBytes()
    const wrapped = wrapKey(master, key.id, key.bytes)
    expect(unwrapKey(master, key.id, wrapped)).toEqual(key.bytes)
    expect(() => unwrapKey(newKeyBytes(), key.id, wrapped)).toThrow()
    expect(() => unwrapKey(master, '0192f0c1-2b3c-7d4e-8f50-123456789abd', wrapped)).toThrow()
    expect(keyNamedIn(wrapped)).toBeNull()
  })
})

describe('a keyed hash', () => {
  it('is the same for the same purpose and the same key only', () => {
    const [ours, theirs] = [keyFromSecret('a', 'hash'), keyFromSecret('b', 'hash')]
    expect(keyedHash(ours, 'phone', '+8613800000000')).toEqual(keyedHash(ours, 'phone', '+8613800000000'))
    expect(keyedHash(ours, 'phone', '1')).not.toEqual(keyedHash(ours, 'account', '1'))
    expect(keyedHash(ours, 'phone', '1')).not.toEqual(keyedHash(theirs, 'phone', '1'))
  })
})
