import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type PersonId } from '../../../platform/ids.ts'
import type { Holder, StaffSection } from './model.ts'
import { type StaffDoor, staffDoor } from './testing/staff-door.ts'

let door: StaffDoor
beforeAll(async () => {
  door = await staffDoor()
})
afterAll(() => door.close())

const password = 'four neighbours at one window'
const sectionsOf = async (who: Parameters<StaffDoor['list']>[0], at: string): Promise<StaffSection[]> => {
  const { status, body } = await door.list(who, at)
  expect(status).toBe(200)
  return body.sections
}
const holdersOf = async (who: Parameters<StaffDoor['list']>[0], at: string): Promise<Holder[]> =>
  (await sectionsOf(who, at)).flatMap((section) => section.holders)

describe('appointing', () => {
  it('gives a post and a link; the link a password; the password the desk', async () => {
    const { here, all } = door
    const given = door.wish({ role: 'propertyManager', name: '吴新', account: 'Wu.Xin', deskId: here.deskId.property })
    const { status, body } = await door.send('staff', 'POST', '', given)
    expect(status).toBe(200)
    expect(body.link.url).toMatch(/^http:\/\/127\.0\.0\.1:8080\/welcome\/[\w-]{32}$/)
    expect(body.link.expiresAt).toBe('2026-12-01T06:05:00Z')
    const { rows } = await here.test.owner.query(
      "select encode(token_hash, 'escape') as hash, made_by from invitations where person_id = $1",
      [body.personId],
    )
    expect(rows).toMatchObject([{ made_by: all.everybody.staff }])
    expect(rows[0].hash).not.toContain(body.link.url.slice(-32))
    expect((await holdersOf('staff', here.communityId)).find((one) => one.id === given.id)).toMatchObject({
      name: '吴新',
      role: 'propertyManager',
      fromDay: '2026-11-24',
      access: 'invited',
    })

    expect(await door.signIn('Wu.Xin', password)).toBe(null)
    const page = await door.page(body.link.url)
    expect(page.status).toBe(200)
    for (const words of ['吴新', 'Wu.Xin', '测试社区', '物业']) expect(page.html).toContain(words)
    const short = await door.page(body.link.url, { password: 'short', again: 'short' })
    expect(short).toMatchObject({ status: 422, html: expect.stringContaining('太短了，至少 12 个字') })
    const differs = await door.page(body.link.url, { password, again: `${password}!` })
    expect(differs).toMatchObject({ status: 422, html: expect.stringContaining('两遍输的不一样') })
    expect(differs.html).not.toContain(password)
    expect(await door.page(body.link.url, { password, again: password })).toMatchObject({ status: 200 })

    const cookie = await door.signIn('wu.xin', password)
    expect((await door.session(cookie ?? '')).json()).toMatchObject({
      personId: body.personId,
      posts: [{ role: 'propertyManager', deskId: here.deskId.property }],
    })
    for (const used of [await door.page(body.link.url), await door.page(body.link.url, { password, again: password })])
      expect(used).toMatchObject({ status: 410, html: expect.stringContaining('请找任命您的人') })
    expect((await door.changes(body.personId)).map((one) => [one.what, one.by_person_id])).toEqual([
      ['appointed', all.everybody.staff],
      ['welcomed', body.personId],
    ])
  })

  it('sent again does nothing more, and a link that was lost on its way is replaced', async () => {
    const given = door.wish({ account: 'twice' })
    const answers = await Promise.all([1, 2, 3].map(() => door.send('staff', 'POST', '', given)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ body }) => body.personId)).size).toBe(1)
    const opens = await Promise.all(answers.map(async ({ body }) => (await door.page(body.link.url)).status))
    expect(opens.toSorted()).toEqual([200, 410, 410])
    expect(await door.changes(answers[0]?.body.personId)).toHaveLength(1)
    for (const other of [{ role: 'mediator' }, { name: '别人' }, { account: 'another' }])
      expect(await door.send('staff', 'POST', '', { ...given, ...other })).toMatchObject({ status: 409 })
    expect(await door.send('street', 'POST', '', given)).toMatchObject({
      status: 409,
      body: { type: '/problems/conflict' },
    })
  })

  it('a link runs out after seven days, and two who open one at once do not both come in', async () => {
    const { body: late } = await door.appoint('staff')
    door.here.clock.advance({ hours: 24 * 7 })
    expect((await door.page(late.link.url)).status).toBe(410)
    door.here.clock.set(door.here.clock.now().subtract({ hours: 24 * 7 }))
    const { body } = await door.appoint('staff')
    const form = { password, again: password }
    const both = await Promise.all([door.page(body.link.url, form), door.page(body.link.url, form)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 410])
  })

  it('a second post goes to the account that is there, and only under its own name', async () => {
    const { here } = door
    const { body: first } = await door.appoint('staff', { account: 'both', name: '孙两岗', role: 'mediator' })
    const again = { account: 'both', role: 'socialWorker' }
    expect(await door.appoint('staff', { ...again, name: '别的人' })).toMatchObject({
      status: 409,
      body: { refusal: 'account_taken', fields: [{ field: 'account' }] },
    })
    expect(await door.appoint('staff', { ...again, name: '孙两岗' })).toMatchObject({
      status: 200,
      body: { personId: first.personId },
    })
    expect(await door.appoint('staff', { ...again, name: '孙两岗' })).toMatchObject({
      status: 409,
      body: { refusal: 'held_already' },
    })
    expect((await holdersOf('staff', here.communityId)).filter((one) => one.personId === first.personId)).toHaveLength(
      2,
    )
  })

  it('a link that was made for less does not open more: whoever gives more makes another', async () => {
    const { here } = door
    const who = { account: 'waiting', name: '还没来' }
    const { body: first } = await door.appoint('staff', { ...who, role: 'mediator' })
    const { body: office } = await door.appoint('district', { ...who, role: 'streetStaff', at: '370705007' })
    expect(office.personId).toBe(first.personId)
    expect((await door.page(first.link.url)).status).toBe(410)
    expect((await door.page(office.link.url)).html).toContain('街道工作人员')
    // Nor does whoever may give less get a link to it.
    const less = await door.appoint('staff', { ...who, role: 'socialWorker' })
    expect(less).toMatchObject({ status: 200, body: { link: null } })
    expect((await door.page(office.link.url, { password, again: password })).status).toBe(200)
    // Who can sign in keeps what they have.
    const more = await door.appoint('district', { ...who, role: 'communityStaff', at: here.communityId })
    expect(more).toMatchObject({ status: 200, body: { link: null } })
    expect(await door.signIn('waiting', password)).not.toBe(null)
  })

  it('two compounds of one company are two posts of one person', async () => {
    const { here } = door
    const deskId = newId()
    await here.test.owner.query(
      "insert into desks (community_id, id, kind, level, name) values ($1, $2, 'property', 4, '鲁班物业西院')",
      [here.communityId, deskId],
    )
    const who = { account: 'two-desks', role: 'propertyManager' }
    expect((await door.appoint('staff', { ...who, deskId: here.deskId.property })).status).toBe(200)
    expect((await door.appoint('staff', { ...who, deskId })).status).toBe(200)
    for (const unknown of [null, newId()])
      expect(await door.appoint('staff', { role: 'propertyManager', deskId: unknown })).toMatchObject({
        status: 409,
        body: { refusal: 'desk_missing' },
      })
  })

  it('a committee has its desk with its first member, one for its compound', async () => {
    const { here } = door
    const gap = (await sectionsOf('staff', here.communityId)).find((section) => section.kind === 'committee')
    expect(gap).toMatchObject({ deskId: null, name: '东院', missing: ['ownersCommittee'], holders: [] })
    const member = { role: 'ownersCommittee', compoundId: gap?.compoundId }
    const both = await Promise.all([door.appoint('staff', member), door.appoint('staff', member)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const committees = (await sectionsOf('staff', here.communityId)).filter((one) => one.kind === 'committee')
    expect(committees).toMatchObject([{ name: '东院业委会', missing: [], holders: [{}, {}] }])
    const desk = await here.test.owner.query("select kind, level, compound_id from desks where kind = 'committee'")
    expect(desk.rows).toEqual([{ kind: 'committee', level: 4, compound_id: gap?.compoundId }])
    const served = await here.places.root(here.communityId)
    expect(served?.desks.map((one) => one.name)).toContain('东院业委会')
  })

  it('keeps the three administrators three people, also when asked twice at once', async () => {
    const at = '00'
    const who = { name: '任一人', account: 'one-admin', at }
    const both = await Promise.all([
      door.appoint('securityAdmin', { ...who, role: 'sysAdmin' }),
      door.appoint('securityAdmin', { ...who, role: 'auditAdmin' }),
    ])
    expect(both.map(({ status, body }) => [status, body.refusal]).toSorted()).toEqual([
      [200, undefined],
      [409, 'administrators_apart'],
    ])
    const asSecretary = { ...who, role: 'communitySecretary', at: door.here.communityId }
    expect(await door.appoint('securityAdmin', asSecretary)).toMatchObject({
      body: { refusal: 'administrators_apart' },
    })
    expect(await door.appoint('securityAdmin', { ...who, role: 'securityAdmin' })).toMatchObject({ status: 403 })
  })

  it('nobody appoints themselves', async () => {
    const { body } = await door.appoint('street', { role: 'communitySecretary', account: 'own', name: '自己' })
    const self = { role: 'mediator', account: 'own', name: '自己' }
    expect(await door.appoint(body.personId as PersonId, self)).toMatchObject({
      status: 409,
      body: { refusal: 'yourself', detail: expect.stringContaining('自己不能任命自己') },
    })
  })
})

describe('ending', () => {
  it('takes effect at once, stays in the history, and the post may be given again the same day', async () => {
    const { here } = door
    const given = door.wish({ account: 'leaver', name: '离任' })
    const { body } = await door.send('staff', 'POST', '', given)
    await door.page(body.link.url, { password, again: password })
    const cookie = (await door.signIn('leaver', password)) ?? ''
    const command = { id: newId<string>(), at: here.communityId }
    for (const _ of [1, 2])
      expect(await door.send('staff', 'POST', `/${given.id}/end`, command)).toEqual({ status: 200, body: {} })
    expect((await door.session(cookie)).statusCode).toBe(401)
    expect((await holdersOf('staff', here.communityId)).some((one) => one.id === given.id)).toBe(false)
    const row = await here.test.owner.query('select from_day::text, to_day::text from responsibilities where id = $1', [
      given.id,
    ])
    expect(row.rows).toEqual([{ from_day: '2026-11-24', to_day: '2026-11-23' }])
    expect((await door.changes(body.personId)).map(({ what }) => what)).toEqual(['appointed', 'welcomed', 'ended'])
    const other = { id: newId<string>(), at: here.communityId }
    expect((await door.send('staff', 'POST', `/${given.id}/end`, other)).status).toBe(404)
    expect(await door.appoint('staff', { account: 'leaver', name: '离任' })).toMatchObject({ status: 200 })
  })

  it('before the link was used ends the link', async () => {
    const given = door.wish({})
    const { body } = await door.send('staff', 'POST', '', given)
    await door.send('staff', 'POST', `/${given.id}/end`, { id: newId(), at: door.here.communityId })
    expect((await door.page(body.link.url)).status).toBe(410)
  })

  it('is not for oneself, nor for whom one may not appoint', async () => {
    const { all, here } = door
    const secretary = (await holdersOf('street', here.communityId)).find((one) => one.personId === all.everybody.staff)
    const end = async (who: 'staff' | 'street' | 'nextStaff') =>
      (await door.send(who, 'POST', `/${secretary?.id}/end`, { id: newId(), at: here.communityId })).status
    expect([await end('staff'), await end('nextStaff')]).toEqual([403, 404])
    const elsewhere = { id: newId(), at: all.nextCommunityId }
    expect((await door.send('street', 'POST', `/${secretary?.id}/end`, elsewhere)).status).toBe(404)
  })
})

describe('a new link', () => {
  it('lets somebody in who lost access, and nobody else until then', async () => {
    const { here } = door
    const given = door.wish({ account: 'lost' })
    const { body } = await door.send('staff', 'POST', '', given)
    await door.page(body.link.url, { password, again: password })
    const cookie = (await door.signIn('lost', password)) ?? ''
    const command = { id: newId<string>(), at: here.communityId }
    const first = await door.send('staff', 'POST', `/${given.id}/invitation`, command)
    expect(first.status).toBe(200)
    expect((await door.session(cookie)).statusCode).toBe(401)
    expect(await door.signIn('lost', password)).toBe(null)
    expect((await holdersOf('staff', here.communityId)).find((one) => one.id === given.id)?.access).toBe('invited')
    const second = await door.send('staff', 'POST', `/${given.id}/invitation`, command)
    expect((await door.page(first.body.link.url)).status).toBe(410)
    const fresh = `${password} again`
    expect((await door.page(second.body.link.url, { password: fresh, again: fresh })).status).toBe(200)
    expect(await door.signIn('lost', password)).toBe(null)
    expect(await door.signIn('lost', fresh)).toContain('silin.session_token')
    const third = await door.send('staff', 'POST', `/${given.id}/invitation`, command)
    expect(third).toMatchObject({ status: 200, body: { link: null } })
  })

  it('is not made for whoever holds more than one may give', async () => {
    const { here } = door
    const given = door.wish({ account: 'climber', name: '上去了', role: 'mediator' })
    await door.send('staff', 'POST', '', given)
    const office = { account: 'climber', name: '上去了', role: 'streetStaff', at: '370705007' }
    expect((await door.appoint('district', office)).status).toBe(200)
    const ask = () => ({ id: newId(), at: here.communityId })
    expect(await door.send('staff', 'POST', `/${given.id}/invitation`, ask())).toMatchObject({
      status: 409,
      body: { refusal: 'above_you' },
    })
    expect((await holdersOf('staff', here.communityId)).find((one) => one.id === given.id)?.mayRenew).toBe(false)
    expect((await door.send('district', 'POST', `/${given.id}/invitation`, ask())).status).toBe(200)
  })
})

describe('what was done', () => {
  it('is written where the application can neither change nor delete it', async () => {
    const { database } = door.here.house
    for (const statement of ['update staff_changes set role = null', 'delete from staff_changes'])
      await expect(
        database.statement({ communities: [] }, { sql: statement, parameters: [] } as never),
        statement,
      ).rejects.toThrow(/permission denied/)
  })
})
