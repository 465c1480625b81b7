import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import tar from 'tar-stream'
import { encrypting } from './encryption.ts'
import { framed } from './frame.ts'

export interface ArchiveWriter {
  /** Adds a member, and returns when there is room for the next one. @throws what stopped the stream */
  add(name: string, bytes: Buffer): Promise<void>
  /** Writes the end. Only when it has resolved is everything handed to the sink. */
  end(): Promise<void>
}

/**
 * Writes members into tar, zstd and, with a passphrase, age. Nothing is kept in memory but what is on its way.
 * @param sink where the bytes go; it is ended, and destroyed when something fails
 */
export function writeArchive(
  sink: Writable,
  options: { passphrase: string | null; workFactor?: number | undefined; signal?: AbortSignal | undefined },
): ArchiveWriter {
  const pack = tar.pack()
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } })
  const signal = options.signal ? { signal: options.signal } : {}
  const flow =
    options.passphrase === null
      ? pipeline(pack, compress, framed, sink, signal)
      : pipeline(pack, compress, framed, encrypting(options.passphrase, options.workFactor), sink, signal)
  // Whoever adds or ends hears of it.
  flow.catch(() => {})
  // Every member of one backup says the same moment: two backups of the same thing differ in nothing else.
  const mtime = new Date(0)
  return {
    async add(name, bytes) {
      try {
        await new Promise<void>((resolve, reject) => {
          pack.entry({ name, mtime, mode: 0o600 }, bytes, (error) => (error ? reject(error) : resolve()))
        })
      } catch (error) {
        // The stream's own failure says more than "destroyed".
        await flow
        throw error
      }
    },
    async end() {
      pack.finalize()
      await flow
    },
  }
}
