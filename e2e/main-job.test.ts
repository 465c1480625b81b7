import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, desktop, expectAccessible, openBrowser, openWithoutScripts, phone } from './testing/browser.ts'
import { signInAsLead, signInAtDesk } from './testing/people.ts'
import { type RunningSilin, startSilin } from './testing/silin.ts'

let silin: RunningSilin
let browser: Browser
beforeAll(async () => {
  ;[silin, browser] = await Promise.all([startSilin(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await silin?.stop()
})

/** A neighbour with a phone; an old one unless said: scripts are off. */
async function neighbour(options: { scripts?: boolean; locale?: string } = {}) {
  const settings = { ...phone, locale: options.locale ?? 'zh-CN' }
  return options.scripts ? await browser.newContext(settings) : await openWithoutScripts(browser, settings)
}

/** Fills the plaque's form and sends it, past the page that shows what others reported. */
async function report(page: Page, words: string, photo?: Buffer): Promise<string> {
  await page.goto(`${silin.url}/p/${silin.demo.plaqueCode}`)
  await page.fill('textarea[name=text]', words)
  await page.locator('input[name=category][value="noise.neighbour"]').check({ force: true })
  if (photo) await page.setInputFiles('input[name=photos]', { name: 'a.jpg', mimeType: 'image/jpeg', buffer: photo })
  await page.locator('button.primary[type=submit]').first().click()
  const another = page.locator('button[name=confirm], button[value=another], button:has-text("照样报")').first()
  if (!/\/r\//.test(page.url()) && (await another.count()) > 0) await another.click()
  await page.waitForURL(/\/r\//)
  return page.url()
}

describe('what a resident reports is handled the same day', () => {
  it('reported without script and with a photo, accepted and solved by the lead, confirmed and rated by the neighbour', async () => {
    const home = await neighbour()
    const page = await home.newPage()
    const complaints = complaintsOf(page, silin.url)
    const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#335' } })
      .jpeg()
      .withExif({ IFD3: { GPSLatitude: '36/1 42/1 0/1' } })
      .toBuffer()
    await page.goto(`${silin.url}/p/${silin.demo.plaqueCode}`)
    expect(await page.locator('main').innerText()).toContain('张桂兰')
    await expectAccessible(page)
    const story = await report(page, '楼上半夜一直敲，睡不着', picture)
    await expectAccessible(page)
    expect(await page.locator('main').innerText()).toContain('楼上半夜一直敲')
    const photo = await page.request.get(
      new URL((await page.locator('main img').first().getAttribute('src')) ?? '', silin.url).toString(),
    )
    expect(photo.status()).toBe(200)
    expect((await sharp(await photo.body()).metadata()).exif).toBeUndefined()

    const leads = await browser.newContext(phone)
    const lead = await signInAsLead(leads, silin)
    const app = complaintsOf(lead, silin.url)
    await lead.getByText('楼上半夜一直敲').first().click()
    await lead.waitForURL(/requests\//)
    await lead.locator('h1', { hasText: '楼上半夜一直敲' }).waitFor()
    await lead.getByRole('button', { name: '我来办' }).click()
    await lead.locator('main a, main button', { hasText: '办好了' }).first().waitFor()
    await expectAccessible(lead)
    await page.reload()
    expect(await page.locator('main').innerText()).toContain('张桂兰')
    await lead.locator('main a, main button', { hasText: '办好了' }).first().click()
    await lead.locator('textarea').first().fill('上楼说好了，夜里不再敲')
    await lead.getByRole('button', { name: '告诉邻居办好了' }).click()
    await lead.getByText('告诉邻居了').first().waitFor()

    await page.goto(story)
    expect(await page.locator('main').innerText()).toContain('上楼说好了')
    await expectAccessible(page)
    await page.locator('button[name=solved][value=yes]').click()
    await page.locator('input[name=score][value="5"]').check({ force: true })
    await expectAccessible(page)
    await page.locator('form:has(input[name=score]) button[type=submit]').click()
    await page.waitForLoadState()
    await expectAccessible(page)
    const api = await silin.requestOf('楼上半夜一直敲，睡不着')
    expect(api).toMatchObject({ status: 'closed', closing: 'confirmed', score: 5 })
    expect(complaints).toEqual([])
    expect(app).toEqual([])
    await leads.close()
    await home.close()
  })

  it('left alone, it is raised to the building lead when its clock runs out, and the neighbour can read so', async () => {
    const home = await neighbour()
    const page = await home.newPage()
    silin.clock.set(silin.dayAt('09:00'))
    const story = await report(page, '对门装修吵，没人管')
    silin.clock.advance({ hours: 2, minutes: 1 })
    await expect.poll(async () => (await silin.requestOf('对门装修吵，没人管'))?.level, { timeout: 15_000 }).toBe(2)
    await page.goto(story)
    expect(await page.locator('main').innerText()).toContain('刘建国')
    await expectAccessible(page)
    await home.close()
  })

  it('the desk sees the queue and the whole story, and assigns by keyboard or mouse', async () => {
    const office = await browser.newContext(desktop)
    const desk = await signInAtDesk(office, silin, 'secretary')
    const complaints = complaintsOf(desk, silin.url)
    await desk.getByText('对门装修吵').first().click()
    await desk.getByText('经过').first().waitFor()
    await expectAccessible(desk)
    for (const path of ['coverage', 'roster', 'clocks', 'deliveries', 'feedback']) {
      await desk.goto(`${silin.url}/desk/${path}`)
      await desk.locator('h1, h2').first().waitFor()
      await desk.waitForTimeout(500)
      await expectAccessible(desk)
    }
    expect(complaints).toEqual([])
    await office.close()
  })
})

describe('bad input at the resident door', () => {
  it('keeps what was typed and says at the field what to mend', async () => {
    const home = await neighbour()
    const page = await home.newPage()
    await page.goto(`${silin.url}/p/${silin.demo.plaqueCode}`)
    await page.fill('textarea[name=text]', '灯'.repeat(2_001))
    await page.fill('input[name=phone]', '12345')
    await page.locator('button.primary[type=submit]').first().click()
    await page.locator('[aria-invalid=true]').first().waitFor()
    expect(await page.inputValue('input[name=phone]')).toBe('12345')
    expect((await page.inputValue('textarea[name=text]')).length).toBe(2_001)
    expect(await page.locator('[aria-invalid=true]').count()).toBe(2)
    await expectAccessible(page)
    await home.close()
  })

  it('an unknown plaque, a closed one, an unknown link and an expired one each get a friendly page with a phone', async () => {
    const home = await neighbour()
    const page = await home.newPage()
    const story = await report(page, '早就办完的事')
    await page.request.post(story, { form: { do: 'withdraw' } })
    await silin.asOwner(
      "update requests set closed_at = closed_at - interval '200 days' where title = '早就办完的事' and closed_at is not null",
    )
    await silin.asOwner(
      `insert into plaque_codes (code, community_id, place_id, closed_at)
       select 'C10SED', community_id, place_id, now() from plaque_codes where code = $1`,
      [silin.demo.plaqueCode],
    )
    const [byPhone, typeCode] = ['main a[href="/me"]', 'main input[name=code]']
    for (const [path, status, wayOn] of [
      ['/p/ZZZZZZ', 404, typeCode],
      ['/p/!!', 404, typeCode],
      ['/p/C10SED', 410, 'main a[href^="tel:"]'],
      ['/r/1-00000000000000000000000000', 404, 'main'],
      [new URL(story).pathname, 410, byPhone],
      ['/nowhere', 404, 'main a[href="/"]'],
    ] as const) {
      const answer = await page.goto(`${silin.url}${path}`)
      expect(answer?.status(), path).toBe(status)
      expect(await page.locator('a[href^="tel:"]').count(), path).toBeGreaterThan(0)
      expect(await page.locator(wayOn).count(), path).toBeGreaterThan(0)
      await expectAccessible(page)
    }
    await home.close()
  })
})

describe('for eyes of eighty, and in English', () => {
  it.each(['zh-CN', 'en'])('large mode asks one question a screen, with big targets (%s)', async (locale) => {
    const home = await neighbour({ locale })
    const page = await home.newPage()
    await page.goto(`${silin.url}/look?large=1&back=/p/${silin.demo.plaqueCode}`)
    await expectAccessible(page)
    // As text: what runs in the page is not part of the server's program.
    const small = await page.evaluate(`
      [...document.querySelectorAll('a[href], button, label:has(input[type=radio])')]
        .filter((element) => !element.closest('p, .skip') && element.getClientRects().length > 0)
        .map((element) => ({ words: element.textContent.trim().slice(0, 20), height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height < 59.5)`)
    expect(small).toEqual([])
    const type = await page.evaluate(`Number.parseFloat(getComputedStyle(document.querySelector('main')).fontSize)`)
    expect(type).toBeGreaterThanOrEqual(22)
    await home.close()
  })

  it('a page with its style and script weighs at most 30 KB', async () => {
    const home = await neighbour({ scripts: true })
    const page = await home.newPage()
    for (const path of [`/p/${silin.demo.plaqueCode}`, '/', '/privacy', '/me']) {
      let bytes = 0
      const count = async (response: { body(): Promise<Buffer> }) => {
        bytes += (await response.body().catch(() => Buffer.alloc(0))).length
      }
      page.on('response', count)
      await page.goto(`${silin.url}${path}`, { waitUntil: 'networkidle' })
      page.off('response', count)
      expect(bytes, path).toBeLessThanOrEqual(30 * 1024)
    }
    await home.close()
  })
})

describe('in operation', () => {
  it('logs hold no name, phone or token of anybody', () => {
    expect(silin.lines.join('\n')).not.toMatch(/张桂兰|1[3-9]\d{9}|\/r\/\d/)
  })
})
