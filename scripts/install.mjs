import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { majorOf, pinnedNode, root, run, say, seconds } from './processes.mjs'

const oldestNode = 20
const record = join(root, 'node_modules', '.silin-installed')

/**
 * Makes sure that node_modules holds what package-lock.json says.
 * @param {{ log?: import('./processes.mjs').Log }} [options]
 * @throws {Error} with a sentence to act on
 */
export async function ensureInstalled({ log = say } = {}) {
  if (majorOf(process.versions.node) < oldestNode) {
    throw new Error(
      `Silin needs Node ${oldestNode} or newer to start; this is Node ${process.versions.node}. Install one from https://nodejs.org`,
    )
  }
  const wanted = fingerprint()
  if (isInstalled(wanted)) return
  const waiting = () => log('Another start is installing the packages; waiting for it …')
  await withLock('install', waiting, async () => {
    if (!isInstalled(wanted)) await install(wanted, log)
  })
}

/** The lock file, and the machine: some packages hold compiled programs. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

/** @param {string} wanted */
function isInstalled(wanted) {
  if (!existsSync(join(root, 'node_modules'))) return false
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return true
  if (!npmInstalledIt()) return false
  remember(wanted)
  return true
}

/**
 * Whether somebody has run `npm ci` or `npm install` themselves: npm leaves beside the packages a list of what it put
 * there, written last.
 */
function npmInstalledIt() {
  const list = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(list)) return false
  /** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} Packages */
  /** @type {Packages} */
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  /** @type {Packages} */
  const found = JSON.parse(readFileSync(list, 'utf8')).packages
  // Packages for another system are optional, and absent.
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true
    const there = found[path]
    return there ? there.version === version && there.integrity === integrity : optional === true
  })
}

/** @param {string} wanted */
function remember(wanted) {
  try {
    writeFileSync(record, wanted)
  } catch (error) {
    // A read-only installation is as good; the next start only looks a little longer.
    if (!(error instanceof Error && 'code' in error && ['EACCES', 'EROFS', 'EPERM'].includes(String(error.code))))
      throw error
  }
}

/**
 * @param {string} wanted
 * @param {import('./processes.mjs').Log} log
 */
async function install(wanted, log) {
  if (process.platform === 'win32' && process.execPath.startsWith(join(root, 'node_modules'))) {
    // Windows does not let npm replace the Node that is running this.
    throw new Error('The packages have changed. Run: npm ci   and then start again.')
  }
  const started = performance.now()
  const stopProgress = showProgress('Installing the packages (only the first time and after updates)', log)
  // Building needs the development packages, also where NODE_ENV is production.
  const [command, ...before] = npm()
  const args = [...before, 'ci', '--include=dev', '--no-audit', '--no-fund']
  const { code, output } = await run(command, args, { shell: process.platform === 'win32' && before.length === 0 })
    .catch((error) => ({ code: 1, output: String(error) }))
    .finally(stopProgress)
  if (code !== 0) {
    throw new Error(
      `${output.trim()}\n\nThe packages could not be installed (npm ci ended with ${code}); its words are above.`,
    )
  }
  pinnedNode()
  remember(wanted)
  log(`Installed the packages in ${seconds(started)}.`)
}

/**
 * The npm that started us, else the one in PATH.
 * @returns {[string, ...string[]]}
 */
function npm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  return script && /npm-cli\.c?js$/.test(script) ? [node ?? process.execPath, script] : ['npm']
}

/**
 * One plain line, or on a terminal a line that counts the seconds.
 * @param {string} text
 * @param {import('./processes.mjs').Log} log
 * @returns {() => void} ends it
 */
function showProgress(text, log) {
  if (!process.stderr.isTTY) {
    log(`${text} …`)
    return () => {}
  }
  const started = performance.now()
  const draw = () => process.stderr.write(`\r\u001b[2K${text} … ${Math.floor((performance.now() - started) / 1000)} s`)
  draw()
  const timer = setInterval(draw, 1_000)
  return () => {
    clearInterval(timer)
    process.stderr.write('\r\u001b[2K')
  }
}
