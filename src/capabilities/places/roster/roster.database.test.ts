import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../../platform/clock/clock.ts'
import { type TestDatabase, testDatabase } from '../../../platform/database/testing/test-database.ts'
import { type Language, textIn } from '../../../platform/i18n/text.ts'
import { type CommunityId, newId, type PersonId } from '../../../platform/ids.ts'
import { createKeyRing } from '../../../platform/sealing/key-ring.ts'
import type { Sealing } from '../../../platform/sealing/sealing.ts'
import en from '../messages/roster.en.json' with { type: 'json' }
import zh from '../messages/roster.zh-CN.json' with { type: 'json' }
import { createRoster, type Roster, type RosterParts } from './roster-service.ts'

let test: TestDatabase
let owner: { communityId: CommunityId; personId: PersonId }
let number = 0
let sealing: Sealing
const logged: object[] = []
const forgotten: CommunityId[] = []

function rosterWith(parts: Partial<RosterParts> = {}): Roster {
  const log = { debug() {}, info() {}, warn() {}, error: (facts: object) => void logged.push(facts) }
  const text = (language: Language) => textIn(language, { 'zh-CN': zh, en })
  return createRoster(
    { database: test.database, clock: systemClock, sealing, log, text },
    {
      forget: (id) => void forgotten.push(id),
      phoneHash: (phone) => sealing.hash('phone', phone),
      ...parts,
    },
  )
}

beforeAll(async () => {
  test = await testDatabase()
  sealing = createKeyRing(test.database, test).sealing
})
afterAll(() => test.drop())
beforeEach(async () => {
  owner = { communityId: newId<CommunityId>(), personId: newId<PersonId>() }
  number++
  const area = `3707050019${String(number).padStart(2, '0')}`
  await test.owner.query("insert into areas (code, level, name) values ($1, 'community', 'x')", [area])
  await test.owner.query(
    "insert into communities (id, number, area_code, name, phone, sponsor) values ($1, $2, $3, 'x', '1', 'x')",
    [owner.communityId, number, area],
  )
  await test.owner.query('insert into people (id, name_sealed) values ($1, $2)', [
    owner.personId,
    (await sealing.shared()).seal('员'),
  ])
  await test.owner.query("insert into places (community_id, id, kind, name) values ($1, $1, 'community', 'x')", [
    owner.communityId,
  ])
})

const phoneOf = (n: number) => `138${String(number).padStart(2, '0')}${String(n).padStart(6, '0')}`
const buildings = Buffer.from(
  ['小区,网格,楼栋,单元,物业公司', '阳光花园,第一网格,3,1,明月物业', '阳光花园,1,3#,2,', '阳光花园,1,4,,'].join('\n'),
)
const households = Buffer.from(
  `网格,楼栋,单元,门牌号\n${Array.from({ length: 1_200 }, (_, n) => `1,3,${1 + (n % 2)},${100 + n}`).join('\n')}`,
)
const leads = (toDay = '', name = '王小明') =>
  Buffer.from(
    [
      '职务,网格,楼栋,单元,姓名,电话,责任,公开电话,开始日期,结束日期',
      `网格长,1,,,李红,${phoneOf(1)},走访,是,2026-01-01,`,
      `单元长,1,3,2,${name},${phoneOf(2)},,否,2026-01-01,${toDay}`,
    ].join('\n'),
  )

async function imported(roster: Roster, bytes: Buffer) {
  const checked = await roster.check(owner, '名册.csv', bytes)
  expect(checked).toMatchObject({ status: 'ready', errors: [] })
  const run = await roster.apply(owner.communityId, checked.id)
  expect(run?.now.status).toBe('applying')
  return await run?.finished
}
async function rowsOf(table: string, columns = '*') {
  const found = await test.owner.query(`select ${columns} from ${table} where community_id = $1`, [owner.communityId])
  return found.rows
}

it('writes places, plaques, homes and leads, and a second time nothing', async () => {
  const roster = rosterWith()
  expect(await imported(roster, buildings)).toMatchObject({ status: 'applied', done: 7, total: 7, errorCount: 0 })
  expect(await imported(roster, households)).toMatchObject({ counts: { households: { create: 1_200, same: 0 } } })
  expect(await imported(roster, leads())).toMatchObject({ counts: { leads: { create: 2, change: 0, same: 0 } } })
  expect(forgotten).toContain(owner.communityId)

  const places = await rowsOf('places')
  expect(places).toHaveLength(1 + 1 + 2 + 2 + 1_200)
  const home = places.find((place) => place.kind === 'household')
  expect(places.find((place) => place.id === home.unit_id)).toMatchObject({ kind: 'unit', parent_id: home.building_id })
  expect((await rowsOf('desks')).map((desk) => [desk.kind, desk.level, desk.name])).toEqual([
    ['property', 4, '明月物业'],
  ])
  // Two stairwells, and a building without any.
  const codes = await rowsOf('plaque_codes')
  expect(codes).toHaveLength(3)
  expect((await rowsOf('plaques')).map((plaque) => plaque.code).sort()).toEqual(codes.map((row) => row.code).sort())

  const found = await test.owner.query('select * from people where phone_hash = $1', [
    sealing.hash('phone', `+86${phoneOf(2)}`),
  ])
  expect(sealing.open(found.rows[0].name_sealed)).toBe('王小明')
  expect(sealing.open(found.rows[0].phone_sealed)).toBe(`+86${phoneOf(2)}`)
  expect(await rowsOf('memberships')).toHaveLength(2)

  for (const bytes of [buildings, households, leads()]) {
    const again = await imported(roster, bytes)
    expect(again).toMatchObject({ status: 'applied', total: 0 })
    for (const { create, change } of Object.values(again?.counts ?? {})) expect([create, change]).toEqual([0, 0])
  }
  expect(await rowsOf('places')).toHaveLength(places.length)
  expect(await rowsOf('plaques')).toHaveLength(3)
  // Names and phones are kept until they are written, and no longer.
  for (const row of await rowsOf('roster_imports')) expect(row.rows_sealed).toBeNull()
})

it('ends a term, and an applied import is not written again', async () => {
  const roster = rosterWith()
  await imported(roster, buildings)
  await imported(roster, leads())
  const ended = await imported(roster, leads('2026-10-31'))
  expect(ended?.counts.leads).toEqual({ create: 0, change: 1, same: 1 })
  const terms = await rowsOf('responsibilities', "role, to_char(to_day, 'YYYY-MM-DD') as until")
  expect(terms.sort((a, b) => (a.role < b.role ? -1 : 1))).toEqual([
    { role: 'gridLead', until: null },
    { role: 'unitLead', until: '2026-10-31' },
  ])
  const run = await roster.apply(owner.communityId, ended?.id ?? '')
  expect(run?.now.status).toBe('applied')
})

it('says what is wrong and keeps nothing', async () => {
  const roster = rosterWith()
  await imported(roster, buildings)
  await imported(roster, leads())
  const refused = await roster.check(owner, '名册.csv', leads('', '赵小明'))
  expect(refused).toMatchObject({
    status: 'refused',
    errorCount: 1,
    errors: [{ code: 'phone_of_another_name', cell: 'E3', value: null }],
  })
  expect((await roster.apply(owner.communityId, refused.id))?.now.status).toBe('refused')
  const unreadable = await roster.check(owner, 'x.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'))
  expect(unreadable).toMatchObject({ status: 'refused', errors: [{ code: 'file_old_excel' }] })
  expect(await roster.apply(owner.communityId, newId())).toBeNull()
})

it('writes all or nothing, tells how far it has come, and can be tried again', async () => {
  const roster = rosterWith()
  await imported(roster, buildings)
  const seen: unknown[] = []
  let broken = true
  const watched = rosterWith({
    async afterWriting() {
      // Another connection sees the progress, and none of the rows.
      const [row] = await rowsOf('roster_imports', 'done, total, status').then((rows) =>
        rows.filter((one) => one.status === 'applying'),
      )
      seen.push(row, (await rowsOf('places')).length)
      if (broken) throw new Error('broken')
    },
  })
  const checked = await watched.check(owner, '住户.csv', households)
  const failed = await (await watched.apply(owner.communityId, checked.id))?.finished
  expect(failed).toMatchObject({ status: 'failed', done: 0 })
  expect(seen).toEqual([{ done: 1_200, total: 1_200, status: 'applying' }, 6])
  expect(logged).toHaveLength(1)
  expect(await rowsOf('places')).toHaveLength(6)
  broken = false
  const again = await (await watched.apply(owner.communityId, checked.id))?.finished
  expect(again).toMatchObject({ status: 'applied', done: 1_200 })
  expect(await rowsOf('places')).toHaveLength(1_206)
})

it('two clerks at once write everything once', async () => {
  const roster = rosterWith()
  const both = await Promise.all([roster.check(owner, 'a', buildings), roster.check(owner, 'b', buildings)])
  await Promise.all(both.map(async ({ id }) => (await roster.apply(owner.communityId, id))?.finished))
  const twice = await roster.check(owner, 'c', leads())
  await Promise.all([1, 2].map(async () => (await roster.apply(owner.communityId, twice.id))?.finished))
  expect(await rowsOf('responsibilities')).toHaveLength(2)
  expect(await rowsOf('places')).toHaveLength(6)
  expect((await rowsOf('roster_imports')).map((row) => row.status)).toEqual(['applied', 'applied', 'applied'])
})
