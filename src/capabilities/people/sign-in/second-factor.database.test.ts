import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PersonId } from '../../../platform/ids.ts'
import { type StaffDoor, staffDoor } from '../appointing/testing/staff-door.ts'
import { inviteAdministrator } from '../index.ts'
import { appCode, browserAt, type TestBrowser } from './testing/browser.ts'

const password = 'four neighbours at one window'
let door: StaffDoor
let optional: StaffDoor
beforeAll(async () => {
  door = await staffDoor({ SILIN_SECOND_FACTOR: 'required', SILIN_PUBLIC_URL: 'http://localhost:8080' })
  optional = await staffDoor()
})
afterAll(async () => {
  await door.close()
  await optional.close()
})

let accounts = 0
/** Somebody who was just appointed and has chosen their password. */
async function newcomer(
  role = 'communityStaff',
  at: StaffDoor = door,
  by: 'staff' | 'district' | 'securityAdmin' = 'staff',
) {
  const account = `newcomer-${accounts++}`
  const where = role === 'streetStaff' ? { at: '370705007' } : {}
  const desk = role === 'propertyManager' ? { deskId: at.here.deskId.property } : {}
  const made = await at.appoint(by, { role, account, name: '新来的', ...where, ...desk })
  expect(made.status).toBe(200)
  await at.page(made.body.link.url, { password, again: password })
  return { account, personId: made.body.personId as PersonId }
}
/** Sets up the app; answers its secret and the recovery codes. */
async function setUp(browser: TestBrowser): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = await browser.post('/me/second-factor/app', { password })
  expect(begun.status).toBe(200)
  const done = await browser.post('/me/second-factor/app/confirm', { code: appCode(begun.body.secret) })
  expect(done).toMatchObject({ status: 200, body: { stage: 'open' } })
  return begun.body
}
const give = (browser: TestBrowser, code: string, trust = false) =>
  browser.post('/sign-in/second-factor', { code, trust })

describe('who must have a second factor and has none', () => {
  it.each(['communityStaff', 'socialWorker', 'mediator'])(
    'comes to setting one up, and to nothing else (%s)',
    async (role) => {
      const { account } = await newcomer(role)
      const browser = browserAt(door.server)
      const answer = await browser.byPassword(account, password)
      expect(answer).toMatchObject({ status: 200, body: { stage: 'set_up', posts: [], roles: [], communities: [] } })
      expect((await browser.get('/session')).body).toMatchObject({ stage: 'set_up', roles: [] })
      for (const path of ['/me/channels', '/me/sessions', '/staff/places'])
        expect((await browser.get(path)).status, path).toBe(401)
      expect((await browser.put('/me/language', { language: 'en' })).status).toBe(401)
      expect((await browser.post('/me/password', { password, next: 'x' })).status).toBe(401)
      expect((await browser.get('/me/sessions')).status).toBe(401)
      expect((await browser.get('/me/second-factor')).body).toMatchObject({
        isRequired: true,
        hasApp: false,
        passkeys: [],
      })
      expect((await browser.post('/sign-out')).status).toBe(200)
      expect((await browser.get('/session')).body).toBe(null)
    },
  )
  it('sets up an app by a secret that names them, and is in once it proved itself', async () => {
    const { account } = await newcomer()
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    const half = { kept: browser.keep(), csrf: browser.csrf() }
    expect(await browser.post('/me/second-factor/app')).toMatchObject({
      status: 422,
      body: { refusal: 'password_wrong' },
    })
    expect(await browser.post('/me/second-factor/app', { password: `${password}?` })).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'password', message: '这不是您的密码' }] },
    })
    const begun = await browser.post('/me/second-factor/app', { password })
    expect(begun.body.secret).toMatch(/^[A-Z2-7]{32,}$/)
    const uri = new URL(begun.body.uri)
    expect(decodeURIComponent(uri.pathname)).toContain('四邻:新来的')
    expect(uri.searchParams.get('secret')).toBe(begun.body.secret)
    expect(begun.body.uri).not.toContain('invalid')
    expect(new Set(begun.body.recoveryCodes).size).toBe(10)
    const wrong = await browser.post('/me/second-factor/app/confirm', { code: appCode(begun.body.secret, 40) })
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ field: 'code' }] } })
    expect((await browser.get('/session')).body.stage).toBe('set_up')
    const done = await browser.post('/me/second-factor/app/confirm', { code: appCode(begun.body.secret) })
    expect(done).toMatchObject({ status: 200, body: { stage: 'open', roles: ['communityStaff'], givesBy: ['app'] } })
    // Under a new token, with a new token for writes; the one from before opens nothing.
    expect(browser.csrf()).not.toBe(half.csrf)
    const thief = browserAt(door.server)
    thief.have(half.kept)
    expect((await thief.get('/session')).status).toBe(401)
    expect((await browser.get('/me/channels')).status).toBe(200)
  })
  it('writes with the token of its page only, half-way as well', async () => {
    const { account } = await newcomer()
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    expect((await browser.post('/me/second-factor/app', { password }, { 'x-csrf-token': 'x' })).status).toBe(403)
  })
  it('has a quarter of an hour for it', async () => {
    const { account } = await newcomer()
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    door.here.clock.advance({ minutes: 14 })
    expect((await browser.get('/session')).status).toBe(200)
    door.here.clock.advance({ minutes: 1 })
    expect((await browser.get('/session')).status).toBe(401)
  })
  it('is who holds a role with personal data of others, and nobody else', async () => {
    const { account } = await newcomer('propertyManager')
    expect((await browserAt(door.server).byPassword(account, password)).body).toMatchObject({
      stage: 'open',
      roles: ['propertyManager'],
    })
    const lead = await browserAt(door.server).byPhone('13800000001', door.codes)
    expect(lead.body).toMatchObject({ stage: 'open', roles: ['unitLead'] })
  })
  it('by phone is the neighbour that they are, and nobody of their post', async () => {
    const phone = door.all.phones.get(door.all.everybody.district) ?? ''
    const browser = browserAt(door.server)
    expect((await browser.byPhone(phone, door.codes)).body).toMatchObject({ stage: 'set_up', roles: [] })
    expect((await browser.get('/staff/places')).status).toBe(401)
    expect((await browser.get('/me/sessions')).status).toBe(401)
    // No password to ask for: the phone was proven a moment ago.
    const begun = await browser.post('/me/second-factor/app')
    expect(begun.status).toBe(200)
    const done = await browser.post('/me/second-factor/app/confirm', { code: appCode(begun.body.secret) })
    expect(done.body).toMatchObject({ stage: 'open', roles: ['districtStaff'] })
  })
})

describe('who has one', () => {
  it('is asked for it at the next sign-in, on a device that is not trusted', async () => {
    const { account } = await newcomer()
    const first = browserAt(door.server)
    await first.byPassword(account, password)
    const { secret } = await setUp(first)
    const browser = browserAt(door.server)
    expect((await browser.byPassword(account, password)).body).toMatchObject({
      stage: 'second_factor',
      givesBy: ['app'],
      roles: [],
    })
    // Nobody who knows the password alone puts another factor in the place of the one that is asked for.
    expect((await browser.post('/me/second-factor/app', { password })).status).toBe(401)
    expect((await browser.post('/me/passkeys/options')).status).toBe(401)
    expect((await browser.post('/me/second-factor/app/remove', { password })).status).toBe(401)
    expect(await give(browser, appCode(secret, 40))).toMatchObject({ status: 422, body: { refusal: 'code_wrong' } })
    expect((await give(browser, 'abc')).status).toBe(422)
    expect(await give(browser, ` ${appCode(secret, 1).replace(/(...)/, '$1 ')}`)).toMatchObject({
      status: 200,
      body: { stage: 'open', roles: ['communityStaff'] },
    })
  })
  it('gives each code once: who looked over a shoulder comes too late', async () => {
    const { account } = await newcomer()
    const first = browserAt(door.server)
    await first.byPassword(account, password)
    const { secret } = await setUp(first)
    const code = appCode(secret, 1)
    const [one, two] = [browserAt(door.server), browserAt(door.server)]
    await one.byPassword(account, password)
    await two.byPassword(account, password)
    const answers = await Promise.all([give(one, code), give(two, code)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422])
  })
  it('is not asked on a trusted device for 30 days', async () => {
    const { account } = await newcomer()
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    const { secret } = await setUp(browser)
    await browser.post('/sign-out')
    expect((await browser.byPassword(account, password)).body.stage).toBe('second_factor')
    await give(browser, appCode(secret, 1), true)
    await browser.post('/sign-out')
    expect((await browser.byPassword(account, password)).body.stage).toBe('open')
    expect((await browserAt(door.server).byPassword(account, password)).body.stage).toBe('second_factor')
    door.here.clock.advance({ hours: 24 * 30 })
    expect((await browser.byPassword(account, password)).body.stage).toBe('second_factor')
  })
  it('comes in by a recovery code, once by each', async () => {
    const { account } = await newcomer()
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    const { recoveryCodes } = await setUp(browser)
    const [code = ''] = recoveryCodes
    await browser.post('/sign-out')
    await browser.byPassword(account, password)
    expect((await give(browser, code)).body.stage).toBe('open')
    expect((await browser.get('/me/second-factor')).body).toMatchObject({ codesLeft: 9 })
    await browser.post('/sign-out')
    await browser.byPassword(account, password)
    expect((await give(browser, code)).status).toBe(422)
    // Also as it was written down and is read back.
    expect((await give(browser, ` ${(recoveryCodes[1] ?? '').toUpperCase()} `)).status).toBe(200)
    expect((await browser.post('/me/second-factor/codes')).status).toBe(422)
    const renewed = await browser.post('/me/second-factor/codes', { password })
    expect(renewed.body.recoveryCodes).toHaveLength(10)
    await browser.post('/sign-out')
    await browser.byPassword(account, password)
    expect((await give(browser, recoveryCodes[2] ?? '')).status).toBe(422)
    expect((await give(browser, renewed.body.recoveryCodes[0])).status).toBe(200)
  })
  it('is slowed down by wrong ones, on the device that guesses and not on their own', async () => {
    const { account } = await newcomer()
    const own = browserAt(door.server)
    await own.byPassword(account, password)
    const { secret } = await setUp(own)
    const thief = browserAt(door.server)
    await thief.byPassword(account, password)
    for (let n = 0; n < 5; n++) expect((await give(thief, appCode(secret, 40 + n))).status).toBe(422)
    expect(await give(thief, appCode(secret, 1))).toMatchObject({ status: 429, body: { refusal: 'wait' } })
    await own.post('/sign-out')
    await own.byPassword(account, password)
    expect((await give(own, appCode(secret, 1))).status).toBe(200)
  })
  it('keeps the last one, unless there is no need of it', async () => {
    for (const [at, refusal] of [
      [door, 'last_factor'],
      [optional, undefined],
    ] as const) {
      const { account } = await newcomer('communityStaff', at)
      const browser = browserAt(at.server)
      await browser.byPassword(account, password)
      await setUp(browser)
      expect((await browser.post('/me/second-factor/app/remove')).status).toBe(422)
      const removed = await browser.post('/me/second-factor/app/remove', { password })
      expect(removed.body.refusal).toBe(refusal)
      expect((await browser.get('/me/second-factor')).body.hasApp).toBe(refusal !== undefined)
      expect((await browser.get('/me/channels')).status).toBe(200)
    }
  })
  it('is asked also where none is required: it was set up for that', async () => {
    const { account } = await newcomer('communityStaff', optional)
    const browser = browserAt(optional.server)
    expect((await browser.byPassword(account, password)).body.stage).toBe('open')
    const { secret } = await setUp(browser)
    const other = browserAt(optional.server)
    expect((await other.byPassword(account, password)).body.stage).toBe('second_factor')
    expect((await give(other, appCode(secret, 1))).status).toBe(200)
  })
  it('keeps its secret and its codes sealed', async () => {
    const { account } = await newcomer()
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    const { secret, recoveryCodes } = await setUp(browser)
    const { rows } = await door.here.test.owner.query('select string_agg(t::text, chr(10)) as all from "twoFactor" t')
    expect(rows[0].all).not.toContain(secret)
    expect(rows[0].all).not.toContain(recoveryCodes[0])
    expect(door.here.lines.join('')).not.toContain(secret)
  })
})

describe('who lost it', () => {
  it('is let in again by whoever may appoint them: factors, sessions and password end, on trusted devices too', async () => {
    const { account, personId } = await newcomer()
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    const { secret } = await setUp(browser)
    await browser.post('/sign-out')
    await browser.byPassword(account, password)
    await give(browser, appCode(secret, 1), true)
    const { rows } = await door.here.test.owner.query('select id from responsibilities where person_id = $1', [
      personId,
    ])
    const renewed = await door.send('staff', 'POST', `/${rows[0].id}/invitation`, {
      id: door.wish({}).id,
      at: door.here.communityId,
    })
    expect(renewed.status).toBe(200)
    expect((await browser.get('/session')).status).toBe(401)
    expect((await browser.byPassword(account, password)).status).toBe(422)
    await door.page(renewed.body.link.url, { password: `${password} again`, again: `${password} again` })
    expect((await browser.byPassword(account, `${password} again`)).body.stage).toBe('set_up')
  })
  it('and signs in by phone needs no link: the factor ends, and another is set up', async () => {
    const { all, here } = door
    const phone = all.phones.get(all.everybody.clerk) ?? ''
    const browser = browserAt(door.server)
    await browser.byPhone(phone, door.codes)
    await setUp(browser)
    const { rows } = await here.test.owner.query('select id from responsibilities where person_id = $1', [
      all.everybody.clerk,
    ])
    const again = { id: door.wish({}).id, at: here.communityId }
    expect(await door.send('staff', 'POST', `/${rows[0].id}/invitation`, again)).toEqual({
      status: 200,
      body: { link: null },
    })
    expect((await browser.get('/session')).status).toBe(401)
    here.clock.advance({ minutes: 2 })
    expect((await browser.byPhone(phone, door.codes)).body.stage).toBe('set_up')
  })
  it('of the administrators, by whoever runs the machine, who lets in nobody else', async () => {
    const { here, all, house } = door
    await here.test.owner.query(
      "update offices set area_code = '00' where role in ('sysAdmin', 'securityAdmin', 'auditAdmin')",
    )
    const made = await door.appoint('securityAdmin', {
      at: '00',
      role: 'auditAdmin',
      account: 'shenji',
      name: '审计员',
    })
    await door.page(made.body.link.url, { password, again: password })
    const browser = browserAt(door.server)
    await browser.byPassword('shenji', password)
    await setUp(browser)
    const { account } = await newcomer()
    expect(await inviteAdministrator(house, account)).toBe(null)
    expect(await inviteAdministrator(house, 'nobody of that name')).toBe(null)
    const link = await inviteAdministrator(house, ' ShenJi '.trim())
    expect(link?.url).toMatch(/^http:\/\/localhost:8080\/welcome\/[\w-]{32}$/)
    expect((await browser.get('/session')).status).toBe(401)
    expect((await browser.byPassword('shenji', password)).status).toBe(422)
    expect(await door.page(link?.url ?? '', { password: `${password}!`, again: `${password}!` })).toMatchObject({
      status: 200,
    })
    expect((await browser.byPassword('shenji', `${password}!`)).body.stage).toBe('set_up')
    expect((await door.changes(made.body.personId)).map((one) => [one.what, one.by_person_id])).toEqual([
      ['appointed', all.everybody.securityAdmin],
      ['welcomed', made.body.personId],
      ['invited', null],
      ['welcomed', made.body.personId],
    ])
    const told = here.lines.filter((line) => line.includes('silin invite'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('auditAdmin')
    expect(told[0]).not.toContain('welcome/')
  })
})
