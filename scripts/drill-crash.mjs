/**
 * `npm run drill:crash [-- --kills 50 --clients 16 --seed …]`: kills the server and its embedded database at random
 * moments while clients work, and looks whether anything was lost or done twice. Ends with 1 when something was.
 */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { pinnedNode, pinnedVersion, root, run, say, seconds } from './processes.mjs'

async function main() {
  await ensureInstalled({ log: say })
  if (process.versions.node !== pinnedVersion() && resolve(pinnedNode()) !== resolve(process.execPath)) {
    const { code } = await run(pinnedNode(), [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { show: true })
    return code
  }
  await ensureBuilt({ log: say })
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      clients: { type: 'string', default: '16' },
      seed: { type: 'string', default: randomBytes(4).toString('hex') },
    },
  })
  process.chdir(root)
  const { drill } = await import('../e2e/crash/drill.ts')
  const folder = mkdtempSync(join(tmpdir(), 'silin-drill-'))
  // PostgreSQL does not run as root: its own user must be able to pass through.
  chmodSync(folder, 0o755)
  const began = performance.now()
  say(`Seed ${values.seed}. Data in ${folder}.`)
  const { rows, violations, errors } = await drill({
    folder,
    kills: Number(values.kills),
    clients: Number(values.clients),
    seed: values.seed,
    work: 3_000,
    aftermath: 280_000,
    progress: (sentence) => say(`  ${seconds(began)}  ${sentence}`),
  })
  for (const [what, figure] of rows) console.log(`${what.padEnd(24)}${figure}`)
  for (const violation of violations) console.log(`VIOLATION  ${violation}`)
  if (violations.length > 0) {
    for (const line of errors.slice(-10)) say(line)
    console.log(`The data are kept in ${folder}. The same kills again: npm run drill:crash -- --seed ${values.seed}`)
    return 1
  }
  rmSync(folder, { recursive: true, force: true })
  return 0
}

process.exitCode = await main().catch((error) => {
  console.error(error)
  return 1
})
