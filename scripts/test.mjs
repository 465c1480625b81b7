/**
 * `npm test`: every check and every test. `npm test -- <words>` runs only the tests whose file names hold them;
 * `npm test -- --only <check> [words]` only one check. The last line of stdout is `N passed, N failed, N skipped`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allParts, ensureBuilt } from './build.mjs'
import { findChromium } from './chromium.mjs'
import { ensureInstalled } from './install.mjs'
import { commandOf, pinnedNode, pinnedVersion, root, run, seconds, surroundings } from './processes.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, title: string, work: () => Promise<{ ok: boolean, output: string }> }} Check */

/** @param {string} line */
const tell = (line) => process.stdout.write(`${line}\n`)

/**
 * @param {string} script
 * @param {string[]} args
 */
async function node(script, ...args) {
  const { code, output } = await run(process.execPath, [script, ...args], { env: surroundings() })
  return { ok: code === 0, output }
}

const tsc = () => join(root, 'node_modules', 'typescript-7', 'bin', 'tsc')

/** @type {string | undefined} */
let chromium

/** @type {Check[]} */
const checks = [
  {
    name: 'build',
    title: 'build',
    work: async () => {
      const lines = /** @type {string[]} */ ([])
      await ensureBuilt({ what: allParts, log: (line) => lines.push(line) })
      return { ok: true, output: lines.join('\n') }
    },
  },
  {
    name: 'format',
    title: 'format and lint',
    work: () => node(commandOf('@biomejs/biome', 'biome'), 'ci', '.'),
  },
  { name: 'types', title: 'types of the server', work: () => node(tsc(), '-p', 'tsconfig.json') },
  { name: 'browser-types', title: 'types of the browser apps', work: () => node(tsc(), '-p', 'tsconfig.browser.json') },
  {
    name: 'imports',
    title: 'import rules',
    work: () => node(commandOf('dependency-cruiser', 'depcruise'), 'src', '--config', '.dependency-cruiser.mjs'),
  },
  { name: 'unused', title: 'unused code', work: () => node(commandOf('knip'), '--no-progress') },
  {
    name: 'escaping',
    title: 'escaping in pages (XSS)',
    work: () => node(commandOf('@kitajs/ts-html-plugin', 'xss-scan'), '-p', 'tsconfig.json'),
  },
  {
    name: 'browser',
    title: 'a browser for the journeys',
    work: async () => {
      const lines = /** @type {string[]} */ ([])
      chromium = await findChromium({ log: (line) => lines.push(line) })
      return { ok: true, output: lines.join('\n') }
    },
  },
]

/**
 * Every check runs, also when one before it fails; two at a time, which is what two cores can do.
 * @param {Check[]} wanted
 * @returns {Promise<Count>}
 */
async function runChecks(wanted) {
  const queue = [...wanted]
  const count = { passed: 0, failed: 0, skipped: 0 }
  const work = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      const started = performance.now()
      const { ok, output } = await check.work().catch((error) => ({ ok: false, output: messageOf(error) }))
      tell(`${ok ? 'passed' : 'FAILED'}  ${check.title}  (${seconds(started)})`)
      if (!ok && output.trim() !== '') tell(`${indent(output.trim())}\n`)
      count[ok ? 'passed' : 'failed'] += 1
    }
  }
  await Promise.all([work(), work()])
  return count
}

/**
 * All tests: the journeys, one after the other, beside everything else. They wait more than they work.
 * @returns {Promise<Count>}
 */
async function runAllTests() {
  const [others, journeys] = await Promise.all([
    runTests(['--project', 'unit', '--project', 'database'], 'tests'),
    runTests(['--project', 'journeys'], 'journeys'),
  ])
  return sum(others, journeys)
}

/** @param {Count} one @param {Count} other @returns {Count} */
const sum = (one, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
})

/**
 * @param {string[]} args words in the names of the test files, or options of Vitest
 * @param {string} title
 * @returns {Promise<Count>}
 */
async function runTests(args, title = 'tests') {
  const report = join(root, 'dist', `${title}-results.json`)
  mkdirSync(join(root, 'dist'), { recursive: true })
  rmSync(report, { force: true })
  const started = performance.now()
  const { code } = await run(
    process.execPath,
    [commandOf('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { show: true, env: { ...surroundings(), ...(chromium ? { CHROMIUM_PATH: chromium } : {}) } },
  )
  const count = countTests(report, code)
  tell(`${count.failed === 0 ? 'passed' : 'FAILED'}  ${title}  (${seconds(started)})`)
  return count
}

/**
 * @param {string} report the file that Vitest wrote
 * @param {number} code its exit code
 * @returns {Count}
 */
function countTests(report, code) {
  /** @typedef {{ status: string, assertionResults: { status: string }[] }} TestFile */
  /** @type {{ testResults: TestFile[] }} */
  let told
  try {
    told = JSON.parse(readFileSync(report, 'utf8'))
  } catch (error) {
    tell(`Vitest ended with ${code} and left no results: ${messageOf(error)}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const count = { passed: 0, failed: 0, skipped: 0 }
  for (const { status, assertionResults } of told.testResults) {
    const failedBefore = count.failed
    for (const test of assertionResults) {
      count[test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped'] += 1
    }
    // A file that could not even be loaded holds no tests.
    if (status === 'failed' && count.failed === failedBefore) count.failed += 1
  }
  if (count.passed + count.failed === 0) {
    tell('No test ran.')
    return { ...count, failed: 1 }
  }
  // An error outside of any test.
  if (code !== 0 && count.failed === 0) return { ...count, failed: 1 }
  return count
}

/** @param {string} text */
const indent = (text) => text.replaceAll(/^/gm, '    ')

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/** @param {string[]} args @returns {Promise<Count>} */
async function runAll(args) {
  const only = args[0] === '--only' ? args[1] : args.length > 0 ? 'vitest' : undefined
  const words = args[0] === '--only' ? args.slice(2) : args
  const named = only === undefined ? checks : checks.filter(({ name }) => name === only)
  if (only !== undefined && only !== 'vitest' && named.length === 0) {
    throw new Error(`There is no check "${only}"; there are ${checks.map(({ name }) => name).join(', ')}, vitest.`)
  }
  if (only === 'vitest') {
    chromium = await findChromium({ log: tell }).catch((error) => {
      tell(messageOf(error))
      return undefined
    })
    return runTests(words)
  }
  const count = await runChecks(named)
  if (only !== undefined) return count
  return sum(count, await runAllTests())
}

async function main() {
  const args = process.argv.slice(2)
  await ensureInstalled({ log: tell })
  if (process.versions.node !== pinnedVersion()) {
    const pinned = pinnedNode()
    if (resolve(pinned) !== resolve(process.execPath)) {
      const { code } = await run(pinned, [fileURLToPath(import.meta.url), ...args], { show: true })
      return code
    }
  }
  const { passed, failed, skipped } = await runAll(args)
  tell(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed > 0 ? 1 : 0
}

process.exitCode = await main().catch((error) => {
  tell(messageOf(error))
  tell('0 passed, 1 failed, 0 skipped')
  return 1
})
