import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from './processes.mjs'

const beatEvery = 2_000
/** A holder that has not been heard for so long (milliseconds) is gone, even if its process id lives on in another. */
const goneAfter = 60_000

/**
 * Does a piece of work while no other start of this checkout does it: making a folder either succeeds or fails, for
 * exactly one of two who try at once. A lock whose holder has died is taken over.
 * @template T
 * @param {string} name
 * @param {() => void} onWait told once when somebody else holds the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, onWait, work) {
  // In dist/, because `npm ci` empties node_modules.
  const folder = join(root, 'dist', `.${name}.lock`)
  mkdirSync(join(root, 'dist'), { recursive: true })
  for (let told = false; !take(folder); told = true) {
    if (isAbandoned(folder)) {
      discard(folder)
      continue
    }
    if (!told) onWait()
    await wait(200)
  }
  const release = () => rmSync(folder, { recursive: true, force: true })
  const beat = setInterval(() => utimesSync(folder, new Date(), new Date()), beatEvery)
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}

/** @param {string} folder */
function take(folder) {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(folder, 'holder'), `${hostname()} ${process.pid}`)
  return true
}

/** @param {string} folder */
function isAbandoned(folder) {
  try {
    if (Date.now() - statSync(folder).mtimeMs > goneAfter) return true
    const [host, id] = readFileSync(join(folder, 'holder'), 'utf8').split(' ')
    if (host !== hostname()) return false
    process.kill(Number(id), 0)
    return false
  } catch (error) {
    // ESRCH: no such process. ENOENT: let go in this moment, or taken and not yet signed.
    return codeOf(error) === 'ESRCH'
  }
}

/** Moves the folder away before removing it, so that of two who find it abandoned only one discards it.
 * @param {string} folder */
function discard(folder) {
  const aside = `${folder}.${process.pid}`
  try {
    renameSync(folder, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  rmSync(aside, { recursive: true, force: true })
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined)
