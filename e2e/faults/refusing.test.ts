import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { newId } from '../../src/platform/ids.ts'
import { type Network, openNetwork } from '../testing/network.ts'
import { type RunningSilin, startSilin } from '../testing/silin.ts'

let network: Network
let silin: RunningSilin
let owner: pg.Client
beforeAll(async () => {
  network = await openNetwork(inject('journeyServer'))
  silin = await startSilin({}, { through: network.through })
  owner = new pg.Client({ connectionString: silin.owner })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await silin?.stop()
  await network?.close()
})

const page = () => fetch(`${silin.url}/p/${silin.demo.plaqueCode}`)
const report = (id: string) =>
  fetch(`${silin.url}/api/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, plaque: silin.demo.plaqueCode, text: '灯坏了', category: 'safety.clutter' }),
  })
async function form(id: string): Promise<Response> {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#335577' } })
    .jpeg()
    .toBuffer()
  const body = new FormData()
  for (const [name, value] of Object.entries({
    id,
    text: '门坏了',
    category: 'safety.clutter',
    confirm: '1',
    warned: '1',
  }))
    body.set(name, value)
  body.set('photos', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), 'a.jpg')
  return await fetch(`${silin.url}/p/${silin.demo.plaqueCode}`, { method: 'POST', body, redirect: 'manual' })
}
const there = async (id: string) => (await owner.query('select 1 from requests where id = $1', [id])).rowCount

/** Reads go on, writes are put off with 503, and once it is over the same ids are taken, once. */
async function expectPutOff(begin: () => Promise<unknown>, end: () => Promise<unknown>): Promise<void> {
  const [one, other] = [newId<string>(), newId<string>()]
  await begin()
  try {
    const [api, pageForm] = [await report(one), await form(other)]
    expect([api.status, api.headers.get('retry-after')]).toEqual([503, '5'])
    expect(api.headers.get('content-type')).toContain('application/problem+json')
    expect([pageForm.status, pageForm.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await pageForm.text()).toMatch(/tel:/)
    expect((await page()).status).toBe(200)
    expect((await fetch(`${silin.url}/healthz`)).status).toBe(200)
  } finally {
    await end()
  }
  await expect.poll(async () => (await report(one)).status, { timeout: 5_000 }).toBe(200)
  await expect.poll(async () => (await form(other)).status, { timeout: 5_000 }).toBe(303)
  expect([(await report(one)).status, await there(one), await there(other)]).toEqual([200, 1, 1])
  const standing = await owner.query(
    "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%' and now() - state_change > interval '1 s'",
  )
  expect(standing.rowCount).toBe(0)
  expect(silin.lines.filter((line) => line.includes('a request failed'))).toEqual([])
}

it('a database whose disk is full, as it says so (53100): reads go on, writes are put off', async () => {
  await expectPutOff(
    async () => {
      network.weather.refuse = {
        statement: /\b(insert into|update) "?(requests|files|request_events)\b/,
        code: '53100',
      }
    },
    async () => {
      network.weather.refuse = null
    },
  )
})

it('a database that takes no writes (25006: a standby, or an administrator): the same', async () => {
  const name = new URL(silin.owner).pathname.slice(1)
  await expectPutOff(
    async () => {
      await owner.query(`alter database ${name} set default_transaction_read_only = on`)
      network.cut()
      // From here on there are only connections that take no writes, more than one.
      await delay(300)
      const track = () => fetch(`${silin.url}/r/1-00000000000000000000000000`)
      await expect.poll(async () => (await track()).status, { timeout: 5_000 }).toBe(404)
      await Promise.all(Array.from({ length: 6 }, track))
    },
    async () => {
      await owner.query('set default_transaction_read_only = off')
      await owner.query(`alter database ${name} set default_transaction_read_only = off`)
      // Nothing is cut: after a fail-over the connections to the former primary go on living, and must not be kept.
    },
  )
})

it('a disk without room for photos: the form is put off, words alone are taken', async (context) => {
  const files = join(silin.house.config.dataFolder, 'files')
  mkdirSync(files, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', files])
  } catch {
    // Only root may.
    context.skip()
  }
  try {
    execFileSync('sh', ['-c', 'head -c 64k /dev/zero > "$1" || true', 'sh', join(files, 'full')])
    const id = newId<string>()
    const answer = await form(id)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await report(newId<string>())).status).toBe(200)
    rmSync(join(files, 'full'))
    expect((await form(id)).status).toBe(303)
    expect(await there(id)).toBe(1)
    expect(silin.lines.filter((line) => line.includes('a request failed'))).toEqual([])
  } finally {
    execFileSync('umount', [files])
  }
})
