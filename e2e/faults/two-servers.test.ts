import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest'
import { testSecret } from '../../src/platform/database/testing/global-setup.ts'
import { newId, type RequestId } from '../../src/platform/ids.ts'
import { openHook } from '../crash/hook.ts'
import { letItBeLate } from '../crash/probe.ts'
import { demoTemplate } from '../global-setup.ts'
import { type Network, openNetwork } from '../testing/network.ts'
import { sessionOfLead } from '../testing/people.ts'
import { type RunningSilin, startSilin } from '../testing/silin.ts'

/** The roles of a database are named after it; the template's are these. */
const database = 'silin_test'
let owner: pg.Client
let network: Network
/** Between the server that stays and the database: slow while the other one is to be the first. */
let ownNetwork: Network
let hook: Awaited<ReturnType<typeof openHook>>
/** The server that stays. */
let staying: RunningSilin
/** The server that is killed: a process of its own, over a network that can stand still. */
let killed: { child: ChildProcess; url: string }
let folder: string

beforeAll(async () => {
  const admin = new pg.Client({ connectionString: inject('journeyServer') })
  await admin.connect()
  await admin.query(`create database ${database} template ${demoTemplate}`)
  await admin.end()
  const url = new URL(inject('journeyServer'))
  url.pathname = `/${database}`
  owner = new pg.Client({ connectionString: url.toString() })
  await owner.connect()
  network = await openNetwork(url.toString())
  ownNetwork = await openNetwork(url.toString())
  hook = await openHook()
  folder = await mkdtemp(join(tmpdir(), 'silin-two-'))
  staying = await startSilin({ SILIN_WEBHOOK_PRIVATE: 'true' }, { database, through: ownNetwork.through })
  // Whoever answers for the grid is told of an open manhole at any hour.
  const { cookie, csrfToken } = await sessionOfLead(staying, '13800000003')
  const secret = `whsec_${Buffer.from('a secret of a receiver').toString('base64')}`
  const chosen = await fetch(`${staying.url}/api/v1/me/channels`, {
    method: 'PUT',
    headers: { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'webhook', url: hook.url, secret, format: 'standard', active: true }),
  })
  expect(chosen.status).toBe(200)
})
afterAll(async () => {
  await staying?.stop()
  await hook?.close()
  await network?.close()
  await ownNetwork?.close()
  await owner?.end()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const url = new URL(inject('journeyServer'))
  url.pathname = `/${database}`
  const child = spawn(process.execPath, [join('dist', 'server', 'main.js'), 'start'], {
    env: {
      ...process.env,
      NODE_ENV: '',
      SILIN_DATA: folder,
      PORT: String(port),
      DATABASE_URL: network.through(url.toString()),
      SILIN_SECRET: testSecret,
      SILIN_WEBHOOK_PRIVATE: 'true',
      SILIN_LOG: 'silent',
    },
    stdio: 'ignore',
  })
  killed = { child, url: `http://127.0.0.1:${port}` }
  const ready = async () => (await fetch(`${killed.url}/readyz`).catch(() => null))?.status
  await expect.poll(ready, { timeout: 60_000 }).toBe(200)
})
afterEach(() => void killed.child.kill('SIGKILL'))

async function report(): Promise<RequestId> {
  // Its clock stands still between two reports; the other server's is the machine's.
  staying.clock.set(Temporal.Now.instant())
  const id = newId<RequestId>()
  const answer = await fetch(`${killed.url}/api/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, plaque: staying.demo.plaqueCode, text: '井盖没了', category: 'safety.manhole' }),
  })
  expect(answer.status).toBe(200)
  return id
}
const count = async (query: string, id: string) => (await owner.query(query, [id])).rowCount
const raised = (id: string) => count("select 1 from request_events where request_id = $1 and type = 'raised'", id)

/** Gives work until the one that will be killed is the one who took it, and stands still in the middle of it. */
async function untilHeld<T>(statement: RegExp, work: () => Promise<T>): Promise<T[]> {
  const held = network.heldAt(statement).then(() => true)
  const given: T[] = []
  ownNetwork.weather.slow = 250
  for (let tries = 0; tries < 40; tries++) {
    given.push(await work())
    staying.clock.set(Temporal.Now.instant().add({ seconds: 2 }))
    if (await Promise.race([held, delay(1_500, false)])) {
      ownNetwork.weather.slow = 0
      return given
    }
  }
  throw new Error('the other server took all the work')
}
async function killIt(): Promise<void> {
  const gone = new Promise((resolve) => killed.child.once('exit', resolve))
  killed.child.kill('SIGKILL')
  await gone
}

it('one dies in the middle of sweeping: the other raises what it held, once', async () => {
  const ids = await untilHeld(/insert into "request_events"/, async () => {
    const id = await report()
    await letItBeLate(owner, id)
    return id
  })
  // While it holds the request nobody else touches it, and nobody waits for it either.
  const next = await report()
  await letItBeLate(owner, next)
  await expect.poll(() => raised(next), { timeout: 5_000 }).toBe(1)
  const open = async () => (await Promise.all(ids.map(raised))).filter((count) => count === 0).length
  await expect.poll(open, { timeout: 5_000 }).toBe(1)
  await killIt()
  await expect.poll(open, { timeout: 5_000 }).toBe(0)
  await delay(1_200)
  for (const one of [...ids, next]) expect(await raised(one)).toBe(1)
})

it('one dies in the middle of announcing: the other tells everybody, once', async () => {
  const ids = await untilHeld(/delete from announcements/, report)
  const id = ids.at(-1) ?? ''
  const waits = () => count('select 1 from announcements where subject_id = $1', id)
  expect(await waits()).toBe(1)
  await killIt()
  await expect.poll(waits, { timeout: 10_000 }).toBe(0)
  for (const one of ids) {
    const told = await owner.query<{ channel: string; n: string }>(
      'select channel, count(*) as n from deliveries where subject_id = $1 and sequence = 1 group by channel, person_id order by 1',
      [one],
    )
    expect(told.rows).toEqual([
      { channel: 'app', n: '1' },
      { channel: 'webhook', n: '1' },
    ])
  }
})

it('one dies between sending and writing it down: the other sends it once more under the same id, and never again', async () => {
  const ids = await untilHeld(/update "deliveries" set "status"/, report)
  const webhookOf = async (id: string) =>
    (
      await owner.query<{ id: string; status: string; attempts: number }>(
        "select id, status, attempts from deliveries where subject_id = $1 and channel = 'webhook'",
        [id],
      )
    ).rows[0]
  const open = async () => {
    const all = await Promise.all(ids.map(webhookOf))
    return all.filter((one) => one?.status === 'waiting')
  }
  await expect.poll(async () => (await open()).length, { timeout: 5_000 }).toBe(1)
  const [delivery] = await open()
  const id = delivery?.id ?? ''
  expect(hook.seen.get(id)).toBe(1)
  await killIt()
  // Its lease is over, and somebody looks for what was lost.
  staying.clock.advance({ minutes: 4 })
  const look = () => owner.query("select graphile_worker.add_job('look_for_lost_deliveries', job_key => 'look now')")
  await look()
  await expect.poll(() => hook.seen.get(id), { timeout: 10_000 }).toBe(2)
  await expect.poll(async () => (await open()).length, { timeout: 5_000 }).toBe(0)
  staying.clock.advance({ minutes: 10 })
  await look()
  await delay(1_000)
  expect(hook.seen.get(id)).toBe(2)
})
