import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import tar from 'tar-stream'
import { BackupError, diskError } from './backup-error.ts'
import { decrypting, looksEncrypted } from './encryption.ts'
import { damaged, looksFramed, unframed } from './frame.ts'

export interface Member {
  readonly name: string
  readonly size: number
  /** Its bytes, once; what is not read is passed over. */
  readonly body: AsyncIterable<Buffer>
}

export interface ReadOptions {
  readonly passphrase: string | null
  /** Told how many bytes of the file have been read, of how many. */
  readonly progress?: (done: number, total: number) => void
}

/** Whether a passphrase is needed to read this file. @throws BackupError when it is no backup at all */
export async function isEncrypted(path: string): Promise<boolean> {
  try {
    await using file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0)
    const beginning = buffer.subarray(0, bytesRead)
    if (looksEncrypted(beginning)) return true
    if (looksFramed(beginning)) return false
  } catch (error) {
    throw diskError(path, error)
  }
  throw new BackupError(path, 'is no backup of Silin, or its beginning is damaged')
}

/**
 * The members of a backup, one after another. Each is given out before anybody knows whether the whole is sound: only
 * when the last one was read and this has ended without an error is the file proved whole.
 * @throws BackupError
 */
export async function* readArchive(path: string, { passphrase, progress }: ReadOptions): AsyncGenerator<Member> {
  const encrypted = await isEncrypted(path)
  if (encrypted && passphrase === null) throw new BackupError(path, 'is encrypted; its passphrase is needed')
  await using file = await open(path, 'r')
  const { size } = await file.stat()
  const stopping = new AbortController()
  const extract = tar.extract()
  const bytes = readBytes(file, (done) => progress?.(done, size))
  const plain = encrypted && passphrase !== null ? decrypting(path, passphrase)(bytes) : bytes
  const flow: Promise<void> = pipeline(Readable.from(unframed(path, plain)), createZstdDecompress(), extract, {
    signal: stopping.signal,
  })
  flow.catch(() => {})
  /** The first cause says it best; what it broke further on says "destroyed". */
  async function sentenceFor(error: unknown): Promise<unknown> {
    if (error instanceof BackupError) return error
    const cause = await flow.then(
      () => error,
      (failure: unknown) => failure,
    )
    return asSentence(path, cause)
  }
  async function* told(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    try {
      yield* body
    } catch (error) {
      throw await sentenceFor(error)
    }
  }
  try {
    for await (const entry of extract) {
      if (entry.header.type !== 'file') throw damaged(path)
      yield { name: entry.header.name, size: entry.header.size ?? 0, body: told(entry as AsyncIterable<Buffer>) }
      entry.resume()
    }
    await flow
  } catch (error) {
    throw await sentenceFor(error)
  } finally {
    stopping.abort()
    await flow.catch(() => {})
  }
}

function asSentence(path: string, error: unknown): unknown {
  if (error instanceof BackupError) return error
  const told = diskError(path, error)
  return told === error ? damaged(path, error) : told
}

async function* readBytes(file: FileHandle, tell: (done: number) => void): AsyncGenerator<Buffer> {
  for (let done = 0; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(256 * 1024), 0, 256 * 1024, done)
    if (bytesRead === 0) return
    done += bytesRead
    tell(done)
    yield buffer.subarray(0, bytesRead)
  }
}
