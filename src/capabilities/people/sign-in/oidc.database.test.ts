import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PersonId } from '../../../platform/ids.ts'
import { type StaffDoor, staffDoor } from '../appointing/testing/staff-door.ts'
import { browserAt, type TestBrowser } from './testing/browser.ts'
import { client, type IdentityProvider, identityProvider } from './testing/identity-provider.ts'

const publicUrl = 'http://localhost:8080'
const back = `${publicUrl}/sign-in/oidc/back`
let provider: IdentityProvider
let door: StaffDoor
let strict: StaffDoor
beforeAll(async () => {
  provider = await identityProvider(back)
  const SILIN_OIDC = JSON.stringify({ ...client, issuer: provider.issuer, name: '区统一认证' })
  door = await staffDoor({ SILIN_PUBLIC_URL: publicUrl, SILIN_OIDC })
  strict = await staffDoor({ SILIN_PUBLIC_URL: publicUrl, SILIN_OIDC, SILIN_SECOND_FACTOR: 'required' })
})
afterAll(async () => {
  await door.close()
  await strict.close()
  await provider.close()
})
beforeEach(() => {
  provider.forge(null)
  provider.down(false)
})

let accounts = 0
/** Somebody who is appointed, and has not chosen a password. */
async function appointed(at = door) {
  const account = `oidc.${accounts++}`
  const made = await at.appoint('staff', { account, name: '新来的' })
  return { account, personId: made.body.personId as PersonId }
}
const leave = async (browser: TestBrowser) => {
  const away = await browser.page('/sign-in/oidc')
  expect(away.status).toBe(303)
  return String(away.headers.location)
}
const pathOf = (address: string) => address.slice(publicUrl.length)
/** The whole way, there and back. */
async function roundTrip(browser: TestBrowser, login: string) {
  return await browser.page(pathOf(await provider.signIn(await leave(browser), login)))
}

describe('signing in at the district’s identity provider', () => {
  it('is offered by name, and only where there is one', async () => {
    expect((await browserAt(door.server).get('/sign-in/ways')).body).toEqual({
      oidc: { name: '区统一认证' },
      passkeys: true,
    })
    const without = await staffDoor()
    expect((await browserAt(without.server).get('/sign-in/ways')).body).toEqual({ oidc: null, passkeys: false })
    expect((await browserAt(without.server).page('/sign-in/oidc')).status).toBe(404)
    await without.close()
  })
  it('recognises somebody by the account under which they were appointed, however it is written', async () => {
    const { account, personId } = await appointed()
    const browser = browserAt(door.server)
    const done = await roundTrip(browser, account.toUpperCase())
    expect([done.status, done.headers.location]).toEqual([303, '/desk/'])
    expect((await browser.get('/session')).body).toMatchObject({ personId, stage: 'open', roles: ['communityStaff'] })
    expect((await browser.get('/me/sessions')).body.items).toMatchObject([{ way: 'oidc', isThis: true }])
    // And the second time, now that the two are tied.
    expect((await roundTrip(browserAt(door.server), account)).headers.location).toBe('/desk/')
  })
  it('asks with PKCE, a state and a nonce, each new every time', async () => {
    const browser = browserAt(door.server)
    const queries = [new URL(await leave(browser)).searchParams, new URL(await leave(browser)).searchParams]
    for (const query of queries) {
      expect(Object.fromEntries(query)).toMatchObject({
        response_type: 'code',
        client_id: 'silin',
        redirect_uri: back,
        code_challenge_method: 'S256',
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        scope: 'openid profile',
      })
      expect(query.get('state')?.length).toBeGreaterThan(20)
      expect(query.get('nonce')?.length).toBeGreaterThan(20)
    }
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(new Set(queries.map((query) => query.get(name))).size, name).toBe(2)
  })
  it('makes nobody: an account that is not known here is told so', async () => {
    const count = async () =>
      (
        await door.here.test.owner.query(
          'select (select count(*) from people)::int + (select count(*) from "user")::int as n',
        )
      ).rows[0].n
    const before = await count()
    const browser = browserAt(door.server)
    const refused = await roundTrip(browser, 'somebody.else')
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('区统一认证认得您，但这个账号在这里没有岗位')
    expect(refused.body).not.toContain('somebody.else')
    expect(browser.token()).toBe(null)
    expect(await count()).toBe(before)
  })
  it('keeps no token and no claim of the provider', async () => {
    const { account } = await appointed()
    await roundTrip(browserAt(door.server), account)
    for (const table of ['account', 'user', 'session', 'verification']) {
      const { rows } = await door.here.test.owner.query(`select string_agg(t::text, chr(10)) as all from "${table}" t`)
      expect(rows[0].all ?? '', table).not.toMatch(/eyJ|姓名|sub-of-/)
      expect(rows[0].all ?? '', table).not.toContain(account)
    }
  })
  it('is one factor: who must have two is asked for the second, unless the provider asked for two itself', async () => {
    const { account } = await appointed(strict)
    const browser = browserAt(strict.server)
    await roundTrip(browser, account)
    expect((await browser.get('/session')).body).toMatchObject({ stage: 'set_up', roles: [] })
    provider.forge({ claims: (claims) => ({ ...claims, amr: ['pwd', 'mfa'] }) })
    await roundTrip(browser, account)
    expect((await browser.get('/session')).body).toMatchObject({ stage: 'open', roles: ['communityStaff'] })
  })
})

describe('coming back', () => {
  it.each([
    ['for another client', () => ({ claims: (claims: object) => ({ ...claims, aud: 'somebody else' }) })],
    [
      'that has run out',
      () => ({ claims: (claims: object) => ({ ...claims, exp: Math.floor(Date.now() / 1_000) - 600 }) }),
    ],
    ['of another sign-in (nonce)', () => ({ claims: (claims: object) => ({ ...claims, nonce: 'of another' }) })],
    ['without a nonce', () => ({ claims: (claims: object) => ({ ...claims, nonce: undefined }) })],
    ['of another issuer', () => ({ claims: (claims: object) => ({ ...claims, iss: 'https://sso.example.com' }) })],
    ['signed by a stranger', () => ({ key: provider.strangersKey() })],
    ['that is missing', () => ({ without: true as const })],
  ])('with an ID token %s is refused', async (_what, how) => {
    const { account } = await appointed()
    const browser = browserAt(door.server)
    provider.forge(how())
    const done = await roundTrip(browser, account)
    expect(done.status).toBe(403)
    expect(done.body).toContain('请重新开始')
    expect(browser.token()).toBe(null)
    // The same with the provider's own answer: it was the token, and nothing else.
    provider.forge(null)
    expect((await roundTrip(browser, account)).headers.location).toBe('/desk/')
  })
  it('twice with one code, in one browser or another, is refused the second time', async () => {
    const { account } = await appointed()
    const browser = browserAt(door.server)
    const address = await provider.signIn(await leave(browser), account)
    const before = browser.keep()
    expect((await browser.page(pathOf(address))).headers.location).toBe('/desk/')
    const again = browserAt(door.server)
    again.have(before)
    expect((await again.page(pathOf(address))).status).toBe(403)
    expect(again.token()).toBe(null)
    // Also with a state that is still good: the code itself was used.
    const code = new URL(address).searchParams.get('code') ?? ''
    const next = new URL(await leave(again)).searchParams.get('state') ?? ''
    expect((await again.page(`/sign-in/oidc/back?code=${code}&state=${next}`)).status).toBe(403)
  })
  it('in a browser that did not leave from here is refused: nobody is signed in as somebody else', async () => {
    const { account } = await appointed()
    const address = await provider.signIn(await leave(browserAt(door.server)), account)
    const victim = browserAt(door.server)
    expect((await victim.page(pathOf(address))).status).toBe(403)
    expect(victim.token()).toBe(null)
  })
  it.each([
    '',
    '?code=x',
    '?state=x',
    '?code=x&state=x',
    '?error=access_denied&state=x',
    '?code=%00&state=%ff',
    '?state[]=x&code[]=y',
  ])('with %j is refused without a fuss', async (query) => {
    expect((await browserAt(door.server).page(`/sign-in/oidc/back${query}`)).status).toBe(403)
  })
  it('after somebody said no there is refused in words', async () => {
    const browser = browserAt(door.server)
    const state = new URL(await leave(browser)).searchParams.get('state') ?? ''
    expect((await browser.page(`/sign-in/oidc/back?error=access_denied&state=${state}`)).status).toBe(403)
  })
})

describe('an identity provider that is away', () => {
  it('is told at once, holds up nobody who signs in otherwise, and is asked again', async () => {
    const SILIN_OIDC = JSON.stringify({ ...client, issuer: provider.issuer, name: '区统一认证' })
    const fresh = await staffDoor({ SILIN_PUBLIC_URL: publicUrl, SILIN_OIDC })
    provider.down(true)
    const browser = browserAt(fresh.server)
    const away = await browser.page('/sign-in/oidc')
    expect([away.status, away.body]).toEqual([503, expect.stringContaining('区统一认证现在没有回应')])
    expect((await browser.byPhone('13800000001', fresh.codes)).status).toBe(200)
    provider.down(false)
    const { account } = await appointed(fresh)
    expect((await roundTrip(browser, account)).headers.location).toBe('/desk/')
    await fresh.close()
  })
})

describe('failing to come back', () => {
  it('slows down nobody else', async () => {
    const { account } = await appointed()
    for (let n = 0; n < 25; n++) await browserAt(door.server).page('/sign-in/oidc/back?code=x&state=x')
    expect((await roundTrip(browserAt(door.server), account)).headers.location).toBe('/desk/')
    const thief = browserAt(door.server)
    for (let n = 0; n < 20; n++) await thief.page('/sign-in/oidc/back?code=x&state=x')
    expect((await thief.page('/sign-in/oidc/back?code=x&state=x')).status).toBe(429)
    expect((await roundTrip(browserAt(door.server), account)).headers.location).toBe('/desk/')
  })
})
