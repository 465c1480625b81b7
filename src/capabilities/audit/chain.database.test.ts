import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Deed, installationChain } from '../../platform/audit/deed.ts'
import { createWitness } from '../../platform/audit/witness.ts'
import { settableClock } from '../../platform/clock/clock.ts'
import { parseConfig } from '../../platform/config/config.ts'
import { Database } from '../../platform/database/database.ts'
import { type TestDatabase, testDatabase } from '../../platform/database/testing/test-database.ts'
import { type CommunityId, newId, type PersonId } from '../../platform/ids.ts'
import { createLog } from '../../platform/log/log.ts'
import { hashingWith } from '../../platform/sealing/hashing.ts'
import { createKeyRing } from '../../platform/sealing/key-ring.ts'
import { rootKeysOf } from '../../platform/sealing/master-key.ts'
import { dailyDuty, noteHead } from './daily-duty.ts'
import { headIn } from './heads-in-log.ts'
import { sealingDuty, sealNext } from './sealing-duty.ts'
import { verifyAudit } from './verify.ts'

let test: TestDatabase
const clock = settableClock('2026-03-04T10:00:00Z')
const lines: string[] = []
const person = newId<PersonId>()
const chain = newId<CommunityId>()
const other = newId<CommunityId>()
const chains = async () => [installationChain, chain, other]
const open = new Set<Database>()

/** One server: a pool, the duties' ground, and a hand that does things. */
function server(secret = test.secret) {
  const witness = createWitness({ sealing: hashingWith(rootKeysOf(secret)), clock })
  const database = new Database({ url: test.appUrl, size: 4, witness })
  const { sealing } = createKeyRing(database, { secret })
  open.add(database)
  const log = createLog('info', (line) => lines.push(line))
  const house = { database, sealing, clock, log, config: parseConfig({}) }
  return {
    ...house,
    async act(times = 1, community: CommunityId | null = chain) {
      for (let n = 0; n < times; n++) {
        const deed = new Deed({ what: 'lamps.post', personId: person, about: { id: newId() }, address: '203.0.113.7' })
        deed.standsIn(community)
        await database.record(deed, 'done', null)
        clock.advance({ milliseconds: 3 })
      }
    },
    async seal() {
      const duty = sealingDuty(house, chains)
      while (await duty.run());
    },
    daily: () => dailyDuty(house, chains).run(),
    verify: (options = {}) => verifyAudit(house, chain, options),
  }
}
let one: ReturnType<typeof server>

beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.drop())
beforeEach(async () => {
  await test.owner.query('truncate audit_entries, audit_marks')
  clock.set(Temporal.Instant.from('2026-03-04T10:00:00Z'))
  lines.length = 0
  one = server()
})
afterEach(async () => {
  for (const database of open) await database.close()
  open.clear()
})

/** What whoever owns the database can do: anything, once they take the rule away. */
async function asOwner(statement: string, values: unknown[] = []) {
  const client = await test.owner.connect()
  try {
    await client.query('begin; alter table audit_entries disable trigger audit_entry_stays')
    const done = await client.query(statement, values)
    await client.query('alter table audit_entries enable trigger audit_entry_stays; commit')
    if (done.rowCount === 0) throw new Error('arranged nothing')
  } finally {
    client.release()
  }
}
const fault = async (...from: Parameters<typeof one.verify>) => {
  const verified = await one.verify(...from)
  return verified.ok ? 'ok' : `${verified.fault.kind} ${verified.fault.number} after ${verified.count}`
}

describe('a chain', () => {
  it('that nobody touched is good, whichever server wrote and sealed it; and an empty one is', async () => {
    expect(await one.verify()).toMatchObject({ ok: true, count: 0, head: { number: 0 }, waiting: 0 })
    const two = server()
    await one.act(3)
    await two.act(3)
    await one.act(2, null)
    expect(await one.verify()).toMatchObject({ ok: true, count: 0, waiting: 6 })
    await two.seal()
    await two.act(2)
    await one.seal()
    expect(await one.verify()).toMatchObject({ ok: true, count: 8, head: { number: 8 }, waiting: 0 })
    expect(await verifyAudit(one, 'installation')).toMatchObject({ ok: true, count: 2 })
    expect(await verifyAudit(one, other)).toMatchObject({ ok: true, count: 0 })
    const progress: number[][] = []
    await one.verify({ progress: (...told: number[]) => progress.push(told) })
    expect(progress).toEqual([[8, 8]])
    expect(lines).toEqual([])
  })

  describe.each([['that was sealed', true] as const, ['of which the end waits', false] as const])(
    '%s',
    (_, isWhole) => {
      beforeEach(async () => {
        await one.act(10)
        await one.seal()
        if (!isWhole) await one.act(1)
      })

      it.each([
        ['a field is changed', "update audit_entries set result = 'refused' where number = 4", 'changed 4 after 3'],
        [
          'a person is changed',
          'update audit_entries set person_id = gen_random_uuid() where number = 1',
          'changed 1 after 0',
        ],
        ['an id is changed', "update audit_entries set about = '{}' where number = 10", 'changed 10 after 9'],
        [
          'a time is changed',
          "update audit_entries set at = at + interval '1 microsecond' where number = 7",
          'changed 7 after 6',
        ],
        ['the network is taken out', 'update audit_entries set network = null where number = 7', 'changed 7 after 6'],
        ['one is deleted', 'delete from audit_entries where number = 5', 'missing 5 after 4'],
        ['the first is deleted', 'delete from audit_entries where number = 1', 'beginning 1 after 0'],
        [
          'one is deleted and the rest closes up',
          'with gone as (delete from audit_entries where number = 10 returning hash) update audit_entries set hash = gone.hash from gone where number = 9',
          'reordered 9 after 8',
        ],
        [
          'two change places',
          'update audit_entries e set number = o.number, hash = o.hash from audit_entries o where e.number in (3, 4) and o.number in (3, 4) and e.number <> o.number',
          'reordered 3 after 2',
        ],
        ['a keyed hash is changed', "update audit_entries set mac = sha256('x') where number = 2", 'foreign 2 after 1'],
        ['a place is taken back', 'update audit_entries set number = null, hash = null where number = 10', null],
      ])('is found broken where %s', async (_, statement, expected) => {
        await test.owner.query('alter table audit_entries drop constraint audit_entries_community_id_number_key')
        try {
          await asOwner(statement)
          // What is sent back to wait is sealed again as it was, and stands where it stood.
          expect(await fault()).toBe(expected ?? 'ok')
        } finally {
          await test.owner.query('truncate audit_entries')
          await test.owner.query('alter table audit_entries add unique (community_id, number)')
        }
      })
    },
  )

  it('with a line of somebody who has the database and not the secret is found, before it is sealed and after', async () => {
    await one.act(2)
    await server('a secret that somebody made up for this').act(1)
    await one.act(1)
    expect(await one.verify()).toMatchObject({ ok: false, fault: { kind: 'foreign', number: null } })
    await one.seal()
    expect(await fault()).toBe('foreign 3 after 2')
    expect(lines.join()).toContain('not written by Silin')
  })

  it('that is sealed with another secret is found', async () => {
    await one.act(3)
    await one.seal()
    await one.act(1)
    const stranger = server('a secret that somebody made up for this')
    await sealNext(stranger, chain)
    expect(await fault()).toBe('reordered 4 after 3')
  })

  it('whose end is cut off is found by the head of the day, in the database and in the log', async () => {
    await one.act(5)
    await one.seal()
    await noteHead(one, chain)
    const heads = lines.flatMap((line) => headIn(line) ?? [])
    expect(heads).toMatchObject([{ chain, number: 5 }])
    await asOwner('delete from audit_entries where number > 3')
    expect(await fault()).toBe('cut_off 4 after 3')
    // Others in their places are found as well, and the server that knew the end says so at once.
    await one.act(4)
    await one.seal()
    expect(await fault()).toBe('rewritten 5 after 4')
    // Who takes the mark in the database away, too, does not have the log.
    await asOwner('delete from audit_marks')
    expect(await fault()).toBe('ok')
    expect(await fault({ heads })).toBe('rewritten 5 after 4')
    await asOwner('delete from audit_entries where number > 2')
    expect(await fault({ heads })).toBe('cut_off 3 after 2')
  })

  it('that is shorter than this server saw it is told in the log by the next sealing', async () => {
    const duty = sealingDuty(one, chains)
    await one.act(5)
    await duty.run()
    await asOwner('delete from audit_entries where number > 3')
    await one.act(1)
    await duty.run()
    expect(lines.join()).toContain('shorter than it was')
  })

  it('tells since when lines wait for their place', async () => {
    const began = clock.now()
    await one.act(2)
    clock.advance({ minutes: 9 })
    const verified = await one.verify()
    expect(verified).toMatchObject({ ok: true, count: 0, waiting: 2 })
    expect(verified.ok && verified.waitingSince?.equals(began)).toBe(true)
  })

  it('is sealed in its order by two servers at once, each line once, while both go on writing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ who: fc.nat(1), acts: fc.nat(4), seals: fc.boolean() }), { maxLength: 24 }),
        async (steps) => {
          await test.owner.query('truncate audit_entries, audit_marks')
          const servers = [server(), server()]
          const turns = [0, 1].map(async (who) => {
            for (const step of steps.filter((step) => step.who === who)) {
              await servers[who]!.act(step.acts)
              if (step.seals) await servers[who]!.seal()
            }
          })
          await Promise.all(turns)
          await Promise.all(servers.map((each) => each.seal()))
          await one.seal()
          const written = steps.reduce((sum, step) => sum + step.acts, 0)
          expect(await one.verify()).toMatchObject({ ok: true, count: written, waiting: 0 })
          const numbers = await test.owner.query('select number::int from audit_entries order by number')
          expect(numbers.rows.map((row) => row.number)).toEqual(Array.from({ length: written }, (_, n) => n + 1))
          for (const each of servers) {
            await each.database.close()
            open.delete(each.database)
          }
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('what is too old', () => {
  beforeEach(() => clock.set(Temporal.Now.instant().subtract({ hours: 24 * 500 })))
  const days = (count: number) => clock.advance({ hours: 24 * count })
  const left = async () =>
    (await test.owner.query('select min(number)::int as first, count(*)::int as count from audit_entries')).rows[0]

  it('goes by whole days of which the head is known, and the rest verifies from the anchor', async () => {
    for (let month = 0; month < 16; month++) {
      await one.act(3)
      await one.seal()
      await noteHead(one, chain)
      days(30)
    }
    // 480 days later: what is older than twelve months, and not the rest.
    expect(await left()).toEqual({ first: 1, count: 48 })
    await one.daily()
    const { first, count } = (await left()) as { first: number; count: number }
    expect([first, count]).toEqual([13, 36])
    expect(await one.verify()).toMatchObject({ ok: true, count: 36, head: { number: 48 } })
    await one.daily()
    expect(await left()).toEqual({ first: 13, count: 36 })
    // It goes on after the anchor, and what is taken away beyond it is found.
    await one.act(1)
    await one.seal()
    expect(await one.verify()).toMatchObject({ ok: true, count: 37 })
    await asOwner('delete from audit_entries where number < 20')
    expect(await fault()).toBe('beginning 13 after 0')
    // An anchor that somebody else made holds nothing.
    await test.owner.query(
      "insert into audit_marks (community_id, kind, number, hash, made_at, mac) select community_id, 'anchor', 19, sha256('x'), now(), sha256('y') from audit_marks limit 1",
    )
    expect(await fault()).toBe('beginning 13 after 0')
  })

  it('goes also where all of it is old, and the chain goes on from its anchor', async () => {
    await one.act(3)
    await one.seal()
    await noteHead(one, chain)
    days(499)
    await one.daily()
    expect(await left()).toEqual({ first: null, count: 0 })
    expect(await one.verify()).toMatchObject({ ok: true, count: 0, head: { number: 3 } })
    await one.act(2)
    await one.seal()
    expect(await one.verify()).toMatchObject({ ok: true, count: 2, head: { number: 5 } })
  })

  it('stays where it is broken, so that what shows it is not taken away', async () => {
    await one.act(5)
    await one.seal()
    await noteHead(one, chain)
    days(499)
    await asOwner("update audit_entries set what = 'other' where number = 2")
    await one.daily()
    expect(await left()).toEqual({ first: 1, count: 5 })
    expect(lines.join()).toContain('nothing of it is taken away')
  })

  it('is never less than six months old, whatever is asked: the database refuses', async () => {
    await one.act(2)
    await one.seal()
    await noteHead(one, chain)
    days(499)
    await one.act(1)
    await one.seal()
    await noteHead(one, chain)
    days(400)
    await expect(one.daily()).rejects.toThrow(/stays for six months/)
    expect(await left()).toEqual({ first: 1, count: 3 })
  })

  it('goes once, where two servers find it at the same time', async () => {
    await one.act(1_200)
    await one.seal()
    await noteHead(one, chain)
    days(499)
    await Promise.all([one.daily(), server().daily()])
    await one.daily()
    expect(await left()).toEqual({ first: null, count: 0 })
    expect(await one.verify()).toMatchObject({ ok: true, count: 0, head: { number: 1_200 } })
  })
})
