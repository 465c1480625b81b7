import type { FastifyInstance, InjectOptions } from 'fastify'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { settableClock } from '../../platform/clock/clock.ts'
import { parseConfig } from '../../platform/config/config.ts'
import { type TestDatabase, testDatabase } from '../../platform/database/testing/test-database.ts'
import type { House } from '../../platform/house.ts'
import { createImplement, describeApi } from '../../platform/http/implement.ts'
import { createServer } from '../../platform/http/server.ts'
import en from '../../platform/i18n/messages/problem.en.json' with { type: 'json' }
import zh from '../../platform/i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { joinCatalogues, textIn } from '../../platform/i18n/text.ts'
import { type CommunityId, newId, type PersonId, type PlaceId } from '../../platform/ids.ts'
import { createLive } from '../../platform/live/live.ts'
import { createLog } from '../../platform/log/log.ts'
import { createKeyRing } from '../../platform/sealing/key-ring.ts'
import { createWake } from '../../platform/wake.ts'
import { createPlaces, foundCommunity } from '../places/index.ts'
import {
  addStaff,
  addTokenHolder,
  createGate,
  createPeople,
  createSignIn,
  type Phone,
  peopleApi,
  type SignedIn,
} from './index.ts'
import codeEn from './messages/code.en.json' with { type: 'json' }
import codeZh from './messages/code.zh-CN.json' with { type: 'json' }

const catalogues = joinCatalogues([
  { 'zh-CN': zh, en },
  { 'zh-CN': codeZh, en: codeEn },
])
const leadPhone = '13800000001'
const account = 'zhao.zhuren'
const password = 'a long password for Mr Zhao'
/** The library tells the time by the machine's own clock, so this house does, too, and moves on from there. */
const clock = settableClock(Temporal.Now.instant())
/** Every code that was carried, as the phone got it. */
let carried: { phone: string; code: string }[] = []
let carrierFails = false
let test: TestDatabase
let communityId: CommunityId
let leadId: PersonId
let house: House
let people: ReturnType<typeof createPeople>
const doors: { server: FastifyInstance; close(): Promise<void> }[] = []
let server: FastifyInstance

async function door(environment = {}) {
  const opened: House = { ...house, config: parseConfig(environment) }
  const places = createPlaces(opened)
  const signIn = createSignIn(
    opened,
    people,
    {
      async send(phone, code) {
        if (carrierFails) throw new Error('the gateway is down')
        carried.push({ phone, code })
      },
    },
    { databaseUrl: test.appUrl, secret: test.secret },
  )
  const made = await createServer(opened, (_request, reply) => reply.send('page'))
  await describeApi(made, '0')
  const implement = createImplement<SignedIn>(opened, createGate(signIn))
  peopleApi(made, implement, { people, signIn, communityNames: places.communities })
  await made.ready()
  doors.push({ server: made, close: signIn.close })
  return { server: made, signIn }
}

beforeAll(async () => {
  test = await testDatabase()
  house = {
    config: parseConfig({}),
    database: test.database,
    clock,
    log: createLog('silent'),
    sealing: createKeyRing(test.database, test).sealing,
    files: { put: async () => {}, get: async () => null, delete: async () => {} },
    wake: createWake(null),
    live: createLive(null).live,
    demo: false,
    catalogues,
    text: (language) => textIn(language, catalogues),
  }
  people = createPeople(house)
  communityId = (await foundCommunity(house, {
    areaCode: '370705007901',
    name: '测试社区',
    phone: '88880000',
    sponsor: '测试街道办事处',
    filingNumber: null,
    dutyName: '值班员',
  })) as CommunityId
  await test.owner.query(
    "insert into areas (code, level, name) values ('370705', 'district', '测试区'), ('370705007', 'subdistrict', '测试街道') on conflict do nothing",
  )
  const opened = await door()
  server = opened.server
  await addStaff(house, {
    account,
    name: '赵主任',
    userId: await opened.signIn.makeAccount(account, password),
    office: { role: 'streetStaff', areaCode: '370705007' },
  })
  leadId = newId<PersonId>()
  const sealer = await house.sealing.shared()
  await test.owner.query('insert into people (id, name_sealed, phone_sealed, phone_hash) values ($1, $2, $3, $4)', [
    leadId,
    sealer.seal('张桂兰'),
    sealer.seal(`+86${leadPhone}`),
    people.phoneHash(`+86${leadPhone}` as Phone),
  ])
  await test.owner.query(
    "insert into responsibilities (community_id, id, place_id, person_id, role, from_day) values ($1, $2, $3, $4, 'gridLead', '2026-01-01')",
    [communityId, newId(), communityId as string as PlaceId, leadId],
  )
})
afterAll(async () => {
  for (const one of doors) {
    await one.server.close()
    await one.close()
  }
  await test.drop()
})
beforeEach(() => {
  carried = []
  carrierFails = false
  // Each test begins long after the one before, and somewhere else.
  address = `10.0.0.${addresses++}`
  device = ''
  clock.advance({ minutes: 2 })
})

let addresses = 1
let address = ''
/** The device's own cookie, as one browser keeps it through a whole test. */
let device = ''
let phones = 100
const anyPhone = () => `13900000${phones++}`
type Jar = { cookie: string; csrf: string }
async function ask(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, headers: object = {}, at = server) {
  const { cookie, ...others } = headers as { cookie?: string }
  const cookies = [cookie, device].filter(Boolean).join('; ')
  const options: InjectOptions = { method, url: `/api/v1${path}`, remoteAddress: address }
  options.headers = { ...others, ...(cookies && { cookie: cookies }) }
  if (payload) options.payload = payload
  const answer = await at.inject(options)
  const set = [answer.headers['set-cookie'] ?? []].flat()
  const own = set.find((one) => one.startsWith('silin_own_device='))
  if (own) device = own.split(';')[0] ?? ''
  return { status: answer.statusCode, body: answer.json(), cookies: set.filter((one) => one !== own) }
}
const askCode = (phone: string) => ask('POST', '/sign-in/code', { phone })
const enter = (phone: string, code: string) => ask('POST', '/sign-in/phone', { phone, code })
async function codeFor(phone: string): Promise<string> {
  await askCode(phone)
  const last = carried.at(-1)
  if (!last) throw new Error('no code came')
  return last.code
}
const jarOf = (answer: { cookies: string[]; body: { csrfToken: string } }): Jar => ({
  cookie: answer.cookies.map((cookie) => cookie.split(';')[0]).join('; '),
  csrf: answer.body.csrfToken,
})
const signedIn = async (phone: string) => jarOf(await enter(phone, await codeFor(phone)))
const asJar = (jar: Jar, more: object = {}) => ({ cookie: jar.cookie, 'x-csrf-token': jar.csrf, ...more })
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('a code', () => {
  it('has six digits and goes to the phone that asked, however it was typed', async () => {
    expect(await askCode('１３８ 0000-0009')).toMatchObject({ status: 200, body: { waitSeconds: 60 } })
    expect(carried).toEqual([{ phone: '+8613800000009', code: expect.stringMatching(/^\d{6}$/) }])
  })
  it('is sent to a mobile phone only', async () => {
    for (const phone of ['0536-8888000', '12345', '']) {
      expect(await askCode(phone)).toMatchObject({ status: 422, body: { fields: [{ field: 'phone' }] } })
    }
    expect((await askCode('0536-8888000')).body.fields[0].message).toBe('电话号码不对，比如 13800000000')
    expect(carried).toEqual([])
  })
  it('is sent once a minute to a phone, and says how long to wait', async () => {
    const phone = anyPhone()
    await askCode(phone)
    clock.advance({ seconds: 20 })
    expect((await askCode(phone)).body).toEqual({ waitSeconds: 40 })
    expect(carried).toHaveLength(1)
    clock.advance({ seconds: 40 })
    expect((await askCode(phone)).body).toEqual({ waitSeconds: 60 })
    expect(carried).toHaveLength(2)
  })
  it('is sent once to ten who ask at the same moment', async () => {
    const phone = anyPhone()
    const answers = await Promise.all(Array.from({ length: 10 }, () => askCode(phone)))
    expect(carried).toHaveLength(1)
    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })
  it('is not sent again sooner because the first one was used or used up', async () => {
    const phone = anyPhone()
    await enter(phone, await codeFor(phone))
    expect((await askCode(phone)).body.waitSeconds).toBeLessThanOrEqual(60)
    expect(carried).toHaveLength(1)
    const guessed = anyPhone()
    const code = await codeFor(guessed)
    for (let n = 0; n < 7; n++) await enter(guessed, other(code))
    await askCode(guessed)
    expect(carried).toHaveLength(2)
  })
  it('is answered the same for a phone that is known and one that is not', async () => {
    expect((await askCode(leadPhone)).body).toEqual((await askCode(anyPhone())).body)
  })
  it('that cannot be carried is an error, and not a promise', async () => {
    carrierFails = true
    expect(await askCode(anyPhone())).toMatchObject({ status: 500, body: { type: '/problems/broken' } })
  })
})

describe('signing in by phone', () => {
  it('makes a resident of a phone that nobody had', async () => {
    const phone = anyPhone()
    const answer = await enter(phone, await codeFor(phone))
    expect(answer).toMatchObject({ status: 200, body: { name: '', posts: [], communities: [], language: null } })
    const again = await people.phoneHash(`+86${phone}` as Phone)
    const rows = await test.owner.query('select id from people where phone_hash = $1', [again])
    expect(rows.rows).toEqual([{ id: answer.body.personId }])
  })
  it('is the lead whose phone it is, with their posts', async () => {
    expect(await enter(leadPhone, await codeFor(leadPhone))).toMatchObject({
      status: 200,
      body: {
        personId: leadId,
        name: '张桂兰',
        posts: [{ role: 'gridLead', communityId, deskId: null }],
        communities: [{ id: communityId, name: '测试社区' }],
      },
    })
  })
  it('is the same person the second time, and the sessions are two', async () => {
    const phone = anyPhone()
    const first = await enter(phone, await codeFor(phone))
    clock.advance({ minutes: 2 })
    const second = await enter(phone, await codeFor(phone))
    expect(second.body.personId).toBe(first.body.personId)
    expect(second.body.csrfToken).not.toBe(first.body.csrfToken)
  })
  it('refuses a wrong code with words, and sets nothing', async () => {
    const phone = anyPhone()
    const code = await codeFor(phone)
    const answer = await enter(phone, other(code))
    expect(answer).toMatchObject({
      status: 422,
      body: {
        type: '/problems/invalid',
        refusal: 'code_wrong',
        fields: [{ field: 'code', message: '验证码不对，或者过期了，再要一个' }],
      },
      cookies: [],
    })
    expect((await enter(phone, code)).status).toBe(200)
  })
  it('refuses the code of another phone and a code that was used', async () => {
    const [phone, second] = [anyPhone(), anyPhone()]
    const code = await codeFor(phone)
    expect((await enter(second, code)).status).toBe(422)
    expect((await enter(phone, code)).status).toBe(200)
    expect((await enter(phone, code)).status).toBe(422)
  })
  it('takes five tries of a code and then not even the right one', async () => {
    const phone = anyPhone()
    const code = await codeFor(phone)
    for (let n = 0; n < 5; n++) expect((await enter(phone, other(code))).status).toBe(422)
    expect(await enter(phone, code)).toMatchObject({
      status: 429,
      body: { type: '/problems/too-many', refusal: 'wait', title: '输错太多次了，请过 5 秒再试' },
    })
    clock.advance({ seconds: 5 })
    expect((await enter(phone, code)).status).toBe(422)
  })
  it('takes one of ten right tries at the same moment', async () => {
    const phone = anyPhone()
    const code = await codeFor(phone)
    const answers = await Promise.all(Array.from({ length: 10 }, () => enter(phone, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
  it('does not take a code that is older than five minutes', async () => {
    const phone = anyPhone()
    const code = await codeFor(phone)
    clock.advance({ minutes: 5 })
    expect((await enter(phone, code)).status).toBe(422)
    clock.advance({ minutes: 1 })
    const next = await codeFor(phone)
    clock.advance({ minutes: 4, seconds: 59 })
    expect((await enter(phone, next)).status).toBe(200)
  })
  it('follows a number that moved from one person to another, and shuts the first one out', async () => {
    const phone = anyPhone()
    const before = await enter(phone, await codeFor(phone))
    const old = jarOf(before)
    const successor = newId<PersonId>()
    const hash = people.phoneHash(`+86${phone}` as Phone)
    await test.owner.query('update people set phone_hash = null where id = $1', [before.body.personId])
    await test.owner.query('insert into people (id, name_sealed, phone_hash) values ($1, $2, $3)', [
      successor,
      (await house.sealing.shared()).seal('刘建国'),
      hash,
    ])
    clock.advance({ minutes: 2 })
    const after = await enter(phone, await codeFor(phone))
    expect(after).toMatchObject({ status: 200, body: { personId: successor, name: '刘建国' } })
    expect((await ask('GET', '/session', undefined, asJar(old))).status).toBe(401)
    expect((await ask('GET', '/session', undefined, asJar(jarOf(after)))).body.personId).toBe(successor)
  })
})

describe('signing in by password', () => {
  const byPassword = (name: string, secret: string) =>
    ask('POST', '/sign-in/password', { account: name, password: secret })
  it('is the staff member with their office', async () => {
    expect(await byPassword(account, password)).toMatchObject({
      status: 200,
      body: { name: '赵主任', posts: [{ role: 'streetStaff', communityId }] },
    })
  })
  it('takes the account however it is typed', async () => {
    expect((await byPassword(' Zhao.ZHUREN ', password)).status).toBe(200)
  })
  it('is slowed down after five wrong ones, and begins anew after the right one', async () => {
    for (let n = 0; n < 5; n++) expect((await byPassword(account, 'not this')).status).toBe(422)
    expect(await byPassword(account, password)).toMatchObject({ status: 429, body: { refusal: 'wait' } })
    clock.advance({ seconds: 5 })
    expect((await byPassword(account, password)).status).toBe(200)
    expect((await byPassword(account, 'not this')).status).toBe(422)
    expect((await byPassword(account, password)).status).toBe(200)
  })
  it('is tried at most twenty times a minute from one address, whoever it is for', async () => {
    for (let n = 0; n < 20; n++) expect((await byPassword(`nobody ${n}`, 'not this')).status).toBe(422)
    expect(await byPassword('nobody else', 'not this')).toMatchObject({ status: 429 })
  })
  it('answers a wrong password and an unknown account the same', async () => {
    const [wrong, unknown] = [await byPassword(account, 'not this'), await byPassword('nobody', password)]
    for (const answer of [wrong, unknown])
      expect(answer).toMatchObject({
        status: 422,
        body: { refusal: 'password_wrong', fields: [{ field: 'password', message: '账号或密码不对' }] },
        cookies: [],
      })
    expect({ ...wrong.body, instance: '' }).toEqual({ ...unknown.body, instance: '' })
  })
})

describe('signing in from a page of somebody else', () => {
  it('is refused, so that nobody works in the name of who made that page', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = new URLSearchParams({ account, password }).toString()
    const send = (headers: object, payload: object | string) =>
      server.inject({ method: 'POST', url: '/api/v1/sign-in/password', headers: { ...headers }, payload })
    for (const [headers, payload, status] of [
      [{ ...form, 'sec-fetch-site': 'cross-site' }, body, 403],
      [form, body, 415],
      [{ 'sec-fetch-site': 'cross-site' }, { account, password }, 403],
      [{ origin: 'https://evil.example' }, { account, password }, 403],
      [{ 'sec-fetch-site': 'same-origin' }, { account, password }, 200],
    ] as const) {
      const answer = await send(headers, payload)
      expect([answer.statusCode, answer.headers['set-cookie'] !== undefined]).toEqual([status, status === 200])
    }
  })
})

describe('a session', () => {
  it('that nobody has begun is nothing to be told off for; one that is over is', async () => {
    expect(await ask('GET', '/session')).toMatchObject({ status: 200, body: null })
    const jar = await signedIn(anyPhone())
    await ask('POST', '/sign-out', {}, asJar(jar))
    expect((await ask('GET', '/session', undefined, asJar(jar))).status).toBe(401)
  })
  it('is kept in cookies that no script reads and no other site sends', async () => {
    const answer = await enter(leadPhone, await codeFor(leadPhone))
    expect(answer.cookies.length).toBeGreaterThan(0)
    for (const cookie of answer.cookies) {
      expect(cookie).toMatch(/; HttpOnly/i)
      expect(cookie).toMatch(/; SameSite=Lax/i)
      expect(cookie).toMatch(/; Path=\/(;|$)/i)
      expect(cookie).not.toMatch(/; Secure|; Domain/i)
    }
    // As long as browsers keep one; the server ends it long before.
    expect(answer.cookies.join()).toMatch(/Max-Age=34560000/)
  })
  it('is Secure under https', async () => {
    const { server: tls } = await door({ SILIN_PUBLIC_URL: 'https://silin.example.cn' })
    const answer = await ask('POST', '/sign-in/phone', { phone: leadPhone, code: await codeFor(leadPhone) }, {}, tls)
    expect(answer.status).toBe(200)
    for (const cookie of answer.cookies) expect(cookie).toMatch(/^__Secure-silin\..*; Secure/i)
    expect((await ask('GET', '/session', undefined, asJar(jarOf(answer)), tls)).body.personId).toBe(leadId)
  })
  it('ends by signing out, on the server as well', async () => {
    const jar = await signedIn(leadPhone)
    expect((await ask('GET', '/session', undefined, asJar(jar))).body).toMatchObject({
      personId: leadId,
      csrfToken: jar.csrf,
    })
    const out = await ask('POST', '/sign-out', undefined, asJar(jar))
    expect(out).toMatchObject({ status: 200, cookies: [expect.stringMatching(/Max-Age=0/), ...out.cookies.slice(1)] })
    expect((await ask('GET', '/session', undefined, asJar(jar))).status).toBe(401)
  })
  it('that was tampered with or is over is none', async () => {
    const jar = await signedIn(anyPhone())
    const forged = jar.cookie.replace(
      /silin\.session_token=(.)/,
      (_all, sign) => `silin.session_token=${sign === 'a' ? 'b' : 'a'}`,
    )
    expect((await ask('GET', '/session', undefined, { cookie: forged })).status).toBe(401)
    await test.owner.query(`update session set "expiresAt" = now() - interval '1 second'`)
    expect((await ask('GET', '/session', undefined, asJar(jar))).status).toBe(401)
  })
})

describe('a write that a cookie signs', () => {
  const write = (headers: object) => ask('PUT', '/me/language', { language: 'en' }, headers)
  let jar: Jar
  beforeEach(async () => {
    jar = await signedIn(anyPhone())
  })

  it.each([
    ['no token', () => ({ cookie: jar.cookie })],
    ['an empty token', () => asJar(jar, { 'x-csrf-token': '' })],
    ['a wrong token', () => asJar(jar, { 'x-csrf-token': jar.csrf.replace(/^./, (s) => (s === 'a' ? 'b' : 'a')) })],
    ['another site behind it', () => asJar(jar, { 'sec-fetch-site': 'cross-site' })],
    ['a neighbouring site behind it', () => asJar(jar, { 'sec-fetch-site': 'same-site' })],
  ])('is refused with %s', async (_what, headers) => {
    expect(await write(headers())).toMatchObject({ status: 403, body: { type: '/problems/csrf' } })
  })
  it('is refused with the token of another session', async () => {
    const stranger = await signedIn(anyPhone())
    expect((await write(asJar({ cookie: jar.cookie, csrf: stranger.csrf }))).status).toBe(403)
  })
  it.each([{}, { 'sec-fetch-site': 'same-origin' }])('is done with its own token (%o)', async (more) => {
    expect((await write(asJar(jar, more))).status).toBe(200)
  })
  it('is not asked of who only reads, or of who has no session', async () => {
    expect((await ask('GET', '/session', undefined, { cookie: jar.cookie })).status).toBe(200)
    expect((await write({})).status).toBe(401)
  })
})

describe('an API token', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  it('reads and writes without a CSRF token, and ends on its day', async () => {
    const holder = await addTokenHolder(house, 'the hotline bridge', { role: 'districtStaff', areaCode: '370705' })
    const token = await people.issueToken(holder, 'bridge', 30)
    expect(token).toMatch(/^silin_[\w-]{32}$/)
    expect((await ask('GET', '/session', undefined, bearer(token))).body).toMatchObject({
      personId: holder,
      posts: [{ role: 'districtStaff', communityId }],
      csrfToken: '',
    })
    expect((await ask('PUT', '/me/language', { language: 'en' }, bearer(token))).status).toBe(200)
    clock.advance({ hours: 24 * 30 })
    expect((await ask('GET', '/session', undefined, bearer(token))).status).toBe(401)
    clock.advance({ hours: -24 * 30 })
  })
  it('that nobody made opens nothing, not even beside a session', async () => {
    const jar = await signedIn(anyPhone())
    for (const token of ['silin_abcdefghijklmnopqrstuvwxyz012345', 'silin_short', 'x'])
      expect((await ask('GET', '/session', undefined, bearer(token))).status).toBe(401)
    const both = asJar(jar, bearer('silin_abcdefghijklmnopqrstuvwxyz012345'))
    expect((await ask('GET', '/session', undefined, both)).status).toBe(401)
  })
  it('is kept as a hash only', async () => {
    const token = await people.issueToken(leadId, 'script', 1)
    const dump = await test.owner.query('select string_agg(t::text, chr(10)) as all from api_tokens t')
    expect(dump.rows[0].all).not.toContain(token.slice(6, 20))
  })
})

describe('the tables of the sign-in library', () => {
  it('hold no phone, no name and no account, and no address or browser of anybody', async () => {
    await codeFor(anyPhone())
    const phone = anyPhone()
    await enter(phone, await codeFor(phone))
    await ask('POST', '/sign-in/password', { account, password }, { 'user-agent': 'Mozilla of Mr Zhao' })
    const dump = async (table: string) =>
      String((await test.owner.query(`select string_agg(t::text, chr(10)) as all from "${table}" t`)).rows[0].all)
    const all = (await Promise.all(['user', 'session', 'account', 'verification'].map(dump))).join('\n')
    expect(all.split('\n').length).toBeGreaterThan(10)
    expect(all).not.toMatch(/139\d{8}|138\d{8}|张桂兰|刘建国|赵主任|zhao|测试|127\.0\.0\.1|Mozilla|silin\.example/i)
    expect(all).not.toContain(password)
    expect(all).toContain(people.phoneHash(`+86${phone}` as Phone).toString('hex'))
  })
})

describe('one’s own settings', () => {
  it('keep the language', async () => {
    const jar = await signedIn(leadPhone)
    expect((await ask('PUT', '/me/language', { language: 'en' }, asJar(jar))).status).toBe(200)
    expect((await ask('GET', '/session', undefined, asJar(jar))).body.language).toBe('en')
    expect((await ask('PUT', '/me/language', { language: 'fr' }, asJar(jar))).status).toBe(422)
  })

  it('keep the ways of being told, and show no secret again', async () => {
    const jar = await signedIn(anyPhone())
    const choose = (body: object) => ask('PUT', '/me/channels', body, asJar(jar))
    const url = 'https://hooks.example.cn/lead'
    expect((await ask('GET', '/me/channels', undefined, asJar(jar))).body).toEqual({ items: [] })
    await choose({ channel: 'email', address: 'zhang@example.cn', active: true })
    await choose({ channel: 'sms', active: true })
    await choose({ channel: 'webhook', url, secret: 'never shown', format: 'wecom', active: true })
    await choose({ channel: 'sms', active: false })
    const mine = await ask('GET', '/me/channels', undefined, asJar(jar))
    expect(mine.body.items).toHaveLength(3)
    expect(mine.body.items).toEqual(
      expect.arrayContaining([
        { channel: 'email', address: 'zhang@example.cn', active: true },
        { channel: 'sms', address: null, active: false },
        { channel: 'webhook', address: url, active: true },
      ]),
    )
    expect(JSON.stringify(mine.body)).not.toContain('never shown')
    const kept = await test.owner.query('select string_agg(c::text, chr(10)) as all from channel_choices c')
    expect(kept.rows[0].all).not.toMatch(/example\.cn|never shown/)
  })
  it('are shown to nobody else', async () => {
    const [jar, stranger] = [await signedIn(anyPhone()), await signedIn(anyPhone())]
    await ask('PUT', '/me/channels', { channel: 'email', address: 'a@example.cn', active: true }, asJar(jar))
    expect((await ask('GET', '/me/channels', undefined, asJar(stranger))).body).toEqual({ items: [] })
    expect((await ask('GET', '/me/channels')).status).toBe(401)
  })
  it.each([
    { channel: 'email', address: 'not an address', active: true },
    { channel: 'webhook', url: 'file:///etc/passwd', secret: '12345678', format: 'standard', active: true },
    { channel: 'webhook', url: 'https://a.example.cn', secret: 'short', format: 'standard', active: true },
    { channel: 'webhook', url: 'https://a.example.cn', format: 'standard', active: true },
    { channel: 'pigeon', active: true },
  ])('refuse %o', async (body) => {
    const jar = await signedIn(anyPhone())
    expect((await ask('PUT', '/me/channels', body, asJar(jar))).status).toBe(422)
  })
})
