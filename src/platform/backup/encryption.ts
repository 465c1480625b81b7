import { Readable } from 'node:stream'
import { ReadableStream as WebStream } from 'node:stream/web'
import { Decrypter, Encrypter } from 'age-encryption'
import { BackupError } from './backup-error.ts'
import { damaged } from './frame.ts'

const title = 'age-encryption.org/v1\n'

/** Whether a file that begins like this is encrypted with age (https://age-encryption.org/v1). */
export const looksEncrypted = (beginning: Buffer) => beginning.subarray(0, title.length).toString('latin1') === title

/**
 * Encrypts a stream for whoever knows the passphrase, as `age -p` does and `age -d` undoes.
 * @param workFactor of scrypt, base 2 logarithm; 18 is about a second. Tests take less
 */
export function encrypting(passphrase: string, workFactor = 18) {
  return async function* encrypted(source: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
    const encrypter = new Encrypter()
    encrypter.setPassphrase(passphrase)
    encrypter.setScryptWorkFactor(workFactor)
    yield* await encrypter.encrypt(web(source))
  }
}

/** @throws BackupError when the passphrase is wrong or anything was changed, at the latest at the end */
export function decrypting(path: string, passphrase: string) {
  return async function* decrypted(source: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
    const decrypter = new Decrypter()
    decrypter.addPassphrase(passphrase)
    let open: ReadableStream<Uint8Array>
    try {
      open = await decrypter.decrypt(web(source))
    } catch (error) {
      throw new BackupError(path, 'the passphrase is wrong, or the beginning of the file is damaged', error)
    }
    try {
      yield* open
    } catch (error) {
      throw damaged(path, error)
    }
  }
}

function web(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  return WebStream.from(Readable.from(source)) as unknown as ReadableStream<Uint8Array>
}
