import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../platform/ids.ts'
import { staffList } from './model.ts'
import { type StaffDoor, staffDoor } from './testing/staff-door.ts'

let door: StaffDoor
beforeAll(async () => {
  door = await staffDoor()
})
afterAll(() => door.close())

type Who = keyof StaffDoor['all']['everybody']
const [district, street, installation] = ['370705', '370705007', '00']
const outsiders = [
  'unit',
  'grid',
  'clerk',
  'socialWorker',
  'manager',
  'viewer',
  'sysAdmin',
  'auditAdmin',
  'resident',
] as const

describe('the staff list', () => {
  it('is nothing for who appoints nobody, whatever they ask', async () => {
    const { communityId } = door.here
    for (const who of [null, ...outsiders]) {
      const answers = [
        await door.send(who, 'GET', '/places'),
        await door.send(who, 'GET', `?at=${communityId}`),
        await door.appoint(who),
        await door.send(who, 'POST', `/${newId()}/end`, { id: newId(), at: communityId }),
        await door.send(who, 'POST', `/${newId()}/invitation`, { id: newId(), at: communityId }),
        await door.send(who, 'POST', '/desks', { id: newId(), at: communityId, name: '水务', phone: '0536-8888111' }),
      ]
      const { status } = answers[0] ?? {}
      expect([who, status]).toEqual([who, who === null ? 401 : 403])
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status))
    }
  })

  it('tells everybody else where they may appoint, and to what', async () => {
    const { communityId } = door.here
    const { nextCommunityId } = door.all
    const placesOf = async (who: Who) =>
      Object.fromEntries(
        (await door.send(who, 'GET', '/places')).body.items.map((one: { at: string; roles: string[] }) => [
          one.at,
          one.roles.length,
        ]),
      )
    expect(await placesOf('staff')).toEqual({ [communityId]: 5 })
    expect(await placesOf('nextStaff')).toEqual({ [nextCommunityId]: 5 })
    expect(await placesOf('street')).toEqual({ [communityId]: 6, [nextCommunityId]: 6 })
    expect(await placesOf('district')).toEqual({
      [district]: 1,
      [street]: 2,
      [communityId]: 6,
      [nextCommunityId]: 6,
    })
    expect(await placesOf('securityAdmin')).toEqual({
      [installation]: 2,
      [district]: 2,
      [street]: 2,
      [communityId]: 1,
      [nextCommunityId]: 1,
    })
  })

  it.each([
    ['staff', [200, 404, 404, 404, 404]],
    ['nextStaff', [404, 200, 404, 404, 404]],
    ['street', [200, 200, 404, 404, 404]],
    ['district', [200, 200, 200, 200, 404]],
    ['securityAdmin', [200, 200, 200, 200, 200]],
  ] as const)('%s sees their own places and no other', async (who, wanted) => {
    const at = [door.here.communityId, door.all.nextCommunityId, street, district, installation]
    const statuses = await Promise.all(at.map(async (one) => (await door.list(who, one)).status))
    expect(statuses).toEqual(wanted)
    expect((await door.list(who, newId())).status).toBe(404)
    expect((await door.list(who, 'x')).status).toBe(422)
  })

  it('shows desk by desk who is there, and where nobody is', async () => {
    const { body } = await door.list('staff', door.here.communityId)
    const { sections, place } = staffList.parse(body)
    expect(place).toMatchObject({ level: 'community', name: '测试社区', mayAddDesk: false })
    expect(
      sections.map(({ kind, name, missing, holders }) => [kind, name, missing, holders.map((one) => one.role)]),
    ).toEqual([
      ['community', '测试社区', [], ['communitySecretary', 'communityStaff', 'socialWorker']],
      ['property', '鲁班物业 · 东院', [], ['propertyManager']],
      ['committee', '东院', ['ownersCommittee'], []],
    ])
    const next = (await door.list('nextStaff', door.all.nextCommunityId)).body.sections
    expect(next.map((one: { kind: string }) => one.kind)).toEqual(['community'])
  })

  it('shows names whole to who may appoint, and masked to who may not', async () => {
    const namesFor = async (who: Who, at: string) =>
      (await door.list(who, at)).body.sections.flatMap((one: { holders: { name: string }[] }) =>
        one.holders.map(({ name }) => name),
      )
    const { communityId } = door.here
    expect((await namesFor('staff', communityId)).toSorted()).toEqual(
      ['吴经理', '周社工', '赵主任', '钱社工'].toSorted(),
    )
    expect((await namesFor('securityAdmin', communityId)).toSorted()).toEqual(
      ['吴**', '周**', '赵主任', '钱**'].toSorted(),
    )
    expect((await namesFor('district', district)).toSorted()).toEqual(['区里', '看板'].toSorted())
    const { body } = await door.list('staff', communityId)
    expect(JSON.stringify(body)).not.toMatch(/account|1380000/)
  })

  it('shows the offices of an area, and which nobody holds', async () => {
    const sections = (await door.list('district', street)).body.sections
    expect(sections).toMatchObject([
      { kind: 'office', key: 'streetStaff', missing: [], holders: [{ name: '街道办', mayEnd: true, mayRenew: false }] },
      { kind: 'office', key: 'viewer', missing: [], holders: [] },
    ])
    const whole = (await door.list('securityAdmin', installation)).body.sections
    expect(whole.map((one: { key: string; missing: string[] }) => [one.key, one.missing])).toEqual([
      ['sysAdmin', ['sysAdmin']],
      ['securityAdmin', ['securityAdmin']],
      ['auditAdmin', ['auditAdmin']],
    ])
  })
})

describe('appointing over the API', () => {
  it.each([
    ['staff', 'communityStaff', 'here', 200],
    ['staff', 'communitySecretary', 'here', 403],
    ['staff', 'communityStaff', 'next', 404],
    ['staff', 'streetStaff', 'street', 404],
    ['staff', 'unitLead', 'here', 403],
    ['street', 'communitySecretary', 'next', 200],
    ['street', 'streetStaff', 'street', 404],
    ['district', 'streetStaff', 'street', 200],
    ['district', 'viewer', 'district', 200],
    ['district', 'districtStaff', 'district', 403],
    ['district', 'sysAdmin', 'installation', 404],
    ['securityAdmin', 'districtStaff', 'district', 200],
    ['securityAdmin', 'auditAdmin', 'installation', 200],
    ['securityAdmin', 'securityAdmin', 'installation', 403],
    ['securityAdmin', 'communityStaff', 'here', 403],
  ] as const)('%s appoints %s at %s: %i', async (who, role, where, status) => {
    const at = { here: door.here.communityId, next: door.all.nextCommunityId, street, district, installation }[where]
    expect((await door.appoint(who, { role, at })).status).toBe(status)
  })

  it('tells at its field what is to be mended', async () => {
    const { status, body } = await door.appoint('staff', { name: ' ', account: 'ab' })
    expect(status).toBe(422)
    expect(body.fields.map((one: { field: string }) => one.field)).toEqual(['name', 'account'])
  })

  it('only the district adds a utility, once', async () => {
    const wanted = { id: newId<string>(), at: door.here.communityId, name: '供水公司', phone: '0536-8888111' }
    for (const who of ['staff', 'street', 'securityAdmin'] as const)
      expect([who, (await door.send(who, 'POST', '/desks', wanted)).status]).toEqual([who, 403])
    const answers = [1, 2].map(() => door.send('district', 'POST', '/desks', wanted))
    for (const answer of await Promise.all(answers))
      expect(answer).toEqual({ status: 200, body: { deskId: wanted.id } })
    expect((await door.send('district', 'POST', '/desks', { ...wanted, at: door.all.nextCommunityId })).status).toBe(
      409,
    )
    const sections = (await door.list('district', door.here.communityId)).body.sections
    expect(sections.at(-1)).toMatchObject({ kind: 'utility', name: '供水公司', phone: '+865368888111', missing: [] })
    expect((await door.here.places.root(door.here.communityId))?.desks.map((one) => one.name)).toContain('供水公司')
  })
})
