import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PersonId } from '../../../platform/ids.ts'
import { type StaffDoor, staffDoor } from '../appointing/testing/staff-door.ts'
import { browserAt, wechatOnAndroid } from './testing/browser.ts'

const password = 'four neighbours at one window'
let door: StaffDoor
beforeAll(async () => {
  door = await staffDoor()
})
afterAll(() => door.close())

let accounts = 0
async function staff(role: string, by: 'staff' | 'district' = 'staff') {
  const account = `staff-${accounts++}`
  const where = role === 'streetStaff' ? { at: '370705007' } : {}
  const made = await door.appoint(by, { role, account, name: '新来的', ...where })
  expect(made.status).toBe(200)
  await door.page(made.body.link.url, { password, again: password })
  return { account, personId: made.body.personId as PersonId }
}
async function neighbour() {
  const phone = `1370000${String(1000 + accounts++)}`
  const browser = browserAt(door.server, wechatOnAndroid)
  expect((await browser.byPhone(phone, door.codes)).status).toBe(200)
  return { phone, browser }
}
const isIn = async (browser: ReturnType<typeof browserAt>) => (await browser.get('/session')).status === 200

describe('a session ends on the server, whatever its cookie says', () => {
  it.each([
    ['streetStaff', 30],
    ['communityStaff', 15],
    ['mediator', 15],
  ])('of %s after %i minutes without use', async (role, minutes) => {
    const { account } = await staff(role, role === 'streetStaff' ? 'district' : 'staff')
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    for (let n = 0; n < 3; n++) {
      door.here.clock.advance({ minutes: minutes - 1 })
      expect(await isIn(browser)).toBe(true)
    }
    door.here.clock.advance({ minutes })
    expect(browser.token()).not.toBe(null)
    expect(await isIn(browser)).toBe(false)
    door.here.clock.advance({ minutes: -minutes })
    expect(await isIn(browser)).toBe(false)
  })
  it('of staff twelve hours after sign-in, however much it is used', async () => {
    const { account } = await staff('communityStaff')
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    for (let n = 0; n < 71; n++) {
      door.here.clock.advance({ minutes: 10 })
      expect(await isIn(browser)).toBe(true)
    }
    door.here.clock.advance({ minutes: 10 })
    expect(await isIn(browser)).toBe(false)
  })
  it('of a screen that looks again by itself as if nobody were there', async () => {
    const { account } = await staff('communityStaff')
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    for (let n = 0; n < 14; n++) {
      door.here.clock.advance({ minutes: 1 })
      expect((await browser.get('/session', { 'x-silin-idle': '1' })).status).toBe(200)
    }
    door.here.clock.advance({ minutes: 1 })
    expect((await browser.get('/session', { 'x-silin-idle': '1' })).status).toBe(401)
  })
  it('of leads and neighbours after 30 days without use, and not before', async () => {
    const lead = browserAt(door.server)
    await lead.byPhone('13800000001', door.codes)
    const { browser } = await neighbour()
    for (let n = 0; n < 3; n++) {
      door.here.clock.advance({ hours: 24 * 29 })
      expect([await isIn(lead), await isIn(browser)]).toEqual([true, true])
    }
    door.here.clock.advance({ hours: 24 * 30 })
    expect([await isIn(lead), await isIn(browser)]).toEqual([false, false])
  })
  it('as the operator sets it', async () => {
    const strict = await staffDoor({ SILIN_SESSIONS: '{"residentIdleDays":1}' })
    const browser = browserAt(strict.server)
    await browser.byPhone('13700000001', strict.codes)
    strict.here.clock.advance({ hours: 24 })
    expect(await isIn(browser)).toBe(false)
    await strict.close()
  })
  it('and its row goes: nothing is kept of what opens nothing', async () => {
    await neighbour()
    door.here.clock.advance({ hours: 24 * 31 })
    const { browser } = await neighbour()
    await door.duties.sweep()
    const { rows } = await door.here.test.owner.query('select count(*)::int as n from session')
    expect(rows[0].n).toBe(1)
    expect(await isIn(browser)).toBe(true)
  })
})

describe('a token is changed for another', () => {
  it('at sign-in: one that was brought there, by whomever, opens nothing more', async () => {
    const { phone, browser } = await neighbour()
    const planted = browser.keep()
    door.here.clock.advance({ minutes: 2 })
    await browser.byPhone(phone, door.codes)
    const thief = browserAt(door.server)
    thief.have(planted)
    expect([await isIn(browser), await isIn(thief)]).toEqual([true, false])
  })
  it('when posts are given or taken, while the page goes on and what is on its way is answered', async () => {
    const { account, personId } = await staff('communityStaff')
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    const before = { token: browser.token(), kept: browser.keep(), csrf: browser.csrf() }
    expect((await browser.get('/session')).body.roles).toEqual(['communityStaff'])
    expect(browser.token()).toBe(before.token)
    const given = await door.appoint('staff', { role: 'mediator', account, name: '新来的' })
    expect(given.status).toBe(200)
    const old = browserAt(door.server)
    old.have(before.kept)
    // Several at once, as a screen asks: each is answered, and the token is changed once.
    const answers = await Promise.all([browser.get('/session'), old.get('/session'), old.get('/me/channels')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(answers.filter(({ headers }) => String(headers['set-cookie']).includes('session_token'))).toHaveLength(1)
    const fresh = browser.token() !== before.token ? browser : old
    expect((await fresh.get('/session')).body).toMatchObject({
      roles: expect.arrayContaining(['communityStaff', 'mediator']),
      csrfToken: before.csrf,
    })
    expect((await fresh.put('/me/language', { language: 'en' })).status).toBe(fresh === browser ? 200 : 403)
    const { rows } = await door.here.test.owner.query(
      'select count(*)::int as n from sign_in_sessions f join session s on s.id = f.session_id join people p on p.user_id = s."userId" where p.id = $1',
      [personId],
    )
    expect(rows[0].n).toBe(2)
    door.here.clock.advance({ minutes: 1 })
    const late = browserAt(door.server)
    late.have(before.kept)
    expect([await isIn(fresh), await isIn(late)]).toEqual([true, false])
    expect((await fresh.get('/me/sessions')).body.items).toHaveLength(1)
  })
  it('again, when the answer with the new one was lost on its way', async () => {
    const { account } = await staff('communityStaff')
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    const kept = browser.keep()
    await door.appoint('staff', { role: 'mediator', account, name: '新来的' })
    await browser.get('/session')
    browser.have(kept)
    door.here.clock.advance({ seconds: 30 })
    expect(await isIn(browser)).toBe(true)
    door.here.clock.advance({ minutes: 5 })
    expect(await isIn(browser)).toBe(true)
  })
})

describe('one’s own sessions', () => {
  it('are listed in words, this one first, and ended one by one', async () => {
    const { account } = await staff('communityStaff')
    const [desk, phone, third] = [
      browserAt(door.server),
      browserAt(door.server, wechatOnAndroid),
      browserAt(door.server),
    ]
    for (const one of [desk, phone, third]) {
      await one.byPassword(account, password)
      door.here.clock.advance({ minutes: 1 })
    }
    const { items } = (await desk.get('/me/sessions')).body
    expect(items).toMatchObject([
      { device: 'Windows 上的 Chrome', way: 'password', isThis: true },
      { device: 'Windows 上的 Chrome', isThis: false },
      { device: '安卓上的微信', isThis: false },
    ])
    expect(JSON.stringify(items)).not.toContain('142.0')
    expect((await desk.post(`/me/sessions/${items[2].id}/end`)).status).toBe(200)
    expect([await isIn(phone), await isIn(third)]).toEqual([false, true])
    expect((await desk.post(`/me/sessions/${items[2].id}/end`)).status).toBe(404)
    expect((await desk.post('/me/sessions/end-others')).status).toBe(200)
    expect([await isIn(desk), await isIn(third)]).toEqual([true, false])
  })
  it('are nobody else’s to see or to end', async () => {
    const [one, other] = [await neighbour(), await neighbour()]
    const [mine] = (await one.browser.get('/me/sessions')).body.items
    expect((await other.browser.get('/me/sessions')).body.items.map((item: { id: string }) => item.id)).not.toContain(
      mine.id,
    )
    expect((await other.browser.post(`/me/sessions/${mine.id}/end`)).status).toBe(404)
    await other.browser.post('/me/sessions/end-others')
    expect(await isIn(one.browser)).toBe(true)
  })
  it('are a page for neighbours, without a script', async () => {
    const { phone, browser } = await neighbour()
    door.here.clock.advance({ minutes: 2 })
    const other = browserAt(door.server)
    await other.byPhone(phone, door.codes)
    const page = await browser.page('/me/sessions')
    expect(page.status).toBe(200)
    expect(page.body).toContain('安卓上的微信')
    expect(page.body).toContain('本机')
    expect(page.body).toContain('Windows 上的 Chrome')
    const id = /name="end" value="([0-9a-f-]{36})"/.exec(page.body)?.[1] ?? ''
    expect((await browser.form('/me/sessions', { end: id, _csrf: 'x' })).statusCode).toBe(403)
    expect((await browser.form('/me/sessions', { end: id })).statusCode).toBe(303)
    expect([await isIn(browser), await isIn(other)]).toEqual([true, false])
    expect((await browserAt(door.server).page('/me/sessions')).headers.location).toBe('/me')
  })
})

describe('one’s own password', () => {
  it('is changed with the old one, ends every other session, and goes on here under a new token', async () => {
    const { account } = await staff('communityStaff')
    const [browser, other] = [browserAt(door.server), browserAt(door.server)]
    await browser.byPassword(account, password)
    await other.byPassword(account, password)
    const before = browser.token()
    const change = (typed: string, next: string) => browser.post('/me/password', { password: typed, next })
    expect(await change('not this', 'kettle orbit harvest nine')).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'password', message: '这不是您的密码' }] },
    })
    expect(await change(password, 'password1234')).toMatchObject({
      status: 422,
      body: { refusal: 'password_weak', fields: [{ field: 'next', message: expect.stringContaining('泄露') }] },
    })
    expect((await change(password, `${account}-2026`)).body.fields[0].field).toBe('next')
    expect((await change(password, '测试社区测试社区测试社区')).status).toBe(422)
    expect(await isIn(other)).toBe(true)
    expect(await change(password, 'ｋettle orbit harvest nine')).toMatchObject({ status: 200, body: { stage: 'open' } })
    expect([await isIn(browser), await isIn(other)]).toEqual([true, false])
    expect(browser.token()).not.toBe(before)
    expect((await other.byPassword(account, password)).status).toBe(422)
    expect((await other.byPassword(account, 'kettle orbit harvest nine')).status).toBe(200)
  })
  it('is guessed at no faster here than at sign-in', async () => {
    const { account } = await staff('communityStaff')
    const browser = browserAt(door.server)
    await browser.byPassword(account, password)
    for (let n = 0; n < 5; n++)
      expect((await browser.post('/me/password', { password: `guess ${n}`, next: 'x' })).status).toBe(422)
    expect((await browser.post('/me/password', { password, next: 'x' })).status).toBe(429)
  })
  it('is nothing that who signs in by phone could change', async () => {
    const { browser } = await neighbour()
    expect((await browser.post('/me/password', { password: 'x', next: 'kettle orbit harvest nine' })).status).toBe(422)
  })
})

describe('somebody who guesses', () => {
  it('keeps nobody out: not by passwords, not by codes, not by asking for codes', async () => {
    const { account } = await staff('communityStaff')
    const own = browserAt(door.server)
    await own.byPassword(account, password)
    const { phone, browser } = await neighbour()
    for (let n = 0; n < 12; n++) {
      const thief = browserAt(door.server)
      await thief.byPassword(account, `guess ${n}`)
      await thief.post('/sign-in/code', { phone })
      for (let guess = 0; guess < 6; guess++)
        await thief.post('/sign-in/phone', { phone, code: String(100_000 + guess) })
      door.here.clock.advance({ minutes: 1 })
    }
    expect((await own.byPassword(account, password)).status).toBe(200)
    door.codes.clear()
    expect((await browser.byPhone(phone, door.codes)).status).toBe(200)
  })
  it('with the code of another device gets nowhere, and takes none of its tries', async () => {
    const phone = `1370000${String(1000 + accounts++)}`
    const [own, thief] = [browserAt(door.server), browserAt(door.server)]
    await own.post('/sign-in/code', { phone })
    const code = door.codes.get(phone) ?? ''
    for (let n = 0; n < 8; n++) expect((await thief.post('/sign-in/phone', { phone, code })).status).not.toBe(200)
    expect((await own.post('/sign-in/phone', { phone, code })).status).toBe(200)
  })
})

describe('a device', () => {
  it('gets one random sign, which says nothing of it and no script reads', async () => {
    const { account } = await staff('communityStaff')
    const answer = await browserAt(door.server).byPassword(account, password)
    const signs = [answer.headers['set-cookie'] ?? []].flat().filter((line) => line.startsWith('silin_own_device='))
    expect(signs).toHaveLength(1)
    expect(signs[0]).toMatch(/^silin_own_device=[\w-]{32}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
    const { rows } = await door.here.test.owner.query('select string_agg(t::text, chr(10)) as all from known_devices t')
    expect(rows[0].all).not.toContain(signs[0]?.slice(13, 45))
  })
})

describe('a code', () => {
  it('stands nowhere in the clear: not in the database, not in the log', async () => {
    const phone = `1370000${String(1000 + accounts++)}`
    const browser = browserAt(door.server)
    await browser.post('/sign-in/code', { phone })
    const code = door.codes.get(phone) ?? 'none'
    await browser.post('/sign-in/phone', { phone, code: String((Number(code) + 1) % 1_000_000).padStart(6, '0') })
    for (const table of ['sign_in_codes', 'verification', 'sign_in_trials', 'known_devices', 'sign_in_sessions']) {
      const { rows } = await door.here.test.owner.query(`select string_agg(t::text, chr(10)) as all from ${table} t`)
      expect(rows[0].all ?? '', table).not.toMatch(new RegExp(`(^|[^0-9a-f])${code}([^0-9a-f]|$)`))
      expect(rows[0].all ?? '', table).not.toContain(phone)
    }
    expect(door.here.lines.join('')).not.toContain(code)
    expect(door.here.lines.join('')).not.toContain(phone)
  })
  it('is compared in constant time and by its keyed hash', async () => {
    const { readFileSync } = await import('node:fs')
    const source = readFileSync(new URL('./codes.ts', import.meta.url), 'utf8')
    expect(source).toMatch(/timingSafeEqual\(kept, brought\)/)
    expect(source).not.toMatch(/code ===|=== code/)
    const { rows } = await door.here.test.owner.query(
      'select count(*)::int as n from sign_in_codes where length(code_hash) = 32 and length(key) = 32',
    )
    expect(rows[0].n).toBeGreaterThan(0)
  })
})
