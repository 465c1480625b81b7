import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

/** The commands as a person types them, on a data folder of their own. */
let folder: string
let port: number
const started = new Set<ChildProcess>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'silin-start-'))
  await chmod(folder, 0o755)
  port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
})
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await delay(300)
  await rm(folder, { recursive: true, force: true, maxRetries: 20 })
})

function silin(args: string[], settings: Record<string, string> = {}) {
  const child = spawn('node', ['scripts/silin.mjs', ...args], {
    env: { ...process.env, NODE_ENV: '', SILIN_DATA: folder, PORT: String(port), ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  started.add(child)
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  child.stderr.on('data', (text) => {
    output += text
  })
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      started.delete(child)
      resolve(code)
    }),
  )
  child.stdin.end()
  return { child, ended, output: () => output }
}
/** The pid that the database of a data folder has noted. */
async function postmasterOf(data: string): Promise<number> {
  const pid = Number((await readFile(join(data, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0])
  if (!pid) throw new Error('not yet')
  return pid
}
const url = (path: string) => `http://127.0.0.1:${port}${path}`
/** Milliseconds until the plaque page answers. */
async function answers(since: number, patience = 60_000): Promise<number> {
  for (;;) {
    const answer = await fetch(url('/p/K7M2Q9')).catch(() => null)
    if (answer?.status === 200) return performance.now() - since
    if (performance.now() - since > patience) throw new Error('no answer in time')
    await delay(25)
  }
}

describe('npm start', () => {
  it('makes a running demo out of nothing and says where everything is', async () => {
    const began = performance.now()
    const first = silin(['start'])
    await answers(began)
    await expect.poll(first.output).toContain('/p/K7M2Q9')
    for (const words of ['/lead/', '/desk/', 'phone 138', 'password', folder]) expect(first.output()).toContain(words)
    const stopping = performance.now()
    first.child.kill('SIGINT')
    expect(await first.ended).toBe(0)
    expect(performance.now() - stopping, 'Ctrl-C to the end').toBeLessThan(5_000)
    await expect(readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'))).rejects.toThrow()
  })

  it('answers within 3 s when everything is built, and recovers from a kill', async () => {
    let began = performance.now()
    const second = silin(['start'])
    const took = await answers(began)
    expect(took, 'second start').toBeLessThan(3_000)
    // The token command works beside the running server.
    const token = silin(['token', '--role', 'communityStaff', '--place', '370705007901'])
    expect(await token.ended, token.output()).toBe(0)
    const bearer = /silin_[\w-]+/.exec(token.output())?.[0]
    const queue = await fetch(url('/api/v1/requests?status=open&limit=5'), {
      headers: { authorization: `Bearer ${bearer}` },
    })
    expect(queue.status).toBe(200)
    expect(((await queue.json()) as { items: unknown[] }).items).toHaveLength(5)

    const demo = silin(['demo'])
    expect(await demo.ended, demo.output()).toBe(0)
    expect(demo.output()).toContain('The demo community is there already')

    const other = silin(['start'], { PORT: String(port + 1) })
    expect(await other.ended).toBe(1)
    expect(other.output()).toMatch(/silin: .*(use|running)/i)

    // The wrapper and the server below it, both without a chance to tidy up.
    const server = Number(
      spawnSync('pgrep', ['-P', String(second.child.pid)])
        .stdout.toString()
        .trim()
        .split('\n')[0],
    )
    second.child.kill('SIGKILL')
    if (server) process.kill(server, 'SIGKILL')
    await second.ended
    await expect
      .poll(
        async () =>
          await fetch(url('/healthz')).then(
            () => 'there',
            () => 'gone',
          ),
        { timeout: 20_000 },
      )
      .toBe('gone')
    began = performance.now()
    const third = silin(['start'])
    await answers(began, 30_000)
    third.child.kill('SIGTERM')
    expect(await third.ended).toBe(0)
  })

  it('stops within 5 s and leaves no database while an upload is under way, and while it is still opening', async () => {
    const running = silin(['start'])
    await answers(performance.now())
    const upload = connect(port, '127.0.0.1')
    upload.on('error', () => {})
    upload.write('POST /p/K7M2Q9 HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n')
    upload.write('Content-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nthe')
    await delay(300)
    let stopping = performance.now()
    running.child.kill('SIGINT')
    expect(await running.ended, running.output()).toBe(0)
    expect(performance.now() - stopping).toBeLessThan(4_000)
    await expect(postmasterOf(folder)).rejects.toThrow()
    upload.destroy()

    for (const [command, code] of [
      ['start', 0],
      ['migrate', 130],
    ] as const) {
      const fresh = await mkdtemp(join(folder, 'fresh-'))
      await chmod(fresh, 0o755)
      const opening = silin([command], { SILIN_DATA: fresh })
      await expect.poll(() => postmasterOf(fresh).catch(() => null), { interval: 5, timeout: 20_000 }).not.toBeNull()
      const postmaster = await postmasterOf(fresh)
      stopping = performance.now()
      opening.child.kill('SIGINT')
      expect(await opening.ended, opening.output()).toBe(code)
      expect(performance.now() - stopping).toBeLessThan(5_000)
      expect(() => process.kill(postmaster, 0)).toThrow()
      expect(opening.output()).not.toMatch(/Error|silin:/)
    }
  })

  it('names the setting that is wrong, in one sentence', async () => {
    for (const [settings, words] of [
      [{ PORT: 'eighty' }, 'silin: PORT:'],
      [{ SILIN_SMS: '{}' }, 'silin: SILIN_SMS:'],
      [{ SILIN_SMTP_URL: 'foo' }, 'silin: SILIN_SMTP_URL:'],
      [{ SILIN_SECRET: 'x'.repeat(40) }, 'silin: SILIN_SECRET: is not the secret'],
      [{ SILIN_ENV: 'production' }, 'silin: SILIN_SECRET:'],
      [
        { DATABASE_URL: 'postgres://nobody:wrong@127.0.0.1:1/silin' },
        'silin: DATABASE_URL: no database server answers',
      ],
    ] as const) {
      const run = silin(['start'], settings)
      expect(await run.ended).toBe(1)
      expect(run.output().trim().split('\n')).toHaveLength(1)
      expect(run.output()).toContain(words)
    }
  })
})

describe('an external database', () => {
  it('is used by DATABASE_URL; a wrong password and a missing database each get one clear sentence', async () => {
    const admin = new pg.Client({ connectionString: inject('journeyServer') })
    await admin.connect()
    await admin.query('create database silin_external')
    const good = new URL(inject('journeyServer'))
    good.pathname = '/silin_external'
    const wrong = new URL(good)
    wrong.password = 'wrong'
    const missing = new URL(good)
    missing.pathname = '/nowhere'
    for (const [address, words] of [
      [wrong, 'refused the user name or password'],
      [missing, 'no database of that name'],
    ] as const) {
      const run = silin(['migrate'], { DATABASE_URL: address.toString() })
      expect(await run.ended).toBe(1)
      expect(run.output()).toContain(words)
      expect(run.output()).not.toContain(good.password)
    }
    // Two at once: the lock lets one migrate and the other find it done.
    const two = [1, 2].map(() => silin(['migrate'], { DATABASE_URL: good.toString() }))
    const ends = await Promise.all(two.map((run) => run.ended))
    expect(ends, two.map((run) => run.output()).join('\n')).toEqual([0, 0])
    await admin.query('drop database silin_external with (force)')
    await admin.end()
  })
})
