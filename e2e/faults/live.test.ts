import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { testSecret } from '../../src/platform/database/testing/global-setup.ts'
import { newId, type RequestId } from '../../src/platform/ids.ts'
import { demoTemplate } from '../global-setup.ts'
import { followLive } from '../testing/follower.ts'
import { type Network, openNetwork } from '../testing/network.ts'
import { freePort, type RunningSilin, startSilin } from '../testing/silin.ts'

/** The roles of a database are named after it; the template's are these. */
const database = 'silin_test'
let network: Network
let staying: RunningSilin
let other: { child: ChildProcess; url: string }
let folder: string

beforeAll(async () => {
  const admin = new pg.Client({ connectionString: inject('journeyServer') })
  await admin.connect()
  // Its name is that of the roles: another file may have had one of this name before.
  await admin.query(`drop database if exists ${database} with (force)`)
  await admin.query(`create database ${database} template ${demoTemplate}`)
  await admin.end()
  const url = new URL(inject('journeyServer'))
  url.pathname = `/${database}`
  network = await openNetwork(url.toString())
  folder = await mkdtemp(join(tmpdir(), 'silin-live-'))
  staying = await startSilin({}, { database, through: network.through })
  const port = await freePort()
  const child = spawn(process.execPath, [join('dist', 'server', 'main.js'), 'start'], {
    env: {
      ...process.env,
      NODE_ENV: '',
      SILIN_DATA: folder,
      PORT: String(port),
      DATABASE_URL: url.toString(),
      SILIN_SECRET: testSecret,
      SILIN_LOG: 'silent',
    },
    stdio: 'ignore',
  })
  other = { child, url: `http://127.0.0.1:${port}` }
  while ((await fetch(`${other.url}/readyz`).catch(() => null))?.status !== 200) await delay(100)
})
afterAll(async () => {
  other?.child.kill('SIGKILL')
  await staying?.stop()
  await network?.close()
  await rm(folder, { recursive: true, force: true })
})

async function report(url: string): Promise<RequestId> {
  staying.clock.set(Temporal.Now.instant())
  const id = newId<RequestId>()
  const answer = await fetch(`${url}/api/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, plaque: staying.demo.plaqueCode, text: '井盖没了', category: 'safety.manhole' }),
  })
  expect(answer.status).toBe(200)
  return id
}
const follow = (url: string) => followLive(`${url}/p/${staying.demo.plaqueCode}/live`)

it('a change made by one server reaches the followers of both, once', async () => {
  const [here, there] = [await follow(staying.url), await follow(other.url)]
  const told = () => [here.told(), there.told()]
  await report(other.url)
  await expect.poll(told, { timeout: 3_000 }).toEqual([1, 1])
  await delay(1_500)
  expect(told()).toEqual([1, 1])
  await report(staying.url)
  await expect.poll(told, { timeout: 3_000 }).toEqual([2, 2])
  here.leave()
  there.leave()
})

it('what the other one told while the way to it was away is made up for', async () => {
  const here = await follow(staying.url)
  network.weather.silent = true
  network.cut()
  await report(other.url)
  await delay(300)
  expect(here.told()).toBe(0)
  network.weather.silent = false
  network.cut()
  await expect.poll(here.told, { timeout: 15_000 }).toBeGreaterThanOrEqual(1)
  here.leave()
})

it('one is killed right after its commit: followers of the other hear of it all the same', async () => {
  await expect.poll(() => staying.house.database.answers(), { timeout: 15_000 }).toBe(true)
  const [here, there] = [await follow(staying.url), await follow(other.url)]
  const gone = new Promise((resolve) => other.child.once('exit', resolve))
  await report(other.url)
  other.child.kill('SIGKILL')
  await gone
  await expect.poll(here.told, { timeout: 10_000 }).toBe(1)
  await expect.poll(there.isOver).toBe(true)
  // Whoever was connected to the one that died comes to this one, with a number that is not of here: they look once.
  const back = await followLive(`${staying.url}/p/${staying.demo.plaqueCode}/live`, { 'last-event-id': there.number() })
  await expect.poll(back.told).toBe(1)
  here.leave()
  back.leave()
})
