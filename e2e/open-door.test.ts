import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, desktop, expectAccessible, openBrowser, openWithoutScripts, phone } from './testing/browser.ts'
import { signInAtDesk } from './testing/people.ts'
import { type RunningSilin, startSilin } from './testing/silin.ts'

let silin: RunningSilin
let browser: Browser
let office: BrowserContext
let desk: Page
let complaints: string[]
beforeAll(async () => {
  ;[silin, browser] = await Promise.all([startSilin(), openBrowser()])
  office = await browser.newContext(desktop)
  desk = await signInAtDesk(office, silin, 'secretary')
  complaints = complaintsOf(desk, silin.url)
  await desk.goto(`${silin.url}/desk/held`)
  await desk.getByRole('heading', { name: '待放行' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await silin?.stop()
})

/** Sends the plaque's form, past the page that shows what others reported. */
async function send(page: Page, words: string): Promise<void> {
  await page.goto(`${silin.url}/p/${silin.demo.plaqueCode}`)
  await page.fill('textarea[name=text]', words)
  await page.locator('input[name=category][value="noise.neighbour"]').check({ force: true })
  await page.locator('button.primary[type=submit]').first().click()
  const another = page.locator('button:has-text("照样报")').first()
  if (!/\/r\//.test(page.url()) && (await another.count()) > 0) await another.click()
  await page.waitForURL(/\/r\//)
}

describe('while a door asks for proof of work', () => {
  beforeAll(async () => {
    await desk.getByRole('button', { name: '要求先确认（12 小时）' }).click()
    await desk.getByText('正在要求手机先确认').waitFor()
    await expectAccessible(desk)
  })

  it('a phone with scripts proves by itself within three seconds, with nothing to see or solve', async () => {
    const home = await browser.newContext(phone)
    const page = await home.newPage()
    const told = complaintsOf(page, silin.url)
    const loaded: string[] = []
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
    const began = performance.now()
    await send(page, '楼上半夜搬家具')
    await page.locator('main', { hasText: '张桂兰' }).waitFor()
    expect(performance.now() - began).toBeLessThan(8_000)
    expect(await page.locator('main').innerText()).not.toContain('社区先看了一眼')
    await expectAccessible(page)
    expect(loaded.filter((path) => /proof/.test(path)).length).toBeGreaterThanOrEqual(3)
    expect(told).toEqual([])
    expect(await silin.requestOf('楼上半夜搬家具')).toMatchObject({ status: 'reported', level: 1 })
    await home.close()
  })

  it('a phone without scripts is never refused: it waits, the desk lets it through, and the neighbours see it then', async () => {
    const home = await openWithoutScripts(browser, phone)
    const page = await home.newPage()
    await send(page, '有人整夜放音乐')
    const story = page.url()
    await page.getByText('收到了，没有丢').waitFor()
    expect(await page.locator('main a[href^="tel:"]').count()).toBeGreaterThan(0)
    await expectAccessible(page)
    await page.goto(`${silin.url}/look?large=1&back=${new URL(story).pathname}`)
    await page.getByText('收到了，没有丢').waitFor()
    await expectAccessible(page)
    const neighbour = await home.newPage()
    await neighbour.goto(`${silin.url}/look?large=0&back=/p/${silin.demo.plaqueCode}`)
    expect(await neighbour.locator('main').innerText()).not.toContain('有人整夜放音乐')

    await desk.reload()
    const waiting = desk.locator('.held-list li', { hasText: '有人整夜放音乐' })
    await waiting.waitFor()
    await expectAccessible(desk)
    await waiting.getByRole('button', { name: /放行/ }).click()
    await desk.getByText('已经交给该办的人').waitFor()
    await waiting.waitFor({ state: 'detached' })
    await page.goto(story)
    expect(await page.locator('main').innerText()).toContain('张桂兰')
    await neighbour.reload()
    expect(await neighbour.locator('main').innerText()).toContain('有人整夜放音乐')
    await home.close()
  })

  it('the lift that traps somebody waits for nobody', async () => {
    const home = await openWithoutScripts(browser, phone)
    const page = await home.newPage()
    await page.goto(`${silin.url}/p/${silin.demo.plaqueCode}?category=repair.lift_trap`)
    await page.fill('textarea[name=text]', '电梯里困了一个老人')
    await page.locator('button.primary[type=submit]').first().click()
    await page.waitForURL(/\/r\//)
    expect(await page.locator('main').innerText()).not.toContain('收到了，没有丢')
    await desk.reload()
    await desk.getByRole('heading', { name: '没有拦，请看一眼' }).waitFor()
    await expectAccessible(desk)
    await desk.getByRole('button', { name: /看过了/ }).click()
    await desk.getByRole('heading', { name: '没有拦，请看一眼' }).waitFor({ state: 'detached' })
    await home.close()
  })

  afterAll(async () => {
    await desk.getByRole('button', { name: '不用确认了' }).click()
    await desk.getByText('门开着').waitFor()
  })
})

describe('a word to look at first', () => {
  it('is added at the desk, holds what has it, and what is put aside says why to its sender', async () => {
    await desk.getByRole('button', { name: /要先看的词/ }).click()
    await desk.getByRole('textbox', { name: '词，一行一个' }).fill('加微信\n办贷款')
    await expectAccessible(desk)
    await desk.getByRole('button', { name: '就这些' }).click()
    await desk.getByText('要先看的词（2）').waitFor()

    const home = await browser.newContext(phone)
    const page = await home.newPage()
    await send(page, '低息办 贷 款，快来')
    await page.getByText('有几个字要人先看一眼').waitFor()
    await expectAccessible(page)

    await desk.reload()
    const waiting = desk.locator('.held-list li', { hasText: '低息办 贷 款' })
    await waiting.getByText('有要先看的词：办贷款').waitFor()
    await waiting.getByRole('button', { name: /放下/ }).click()
    const dialog = desk.getByRole('dialog')
    await dialog.getByRole('radio', { name: '不是要办的事' }).check()
    // Until the button has its colour.
    await desk.waitForTimeout(500)
    await expectAccessible(desk)
    await dialog.getByRole('button', { name: '放下' }).click()
    await desk.getByText('放下了 1 件').waitFor()
    await page.reload()
    await page.getByText('觉得这不是要办的事').waitFor()
    await expectAccessible(page)
    await desk.goto(`${silin.url}/desk/held?state=aside`)
    await desk.locator('.held-list li', { hasText: '低息办 贷 款' }).waitFor()
    await expectAccessible(desk)
    expect(complaints).toEqual([])
    await home.close()
  })
})

describe('“me too”', () => {
  it('from one phone is one voice, however often it is pressed', async () => {
    const home = await openWithoutScripts(browser, phone)
    const page = await home.newPage()
    const press = async () => {
      await page.goto(`${silin.url}/p/${silin.demo.plaqueCode}`)
      const row = page.locator('.row, li', { hasText: '有人整夜放音乐' }).last()
      await row.getByRole('button').click()
      await page.waitForURL(/\/r\//)
      return page.url()
    }
    const first = await press()
    expect(await press()).toBe(first)
    await home.close()
  })
})
