import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCalendar } from '../../src/capabilities/calendar/index.ts'
import { addTokenHolder, createPeople } from '../../src/capabilities/people/index.ts'
import { appointAtCommunity, seedAreas } from '../../src/capabilities/places/index.ts'
import type { RequestEvent } from '../../src/capabilities/requests/events.ts'
import { bear, evolve } from '../../src/capabilities/requests/evolve.ts'
import { seedCatalogue } from '../../src/capabilities/requests/index.ts'
import { trackingToken } from '../../src/capabilities/requests/secrets.ts'
import { fromRow, toRow } from '../../src/capabilities/requests/state-row.ts'
import { openWhole } from '../../src/doors/server/testing/whole-server.ts'
import { settableClock } from '../../src/platform/clock/clock.ts'
import { type TestDatabase, testDatabase } from '../../src/platform/database/testing/test-database.ts'
import type { CommunityId, RequestId, VoiceId } from '../../src/platform/ids.ts'
import { keyedHash } from '../../src/platform/sealing/cipher.ts'
import { createKeyRing } from '../../src/platform/sealing/key-ring.ts'
import type { Sealing } from '../../src/platform/sealing/sealing.ts'
import { makeGround, zipfExponent } from './ground.ts'
import { liveCity } from './lives.ts'
import { type City, loadCity } from './load.ts'
import { livedTables, makeTemplates, type Templates } from './template.ts'

const now = Temporal.Instant.from('2026-11-24T12:41:00+08:00')
const count = 1_500
const communities = 6
let test: TestDatabase
let sealing: Sealing
let city: City
let templates: Templates

/** Seals alike each time, so that what is made can be compared. */
const sealer = { seal: (text: string) => Buffer.from(text) }
const hash = (purpose: string, text: string) => keyedHash(Buffer.alloc(32, 1), purpose, text)

async function made(seed: string, wanted: number) {
  const ground = await makeGround(seed, communities, {
    number: 2,
    subdistricts: ['370705001', '370705002'],
    sealing: { hash, shared: async () => sealer },
  })
  const sealers = ground.communities.map(() => sealer)
  const given = { seed, count: wanted, now: now.epochMilliseconds, ground, templates, sealing: { hash }, sealers }
  return { ground, lives: [...liveCity(given)] }
}

beforeAll(async () => {
  test = await testDatabase()
  sealing = createKeyRing(test.database, test).sealing
  await test.database.work({ communities: [] }, async (work) => {
    await seedAreas(work)
    await seedCatalogue(work)
    await seedCalendar(work, 2025, 2026)
  })
  city = await loadCity({ ownerUrl: test.ownerUrl, sealing, requests: count, communities, now })
  const columns = await test.owner.query<{ name: string; column: string }>(
    `select table_name as name, column_name as column from information_schema.columns where table_schema = 'public'`,
  )
  templates = makeTemplates(now, (table) => columns.rows.filter((row) => row.name === table).map((row) => row.column))
})
const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  await test.drop()
})

const counted = async (from: string) =>
  (await test.owner.query<{ n: number }>(`select count(*)::int as n from ${from}`)).rows[0]?.n

describe('the lives of a city', () => {
  it('are the same for the same seed, and others for another', async () => {
    const text = ({ lives }: Awaited<ReturnType<typeof made>>) =>
      lives.map((one) => livedTables.map((table) => one.lines(table)).join('')).join('')
    const first = text(await made('one', 50))
    expect(text(await made('one', 50))).toBe(first)
    expect(text(await made('two', 50))).not.toBe(first)
  })

  it('are unevenly spread over compounds, week days and hours, and evenly over a year', async () => {
    const { ground, lives } = await made('spread', 20_000)
    const share = (of: (one: (typeof lives)[number]) => boolean) => lives.filter(of).length / lives.length
    const sum = ground.compounds.reduce((all, _, rank) => all + (rank + 1) ** -zipfExponent, 0)
    const spots = new Map(ground.compounds.flatMap(({ spots }, rank) => spots.map((spot) => [spot.ids.building, rank])))
    const column = templates.columns.requests.indexOf('building_id')
    const ranks = lives.map((one) => spots.get(one.lines('requests').split('\t')[column] ?? ''))
    for (const rank of [0, 1, 5])
      expect(ranks.filter((one) => one === rank).length / lives.length).toBeCloseTo(
        (rank + 1) ** -zipfExponent / sum,
        1,
      )
    const local = (one: (typeof lives)[number]) => new Date(one.reportedAt + 8 * 3_600_000)
    expect(share((one) => local(one).getUTCDay() === 1)).toBeGreaterThan(share((one) => local(one).getUTCDay() === 0))
    const hour = (wanted: number) => share((one) => local(one).getUTCHours() === wanted)
    expect(hour(8)).toBeGreaterThan(4 * hour(23))
    expect(hour(3)).toBeLessThan(0.02)
    const ago = (one: (typeof lives)[number]) => (now.epochMilliseconds - one.reportedAt) / 86_400_000
    expect(lives.every((one) => ago(one) >= 0 && ago(one) < 366)).toBe(true)
    expect(share((one) => ago(one) > 182)).toBeCloseTo(0.5, 1)
  })
})

describe('a city in the database', () => {
  it('has all of its rows, and each of them what it refers to', async () => {
    expect(await counted('requests')).toBe(count)
    expect(await counted('communities')).toBe(communities)
    const keys = await test.owner.query<{ child: string; parent: string; columns: string[]; keys: string[] }>(
      `select k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent,
         array(select attname::text from unnest(k.conkey) with ordinality u(n, o) join pg_attribute on attrelid = k.conrelid and attnum = n order by o) as columns,
         array(select attname::text from unnest(k.confkey) with ordinality u(n, o) join pg_attribute on attrelid = k.confrelid and attnum = n order by o) as keys
       from pg_constraint k where k.contype = 'f' and k.conrelid::regclass::text = any ($1)`,
      [livedTables],
    )
    expect(keys.rows.length).toBeGreaterThan(4)
    for (const { child, parent, columns, keys: there } of keys.rows) {
      const same = columns.map((name, at) => `p.${there[at]} = c.${name}`).join(' and ')
      const all = columns.map((name) => `c.${name} is not null`).join(' and ')
      expect(await counted(`${child} c where ${all} and not exists (select 1 from ${parent} p where ${same})`)).toBe(0)
    }
    const strangers = `requests r where handler_person_id is not null and not exists (select 1 from responsibilities p
      where p.community_id = r.community_id and p.person_id = r.handler_person_id and p.place_id in (unit_id, building_id, grid_id))`
    expect(await counted(strangers)).toBe(0)
    expect(await counted(`pg_indexes where indexname = 'requests_newest'`)).toBe(1)
  })

  it('has requests that are what their events make of them', async () => {
    const all = city.ground.communities.map(({ id }) => id)
    const { requests, events, voices } = await test.database.work({ communities: all }, async (work) => ({
      requests: await work.selectFrom('requests').selectAll().limit(400).execute(),
      events: await work.selectFrom('request_events').selectAll().orderBy('sequence').execute(),
      voices: await work.selectFrom('voices').select(['id', 'state', 'request_id']).orderBy('joined_at').execute(),
    }))
    for (const row of requests) {
      const [first, ...rest] = events.filter((event) => event.request_id === row.id)
      const ours = voices.filter((voice) => voice.request_id === row.id)
      const whole = fromRow(row, ours)
      const event = revived<Extract<RequestEvent, { type: 'reported' }>>(first)
      if (!first) throw new Error('a request without events')
      const voice = { id: first.author_id as VoiceId, state: 'waiting' } as const
      let state = bear({ ...whole, voice }, event, first.at)
      for (const next of rest) state = evolve(state, revived(next), next.at)
      expect(plain(toRow(state))).toEqual(plain(toRow(whole)))
    }
  })

  it('is read by the server: a desk’s queue, a request, and the page of a neighbour', async () => {
    const { silin, house } = await openWhole(test, settableClock(now.toString()), closing)
    const community = city.ground.compounds[0]?.spots[0]?.community
    if (!community) throw new Error('no community')
    const person = await addTokenHolder(house, 'city', null)
    await appointAtCommunity(house, community.id, person, 'communityStaff')
    const headers = { authorization: `Bearer ${await createPeople(house).issueToken(person, 'city', 1)}` }
    const read = async (path: string) => await silin.server.inject({ url: path, headers })
    const queue = await read('/api/v1/requests?limit=5')
    expect(queue.statusCode).toBe(200)
    const { items } = queue.json<{ items: { id: string; title: string }[] }>()
    expect(items).toHaveLength(5)
    const detail = await read(`/api/v1/requests/${items[0]?.id}`)
    expect(detail.json<{ text: string }>().text.slice(0, 3)).toBe(items[0]?.title.slice(0, 3))
    const voice = await voiceOf(community.id, items[0]?.id as RequestId)
    const page = await read(`/r/${trackingToken(sealing, community.number, voice)}`)
    expect(page.statusCode).toBe(200)
  })
})

async function voiceOf(communityId: CommunityId, id: RequestId): Promise<VoiceId> {
  const row = await test.database.work({ communities: [communityId] }, (work) =>
    work.selectFrom('voices').select('id').where('request_id', '=', id).executeTakeFirstOrThrow(),
  )
  return row.id
}

/** An event as it was decided, with its moments. */
function revived<Event extends RequestEvent>(row: { type: string; data: unknown } | undefined): Event {
  const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
  return JSON.parse(JSON.stringify({ type: row?.type, ...(row?.data as object) }), (_, value) =>
    typeof value === 'string' && moment.test(value) ? Temporal.Instant.from(value) : value,
  )
}
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
