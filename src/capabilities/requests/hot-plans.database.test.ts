import { sql } from 'kysely'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Work } from '../../platform/database/database.ts'
import { type CommunityId, newId, type PersonId, type PlaceId } from '../../platform/ids.ts'
import { type QueueQuery, queueQuery } from './model.ts'
import type { Reader } from './queue-store.ts'
import { type QueueAsked, queuePage } from './queue-walk-store.ts'
import { foundPage, rowsByPhone } from './search/found-store.ts'
import { initialsByPinyin } from './search/initials.ts'
import { readAsked, termsOf } from './search/rules-for-terms.ts'
import { lockDue, lockRequest } from './store.ts'
import { eventsOf, openAround, requestOf, voiceByToken, voicesFull } from './story-store.ts'
import { type Stairwell, stairwell } from './testing/stairwell.ts'

/**
 * What is asked all day long, planned over so many rows that a wrong plan shows: as the application's role, beneath the
 * wall. Each statement is planned by the database with the values that it was really sent with.
 */
const rows = 60_000
const communities = Array.from({ length: 20 }, () => newId<CommunityId>())
const first = communities[0] as CommunityId
const buildings = Array.from({ length: 10 }, () => newId<PlaceId>())
const me = newId<PersonId>()
const big = ['requests', 'request_words', 'voices']
let here: Stairwell
let app: pg.Client

beforeAll(async () => {
  here = await stairwell()
  const { owner, appUrl } = here.test
  const client = await owner.connect()
  await client.query('set session_replication_role = replica')
  await client.query(
    `insert into places (community_id, id, parent_id, kind, name, building_id)
     select $1, b, $1, 'building', b::text, b from unnest($2::uuid[]) b`,
    [first, buildings],
  )
  await client.query(
    `insert into requests (community_id, id, number, place_id, building_id, kind, listen, channel, category, clock_class,
       title, text_sealed, status, level, handler_person_id, handler_since, deadline_kind, deadline_due_at, next_due_at,
       reported_at, sequence)
     select c[1 + n % 20], gen_random_uuid(), n::text, b[1 + n % 10], b[1 + n % 10], 'help', 'request', 'plaque',
       (array['repair.light', 'env.pets', 'road.hole'])[1 + n % 3], 'D', 'x', '', case when n % 50 = 0 then 'accepted' else 'closed' end,
       1 + (n / 3) % 6, case when n % 50 = 0 then gen_random_uuid() end, at, case when n % 50 = 0 then 'finish' end,
       case when n % 50 = 0 then at + interval '3 days' end, case when n % 50 = 0 then at + interval '3 days' end, at, 1
     from generate_series(1, ${rows}) n, lateral (select now() - n * interval '9 minutes' as at,
       $1::uuid[] as c, $2::uuid[] as b) given`,
    [communities, buildings],
  )
  const initials = await initialsByPinyin()
  const [common, rare] = [termsOf(['楼道灯不亮'], initials), termsOf(['电梯停运'], initials)]
  await client.query(
    `insert into request_words select community_id, reported_at, id,
       case when number::int % 500 = 0 then $2::int[] else $1::int[] end from requests`,
    [common, rare],
  )
  await client.query(
    `insert into voices (community_id, id, request_id, token_hash, phone_hash, joined_at)
     select community_id, id, id, uuid_send(id), uuid_send(id), reported_at from requests`,
  )
  await client.query('analyze requests; analyze request_words; analyze voices; analyze places')
  client.release(true)
  app = new pg.Client({ connectionString: appUrl })
  await app.connect()
}, 120_000)
afterAll(async () => {
  await app.end()
  await here.test.drop()
})

interface Plan {
  readonly 'Relation Name'?: string
  readonly 'Actual Loops': number
  readonly 'Actual Rows': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Plan[]
}
/** Big tables of which more than a tenth is read: from end to end, or by an index that leaves the work to a filter. */
function readsOf(plan: Plan): string[] {
  const each =
    plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)
  const isBig = big.includes(plan['Relation Name'] ?? '') && each * plan['Actual Loops'] > rows / 10
  return [...(isBig ? [plan['Relation Name'] ?? ''] : []), ...(plan.Plans ?? []).flatMap(readsOf)]
}

/** Big tables of which much is read by what these steps ask. */
async function readWhole(scope: readonly CommunityId[], steps: (work: Work) => Promise<unknown>): Promise<string[]> {
  const compiled = new Map<unknown, { sql: string; parameters: readonly unknown[] }>()
  const asked: { sql: string; parameters: readonly unknown[] }[] = []
  await here.house.database.work({ communities: scope }, async (work) => {
    const heard = work.withPlugin({
      transformQuery: ({ node, queryId }) => {
        compiled.set(queryId, here.house.database.compiler.getExecutor().compileQuery(node, queryId))
        return node
      },
      // Only what was sent has a result; a part of another statement has none.
      transformResult: async ({ result, queryId }) => {
        const sent = compiled.get(queryId)
        if (sent) asked.push(sent)
        return result
      },
    })
    await steps(heard)
  })
  await app.query(`begin; set local silin.communities = '${scope.join(',')}'`)
  const found: string[] = []
  for (const one of asked) {
    const values = one.parameters.map((value) =>
      value !== null && typeof value === 'object' && !Array.isArray(value) && !Buffer.isBuffer(value)
        ? String(value)
        : value,
    )
    const { rows } = await app.query(`explain (analyze, timing off, format json) ${one.sql}`, values)
    found.push(...readsOf(rows[0]['QUERY PLAN'][0].Plan))
  }
  await app.query('rollback')
  return found
}

const everywhere = { everywhere: true, placeIds: [], deskIds: [], ownDeskIds: [] }
const readers: readonly (readonly [string, Reader])[] = [
  ['a district', { personId: me, reaches: new Map(communities.map((id) => [id, everywhere])) }],
  ['a community', { personId: me, reaches: new Map([[first, everywhere]]) }],
]
const filters: readonly Partial<QueueAsked>[] = [
  { status: 'open' },
  { status: 'closed' },
  { status: 'shelved' },
  { codes: ['repair.light'] },
  { codes: ['repair.light', 'env.pets'] },
  { level: 6 },
  { place: buildings[0] as PlaceId },
  { overdue: true },
  { scope: 'mine' },
]
const asking = (...parts: Partial<QueueAsked>[]): QueueAsked =>
  Object.assign({ ...queueQuery.parse({}), codes: null, contains: null }, ...parts)

describe.each(readers)('no more than a little of a big table is read for %s', (_, reader) => {
  const scope = [...reader.reaches.keys()]

  it.each(['newest', 'due'] as const)('by any pair of filters, %s first', async (sort: QueueQuery['sort']) => {
    const now = Temporal.Now.instant()
    for (const [index, one] of filters.entries())
      for (const other of filters.slice(index)) {
        const asked = asking(one, other, { sort })
        const whole = await readWhole(scope, (work) => queuePage(work, reader, asked, now))
        expect(whole, JSON.stringify(asked)).toEqual([])
      }
  })

  it.each(['楼道', '电梯', '没有的', 'ldd', 'dt', '1124-7K2M'])('by the words %s', async (text) => {
    const now = Temporal.Now.instant()
    expect(await readWhole(scope, (work) => foundPage(work, reader, asking(), readAsked(text), now))).toEqual([])
  })

  it('by a phone', async () => {
    expect(await readWhole(scope, (work) => rowsByPhone(work, [reader, reader], Buffer.from('x'), 100))).toEqual([])
  })

  it('by the sweeper', async () => {
    expect(await readWhole(scope, (work) => lockDue(work, scope, Temporal.Now.instant(), 200, []))).toEqual([])
  })
})

describe('no more than a little of a big table is read', () => {
  const scope = [first]
  const any = async () =>
    (
      await here.test.owner.query('select id, token_hash, request_id from voices where community_id = $1 limit 1', [
        first,
      ])
    ).rows[0]

  it('by the page of a plaque', async () => {
    const place = { placeId: buildings[0], buildingId: buildings[0], unitId: null, gridId: null } as never
    expect(await readWhole(scope, (work) => openAround(work, first, place, 8))).toEqual([])
  })

  it('by a neighbour’s own page, and by what is said there', async () => {
    const { token_hash: hash, request_id: request } = await any()
    const read = async (work: Work) => {
      await voiceByToken(work, first, hash)
      await requestOf(work, first, request)
      await voicesFull(work, first, request)
      await eventsOf(work, first, request, 'public')
    }
    expect(await readWhole(scope, read)).toEqual([])
  })

  it('by a command', async () => {
    const { request_id: request } = await any()
    const read = (work: Work) => lockRequest(work, first, request)
    expect(await readWhole(scope, read)).toEqual([])
  })
})

it('would be noticed', async () => {
  const seen = await readWhole(communities, (work) => sql`select 1 from requests where title like '%x%'`.execute(work))
  expect(seen).toEqual(['requests'])
  await here.test.owner.query('drop index requests_by_status, requests_newest, requests_by_category')
  const asked = asking({ status: 'shelved' })
  const [, district] = readers[0] as (typeof readers)[number]
  const whole = await readWhole(communities, (work) => queuePage(work, district, asked, Temporal.Now.instant()))
  expect(whole).toContain('requests')
})
