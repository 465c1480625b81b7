import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPeople } from '../../capabilities/people/index.ts'
import { permissions } from '../../capabilities/people/permissions.ts'
import { settableClock } from '../../platform/clock/clock.ts'
import { testDatabase } from '../../platform/database/testing/test-database.ts'
import { openedRoutes } from '../../platform/http/ways-in.ts'
import type { PersonId } from '../../platform/ids.ts'
import { seedGround } from './ground.ts'
import { type Client, createClient, type Key } from './testing/walk/client.ts'
import { type Holder, holders } from './testing/walk/holders.ts'
import { markersIn } from './testing/walk/markers.ts'
import { fillWithMatters } from './testing/walk/matters.ts'
import { isOwnPost, mayStandOnPage, openToAnybody, pageProbes } from './testing/walk/pages.ts'
import type { Probe, Walked } from './testing/walk/probe.ts'
import { ask, type Comer, contractOf, nobodyComes, probesOf, unknownRoutes } from './testing/walk/walk.ts'
import { buildWorld } from './testing/walk/world.ts'
import { openWhole } from './testing/whole-server.ts'

/**
 * Every way into the real server × every role × own, parent, child, sibling and foreign places and nobody at all. What
 * is right is worked out from the permission table and from where roles are held (`testing/walk/table.ts`), and every
 * row carries the marker of its place: no answer may hold one that is foreign to whoever asks.
 */
const closing: (() => Promise<unknown>)[] = []
let server: FastifyInstance
let client: Client
let walked: Walked
let tokenOf: (name: string) => Promise<Key>
let probes: Readonly<Record<string, readonly Probe[]>>
const comers: Comer[] = [nobodyComes]

beforeAll(async () => {
  const test = await testDatabase()
  closing.push(test.drop)
  const clock = settableClock('2026-11-24T10:05:00+08:00')
  const { silin, house } = await openWhole(test, clock, closing, { demo: true })
  server = silin.server
  client = createClient(server)
  await seedGround(house)
  const world = await buildWorld(test, house)
  silin.places.forgetAll()
  const people = createPeople(house)
  tokenOf = async (name) => {
    const token = await people.issueToken(world.person.get(name) as PersonId, 'walk', 1)
    const headers = { authorization: `Bearer ${token}` }
    return { read: headers, write: headers }
  }
  const matters = await fillWithMatters(world, client, (name) => tokenOf(`secretary of ${name}`))
  walked = { world, matters }
  probes = probesOf(walked)
  for (const holder of holders) {
    comers.push({ holder, by: 'token', key: await tokenOf(holder.name) })
    comers.push({ holder, by: 'session', key: await client.signIn(world.phone.get(holder.name) ?? '') })
  }
}, 120_000)
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const isReading = (route: string) => route.startsWith('GET ')
const actionOf = (route: string) => contractOf(route)?.action ?? ''

/** All that is wrong, over every comer and every probe of these routes. */
async function walk(routes: readonly string[]): Promise<string[]> {
  const wrong: string[] = []
  for (const route of routes) {
    const asked = probes[route] ?? []
    for (const probe of asked) {
      // Sessions and tokens differ in nothing but the key: by session each route is asked twice, by token all that it can be.
      const asking = probe === asked[0] || probe === asked.at(-1) ? comers : comers.filter(({ by }) => by !== 'session')
      // Three at once: the database works while the server does.
      for (let next = 0; next < asking.length; next += 3) {
        const some = asking.slice(next, next + 3)
        const found = await Promise.all(
          some.map((comer) => ask(client, walked, { route, action: actionOf(route), probe, comer })),
        )
        wrong.push(...found.flat())
      }
    }
  }
  return wrong
}

describe('every way into the server', () => {
  it('is a route with a row of the permission table, or one of the few that are open to anybody', () => {
    expect(unknownRoutes(openedRoutes(server), openToAnybody)).toEqual([])
    // One that somebody adds beside the contract is found, and so is one that is named and not there.
    expect(unknownRoutes([...openedRoutes(server), 'GET /api/v1/secrets'], openToAnybody)).toEqual([
      'GET /api/v1/secrets: neither in a contract nor open to anybody',
    ])
    expect(unknownRoutes(openedRoutes(server), [...openToAnybody, 'GET /gone'])).toEqual(['GET /gone: is not there'])
  })
  it('of a contract is walked, by every action of the table that a route has', () => {
    const contracts = openedRoutes(server).filter((route) => contractOf(route))
    expect(contracts.length).toBeGreaterThan(40)
    expect(Object.keys(probes).toSorted()).toEqual(contracts)
    const known = ['public', 'signed_in', ...Object.keys(permissions)]
    expect(contracts.filter((route) => !known.includes(actionOf(route)))).toEqual([])
  })
})

describe('who may do what', () => {
  it('by reading: every role, everywhere', async () => {
    expect(await walk(Object.keys(probes).filter(isReading))).toEqual([])
  }, 240_000)

  it('on pages: each shows its own stairwell, whoever looks', async () => {
    const lookers = ['', 'neighbour', 'unitLead', 'propertyManager', 'communitySecretary', 'districtStaff']
    const wrong: string[] = []
    for (const { what, send, statuses, of, ofReader } of pageProbes(walked)) {
      for (const { holder, by, key } of comers.filter(
        (comer) => comer.by !== 'token' && lookers.includes(comer.holder?.name ?? ''),
      )) {
        const answer = await client.send({ ...send, headers: { ...key.read, ...send.headers } })
        const line = `${what} · ${holder?.name ?? 'nobody'} by ${by}`
        // A form of somebody who is signed in needs the token of their session.
        const wanted = send.method === 'POST' && holder ? [403] : statuses
        if (!wanted.includes(answer.status)) wrong.push(`${line}: ${answer.status} instead of ${wanted.join(' or ')}`)
        for (const marker of markersIn(answer.text))
          if (!mayStandOnPage(marker, of) && !(ofReader && isOwnPost(marker, holder)))
            wrong.push(`${line}: shows the ${marker.part} of ${marker.place}`)
      }
    }
    expect(wrong).toEqual([])
    const voices = await walked.world.one<{ most: number }>('select max(voices)::int as most from requests', [])
    expect(voices.most).toBe(1)
  }, 120_000)

  it('by asking for the head alone: no more than by asking for all of it', async () => {
    const outside = { name: 'neighbour', posts: [] } satisfies Holder
    const wrong: string[] = []
    for (const route of Object.keys(probes).filter(isReading)) {
      const probe = probes[route]?.[0]
      const { url } = (await probe?.send()) ?? { url: '' }
      for (const comer of comers.filter(({ holder }) => holder === null || holder.name === outside.name)) {
        const [head, whole] = await Promise.all(
          ['HEAD', 'GET'].map((method) => client.send({ method, url, headers: comer.key.read })),
        )
        if (head?.status !== whole?.status || head?.text !== '') wrong.push(`${route}: ${head?.status} ${head?.text}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('by a session without the token of its own page, or from another site: nothing is written', async () => {
    const secretary = comers.find(({ holder, by }) => holder?.name === 'communitySecretary' && by === 'session')
    const wrong: string[] = []
    for (const route of Object.keys(probes).filter((one) => !isReading(one) && actionOf(one) !== 'public')) {
      const [method = ''] = route.split(' ')
      const sent = await probes[route]?.[0]?.send()
      if (!sent || !secretary) throw new Error('nothing to send')
      for (const headers of [secretary.key.read, { ...secretary.key.write, 'sec-fetch-site': 'cross-site' }]) {
        const answer = await client.send({ method, ...sent, headers: { ...headers, ...sent.headers } })
        if (answer.status !== 403 || !answer.text.includes('/problems/csrf'))
          wrong.push(`${route}: ${answer.status} ${answer.text.slice(0, 120)}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('by a token that has run out, is cut short or is made up: as nobody', async () => {
    const [secretary] = comers.filter(({ holder, by }) => holder?.name === 'communitySecretary' && by === 'token')
    const good = secretary?.key.read.authorization ?? ''
    const asked = async (authorization: string) =>
      (await client.send({ method: 'GET', url: '/api/v1/requests', headers: { authorization } })).status
    expect(await asked(good)).toBe(200)
    const old = (await tokenOf('communitySecretary')).read.authorization ?? ''
    await walked.world.one(
      "update api_tokens set expires_at = '2026-11-24T02:05:00Z' where token_hash = $1 returning id",
      [createHash('sha256').update(old.replace('Bearer ', '')).digest()],
    )
    for (const wrong of [old, good.slice(0, -1), `${good}x`, good.replace('Bearer', 'bearer'), 'Bearer', 'Basic x'])
      expect([wrong.slice(0, 12), await asked(wrong)]).toEqual([wrong.slice(0, 12), 401])
  })

  it('by writing: every role, everywhere', async () => {
    expect(await walk(Object.keys(probes).filter((route) => !isReading(route)))).toEqual([])
  }, 240_000)

  it('after signing out: as nobody', async () => {
    const wrong: string[] = []
    for (const { holder, key } of comers.filter(({ by }) => by === 'session')) {
      const answer = await client.send({ method: 'GET', url: '/api/v1/me/channels', headers: key.read })
      if (answer.status !== 401) wrong.push(`${holder?.name}: ${answer.status}`)
    }
    expect(wrong).toEqual([])
  })
})
