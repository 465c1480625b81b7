import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenCity, openCity } from './city/open-city.ts'
import { sizeNamed } from './city/size.ts'
import { accept } from './commands.ts'
import { type Figure, table } from './figure.ts'
import { figuresOfMonth } from './figures.ts'
import { formWithPhoto } from './form.ts'
import { intake } from './intake.ts'
import { live } from './live.ts'
import { fullLives } from './lives.ts'
import { watchMemory } from './memory.ts'
import { plaquePage } from './pages.ts'
import { queue } from './queue.ts'
import { search } from './search.ts'
import { coldStart } from './start.ts'
import { sweeper } from './sweeper.ts'
import { openTown } from './town.ts'
import { weights } from './weights.ts'

/**
 * `npm run bench [names …]`: its own server and database in a folder that is thrown away, one run on one machine, load
 * generator included; `BENCH_SIZE` says how large the city is. Prints a table, writes `dist/bench.json`, and ends with 1
 * when a bound is missed. With names only the figures that contain one of them are taken.
 */
const tell = (line: string) => process.stderr.write(`  ${line}\n`)
/** The last month that is over: all of it is there. */
const lastMonth = () => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
}

const measures: readonly (readonly [name: string, measure: (city: OpenCity) => Promise<Figure>])[] = [
  ['plaque page', plaquePage],
  ['queue', queue],
  ['search', search],
  ['figures', (city) => figuresOfMonth(city, lastMonth(), city.districtToken)],
  ['intake', intake],
  ["a lead's command", accept],
  ['full lives', fullLives],
  ['form with a photo', formWithPhoto],
  ['sweeper', sweeper],
]

async function main(names: readonly string[]): Promise<number> {
  const isWanted = (name: string) => names.length === 0 || names.some((one) => name.includes(one))
  const folder = await mkdtemp(join(tmpdir(), 'silin-bench-'))
  // PostgreSQL does not run as root: its own user must be able to pass through.
  await chmod(folder, 0o755)
  const figures: Figure[] = []
  const keep = (figure: Figure) => {
    figures.push(figure)
    tell(`${figure.what}: ${figure.value}${figure.isOk ? '' : ' — MISSED'}`)
  }
  try {
    tell('a server with the demo and a city')
    const city = await openCity(folder, sizeNamed(process.env.BENCH_SIZE), tell)
    const memory = watchMemory(city)
    try {
      for (const [name, measure] of measures) {
        if (!isWanted(name)) continue
        tell(name)
        keep(await measure(city))
      }
      keep(memory.stop())
    } finally {
      memory.stop()
      await city.close()
    }
    // A demo's server starts on nothing but a demo: these have a folder of their own.
    const other = join(folder, 'demo')
    await mkdir(other, { mode: 0o755 })
    if (isWanted('live updates')) {
      tell('live updates')
      const fresh = await openTown(other)
      for (const figure of await live(fresh).finally(fresh.close)) keep(figure)
    }
    if (isWanted('cold start')) keep(await coldStart(other))
    if (isWanted('page')) for (const weight of await weights()) keep(weight)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  process.stdout.write(`${table(figures)}\n`)
  await writeFile(join('dist', 'bench.json'), `${JSON.stringify({ at: new Date().toISOString(), figures }, null, 2)}\n`)
  return figures.every(({ isOk }) => isOk) ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 1
})
