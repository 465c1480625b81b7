import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import sharp from 'sharp'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest'
import { s3Server } from '../../src/platform/files/s3-server-for-tests.ts'
import { newId, type RequestId } from '../../src/platform/ids.ts'
import { openHook } from '../crash/hook.ts'
import { letItBeLate } from '../crash/probe.ts'
import { demoTemplate } from '../global-setup.ts'
import { type Network, openNetwork } from '../testing/network.ts'
import { type OtherSilin, startOtherSilin } from '../testing/other-silin.ts'
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
let killed: OtherSilin
let folder: string
/** Where both keep photos. */
let storage: Awaited<ReturnType<typeof s3Server>>
let bucket: string
/** The grid lead: whoever answers for the grid is told of an open manhole at any hour. */
let lead: { cookie: string; csrfToken: string }

beforeAll(async () => {
  const admin = new pg.Client({ connectionString: inject('journeyServer') })
  await admin.connect()
  // Its name is that of the roles: another file may have had one of this name before.
  await admin.query(`drop database if exists ${database} with (force)`)
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
  storage = await s3Server(keys)
  bucket = JSON.stringify({
    endpoint: storage.endpoint,
    bucket: 'photos',
    region: 'cn-test-1',
    addressing: 'path',
    ...keys,
  })
  const settings = { SILIN_WEBHOOK_PRIVATE: 'true', SILIN_S3: bucket, SILIN_TRUST_PROXY: '1' }
  staying = await startSilin(settings, { database, through: ownNetwork.through })
  lead = await sessionOfLead(staying, '13800000003')
  const secret = `whsec_${Buffer.from('a secret of a receiver').toString('base64')}`
  const chosen = await fetch(`${staying.url}/api/v1/me/channels`, {
    method: 'PUT',
    headers: { ...asLead(), 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'webhook', url: hook.url, secret, format: 'standard', active: true }),
  })
  expect(chosen.status).toBe(200)
})
afterAll(async () => {
  await killed?.kill()
  await staying?.stop()
  await hook?.close()
  await storage?.close()
  await network?.close()
  await ownNetwork?.close()
  await owner?.end()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  if (killed?.isAlive()) return
  killed = await startOtherSilin(
    database,
    { SILIN_DATA: folder, SILIN_WEBHOOK_PRIVATE: 'true', SILIN_S3: bucket },
    network,
  )
})

const keys = { accessKey: 'a key', secretKey: 'a secret of a bucket' }
const asLead = () => ({ cookie: lead.cookie, 'x-csrf-token': lead.csrfToken })

let asked = 0
async function report(at = killed.url): Promise<RequestId> {
  // Its clock stands still between two reports; the other server's is the machine's.
  staying.clock.set(Temporal.Now.instant())
  const id = newId<RequestId>()
  const answer = await fetch(`${at}/api/v1/requests`, {
    method: 'POST',
    // Each from another network: a limit per address is for one, not for a whole town.
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.${asked++}.0.1` },
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
  await killed.kill()
  await expect.poll(open, { timeout: 5_000 }).toBe(0)
  await delay(1_200)
  for (const one of [...ids, next]) expect(await raised(one)).toBe(1)
})

it('one dies in the middle of announcing: the other tells everybody, once', async () => {
  const ids = await untilHeld(/delete from announcements/, report)
  const id = ids.at(-1) ?? ''
  const waits = () => count('select 1 from announcements where subject_id = $1', id)
  expect(await waits()).toBe(1)
  await killed.kill()
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
  await killed.kill()
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

it('both sweep what is overdue, and one is killed in the middle of many: each is raised once', async () => {
  /** The clock of the server that stays is ahead, so that what it raised can be told from what the other did. */
  const ahead = { minutes: 2 }
  const ids: RequestId[] = []
  const raisedBy = async () => {
    const { rows } = await owner.query<{ id: RequestId; ahead: boolean }>(
      "select request_id as id, at > now() + interval '30 seconds' as ahead from request_events where type = 'raised' and request_id = any ($1)",
      [ids],
    )
    return rows
  }
  const more = async (count: number) => {
    const fresh = await Promise.all(Array.from({ length: count }, () => report()))
    ids.push(...fresh)
    staying.clock.set(Temporal.Now.instant().add(ahead))
    for (const id of fresh) await letItBeLate(owner, id)
    staying.clock.set(Temporal.Now.instant().add(ahead))
  }
  for (let round = 0; round < 8; round++) {
    await more(8)
    await expect.poll(async () => (await raisedBy()).length, { timeout: 15_000 }).toBe(ids.length)
    if (new Set((await raisedBy()).map((one) => one.ahead)).size === 2) break
  }
  expect(new Set((await raisedBy()).map((one) => one.ahead)).size).toBe(2)

  await untilHeld(/insert into "request_events"/, () => more(5))
  await killed.kill()
  await expect
    .poll(async () => new Set((await raisedBy()).map(({ id }) => id)).size, { timeout: 10_000 })
    .toBe(ids.length)
  await delay(1_200)
  expect((await raisedBy()).map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
})

it('both take reports and tell of them: each message goes out once', async () => {
  const ids: RequestId[] = []
  for (let n = 0; n < 15; n++) ids.push(...(await Promise.all([report(), report(staying.url)])))
  const told = async () => {
    const { rows } = await owner.query<{ id: string; subject: string; status: string; attempts: number }>(
      "select id, subject_id as subject, status, attempts from deliveries where channel = 'webhook' and sequence = 1 and subject_id = any ($1)",
      [ids],
    )
    return rows
  }
  const gone = async () => (await told()).filter(({ status }) => status !== 'waiting').length
  await expect.poll(gone, { timeout: 20_000 }).toBe(ids.length)
  await delay(500)
  const messages = await told()
  expect(messages.map(({ subject }) => subject).toSorted()).toEqual(ids.toSorted())
  expect(messages.map(({ id }) => hook.seen.get(id))).toEqual(ids.map(() => 1))
})

it('what one has read and keeps is seen by the other within seconds: a plaque, a session, a token', async () => {
  const plaque = async (at: string) => await (await fetch(`${at}/p/${staying.demo.plaqueCode}`)).text()
  const isShown = async (at: string) => (await plaque(at)).includes('13800000003')
  // The other one has just read it, and keeps what it read.
  const shown = !(await isShown(killed.url))
  const body = JSON.stringify({ shown })
  const headers = { ...asLead(), 'content-type': 'application/json' }
  const set = await fetch(`${staying.url}/api/v1/me/plaque/phone`, { method: 'PUT', headers, body })
  expect(set.status).toBe(200)
  await expect.poll(() => isShown(killed.url), { timeout: 20_000, interval: 500 }).toBe(shown)

  const other = await sessionOfLead(staying, '13800000002')
  const known = async () =>
    (await fetch(`${killed.url}/api/v1/me/plaque`, { headers: { cookie: other.cookie } })).status
  expect(await known()).toBe(200)
  const out = { cookie: other.cookie, 'x-csrf-token': other.csrfToken }
  expect((await fetch(`${staying.url}/api/v1/sign-out`, { method: 'POST', headers: out })).status).toBe(200)
  await expect.poll(known, { timeout: 5_000 }).toBe(401)

  const token = 'silin_a_token_of_a_script_for_this_test'
  await owner.query(
    `insert into api_tokens (id, token_hash, person_id, name, expires_at)
     select $1, $2, person_id, 'a script', now() + interval '1 day' from memberships limit 1`,
    [newId(), createHash('sha256').update(token).digest()],
  )
  const asked = async (at: string) =>
    (await fetch(`${at}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } })).status
  expect([await asked(staying.url), await asked(killed.url)]).toEqual([200, 200])
  await owner.query("delete from api_tokens where name = 'a script'")
  await expect.poll(() => asked(killed.url), { timeout: 5_000 }).toBe(401)
  await expect.poll(() => asked(staying.url), { timeout: 5_000 }).toBe(401)
})

it('a photo that was kept at one is shown by the other, also when the first is gone', async () => {
  const jpeg = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer()
  const keep = async (at: string) => {
    const form = new FormData()
    form.set('photo', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'photo.jpg')
    const { rows } = await owner.query<{ id: string }>('select id from communities')
    const answer = await fetch(`${at}/api/v1/photos?community=${rows[0]?.id}`, {
      method: 'POST',
      headers: asLead(),
      body: form,
    })
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { url: string }).url
  }
  const shown = async (at: string, path: string) => {
    const answer = await fetch(new URL(path, at), { headers: asLead() })
    return [answer.status, answer.headers.get('content-type')]
  }
  const [there, here] = [await keep(killed.url), await keep(staying.url)]
  expect(await shown(staying.url, there)).toEqual([200, 'image/jpeg'])
  expect(await shown(killed.url, here)).toEqual([200, 'image/jpeg'])
  await killed.kill()
  expect(await shown(staying.url, there)).toEqual([200, 'image/jpeg'])
})
