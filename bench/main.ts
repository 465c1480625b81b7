import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accept } from './commands.ts'
import { type Figure, table } from './figure.ts'
import { intake } from './intake.ts'
import { live } from './live.ts'
import { plaquePage } from './pages.ts'
import { coldStart } from './start.ts'
import { openTown } from './town.ts'
import { weights } from './weights.ts'

/**
 * `npm run bench`: its own server and database in a folder that is thrown away, one run on one machine, load generator
 * included. Prints a table, writes `dist/bench.json`, and ends with 1 when a bound is missed.
 */
const mostMemory = 300 * 1024 * 1024
const tell = (line: string) => process.stderr.write(`  ${line}\n`)

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'silin-bench-'))
  // PostgreSQL does not run as root: its own user must be able to pass through.
  await chmod(folder, 0o755)
  const figures: Figure[] = []
  try {
    tell('a server with the demo')
    const town = await openTown(folder)
    const memory: number[] = []
    try {
      for (const [name, measure] of [
        ['intake', intake],
        ["a lead's command", accept],
        ['plaque page', plaquePage],
      ] as const) {
        tell(name)
        figures.push(await measure(town))
        memory.push(await town.memory())
      }
    } finally {
      await town.close()
    }
    tell('live updates')
    const fresh = await openTown(folder)
    figures.push(...(await live(fresh).finally(fresh.close)))
    const most = Math.max(...memory)
    figures.push({
      what: 'server memory',
      value: `${Math.round(most / 1024 / 1024)} MB at most`,
      bound: '≤ 300 MB',
      isOk: most <= mostMemory,
      numbers: Object.fromEntries(memory.map((bytes, index) => [`after ${index + 1}`, bytes])),
    })
    tell('cold start')
    figures.push(await coldStart(folder), ...(await weights()))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  process.stdout.write(`${table(figures)}\n`)
  await writeFile(join('dist', 'bench.json'), `${JSON.stringify({ at: new Date().toISOString(), figures }, null, 2)}\n`)
  return figures.every(({ isOk }) => isOk) ? 0 : 1
}

process.exitCode = await main().catch((error) => {
  tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 1
})
