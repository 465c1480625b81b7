import type { BrowserContext, Page } from 'playwright-core'
import { patience } from './browser.ts'
import type { RunningSilin } from './silin.ts'

/** Signs a lead in by the code that the demo's own page shows, as a person would. */
export async function signInAsLead(
  context: BrowserContext,
  silin: RunningSilin,
  phone = silin.demo.leadPhone,
): Promise<Page> {
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  await page.goto(`${silin.url}/lead/`)
  await page.fill('input[type=tel]', phone)
  await page.keyboard.press('Enter')
  const code = page.locator('input[autocomplete=one-time-code]')
  await code.waitFor()
  const codes = await context.newPage()
  await codes.goto(`${silin.url}/demo/codes`)
  const digits = await codes.locator('.codes strong').first().innerText()
  await codes.close()
  await code.fill(digits)
  await page.keyboard.press('Enter')
  await page.locator('main h2, main article, main li, main a.button-primary').first().waitFor()
  return page
}

/** Signs staff in at the desk by account and password. */
export async function signInAtDesk(context: BrowserContext, silin: RunningSilin, account: string): Promise<Page> {
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  await page.goto(`${silin.url}/desk/`)
  await page.fill('input[autocomplete=username]', account)
  await page.fill('input[type=password]', silin.demo.password)
  await page.keyboard.press('Enter')
  // On a phone the pages of the desk wait behind a menu.
  await page.locator('nav').first().waitFor({ state: 'attached' })
  return page
}

/** Signs a lead in without a browser; answers what a browser would keep: the cookie, and the token for writes. */
export async function sessionOfLead(
  silin: RunningSilin,
  phone = silin.demo.leadPhone,
): Promise<{ cookie: string; csrfToken: string }> {
  const send = (path: string, body: object, cookie = '') =>
    fetch(`${silin.url}/api/v1/sign-in/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    })
  const cookiesOf = (answer: Response) => answer.headers.getSetCookie().map((one) => one.split(';')[0])
  // The code is good on the device that asked for it.
  const device = cookiesOf(await send('code', { phone })).join('; ')
  const codes = await (await fetch(`${silin.url}/demo/codes`)).text()
  const [, code] = /<strong[^>]*>(\d{6})</.exec(codes) ?? []
  const answer = await send('phone', { phone, code }, device)
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  return { cookie: cookiesOf(answer).join('; '), csrfToken }
}
