import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Personal data leaves the application only sealed (AES-256-GCM, NIST SP 800-38D) and is found again only by a keyed
 * hash. The keys are derived from SILIN_SECRET (HKDF, RFC 5869) and are never in the database.
 */
export interface Sealing {
  /** Text to bytes that only this installation can open. Twice the same text gives different bytes. */
  seal(text: string): Buffer
  /** @throws Error when the bytes were not sealed here or were changed */
  open(sealed: Buffer): string
  /** 32 bytes by which a sealed value is found: the same text and purpose give the same hash. */
  hash(purpose: string, text: string): Buffer
}

const version = 1
const nonceLength = 12
const tagLength = 16

export function sealingFrom(secret: string): Sealing {
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'silin', purpose, 32))
  const sealKey = key('seal')
  const hashKey = key('hash')
  return {
    seal(text) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body])
    },
    open(sealed) {
      if (sealed[0] !== version) throw new Error('sealed by another version')
      const nonce = sealed.subarray(1, 1 + nonceLength)
      const tag = sealed.subarray(1 + nonceLength, 1 + nonceLength + tagLength)
      const decipher = createDecipheriv('aes-256-gcm', sealKey, nonce).setAuthTag(tag)
      return Buffer.concat([decipher.update(sealed.subarray(1 + nonceLength + tagLength)), decipher.final()]).toString(
        'utf8',
      )
    },
    hash: (purpose, text) => createHmac('sha256', hashKey).update(purpose).update('\0').update(text).digest(),
  }
}
