import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appCode } from '../src/capabilities/people/sign-in/testing/browser.ts'
import {
  client,
  type IdentityProvider,
  identityProvider,
} from '../src/capabilities/people/sign-in/testing/identity-provider.ts'
import { testSecret } from '../src/platform/database/testing/global-setup.ts'
import { hashingWith } from '../src/platform/sealing/hashing.ts'
import { rootKeysOf } from '../src/platform/sealing/master-key.ts'
import {
  complaintsOf,
  desktop,
  expectAccessible,
  openBrowser,
  openWithoutScripts,
  patience,
  phone,
} from './testing/browser.ts'
import { signInAsLead, signInAtDesk } from './testing/people.ts'
import { freePort, type RunningSilin, startSilin } from './testing/silin.ts'

let browser: Browser
let silin: RunningSilin
let provider: IdentityProvider
beforeAll(async () => {
  browser = await openBrowser()
  const port = await freePort()
  const url = `http://localhost:${port}`
  provider = await identityProvider(`${url}/sign-in/oidc/back`)
  silin = await startSilin({
    PORT: String(port),
    SILIN_PUBLIC_URL: url,
    SILIN_SECOND_FACTOR: 'required',
    SILIN_OIDC: JSON.stringify({ ...client, issuer: provider.issuer, name: '区统一认证' }),
  })
})
afterAll(async () => {
  await browser.close()
  await silin.stop()
  await provider.close()
})

const shot = async (page: Page, name: string) => {
  const folder = process.env.SILIN_JOURNEY_PICTURES
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}
/** Types account and password at the desk's door. */
async function firstFactor(context: BrowserContext, account: string): Promise<Page> {
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  await page.goto(`${silin.url}/desk/`)
  await page.fill('input[autocomplete=username]', account)
  await page.fill('input[type=password]', silin.demo.password)
  await page.keyboard.press('Enter')
  return page
}
/** A device with a finger on it, as Chromium plays one (WebAuthn's virtual authenticator). */
async function withFinger(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    verified: (isUserVerified: boolean) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    keys: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  }
}
const atDesk = (page: Page) => page.locator('.session-menu').waitFor({ state: 'attached' })
async function signOut(page: Page): Promise<void> {
  await page.locator('.session-menu').click()
  await page.locator('.ant-dropdown-menu-item').last().click()
  await page.locator('input[autocomplete=username]').waitFor()
}

describe('an app with codes', () => {
  it('is set up after the password, opens the desk, and is asked for the next time', async () => {
    const office = await browser.newContext(desktop)
    const page = await firstFactor(office, 'staff1')
    const complaints = complaintsOf(page, silin.url)
    await page.getByRole('heading', { name: '加上第二步验证' }).waitFor()
    await expectAccessible(page)
    await shot(page, 'set-up')
    // Nothing of the desk is there: neither its pages nor what stands behind an address.
    expect(await page.locator('nav').count()).toBe(0)
    expect((await page.request.get(`${silin.url}/api/v1/requests`)).status()).toBe(401)

    await page.getByRole('button', { name: '用验证码应用' }).click()
    const secret = (await page.locator('.app-set-up-secret').innerText()).replaceAll(/\s/g, '')
    await page.locator('.app-set-up svg[role=img]').waitFor()
    await expectAccessible(page)
    await shot(page, 'app')
    const code = page.locator('input[autocomplete=one-time-code]')
    await code.fill(appCode(secret, 40))
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('验证码不对').waitFor()
    expect(await code.inputValue()).not.toBe('')
    await code.fill(appCode(secret))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '请收好备用码' }).waitFor()
    await expectAccessible(page)
    await shot(page, 'codes')
    const recovery = await page.locator('.recovery-codes code').allInnerTexts()
    expect(recovery).toHaveLength(10)
    await page.getByRole('button', { name: '收好了，继续' }).click()
    await atDesk(page)

    await signOut(page)
    await page.fill('input[autocomplete=username]', 'staff1')
    await page.fill('input[type=password]', silin.demo.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '还差一步' }).waitFor()
    await expectAccessible(page)
    await shot(page, 'give')
    await page.fill('input[autocomplete=one-time-code]', appCode(secret, 1))
    await page.getByText('30 天内不用再验').click()
    await page.getByRole('button', { name: '进去' }).click()
    await atDesk(page)
    // Trusted: the password is enough here. Elsewhere a recovery code stands in.
    await signOut(page)
    await page.fill('input[autocomplete=username]', 'staff1')
    await page.fill('input[type=password]', silin.demo.password)
    await page.keyboard.press('Enter')
    await atDesk(page)
    expect(complaints).toEqual([])
    const home = await browser.newContext(phone)
    const small = await firstFactor(home, 'staff1')
    await small.getByRole('button', { name: '用备用码' }).click()
    await small.fill('input[autocomplete=one-time-code]', recovery[0] ?? '')
    await expectAccessible(small)
    await shot(small, 'recovery-phone')
    await small.keyboard.press('Enter')
    await atDesk(small)
    await home.close()
    await office.close()
  })
})

describe('somebody who signs in by phone and was given an office', () => {
  it('goes from the leads’ app to the second step and back', async () => {
    const hash = hashingWith(rootKeysOf(testSecret)).hash('phone', `+86${silin.demo.leadPhone}`)
    await silin.asOwner(
      `insert into offices (id, person_id, role, area_code, from_day)
       select gen_random_uuid(), id, 'districtStaff', '370705', '2026-01-01' from people where phone_hash = $1`,
      [hash],
    )
    const home = await browser.newContext(phone)
    const page = await signInAsLead(home, silin)
    await page.getByRole('heading', { name: '还差一步' }).waitFor()
    await expectAccessible(page)
    await shot(page, 'half-way')
    await page.getByRole('link', { name: '继续' }).click()
    await page.getByRole('button', { name: '用验证码应用' }).click()
    const secret = (await page.locator('.app-set-up-secret').innerText()).replaceAll(/\s/g, '')
    await shot(page, 'app-phone')
    await page.fill('input[autocomplete=one-time-code]', appCode(secret))
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '收好了，继续' }).click()
    await page.waitForURL(`${silin.url}/lead/**`)
    await page.locator('main h2, main article, main li').first().waitFor()
    await home.close()
    await silin.asOwner(
      "update offices set to_day = '2026-01-02' where from_day = '2026-01-01' and role = 'districtStaff'",
    )
    await silin.asOwner(
      `delete from "twoFactor" where "userId" in (select id from "user" where "phoneNumber" is not null)`,
    )
  })
})

describe('a passkey', () => {
  it('is made with a finger after the password, and opens the desk without one', async () => {
    const office = await browser.newContext({ ...desktop, locale: 'en' })
    const page = await firstFactor(office, 'secretary')
    const finger = await withFinger(page)
    await page.getByRole('heading', { name: 'Set up a second step' }).waitFor()
    await shot(page, 'set-up-en')
    await page.getByRole('button', { name: 'Make a passkey' }).click()
    await atDesk(page)
    expect(await finger.keys()).toBe(1)

    await signOut(page)
    await expectAccessible(page)
    await shot(page, 'sign-in-en')
    // A key without its owner's finger proves one thing only.
    await finger.verified(false)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.waitForTimeout(500)
    expect(await page.locator('.session-menu').count()).toBe(0)
    await finger.verified(true)
    await page.reload()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await atDesk(page)

    // After the password it is the second step, too.
    await signOut(page)
    await page.fill('input[autocomplete=username]', 'secretary')
    await page.fill('input[type=password]', silin.demo.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'One more step' }).waitFor()
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await atDesk(page)

    // In one's own settings stands what there is; the last one cannot be taken away.
    await page.locator('.session-menu').click()
    await page.getByText('My sign-in').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Passkey: My first passkey').waitFor()
    await dialog.getByText('This device').waitFor()
    expect(await dialog.getByRole('button', { name: /^Take away/ }).count()).toBe(0)
    await expectAccessible(page)
    await shot(page, 'own-en')
    await dialog.getByRole('button', { name: 'Change my password' }).click()
    await dialog.getByLabel('Your password until now').fill(silin.demo.password)
    await dialog.getByLabel('The new one').fill('password1234')
    await dialog.getByRole('button', { name: 'Change it' }).click()
    await dialog.getByText('has leaked elsewhere').waitFor()
    await expectAccessible(page)
    await shot(page, 'own-password-en')
    await office.close()
  })
})

describe('the district’s identity provider', () => {
  it('lets in who is appointed here, and tells who is not', async () => {
    const office = await browser.newContext(desktop)
    office.setDefaultTimeout(patience)
    const page = await office.newPage()
    await page.goto(`${silin.url}/desk/`)
    await page.getByRole('link', { name: '用区统一认证登录' }).click()
    await page.fill('input[name=login]', 'nobody.here')
    await page.fill('input[name=password]', 'any')
    await page.keyboard.press('Enter')
    await page.getByText('这个账号在这里没有岗位').waitFor()
    await expectAccessible(page)
    await shot(page, 'oidc-unknown')

    const second = await browser.newContext(desktop)
    second.setDefaultTimeout(patience)
    const theirs = await second.newPage()
    await theirs.goto(`${silin.url}/desk/`)
    await theirs.getByRole('link', { name: '用区统一认证登录' }).click()
    await theirs.fill('input[name=login]', 'property1')
    await theirs.fill('input[name=password]', 'any')
    await theirs.keyboard.press('Enter')
    await atDesk(theirs)
    await second.close()
    await office.close()
  })
})

describe('one’s own sessions', () => {
  it('of a lead are listed in the app, and ended there', async () => {
    silin.clock.advance({ minutes: 2 })
    const [own, other] = [await browser.newContext(phone), await browser.newContext(phone)]
    const page = await signInAsLead(own, silin)
    silin.clock.advance({ minutes: 2 })
    const lost = await signInAsLead(other, silin)
    await page.goto(`${silin.url}/lead/me`)
    await page.getByRole('heading', { name: '我在哪里登录着' }).waitFor()
    await page.getByText('本机').waitFor()
    await expectAccessible(page)
    await page.getByRole('heading', { name: '我在哪里登录着' }).scrollIntoViewIfNeeded()
    await shot(page, 'lead-sessions')
    await page.getByRole('button', { name: '别处全部退出' }).click()
    await page.getByRole('button', { name: '别处全部退出' }).waitFor({ state: 'detached' })
    await lost.goto(`${silin.url}/lead/`)
    await lost.locator('input[type=tel]').waitFor()
    await own.close()
    await other.close()
  })
  it('of a neighbour are a page without a script', async () => {
    async function signIn(): Promise<Page> {
      silin.clock.advance({ minutes: 2 })
      const context = await openWithoutScripts(browser, phone)
      const page = await context.newPage()
      await page.goto(`${silin.url}/me`)
      await page.fill('input[name=phone]', '13912340000')
      await page.getByRole('button', { name: '发验证码给我' }).click()
      const codes = await context.newPage()
      await codes.goto(`${silin.url}/demo/codes`)
      const digits = await codes.locator('.codes strong').first().innerText()
      await codes.close()
      await page.fill('input[name=code]', digits)
      await page.getByRole('button', { name: '看我的事' }).click()
      return page
    }
    const lost = await signIn()
    const page = await signIn()
    await page.getByRole('link', { name: '我在哪里登录着' }).click()
    await page.getByText('本机').waitFor()
    await expectAccessible(page)
    await shot(page, 'resident-sessions')
    await page.getByRole('button', { name: /^退出：/ }).click()
    await page.getByText('您没有在别处登录').waitFor()
    await lost.reload()
    await lost.locator('input[name=phone]').waitFor()
    await lost.context().close()
    await page.context().close()
  })
  it('of staff end after a quarter of an hour without use, and the desk says so', async () => {
    const office = await browser.newContext(desktop)
    const page = await signInAtDesk(office, silin, 'property1')
    await atDesk(page)
    await page.waitForLoadState('networkidle')
    silin.clock.advance({ minutes: 30 })
    await page.getByRole('navigation').getByRole('link').last().click()
    await page.getByText('已自动退出').waitFor()
    await expectAccessible(page)
    await shot(page, 'over')
    await office.close()
  })
})
