import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/**
 * The bytes of sealed values: AES-256-GCM (NIST SP 800-38D), once with a data key over people's words, once with the
 * master key over a data key.
 *
 *     value        2 · id of its data key (16) · nonce (12) · tag (16) · text
 *     before that  1 · nonce (12) · tag (16) · text, all with one key of the installation
 *
 * A value names its key, so that whoever opens it needs no hint; the name is authenticated with it.
 */
const [formatBefore, format] = [1, 2] as const
const idLength = 16
const nonceLength = 12
const tagLength = 16
const headLength = 1 + idLength
/** Nothing is shorter that names a key: a keyed hash of 32 bytes is never taken for a sealed value. */
const leastLength = headLength + nonceLength + tagLength

/** Bytes that are no sealed value of ours. */
export class NotSealed extends Error {
  constructor() {
    super('these bytes were not sealed by this version')
    this.name = 'NotSealed'
  }
}

export function sealWith(key: { readonly id: string; readonly bytes: Buffer }, text: string): Buffer {
  const head = Buffer.concat([Buffer.of(format), Buffer.from(key.id.replaceAll('-', ''), 'hex')])
  return Buffer.concat([head, encrypt(key.bytes, Buffer.from(text, 'utf8'), head)])
}

/** Which key a value names: its id, `before` for values of the first format, null for what is no sealed value. */
export function keyNamedIn(sealed: Buffer): string | null {
  if (sealed[0] === formatBefore) return 'before'
  if (sealed[0] !== format || sealed.length < leastLength) return null
  const hex = sealed.toString('hex', 1, headLength)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** @throws Error when the bytes were changed or the key is another one's */
export function openWith(key: Buffer, sealed: Buffer): string {
  if (sealed[0] === formatBefore) return decrypt(key, sealed.subarray(1), Buffer.alloc(0)).toString('utf8')
  return decrypt(key, sealed.subarray(headLength), sealed.subarray(0, headLength)).toString('utf8')
}

/**
 * What a row of `data_keys` keeps of a key. The id is authenticated: rows cannot be exchanged. The first byte is none that
 * a sealed value begins with.
 */
export function wrapKey(master: Buffer, id: string, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0), encrypt(master, bytes, Buffer.from(id))])
}
export function unwrapKey(master: Buffer, id: string, wrapped: Buffer): Buffer {
  return decrypt(master, wrapped.subarray(1), Buffer.from(id))
}

export const newKeyBytes = (): Buffer => randomBytes(32)

/** A key of its own for each purpose out of the installation's secret (HKDF, RFC 5869). */
export function keyFromSecret(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'silin', purpose, 32))
}

/** 32 bytes by which a value is found: the same text and purpose give the same hash. */
export function keyedHash(key: Buffer, purpose: string, text: string): Buffer {
  return createHmac('sha256', readied(key)).update(purpose).update('\0').update(text).digest()
}

const keys = new WeakMap<Buffer, KeyObject>()
/** A key as the cipher takes it at once; made ready for each value it would take three times as long as sealing it. */
function readied(bytes: Buffer): KeyObject {
  let key = keys.get(bytes)
  if (!key) {
    key = createSecretKey(bytes)
    keys.set(bytes, key)
  }
  return key
}

function encrypt(key: Buffer, plain: Buffer, alsoTrue: Buffer): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', readied(key), nonce, { authTagLength: tagLength }).setAAD(alsoTrue)
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function decrypt(key: Buffer, bytes: Buffer, alsoTrue: Buffer): Buffer {
  const nonce = bytes.subarray(0, nonceLength)
  const tag = bytes.subarray(nonceLength, nonceLength + tagLength)
  if (tag.length < tagLength) throw new NotSealed()
  const decipher = createDecipheriv('aes-256-gcm', readied(key), nonce, { authTagLength: tagLength })
  decipher.setAAD(alsoTrue).setAuthTag(tag)
  return Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()])
}
