import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Deed, installationChain } from '../audit/deed.ts'
import type { Line } from '../audit/witness.ts'
import { type CommunityId, newId, type PersonId } from '../ids.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

let test: TestDatabase
const [here, there] = [newId<CommunityId>(), newId<CommunityId>()]
beforeAll(async () => {
  test = await testDatabase()
  for (const [number, id] of [here, there].entries()) {
    const code = `37070500190${number}`
    await test.owner.query("insert into areas (code, level, name) values ($1, 'community', 'A')", [code])
    await test.owner.query(
      "insert into communities (id, number, area_code, name, phone, sponsor) values ($1, $2, $3, 'x', '1', 'x')",
      [id, number + 1, code],
    )
  }
})
afterAll(() => test.drop())
beforeEach(() => test.owner.query('truncate audit_entries, compounds cascade'))

/** A lamp in a community; `line` stands with it or not at all. */
const lamp =
  (community: CommunityId, id: string = newId()) =>
  (line: Line | null) => ({
    text: `with lit as (
        insert into compounds (community_id, id, name) values ($1, $2::uuid, $2::uuid::text) on conflict do nothing returning id
      )${line ? `, witnessed as (${line.partFrom('lit', 3)})` : ''} select id from lit`,
    values: [community, id, ...(line?.values ?? [])],
  })
const inScope = (community: CommunityId) => ({ communities: [community] })
const light = (community: CommunityId, id?: string) => test.database.together(inScope(community), lamp(community, id))
const lamps = async () => (await test.owner.query('select community_id, xmin::text as transaction from compounds')).rows

describe('statements that are sent together', () => {
  it('share a transaction when they are asked for at once, each for its own community', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => light(index % 2 ? here : there)))
    expect(answers.every((rows) => rows.length === 1)).toBe(true)
    const rows = await lamps()
    expect(rows).toHaveLength(20)
    expect(rows.filter((row) => row.community_id === here)).toHaveLength(10)
    expect(new Set(rows.map((row) => row.transaction)).size).toBeLessThan(10)
  })

  it('stand each behind its own wall, whoever is sent beside it', async () => {
    // A statement for one community that writes into another, between two that are as they should be.
    const given = [
      light(here),
      light(there),
      light(here),
      test.database.together(inScope(here), lamp(there)),
      light(there),
    ]
    const settled = await Promise.allSettled(given)
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(await lamps()).toHaveLength(4)
  })

  it('fail alone, and the others are written once', async () => {
    const wrong = () => test.database.together(inScope(here), () => ({ text: 'select 1 / $1::int', values: [0] }))
    const settled = await Promise.allSettled([light(here), light(here), wrong(), light(here), wrong(), light(there)])
    expect(settled.map((one) => one.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(await lamps()).toHaveLength(4)
  })

  it('wait for a lock that somebody holds without holding up the others for good', async () => {
    const id = newId<string>()
    const holder = await test.owner.connect()
    try {
      await holder.query('begin')
      await holder.query('insert into compounds (community_id, id, name) values ($1, $2::uuid, $2::uuid::text)', [
        here,
        id,
      ])
      const waiting = [light(here), light(here), light(here, id), light(here)]
      const others = await Promise.all([waiting[0], waiting[1], waiting[3]])
      expect(others.every((rows) => rows?.length === 1)).toBe(true)
      await holder.query('commit')
      expect(await waiting[2]).toEqual([])
    } finally {
      holder.release()
    }
  })

  it('tell other parts of the server what was changed, and nothing where nothing was', async () => {
    const heard: CommunityId[] = []
    test.database.afterChange((community) => heard.push(community))
    const id = newId<string>()
    await light(here, id)
    await light(here, id)
    await test.database.work(inScope(there), (work) => sql`select 1`.execute(work))
    await test.database.work(inScope(there), (work) =>
      sql`insert into compounds (community_id, id, name) values (${there}, ${newId()}, 'x')`.execute(work),
    )
    expect(heard).toEqual([here, there])
  })
})

describe('the line of whoever does it', () => {
  const person = newId<PersonId>()
  const deed = () => new Deed({ what: 'lamps.post', personId: person, address: '203.0.113.7' })
  const lines = async () => (await test.owner.query('select community_id, deed_id, result from audit_entries')).rows

  it('is written with the statement, and not for what was there already', async () => {
    const witnessed = test.database
    const id = newId<string>()
    const [first, again] = [deed(), deed()]
    await witnessed.during(first, () => witnessed.together(inScope(here), lamp(here, id)))
    await witnessed.during(again, () => witnessed.together(inScope(here), lamp(here, id)))
    expect(await lines()).toEqual([{ community_id: here, deed_id: first.id, result: 'done' }])
    expect([first.lines, again.lines]).toEqual([1, 0])
  })

  it('stands in another chain where the deed says so', async () => {
    const witnessed = test.database
    const doing = deed()
    doing.standsIn(null)
    await witnessed.during(doing, () => witnessed.together(inScope(here), lamp(here)))
    expect(await lines()).toEqual([{ community_id: installationChain, deed_id: doing.id, result: 'done' }])
  })
})
