import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { extensionOf, extensions } from './content-types.ts'
import { writeDurably } from './durable-write.ts'
import { parseFileKey } from './file-key.ts'
import type { FileStore, StoredFile } from './file-store.ts'
import { inTurn } from './in-turn.ts'

/**
 * Files on the disk of this machine: `<folder>/<community>/<two digits>/<file>.<variant>.<extension>`, so that a
 * community can be copied or removed as one folder, and a person finds a photo with `find`.
 *
 * For one server. Two servers on one database share their files through S3: only within one process are a put and a
 * delete of the same key kept apart.
 *
 * @param folder made at the first put, readable by the server's own user only
 */
export function localFileStore(folder: string): FileStore {
  const root = resolve(folder)
  // A key that changes its content type has two names for a moment; taking turns keeps each call from seeing that.
  const turn = inTurn()

  return {
    async put(key, bytes, contentType) {
      const stem = stemOf(root, key)
      const extension = extensionOf(contentType)
      await turn(stem, async () => {
        await writeDurably(`${stem}.${extension}`, bytes)
        await removeAll(stem, extension)
      })
    },

    async get(key) {
      const stem = stemOf(root, key)
      return turn(stem, () => readAny(stem))
    },

    async delete(key) {
      const stem = stemOf(root, key)
      await turn(stem, async () => {
        await removeAll(stem)
        await removeHalves(stem)
      })
    },
  }
}

/**
 * The path without its extension. A community's files fan out over 256 folders by the last two digits of the uuid:
 * the first digits of a UUIDv7 are the time and would put the files of years into one folder.
 */
function stemOf(root: string, key: string): string {
  const { community, file, variant } = parseFileKey(key)
  return join(root, community, file.slice(-2), `${file}.${variant}`)
}

/** The extension is not in the key, so each one is tried: a few failed opens cost less than listing the folder. */
async function readAny(stem: string): Promise<StoredFile | null> {
  for (const [contentType, extension] of extensions) {
    const bytes = await readOrNull(`${stem}.${extension}`)
    if (bytes !== null) return { bytes, contentType }
  }
  return null
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw failure
  }
}

async function removeAll(stem: string, except?: string): Promise<void> {
  for (const [, extension] of extensions) {
    if (extension !== except) await rm(`${stem}.${extension}`, { force: true })
  }
}

/** What a power cut in the middle of a put has left (see `writeDurably`). */
async function removeHalves(stem: string): Promise<void> {
  const folder = dirname(stem)
  for (const name of await namesIn(folder)) {
    if (name.startsWith(`.${basename(stem)}.`) && name.endsWith('.partial'))
      await rm(join(folder, name), { force: true })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw failure
  }
}
