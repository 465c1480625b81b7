import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type FuzzReport, fuzz } from './fuzz.ts'

/**
 * `npm run fuzz [-- --count 50000 --seed 1 --parallel 8]`: a server of its own, as `npm start` starts it, with the demo
 * on its own embedded PostgreSQL in a folder that is thrown away; and many requests, each odd in something. Ends with 1
 * when anything is wrong. The seed is printed: the same one draws the same requests.
 */
const { values } = parseArgs({
  options: { count: { type: 'string' }, seed: { type: 'string' }, parallel: { type: 'string' } },
})
const count = Number(values.count ?? 50_000)
const seed = Number(values.seed ?? randomInt(2 ** 31))
const parallel = Number(values.parallel ?? 8)
const mostGrowth = 0.1

const tell = (line: string) => process.stdout.write(`${line}\n`)

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Starts a server in a process of its own and reads from its banner how to come in. */
async function startServer(folder: string) {
  const port = await freePort()
  const server = spawn(process.execPath, [join('scripts', 'silin.mjs'), 'start'], {
    env: {
      ...process.env,
      SILIN_ENV: 'demo',
      SILIN_DATA: folder,
      SILIN_TRUST_PROXY: '1',
      SILIN_LOG: 'error',
      // A heap as on a small machine: with more, what is no longer needed is kept until there is reason to look for it.
      NODE_OPTIONS: '--max-old-space-size=256',
      HOST: '127.0.0.1',
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const faults: string[] = []
  const ended = new Promise<number>((resolve) => server.once('exit', (code) => resolve(code ?? 1)))
  server.stderr.on('data', (chunk) => faults.push(String(chunk)))
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk) => {
      said += chunk
      if (/Ctrl-C/.test(said)) resolve()
    })
    void ended.then(() => reject(new Error(`the server did not start: ${said.slice(-500)} ${faults.join('')}`)))
  })
  const read = (pattern: RegExp) => pattern.exec(said)?.[1] ?? ''
  return {
    url: `http://127.0.0.1:${port}`,
    people: {
      plaqueCode: read(/\/p\/([0-9A-Z]{6})/),
      leadPhone: read(/phone (\d{11})/),
      password: read(/password (\S+)/),
    },
    /** What the server logged as an error: every one of them is a fault of ours. */
    errors: () => said.split('\n').filter((line) => /"level":"?(error|50)"?/.test(line)),
    async stop() {
      server.kill('SIGTERM')
      return await ended
    },
  }
}

/** Memory of the server's process in megabytes, as it tells it itself: all that it holds, and what of it is the heap's. */
async function memoryOf(url: string): Promise<{ resident: number; heap: number }> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const read = (name: string) => Math.round(Number(new RegExp(`^${name} (\\S+)`, 'm').exec(metrics)?.[1]) / 2 ** 20)
  return { resident: read('process_resident_memory_bytes'), heap: read('nodejs_heap_size_used_bytes') }
}

function summary({ statuses, pulse }: FuzzReport): string {
  const rows = [...statuses].toSorted(([one], [other]) => one - other)
  const counts = rows.map(([status, times]) => `${status === 0 ? 'hung up' : status} × ${times}`)
  return `${counts.join(', ')}\n/healthz: slowest ${pulse.slowest} ms, later than 1 s ${pulse.late.length} times`
}

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'silin-fuzz-'))
  tell(`fuzz: ${count} requests, seed ${seed}; starting a server with the demo`)
  const server = await startServer(folder)
  try {
    const began = performance.now()
    const memory: Awaited<ReturnType<typeof memoryOf>>[] = []
    const report = await fuzz({
      ...server,
      seed,
      count,
      parallel,
      async progress(asked) {
        // After each third.
        if (Math.floor((asked * 3) / count) > memory.length) memory.push(await memoryOf(server.url))
        if (asked % 5_000 === 0)
          tell(
            `  ${asked} of ${count}, ${Math.round(asked / ((performance.now() - began) / 1_000))} a second, ${(await memoryOf(server.url)).resident} MB`,
          )
      },
    })
    const [first, , last] = memory
    const wrong = [
      ...report.wrong,
      ...server.errors().map((line) => `the server logged: ${line.slice(0, 1_000)}`),
      ...report.pulse.late.map((late) => `/healthz answered after ${late} ms`),
      ...(first && last && last.resident > first.resident * (1 + mostGrowth)
        ? [`memory grew from ${first.resident} to ${last.resident} MB`]
        : []),
    ]
    tell(summary(report))
    tell(`memory after each third: ${memory.map(({ resident, heap }) => `${resident} MB (heap ${heap})`).join(', ')}`)
    for (const line of wrong) tell(`WRONG  ${line}`)
    tell(`${report.asked} asked, ${wrong.length} wrong, seed ${seed}`)
    return wrong.length === 0 && report.asked === count ? 0 : 1
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

process.exitCode = await main()
