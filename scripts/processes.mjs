/**
 * What every script needs in order to run another program: where the repository is, which Node is ours,
 * and children that do not outlive us. Only `node:` modules: this runs before anything is installed.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

const windows = process.platform === 'win32'

/** @typedef {(line: string) => void} Log */

/**
 * Says a line to the person at the terminal. On stderr, so that `silin export > file` holds nothing but the export.
 * @type {Log}
 */
export const say = (line) => {
  process.stderr.write(`${line}\n`)
}

/** @param {number} since milliseconds, as `performance.now()` gives them */
export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/**
 * The Node that `package.json` pins, installed by npm like any other package.
 * @returns {string} the path of its executable
 * @throws {Error} with a sentence to act on when it is not there and the Node that runs us is too old to stand in
 */
export function pinnedNode() {
  const name = windows ? 'node.exe' : 'node'
  const path = join(root, 'node_modules', 'node', 'bin', name)
  if (existsSync(path)) return path
  const wanted = pinnedVersion()
  if (majorOf(process.versions.node) >= majorOf(wanted)) return process.execPath
  throw new Error(
    `Node ${wanted} is not in node_modules: npm seems to have been told to skip install scripts. ` +
      'Run: npm rebuild node --ignore-scripts=false',
  )
}

/** @returns {string} the version of Node that `package.json` pins, for instance 24.21.0 */
export function pinnedVersion() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies.node
}

/** @param {string} version */
export const majorOf = (version) => Number(version.split('.')[0])

/**
 * The script behind a command of an installed package, to be run by the pinned Node (the links in `.bin` would pick
 * whichever Node comes first in PATH).
 * @param {string} name of the package
 * @param {string} [command] when the package brings several
 */
export function commandOf(name, command = name) {
  const folder = join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

/** The surroundings of a child: the repository's own commands, and the pinned Node, come first in PATH. */
export function surroundings() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const ours = [join(root, 'node_modules', 'node', 'bin'), join(root, 'node_modules', '.bin')]
  return { ...process.env, [key]: [...ours, process.env[key] ?? ''].join(delimiter) }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set()
/** @type {NodeJS.Signals | undefined} */
let stoppedBy
/** @type {NodeJS.Signals[]} */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** @param {NodeJS.Signals} signal */
export const exitCodeOf = (signal) => 128 + constants.signals[signal]

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  stoppedBy = signal
  for (const child of children) child.kill(signal)
  setTimeout(() => process.exit(exitCodeOf(signal)), 5_000).unref()
}

/** @param {import('node:child_process').ChildProcess} child */
function watch(child) {
  if (children.size === 0) for (const signal of stopSignals) process.on(signal, stop)
  children.add(child)
  const forget = () => {
    children.delete(child)
    if (children.size > 0) return
    if (stoppedBy) process.exit(exitCodeOf(stoppedBy))
    for (const signal of stopSignals) process.off(signal, stop)
  }
  child.once('close', forget)
  child.once('error', forget)
}

/**
 * Runs a program to its end. When we are told to stop, it is told too, and we leave after it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, show?: boolean, shell?: boolean }} [options] `show`: let it write to our
 *   stdout and stderr instead of collecting what it says
 * @returns {Promise<{ code: number, output: string }>} its exit code, and all that it said
 * @throws {Error} when the program cannot be started at all
 */
export function run(command, args, { env = process.env, show = false, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      shell,
      windowsHide: true,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    })
    watch(child)
    /** @type {Buffer[]} */
    const heard = []
    child.stdout?.on('data', (chunk) => heard.push(chunk))
    child.stderr?.on('data', (chunk) => heard.push(chunk))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      resolve({ code: code ?? (signal ? exitCodeOf(signal) : 1), output: Buffer.concat(heard).toString('utf8') })
    })
  })
}

const ownOptions = process.env.NODE_OPTIONS ?? ''
/**
 * What keeps the server small: V8 lets what lives shortly take 48 MB and then the heap a quarter of a gigabyte before it
 * looks through it, and glibc keeps an arena for each thread that ever decoded a photo. With 8 MB it takes two thirds of
 * the memory at the same speed (`npm run bench`). A live heap is 90 MB; whoever needs more than 512 says so in
 * NODE_OPTIONS, which goes before this.
 */
export const serverFlags = [
  ['--max-semi-space-size', 8],
  ['--max-old-space-size', 512],
].flatMap(([name, megabytes]) => (ownOptions.includes(String(name)) ? [] : [`${name}=${megabytes}`]))
export const serverEnvironment = { MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2' }
