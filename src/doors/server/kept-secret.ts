import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../../platform/config/config-error.ts'
import { writeDurablyOnce } from '../../platform/files/durable-write.ts'

/** As many signs as a secret by setting has to have. */
const fewestSigns = 32

/**
 * The secret that is kept in a data folder; made at the first start. It is on the disk before anything is sealed with it:
 * a power cut right after a first start must not leave data that nobody can open.
 * @throws ConfigError when it cannot be written, or is not whole
 */
export async function keptSecret(folder: string): Promise<string> {
  return (await secretKeptIn(folder)) ?? (await makeSecret(join(folder, 'secret')))
}

/** The same where one was made already. */
export async function secretKeptIn(folder: string): Promise<string | null> {
  const kept = await readIfThere(join(folder, 'secret'))
  return kept === null ? null : whole(kept)
}

function whole(kept: string): string {
  if (kept.length >= fewestSigns) return kept
  throw new ConfigError(
    'SILIN_DATA',
    'holds a file "secret" that is empty or cut off: put the kept copy back; only if nothing was ever reported here, remove the folder and start anew',
  )
}

async function makeSecret(path: string): Promise<string> {
  try {
    const secret = randomBytes(32).toString('base64url')
    // Another start may make it in this very moment: then that one counts.
    return (await writeDurablyOnce(path, Buffer.from(`${secret}\n`))) ? secret : whole((await readIfThere(path)) ?? '')
  } catch (error) {
    throw new ConfigError('SILIN_DATA', `cannot be written to (${(error as { code?: string }).code ?? 'unknown'})`)
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new ConfigError('SILIN_DATA', `holds a file "secret" that cannot be read (${code})`)
  }
}
