import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { joinRunning } from '../src/platform/database/embedded.ts'
import { newId } from '../src/platform/ids.ts'

/** A server with the demo on a data folder of its own, and commands beside it, each a process. */
let folder: string
let url: string
let port: string
let ownerUrl: string
const started = new Set<ChildProcess>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'silin-keys-'))
  await chmod(folder, 0o755)
  port = await new Promise<string>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(String(typeof address === 'object' && address ? address.port : 0)))
    })
  })
  url = `http://127.0.0.1:${port}`
  const server = silin(['start'], { SILIN_SECRET: secret })
  const answers = async () => (await fetch(`${url}/p/K7M2Q9`).catch(() => null))?.status === 200
  while (!(await answers())) {
    if (server.child.exitCode !== null) throw new Error(server.output())
    await delay(100)
  }
  ownerUrl = (await joinRunning(join(folder, 'postgres')))!
}, 120_000)
afterAll(async () => {
  for (const child of started) child.kill('SIGTERM')
  await Promise.all(
    [...started].map((child) => child.exitCode ?? new Promise((resolve) => child.once('exit', resolve))),
  )
  await rm(folder, { recursive: true, force: true, maxRetries: 20 })
})

const secret = 'the first secret of this test, long enough'
function silin(args: string[], settings: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/server/main.js', ...args], {
    env: { ...process.env, NODE_ENV: '', SILIN_DATA: folder, PORT: port, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.add(child)
  let output = ''
  const hear = (text: Buffer) => {
    output += String(text)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      started.delete(child)
      resolve(code)
    }),
  )
  return { child, ended, output: () => output }
}
const keys = (args: string[], settings: Record<string, string> = {}) =>
  silin(['keys', 'rotate', ...args], { SILIN_SECRET: secret, ...settings })

async function asked<Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}
const namesOfKeys = async () =>
  (
    await asked<{ key: string }>(
      `select distinct encode(substring(text_sealed from 1 for 17), 'hex') as key from request_events where text_sealed is not null`,
    )
  ).map((row) => row.key)

/** What a neighbour tells, and reads again on their own page. */
async function tell(text: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: newId(), plaque: 'K7M2Q9', text, category: 'noise.neighbour' }),
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { url: string }).url
}
const read = async (path: string) => await (await fetch(`${url}${path}`)).text()

it('silin keys rotate, killed half-way and begun again, seals everything anew while neighbours go on telling', async () => {
  const first = await tell('楼上半夜敲，头一回')
  const before = await namesOfKeys()
  expect(before).toHaveLength(1)

  const killed = keys([])
  await expect.poll(killed.output, { timeout: 60_000, interval: 2 }).toMatch(/request_events [2-9]\d\d\//)
  killed.child.kill('SIGKILL')
  expect(await killed.ended).toBeNull()
  expect(await read(first)).toContain('头一回')
  const between = await tell('楼上半夜敲，第二回')

  const again = keys([])
  let told = 0
  const paths: string[] = []
  const telling = (async () => {
    while (again.child.exitCode === null) {
      paths.push(await tell(`楼上半夜敲，又一回 ${told++}`))
      await delay(1_000)
    }
  })()
  expect(await again.ended, again.output()).toBe(0)
  await telling
  expect(again.output()).toContain('(the rest of an earlier run)')
  expect(again.output()).toContain('waiting 32 s')
  expect(told).toBeGreaterThan(10)
  const after = await namesOfKeys()
  expect(after).toHaveLength(1)
  expect(after).not.toEqual(before)
  for (const [path, words] of [
    [first, '头一回'],
    [between, '第二回'],
    [paths.at(-1)!, '又一回'],
  ] as const)
    expect(await read(path)).toContain(words)
  expect((await asked('select 1 from data_keys where retired_at is null')).length).toBe(2)
}, 180_000)

it('says in one sentence what is wrong, with an exit status', async () => {
  for (const [args, settings, sentence] of [
    [['--community', '1'], {}, '--community: is the code or name of one of: '],
    [['--master'], {}, 'SILIN_NEW_SECRET: is missing'],
    [['--master', '--community', '1'], {}, '--master: is about all keys at once'],
    [['--master'], { SILIN_NEW_SECRET: secret }, 'SILIN_NEW_SECRET: is the present secret'],
  ] as const) {
    const wrong = keys([...args], settings)
    expect(await wrong.ended).toBe(1)
    expect(wrong.output()).toContain(`silin: ${sentence}`)
  }
}, 60_000)

it('silin keys rotate --master changes the secret, and the old one opens nothing any more', async () => {
  const next = 'the secret from now on, as good as the first'
  const done = keys(['--master'], { SILIN_NEW_SECRET: next })
  expect(await done.ended, done.output()).toBe(0)
  expect(done.output()).toContain('start every server again')
  const old = keys(['--community', '1'])
  expect(await old.ended).toBe(1)
  expect(old.output()).toContain('is not the secret that this database was made with')
  const good = keys(['--community', '1'], { SILIN_SECRET: next })
  expect(await good.ended).toBe(1)
  expect(good.output()).toContain('--community: is the code')
  // The server that runs goes on.
  expect(await read(await tell('换了密钥以后'))).toContain('换了密钥以后')
}, 60_000)
