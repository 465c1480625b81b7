import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Writable } from 'node:stream'
import { BackupError, diskError } from './backup-error.ts'

/**
 * Lets a file be written under `<path>.partial` and gives it its name only when it is whole and on the disk: whatever
 * ends the writing before (a kill, a power cut, a full disk) leaves no file of that name, and an older one as it was.
 * @returns the size in bytes
 * @throws BackupError for what the disk refuses; whatever `write` throws
 */
export async function writeWhole(path: string, write: (sink: Writable) => Promise<void>): Promise<number> {
  const partial = `${path}.partial`
  let file: FileHandle | undefined
  let last: Promise<unknown> = Promise.resolve()
  try {
    // What a killed run left. One that still writes there notices at its end that the name is no longer its own.
    await rm(partial, { force: true })
    file = await open(partial, 'wx', 0o600)
    await write(
      into(file, (writing) => {
        last = writing
      }),
    )
    await file.sync()
    const { ino, size } = await file.stat()
    if ((await stat(partial).catch(() => null))?.ino !== ino) throw meanwhile(path)
    await rename(partial, path)
    await flushFolder(dirname(path))
    return size
  } catch (error) {
    // What is being written when all is given up still has the file.
    await last.catch(() => {})
    const mine = await file?.stat().catch(() => null)
    if (mine && (await stat(partial).catch(() => null))?.ino === mine.ino) await rm(partial, { force: true })
    throw (error as { code?: unknown } | null)?.code === 'EEXIST' ? meanwhile(path) : diskError(path, error)
  } finally {
    await file?.close().catch(() => {})
  }
}

const meanwhile = (path: string) => new BackupError(path, 'another backup is being written to the same file')

function into(file: FileHandle, under: (writing: Promise<unknown>) => void): Writable {
  return new Writable({
    highWaterMark: 256 * 1024,
    write(chunk: Buffer, _encoding, done) {
      const writing = file.writeFile(chunk)
      under(writing)
      writing.then(() => done(), done)
    },
  })
}

/** A rename survives a power cut only when its folder is flushed too. */
async function flushFolder(folder: string): Promise<void> {
  // Windows does not open folders, and writes names through by itself.
  if (process.platform === 'win32') return
  await using opened = await open(folder, 'r')
  await opened.sync()
}
