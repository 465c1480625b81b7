import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Deed, installationChain } from '../../platform/audit/deed.ts'
import { type CommunityId, newId, type PersonId } from '../../platform/ids.ts'
import { createPeople } from '../people/index.ts'
import { type Stairwell, stairwell, withEverybody } from '../requests/testing/stairwell.ts'
import type { AuditLine } from './model.ts'
import { sealNext } from './sealing-duty.ts'
import { openDoor } from './testing/open-door.ts'

let here: Stairwell
let all: Awaited<ReturnType<typeof withEverybody>>
let door: Awaited<ReturnType<typeof openDoor>>
let bearer: { authorization: string }

beforeAll(async () => {
  here = await stairwell()
  all = await withEverybody(here)
  door = await openDoor(here.test, here.clock)
  door.places.forgetAll()
  const { unit, staff, resident } = all.everybody
  await here.test.owner.query("update people set account_hash = 'x' where id = $1", [staff])
  await here.test.owner.query('update people set name_sealed = $1 where id = $2', [
    (await here.house.sealing.shared()).seal('=1+1'),
    staff,
  ])
  const days = [
    ['2026-11-20T23:59:59.999+08:00', unit, 'requests.commands.accept', here.communityId, 'done'],
    ['2026-11-21T00:00:00+08:00', staff, 'staff.post', here.communityId, 'done'],
    ['2026-11-21T12:00:00+08:00', staff, 'staff.end.post', all.nextCommunityId, 'done'],
    ['2026-11-21T23:59:59.999+08:00', resident, 'sign-in.phone.post', null, 'done'],
    ['2026-11-22T00:00:00+08:00', staff, 'staff.post', here.communityId, 'done'],
  ] as const
  for (const [at, person, what, community, result] of days) {
    here.clock.set(Temporal.Instant.from(at))
    await tell(person, what, community, result)
  }
  here.clock.set(Temporal.Instant.from('2026-11-24T14:05:00+08:00'))
  const sign = new Deed({ what: 'sign-in.password.post', personId: null, address: '203.0.113.7' })
  sign.triedAs('somebody')
  await door.house.database.record(sign, 'refused', 'password_wrong')
  bearer = await bearerOf('auditAdmin')
})
afterAll(async () => {
  await door.close()
  await here.test.drop()
})

async function tell(person: PersonId, what: string, community: CommunityId | null, result: 'done') {
  const deed = new Deed({ what, personId: person, about: { id: newId() }, address: '203.0.113.7' })
  deed.standsIn(community)
  await door.house.database.record(deed, result, null)
}
async function bearerOf(who: keyof typeof all.everybody) {
  const token = await createPeople(here.house).issueToken(all.everybody[who], 'script', 1)
  return { authorization: `Bearer ${token}` }
}
async function list(query = '', headers: object = bearer) {
  const answer = await door.server.inject({ url: `/api/v1/audit?${query}`, headers: { ...headers } })
  return { status: answer.statusCode, body: answer.json() as { items: AuditLine[]; next: string | null } }
}
const days = async (query: string) => (await list(query)).body.items.map((line) => line.at.slice(0, 16))

describe('the log as an auditor reads it', () => {
  it('tells of all chains, newest first, with names of staff, masked ones of volunteers, and none of neighbours', async () => {
    const { body } = await list()
    expect(body.items.map((line) => [line.what, line.personName, line.chain])).toEqual([
      ['sign-in.password.post', null, 'installation'],
      ['staff.post', '=1+1', here.communityId],
      ['sign-in.phone.post', null, 'installation'],
      ['staff.end.post', '=1+1', all.nextCommunityId],
      ['staff.post', '=1+1', here.communityId],
      ['requests.commands.accept', '张**', here.communityId],
    ])
    expect(body.items[0]).toMatchObject({
      personId: null,
      account: expect.stringMatching(/^[0-9a-f]{8}$/),
      number: null,
    })
    expect(body.items[2]?.personId).toBe(all.everybody.resident)
    await sealNext(door.house, installationChain)
    expect((await list()).body.items.map((line) => line.number)).toEqual([2, null, 1, null, null, null])
  })

  it.each([
    ['chain=installation', 2],
    [() => `chain=${here.communityId}`, 3],
    [() => `person=${all.everybody.staff}`, 3],
    [() => `person=${all.everybody.staff}&chain=${here.communityId}&what=staff.post`, 2],
    ['result=refused', 1],
    ['what=staff.end.post', 1],
    ['from=2026-11-21&to=2026-11-21', 3],
    ['from=2026-11-22', 2],
    ['to=2026-11-20', 1],
    ['from=2026-11-25', 0],
    ['from=2026-11-22&to=2026-11-21', 0],
    [() => `chain=${newId()}`, 0],
  ])('is searched by %s', async (query, count) => {
    const asked = typeof query === 'string' ? query : query()
    expect((await list(asked)).body.items).toHaveLength(count)
  })

  it('is read page by page, each line once, also within days', async () => {
    for (const filter of ['', 'from=2026-11-21&to=2026-11-22', () => `person=${all.everybody.staff}`]) {
      const asked = typeof filter === 'string' ? filter : filter()
      const whole = (await list(asked)).body.items.map((line) => line.id)
      const seen: string[] = []
      let cursor = ''
      do {
        const { body } = await list(`${asked}&limit=2${cursor}`)
        seen.push(...body.items.map((line) => line.id))
        cursor = body.next === null ? '' : `&cursor=${body.next}`
      } while (cursor !== '')
      expect(seen).toEqual(whole)
    }
    expect(await days('from=2026-11-21&to=2026-11-21')).toEqual([
      '2026-11-21T15:59',
      '2026-11-21T04:00',
      '2026-11-20T16:00',
    ])
  })

  it.each(['chain=1', 'person=li', 'what=A B', 'result=lost', 'from=yesterday', 'limit=0', 'limit=1000', 'cursor=1'])(
    'refuses the search %s',
    async (query) => {
      expect((await list(query)).status).toBe(422)
    },
  )

  it('is for auditors alone: nobody else, the other administrators neither; and an auditor reads nothing else', async () => {
    for (const who of ['staff', 'unit', 'district', 'sysAdmin', 'securityAdmin', 'viewer', 'resident'] as const) {
      const headers = await bearerOf(who)
      for (const url of ['/api/v1/audit', '/api/v1/audit/choices', '/api/v1/audit/export'])
        expect([who, url, (await door.server.inject({ url, headers })).statusCode]).toEqual([who, url, 403])
    }
    expect((await door.server.inject('/api/v1/audit')).statusCode).toBe(401)
    for (const url of ['/api/v1/requests', '/api/v1/deliveries', `/api/v1/places?community=${here.communityId}`])
      expect((await door.server.inject({ url, headers: bearer })).statusCode).toBeGreaterThanOrEqual(403)
  })

  it('offers its communities and the staff to choose from, and no volunteer or neighbour', async () => {
    const { communities, people } = (await door.server.inject({ url: '/api/v1/audit/choices', headers: bearer })).json()
    expect(communities.map((one: { name: string }) => one.name)).toEqual(['测试社区', '隔壁社区'])
    expect(people).toEqual([{ id: all.everybody.staff, name: '=1+1' }])
  })

  it('is had as CSV, in which no name is a formula, and the export is the newest line of it', async () => {
    const exported = async (query: string) =>
      await door.server.inject({ url: `/api/v1/audit/export?${query}`, headers: bearer })
    here.clock.advance({ seconds: 1 })
    const answer = await exported(`what=staff.post`)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(answer.headers['content-disposition']).toContain('silin-audit.csv')
    const [head, ...rows] = answer.body.split('\r\n')
    expect(head).toBe('\u{FEFF}at,chain,number,personId,personName,what,result,reason,about,network,account,id')
    expect(rows).toHaveLength(3)
    expect(rows[0]).toContain(`,${all.everybody.staff},'=1+1,staff.post,done,,id=`)
    const [newest] = (await list()).body.items
    expect(newest).toMatchObject({ what: 'audit.export.get', personId: all.everybody.auditAdmin, result: 'done' })
    const refusals = (await list('result=refused')).body.items
    expect(refusals.filter((line) => line.what === 'audit.export.get').length).toBe(7)
  })

  it('is not handed out when that cannot be written down', async () => {
    await here.test.owner.query('revoke insert on audit_entries from silin_test_app')
    try {
      const answer = await door.server.inject({ url: '/api/v1/audit/export', headers: bearer })
      expect(answer.statusCode).toBe(500)
      expect(answer.body).not.toContain('staff.post')
    } finally {
      await here.test.owner.query('grant insert on audit_entries to silin_test_app')
    }
  })

  it('is exported beyond one page, each line once', async () => {
    await here.test.owner.query(
      `insert into audit_entries (community_id, id, at, deed_id, what, about, result, mac)
       select $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, now(), gen_random_uuid(), 'many.post', '{}', 'done', ''
       from generate_series(1, 4500) n`,
      [installationChain],
    )
    const answer = await door.server.inject({ url: '/api/v1/audit/export?what=many.post', headers: bearer })
    const ids = answer.body
      .split('\r\n')
      .slice(1, -1)
      .map((row) => row.split(',').at(-1))
    expect([ids.length, new Set(ids).size]).toEqual([4_500, 4_500])
  })
})
