/**
 * `node scripts/screenshots.mjs [URL] [FOLDER]`: takes the pictures of the README from a running demo (`npm start`).
 * Signs in as the demo's lead by the code on the demo's own page, and at the desk with the password in
 * SILIN_DEMO_PASSWORD, which the banner prints.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findChromium } from './chromium.mjs'

const url = process.argv[2] ?? 'http://127.0.0.1:8080'
const folder = process.argv[3] ?? 'docs/pictures'
const password = process.env.SILIN_DEMO_PASSWORD
const languages = ['zh-CN', 'en']

await mkdir(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
/** @param {string} locale @param {boolean} wide */
const contextFor = (locale, wide) =>
  browser.newContext({
    locale,
    timezoneId: 'Asia/Shanghai',
    deviceScaleFactor: 2,
    viewport: wide ? { width: 1440, height: 900 } : { width: 390, height: 844 },
  })

try {
  for (const locale of languages) {
    /** @param {import('playwright-core').Page} page @param {string} name @param {boolean} [whole] */
    const shoot = async (page, name, whole = true) => {
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: join(folder, `${name}.${locale}.png`), fullPage: whole })
      console.log(`${name}.${locale}.png`)
    }
    const phone = await contextFor(locale, false)
    const page = await phone.newPage()
    await page.goto(`${url}/p/K7M2Q9`)
    await shoot(page, 'plaque')
    await page.goto(`${url}/look?large=1&back=/p/K7M2Q9`)
    await shoot(page, 'large')
    await page.goto(`${url}/look?large=0&back=/p/K7M2Q9`)
    await page.fill(
      'textarea[name=text]',
      locale === 'en' ? 'The light on the third floor is out' : '三楼的灯不亮了，老人上楼看不见',
    )
    await page.click('main form button[type=submit]:visible >> nth=-1')
    await page.waitForLoadState()
    // The neighbours' matters may be shown in between.
    const another = page.locator('[name=confirm], [value=another]').first()
    if (await another.count()) await another.click()
    await page.waitForURL('**/r/**', { timeout: 5000 }).catch(() => {})
    await shoot(page, 'tracking')
    await page.goto(`${url}/lead/`)
    await shoot(page, 'lead-sign-in')
    await page.fill('input[type=tel]', '13800000001')
    await page.keyboard.press('Enter')
    await page.waitForTimeout(1500)
    const codes = await phone.newPage()
    await codes.goto(`${url}/demo/codes`)
    const code = await codes.locator('.codes strong').first().textContent()
    await codes.close()
    await page.fill('input[autocomplete=one-time-code]', code ?? '')
    await page.keyboard.press('Enter')
    await page.waitForTimeout(2000)
    await shoot(page, 'lead-today')
    await page.locator('main a[href*="/lead/requests/"]').first().click()
    await page.waitForTimeout(1000)
    await shoot(page, 'lead-detail')
    await phone.close()

    if (password) {
      const wide = await contextFor(locale, true)
      const desk = await wide.newPage()
      await desk.goto(`${url}/desk/`)
      await desk.fill('input[autocomplete=username]', 'secretary')
      await desk.fill('input[type=password]', password)
      await desk.keyboard.press('Enter')
      await desk.waitForTimeout(3000)
      await shoot(desk, 'desk', false)
      await desk.goto(`${url}/desk/coverage`)
      await desk.waitForTimeout(1500)
      await shoot(desk, 'coverage', false)
      await wide.close()
    }
    // One code a minute for one phone.
    if (locale !== languages.at(-1)) await new Promise((resolve) => setTimeout(resolve, 61_000))
  }
} finally {
  await browser.close()
}
