/**
 * `node scripts/screenshots.mjs [URL] [FOLDER]`: takes the pictures of the README from a running demo (`npm start`):
 * each screen by itself, and the phones side by side (`phones.*.png`).
 * Signs in as the demo's lead by the code on the demo's own page, and at the desk with the password in
 * SILIN_DEMO_PASSWORD, which the banner prints.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { findChromium } from './chromium.mjs'

const url = process.argv[2] ?? 'http://127.0.0.1:8080'
const folder = process.argv[3] ?? 'dist/pictures'
const password = process.env.SILIN_DEMO_PASSWORD
const languages = ['zh-CN', 'en']

/** A phone's picture beside another: width, height and gap in pixels. */
const [width, height, gap] = [360, 780, 24]

/** Few colours are enough for screens of flat ones, and a clone stays small.
 * @param {import('sharp').Sharp} picture */
const small = (picture) => picture.png({ palette: true, colours: 128, compressionLevel: 9, effort: 10 })

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
      const taken = await page.screenshot({ fullPage: whole })
      await writeFile(join(folder, `${name}.${locale}.png`), await small(sharp(taken)).toBuffer())
      console.log(`${name}.${locale}.png`)
      return taken
    }
    /** @type {Buffer[]} */
    const phones = []
    const phone = await contextFor(locale, false)
    const page = await phone.newPage()
    await page.goto(`${url}/p/K7M2Q9`)
    phones.push(await shoot(page, 'plaque'))
    await page.goto(`${url}/look?large=1&back=/p/K7M2Q9`)
    const large = await shoot(page, 'large')
    await page.goto(`${url}/look?large=0&back=/p/K7M2Q9`)
    await page.fill(
      'textarea[name=text]',
      locale === 'en' ? 'The light on the third floor is out' : '三楼的灯不亮了，老人上楼看不见',
    )
    await page.locator('main button.primary[type=submit]').first().click()
    await page.waitForLoadState()
    // A neighbour's open matters of the same kind are shown in between.
    const another = page.locator('form:has(input[name=confirm]) .acts button').first()
    if (await another.count()) await another.click()
    await page.waitForURL('**/r/**')
    phones.push(await shoot(page, 'tracking'), large)
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
    phones.push(await shoot(page, 'lead-today', false))
    await page.locator('main a[href*="/lead/requests/"]').first().click()
    await page.waitForTimeout(1000)
    await shoot(page, 'lead-detail')
    await phone.close()
    const pictures = await Promise.all(
      phones.map((taken) =>
        sharp(taken)
          .resize({ width })
          .toBuffer()
          .then((whole) => sharp(whole).resize({ width, height, fit: 'cover', position: 'top' }).toBuffer()),
      ),
    )
    const side = {
      width: phones.length * (width + gap) + gap,
      height: height + 2 * gap,
      channels: /** @type {const} */ (3),
      background: '#a9b5b2',
    }
    const row = sharp({ create: side }).composite(
      pictures.map((input, order) => ({ input, left: gap + order * (width + gap), top: gap })),
    )
    await writeFile(join(folder, `phones.${locale}.png`), await small(row).toBuffer())

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
