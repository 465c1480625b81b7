import { randomUUID } from 'node:crypto'
import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file so that its name stands for the whole content or does not change, also when the power goes: a
 * temporary file in the same folder (a rename is atomic only within one file system), flushed, renamed, and the folder
 * flushed too, because the name lives there. Only the server's own user may read it.
 *
 * After a power cut a `.<name>.<uuid>.partial` may stay behind; nothing ever reads it, and whoever deletes the name
 * removes it.
 */
export async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.partial`)
  const firstNewFolder = await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await writeFlushed(temporary, bytes)
    await rename(temporary, path)
  } catch (failure) {
    await rm(temporary, { force: true })
    throw failure
  }
  await flushFolders(folder, firstNewFolder === undefined ? folder : dirname(firstNewFolder))
}

/**
 * Writes a file that nobody has written yet, as `writeDurably` does. Of two who do so at once one is first, and the other
 * changes nothing.
 * @returns whether it was written
 */
export async function writeDurablyOnce(path: string, bytes: Buffer): Promise<boolean> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.partial`)
  try {
    await writeFlushed(temporary, bytes)
    // Unlike a rename, a second name never takes the place of a file.
    await link(temporary, path)
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw failure
  } finally {
    await rm(temporary, { force: true })
  }
  await flushFolders(folder, folder)
  return true
}

async function writeFlushed(path: string, bytes: Buffer): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(bytes)
  await file.sync()
}

/** Flushes the folder and the ones above it, up to `highest`, in which a new folder got its name. */
async function flushFolders(folder: string, highest: string): Promise<void> {
  // Windows does not open folders, and writes names through by itself.
  if (process.platform === 'win32') return
  for (let current = folder; ; current = dirname(current)) {
    await flushFolder(current)
    if (current === highest || current === dirname(current)) return
  }
}

async function flushFolder(folder: string): Promise<void> {
  await using opened = await open(folder, 'r')
  await opened.sync()
}
