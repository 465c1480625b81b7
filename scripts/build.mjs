/**
 * `npm run build [-- server resident lead desk]`: builds what has changed since the last build. Looking whether anything
 * has needs only `node:` modules; the building itself is in `build-part.mjs`, run by the pinned Node.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { withLock } from './lock.mjs'
import { pinnedNode, root, run, say, seconds, surroundings } from './processes.mjs'

/** @typedef {'server' | 'resident' | 'lead' | 'desk'} Part */
/** @typedef {{ entry: string, result: string, reads: string[], not: RegExp, title: string }} Recipe */

const tests = /\.test\.tsx?$|\.md$/
/** What the import rules keep out of the browser apps. */
const serverOnly =
  /^src\/capabilities\/[^/]+\/(([a-z-]+-)?(store|service|api|pages)\.tsx?$|pages\/)|^src\/doors\/(cli|resident|server)\//

/**
 * `reads` less `not` are the files that a part depends on; a part without its `entry` does not exist (yet).
 * The longest comes first, so that the short ones fill the other core.
 * @type {Record<Part, Recipe>}
 */
const recipes = {
  desk: {
    title: 'the desk',
    entry: 'src/doors/desk/index.html',
    result: 'dist/desk/index.html',
    reads: ['src'],
    not: new RegExp(`${serverOnly.source}|/lead/`),
  },
  server: {
    title: 'the server',
    entry: 'src/doors/cli/main.ts',
    result: 'dist/server/main.js',
    reads: ['src', 'demo', 'migrations'],
    not: /\/(lead|desk|screens)\/|^src\/doors\/resident\/assets\//,
  },
  resident: {
    title: "the residents' pages",
    entry: 'src/doors/resident/assets',
    result: 'dist/resident/manifest.json',
    reads: ['src'],
    not: /\/(lead|desk|screens)\/|\.tsx$/,
  },
  lead: {
    title: "the leads' app",
    entry: 'src/doors/lead/index.html',
    result: 'dist/lead/index.html',
    reads: ['src'],
    not: new RegExp(`${serverOnly.source}|/desk/`),
  },
}

const settings = [
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.browser.json',
  'scripts/build.mjs',
  'scripts/build-part.mjs',
]

export const allParts = /** @type {Part[]} */ (Object.keys(recipes))

/**
 * Makes sure that dist/ holds what the sources say.
 * @param {{ log?: import('./processes.mjs').Log, what?: Part[] }} [options]
 * @throws {Error} with the builder's words when a part cannot be built
 */
export async function ensureBuilt({ log = say, what = allParts } = {}) {
  if (stale(what).length === 0) return
  const waiting = () => log('Another start is building; waiting for it …')
  await withLock('build', waiting, async () => {
    const parts = stale(what)
    // A browser app takes most of a gigabyte to build.
    const workers = totalmem() > 3 * 2 ** 30 ? 2 : 1
    const failures = /** @type {string[]} */ ([])
    const work = async () => {
      for (let next = parts.shift(); next; next = parts.shift()) {
        const failure = await build(next.part, next.fingerprint, log)
        if (failure) failures.push(failure)
      }
    }
    await Promise.all(Array.from({ length: workers }, work))
    if (failures.length > 0) throw new Error(failures.join('\n\n'))
  })
}

/** @param {Part[]} what */
function stale(what) {
  const read = reader()
  return allParts
    .filter((part) => what.includes(part) && existsSync(join(root, recipes[part].entry)))
    .map((part) => ({ part, fingerprint: fingerprintOf(part, read) }))
    .filter(({ part, fingerprint }) => {
      const record = recordOf(part)
      if (!existsSync(join(root, recipes[part].result)) || !existsSync(record)) return true
      return readFileSync(record, 'utf8') !== fingerprint
    })
}

/** @param {Part} part */
const recordOf = (part) => join(root, 'dist', `.fingerprint-${part}`)

/**
 * Contents, not times: a fresh checkout or a copied folder has new times and the same contents.
 * @param {Part} part
 * @param {ReturnType<typeof reader>} read
 */
function fingerprintOf(part, read) {
  const { reads, not } = recipes[part]
  const files = reads.flatMap(read.filesUnder).filter((path) => !not.test(path) && !tests.test(path))
  const hash = createHash('sha256')
  for (const path of [...settings, ...files]) hash.update(`${path}\0${read.digest(path)}\0`)
  return hash.digest('hex')
}

/** Reads every file once, for all parts. */
function reader() {
  /** @type {Map<string, string>} */
  const digests = new Map()
  /** @type {Map<string, string[]>} */
  const folders = new Map()
  return {
    /** @param {string} path */
    digest: (path) => {
      const known = digests.get(path)
      if (known) return known
      const digest = createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('hex')
      digests.set(path, digest)
      return digest
    },
    /** @param {string} folder */
    filesUnder: (folder) => {
      const known = folders.get(folder)
      if (known) return known
      const files = walk(folder).sort()
      folders.set(folder, files)
      return files
    },
  }
}

/**
 * @param {string} folder
 * @returns {string[]} paths from the root, with `/`
 */
function walk(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : []
  })
}

/**
 * @param {Part} part
 * @param {string} fingerprint of the sources as they are before the build: what changes meanwhile is built next time
 * @param {import('./processes.mjs').Log} log
 * @returns {Promise<string | undefined>} what went wrong
 */
async function build(part, fingerprint, log) {
  const { title } = recipes[part]
  const started = performance.now()
  log(`Building ${title} …`)
  rmSync(recordOf(part), { force: true })
  const builder = join(root, 'scripts', 'build-part.mjs')
  const { code, output } = await run(pinnedNode(), ['--enable-source-maps', builder, part], { env: surroundings() })
  if (code !== 0) return `${output.trim()}\n\nBuilding ${title} failed; the builder's words are above.`
  if (output.trim() !== '') log(output.trim())
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(recordOf(part), fingerprint)
  log(`Built ${title} in ${seconds(started)}.`)
  return undefined
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const asked = process.argv.slice(2)
    const unknown = asked.find((name) => !allParts.some((part) => part === name))
    if (unknown) throw new Error(`There is no part "${unknown}" to build; the parts are ${allParts.join(', ')}.`)
    await ensureInstalled()
    await ensureBuilt(asked.length > 0 ? { what: /** @type {Part[]} */ (asked) } : {})
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
