import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Deed, installationChain } from '../audit/deed.ts'
import { createWitness } from '../audit/witness.ts'
import { systemClock } from '../clock/clock.ts'
import { type CommunityId, newId, type PersonId } from '../ids.ts'
import { hashingWith } from '../sealing/hashing.ts'
import { rootKeysOf } from '../sealing/master-key.ts'
import { createWake } from '../wake.ts'
import { Database, type Work } from './database.ts'
import { type TestDatabase, testDatabase } from './testing/test-database.ts'

let test: TestDatabase
const here = newId<CommunityId>()
const there = newId<CommunityId>()
const person = newId<PersonId>()
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

const deed = (what = 'lamps.post') => new Deed({ what, personId: person, about: { id: here }, address: '203.0.113.7' })
const light = (work: Work, community: CommunityId = here) =>
  sql`insert into compounds (community_id, id, name) values (${community}, ${newId()}, ${newId()})`.execute(work)
const lines = async () =>
  (await test.owner.query('select community_id, deed_id, person_id, what, result from audit_entries order by id')).rows
const lamps = async () => (await test.owner.query('select 1 from compounds')).rowCount

describe('what somebody does', () => {
  it('leaves its line in the transaction that does it, in the chain of the community it is done in', async () => {
    const doing = deed()
    await test.database.during(doing, () => test.database.work({ communities: [here] }, (work) => light(work)))
    expect(await lines()).toEqual([
      { community_id: here, deed_id: doing.id, person_id: person, what: 'lamps.post', result: 'done' },
    ])
    const same = await test.owner.query(
      'select a.xmin = c.xmin as same from audit_entries a, compounds c where a.community_id = $1',
      [here],
    )
    expect(same.rows).toEqual([{ same: true }])
  })

  it('leaves none where nothing was written: a lookup, a lock, a writing that was undone', async () => {
    await test.database.work({ communities: [here] }, (work) => light(work))
    const undone = new Error('changed my mind')
    await test.database.during(deed(), async () => {
      const scope = { communities: [here] }
      await test.database.work(scope, (work) => sql`select 1 from compounds for update`.execute(work))
      await test.database.work(scope, (work) => sql`update compounds set name = 'y' where false`.execute(work))
      await test.database.work(scope, (work) =>
        sql`insert into compounds select * from compounds limit 1 on conflict do nothing`.execute(work),
      )
      const trying = test.database.work(scope, async (work) => {
        await light(work)
        throw undone
      })
      await expect(trying).rejects.toBe(undone)
      await test.database.statement(scope, sql`select 1 from compounds`.compile(test.database.compiler))
    })
    expect([await lines(), await lamps()]).toEqual([[], 1])
  })

  it('is not done without its line', async () => {
    await test.owner.query('revoke insert on audit_entries from silin_test_app')
    try {
      const doing = () => test.database.work({ communities: [here] }, (work) => light(work))
      await expect(test.database.during(deed(), doing)).rejects.toThrow(/permission denied/)
      const { sql: text, parameters } = sql`insert into compounds (community_id, id, name)
        values (${here}, ${newId()}, ${newId()})`.compile(test.database.compiler)
      const stated = () =>
        test.database.statement(
          { communities: [here] },
          { ...sql``.compile(test.database.compiler), sql: text, parameters },
        )
      await expect(test.database.during(deed(), stated)).rejects.toThrow(/permission denied/)
      expect([await lines(), await lamps()]).toEqual([[], 0])
      // Who does nothing that is audited goes on.
      await doing()
    } finally {
      await test.owner.query('grant insert on audit_entries to silin_test_app')
    }
    expect(await lamps()).toBe(1)
  })

  it('leaves a line for writing that is hidden in a statement that answers rows', async () => {
    await test.database.during(deed(), async () => {
      await test.database.work({ communities: [here] }, (work) =>
        sql`with lit as (insert into compounds (community_id, id, name) values (${here}, ${newId()}, ${newId()}) returning id)
          select id from lit`.execute(work),
      )
      await test.database.statement(
        { communities: [here] },
        sql`with lit as (insert into compounds (community_id, id, name) values (${here}, ${newId()}, ${newId()}) returning id)
          select id from lit`.compile(test.database.compiler),
      )
    })
    expect((await lines()).length).toBe(2)
  })

  it('stands in the chain of the installation where it concerns no one community, or where that is said', async () => {
    const [wide, said] = [deed('wide.post'), deed('said.post')]
    await test.database.during(wide, () => test.database.work({ communities: [here, there] }, (work) => light(work)))
    said.standsIn(there)
    await test.database.during(said, () => test.database.work({ communities: [here, there] }, (work) => light(work)))
    expect((await lines()).map((line) => [line.what, line.community_id])).toEqual([
      ['wide.post', installationChain],
      ['said.post', there],
    ])
  })

  it('goes on after its call, but not in what it woke, nor in notes beside it', async () => {
    const wake = createWake(null, 1)
    let woken: Promise<unknown> = Promise.resolve()
    const heard = new Promise<void>((resolve) => {
      wake.on('lamps', () => {
        woken = test.database.work({ communities: [there] }, (work) => light(work, there)).then(() => resolve())
      })
    })
    let later: Promise<unknown> = Promise.resolve()
    await test.database.during(deed(), async () => {
      wake.up('lamps')
      await test.database.aside(() => test.database.work({ communities: [there] }, (work) => light(work, there)))
      later = new Promise((resolve) => setTimeout(resolve, 20)).then(() =>
        test.database.work({ communities: [here] }, (work) => light(work)),
      )
    })
    await Promise.all([later, heard])
    await woken
    expect([(await lines()).map((line) => line.community_id), await lamps()]).toEqual([[here], 3])
  })

  it('is never mixed up with what others do at the same time', async () => {
    const deeds = Array.from({ length: 40 }, (_, n) => ({ doing: deed(`lamp.${n}`), isNobody: n % 4 === 3 }))
    await Promise.all(
      deeds.map(async ({ doing, isNobody }) => {
        const write = () => test.database.work({ communities: [here] }, (work) => light(work))
        await (isNobody ? write() : test.database.during(doing, write))
      }),
    )
    const told = (await lines()).map((line) => `${line.what} ${line.deed_id}`)
    const expected = deeds.filter(({ isNobody }) => !isNobody).map(({ doing }) => `${doing.what} ${doing.id}`)
    expect([told.toSorted(), await lamps()]).toEqual([expected.toSorted(), 40])
  })
})

describe('the log', () => {
  it('can be added to by the application, and nothing else: no change, no removal, no other community', async () => {
    await test.database.during(deed(), () => test.database.work({ communities: [here] }, (work) => light(work)))
    const tries = [
      [here, sql`update audit_entries set what = 'other'`, /permission denied/],
      [here, sql`update audit_entries set result = 'refused', number = 1, hash = 'x'`, /permission denied/],
      [here, sql`delete from audit_entries`, /stays for six months/],
      [here, sql`truncate audit_entries`, /permission denied/],
      [here, sql`alter table audit_entries disable trigger all`, /must be owner/],
      [there, sql`insert into audit_entries select * from audit_entries`, null],
    ] as const
    for (const [community, statement, refusal] of tries) {
      const trying = test.database.work({ communities: [community] }, (work) => statement.execute(work))
      if (refusal) await expect(trying).rejects.toThrow(refusal)
      else await trying
    }
    expect((await lines()).length).toBe(1)
    // Sealed once, and never again.
    const seal = (hash: string) =>
      test.database.work({ communities: [here] }, (work) =>
        sql`update audit_entries set number = 1, hash = ${Buffer.from(hash)}`.execute(work),
      )
    await seal('one')
    await expect(seal('two')).rejects.toThrow(/sealed once/)
    // The owner, too, has to take the rule away first.
    await expect(test.owner.query("update audit_entries set what = 'other'")).rejects.toThrow(/sealed once/)
  })

  it('is told of nobody where no witness is there', async () => {
    const bare = new Database({ url: test.appUrl, size: 1 })
    await bare.during(deed(), () => bare.work({ communities: [here] }, (work) => light(work)))
    await bare.record(deed(), 'refused', null)
    await bare.close()
    expect(await lines()).toEqual([])
  })

  it('holds neither address nor account, but tells the same network and account by the same hash', async () => {
    const sealing = hashingWith(rootKeysOf('another secret of this installation'))
    const witness = createWitness({ sealing, clock: systemClock })
    const told = (address: string, account: string | null) => {
      const doing = new Deed({ what: 'sign-in.post', personId: null, address })
      if (account) doing.triedAs(account)
      return witness.line(doing, installationChain, { result: 'refused', reason: 'x', isAlone: true }).values
    }
    const [one, same, other] = [told('203.0.113.7', 'li'), told('203.0.113.99', 'li'), told('203.0.114.7', 'zhang')]
    expect([one[7], one[8]]).toEqual([same[7], same[8]])
    expect(one[7]).not.toEqual(other[7])
    expect(one[8]).not.toEqual(other[8])
    expect(JSON.stringify(one)).not.toMatch(/203\.0|"li"/)
  })
})
