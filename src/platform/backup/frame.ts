import { createHash, type Hash } from 'node:crypto'
import { BackupError } from './backup-error.ts'

/**
 * What makes a stream of zstd recognisable and provably whole: a first and a last frame of the kind that every zstd
 * program skips (RFC 8878, section 3.1.2), so that `zstd -d | tar -x` opens a backup without us. The first says what it
 * is and in which format, the last holds the SHA-256 of all that stands before it: not one bit may differ.
 */
export const formatVersion = 1

const magic = 0x184d2a5e
const title = (version: number) => `silin-backup ${String(version).padStart(3, '0')}\n`
/** Magic number, length, and the text. */
const headLength = 8 + title(formatVersion).length
const tailLength = 8 + 32

function skippable(content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(magic, 0)
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content])
}

/** Whether a file that begins like this may be a backup that nobody encrypted. */
export const looksFramed = (beginning: Buffer) => beginning.length >= 4 && beginning.readUInt32LE(0) === magic

/** Puts the two frames around a stream. */
export async function* framed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const digest = createHash('sha256')
  const head = skippable(Buffer.from(title(formatVersion)))
  digest.update(head)
  yield head
  for await (const chunk of source) {
    digest.update(chunk)
    yield chunk
  }
  yield skippable(digest.digest())
}

/**
 * Takes the two frames off, and ends only when what stood between them is whole.
 * @throws BackupError, at the latest at the end
 */
export async function* unframed(path: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const digest = createHash('sha256')
  let held: Buffer = Buffer.alloc(0)
  let begun = false
  for await (const chunk of source) {
    held = Buffer.concat([held, chunk])
    if (!begun && held.length >= headLength) {
      held = afterHead(path, held, digest)
      begun = true
    }
    if (begun && held.length > tailLength) {
      const ready = held.subarray(0, held.length - tailLength)
      held = held.subarray(held.length - tailLength)
      digest.update(ready)
      yield ready
    }
  }
  if (!begun || !held.equals(skippable(digest.digest()))) throw damaged(path)
}

function afterHead(path: string, held: Buffer, digest: Hash): Buffer {
  const text = held.subarray(8, headLength).toString('latin1')
  const version = Number(/^silin-backup (\d{3})\n$/.exec(text)?.[1])
  if (!looksFramed(held) || held.readUInt32LE(4) !== headLength - 8 || !(version >= 1)) throw damaged(path)
  if (version > formatVersion)
    throw new BackupError(path, `was made by a newer Silin (format ${version}); restore it with that version`)
  digest.update(held.subarray(0, headLength))
  return held.subarray(headLength)
}

/** The one sentence for whatever was changed, cut off or added. */
export const damaged = (path: string, cause?: unknown) =>
  new BackupError(path, 'is damaged or not whole, and was not used; take another backup or another copy of it', cause)
