import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../src/platform/ids.ts'
import { complaintsOf, desktop, expectAccessible, openBrowser, openWithoutScripts, phone } from './testing/browser.ts'
import { sessionOfLead } from './testing/people.ts'
import { type RunningSilin, startSilin } from './testing/silin.ts'

let silin: RunningSilin
let browser: Browser
let lead: Awaited<ReturnType<typeof sessionOfLead>>
beforeAll(async () => {
  ;[silin, browser] = await Promise.all([startSilin(), openBrowser()])
  lead = await sessionOfLead(silin)
})
afterAll(async () => {
  await browser?.close()
  await silin?.stop()
})

/** The newest code that the demo's own page shows. */
async function codeFor(number: string): Promise<string> {
  const codes = await (await fetch(`${silin.url}/demo/codes`)).text()
  const [, code] =
    new RegExp(`${number.slice(0, 3)}\\D*${number.slice(3, 7)}\\D*${number.slice(7)}[\\s\\S]*?>(\\d{6})<`).exec(
      codes,
    ) ?? []
  if (!code) throw new Error('no code was sent there')
  return code
}

async function signIn(page: Page, number: string): Promise<void> {
  await page.goto(`${silin.url}/me`)
  await page.fill('input[name=phone]', number)
  await page.locator('button.primary').click()
  await page.fill('input[name=code]', await codeFor(number))
  await page.locator('button.primary').click()
  await page.waitForURL(`${silin.url}/me`)
}

/** A neighbour's matter, with name, phone and a photo, whose contact a lead has opened. */
async function told(text: string, name: string, number: string): Promise<string> {
  const form = new FormData()
  const bytes = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#335577' } })
    .jpeg()
    .toBuffer()
  const page = await (await fetch(`${silin.url}/p/${silin.demo.plaqueCode}`)).text()
  for (const [, field = '', value = ''] of page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g))
    form.set(field, value)
  for (const [field, value] of Object.entries({
    text,
    name,
    phone: number,
    category: 'noise.neighbour',
    confirm: '1',
  }))
    form.set(field, value)
  form.append('photos', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'a.jpg')
  const answer = await fetch(`${silin.url}/p/${silin.demo.plaqueCode}`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  const location = answer.headers.get('location')
  if (!location?.includes('/r/')) throw new Error(`not told: ${answer.status}`)
  return location
}

describe('what is held on a neighbour, without script', () => {
  it('is shown, carried away, corrected, and erased, matter by matter and all at once', async () => {
    const [before, after] = ['13700000011', '13700000012']
    const context = await openWithoutScripts(browser, phone)
    const page = await context.newPage()
    const complaints = complaintsOf(page, silin.url)
    const first = await told(`我是闫伟强，电话${before}，灯坏了`, '闫伟强', before)
    silin.clock.advance({ minutes: 1 })
    await told('我是闫伟强，水管又漏了', '闫伟强', before)

    // A lead looks up who it was; the neighbour sees it.
    const id = await silin.idOf('水管又漏了')
    const headers = { cookie: lead.cookie, 'x-csrf-token': lead.csrfToken, 'content-type': 'application/json' }
    const detail = (await (await fetch(`${silin.url}/api/v1/requests/${id}`, { headers })).json()) as {
      reporters: { id: string; phone: string }[]
    }
    expect(detail.reporters[0]?.phone).toBe('137****0011')
    const opened = await fetch(`${silin.url}/api/v1/requests/${id}/contacts`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ id: newId(), voice: detail.reporters[0]?.id, reason: 'call_back' }),
    })
    expect(opened.status).toBe(200)

    await signIn(page, before)
    await expectAccessible(page)
    await page.locator('a[href="/me/data"]').click()
    const main = page.locator('main')
    await expectAccessible(page)
    expect(await main.innerText()).toContain('张桂兰')
    expect(await main.innerText()).toContain('为了回访')
    expect(await main.innerText()).toContain('闫伟强')

    // Carried away: as a file, and as a page.
    const file = await page.request.get(`${silin.url}/me/data/export.json`)
    expect(file.headers()['content-disposition']).toContain('attachment')
    const held = (await file.json()) as { matters: { name: string; phone: string; words: { text: string }[] }[] }
    expect(held.matters.map((matter) => matter.words[0]?.text)).toEqual([
      '我是闫伟强，水管又漏了',
      `我是闫伟强，电话${before}，灯坏了`,
    ])
    expect(JSON.stringify(held)).not.toContain(detail.reporters[0]?.id)
    await page.goto(`${silin.url}/me/data/all`)
    await expectAccessible(page)
    expect(await main.innerText()).toContain(`我是闫伟强，电话${before}，灯坏了`)

    // Large, in English.
    await page.goto(`${silin.url}/look?large=1&language=en&back=%2Fme%2Fdata`)
    await expectAccessible(page)
    expect(await main.innerText()).toContain('Who looked at my name and phone')
    expect(await main.innerText()).toContain('Took a copy')
    await page.goto(`${silin.url}/look?large=0&language=zh-CN&back=%2Fme%2Fdata`)

    // Corrected: the name at once, the phone by a code that it got.
    await page.locator('a[href="/me/data/name"]').click()
    await expectAccessible(page)
    await page.fill('input[name=name]', ' ')
    await page.locator('button.primary').click()
    expect(await main.innerText()).toContain('写一个称呼就行')
    await page.fill('input[name=name]', '闫大伟')
    await page.locator('button.primary').click()
    await page.waitForURL(/done=name/)
    expect(await main.innerText()).toContain('留的称呼：闫大伟')
    await page.locator('a[href="/me/data/phone"]').click()
    await expectAccessible(page)
    await page.fill('input[name=phone]', after)
    await page.locator('button.primary').click()
    await expectAccessible(page)
    await page.fill('input[name=code]', '000000')
    await page.locator('button.primary').click()
    expect(await main.innerText()).toContain('没通过')
    await page.fill('input[name=code]', await codeFor(after))
    await page.locator('button.primary').click()
    await page.waitForURL(/done=phone/)
    expect(await main.innerText()).toContain(after.slice(-4))
    expect(await main.innerText()).not.toContain(before.slice(-4))

    // Taken out of one matter, with the photo; asked once more before.
    await page.locator('a[href^="/me/data/erase/"]').last().click()
    await expectAccessible(page)
    await page.locator('input[name=photos]').check()
    await page.locator('button.primary').click()
    await page.waitForURL(/done=matter/)
    expect(await page.locator('a[href^="/me/data/erase/"]').count()).toBe(1)
    const story = await (await fetch(`${silin.url}${first}`)).text()
    expect(story).toContain('灯坏了')
    expect(story).not.toContain('闫伟强')
    expect(story).not.toContain(before)
    expect(story).not.toContain('/photos/')

    // And all at once.
    await page.locator('a[href="/me/data/erase"]').click()
    await expectAccessible(page)
    await page.locator('button.primary').click()
    expect(await main.innerText()).toContain('您的信息都删了')
    await expectAccessible(page)
    await page.goto(`${silin.url}/me/data`)
    expect(page.url()).toBe(`${silin.url}/me`)
    silin.clock.advance({ minutes: 2 })
    await signIn(page, after)
    await page.goto(`${silin.url}/me/data`)
    expect(await main.innerText()).toContain('没有一件事连着您')
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([])
    await context.close()
  }, 120_000)

  it('takes no form that did not come from its own page, and shows nothing to who is not signed in', async () => {
    for (const path of ['name', 'phone', 'phone/code', 'erase']) {
      const forged = await fetch(`${silin.url}/me/data/${path}`, {
        method: 'POST',
        headers: { cookie: lead.cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'name=x&phone=13700000013&code=000000',
        redirect: 'manual',
      })
      expect(forged.status, path).toBe(403)
    }
    for (const path of ['', '/all', '/export.json', '/name', '/phone', '/erase']) {
      const stranger = await fetch(`${silin.url}/me/data${path}`, { redirect: 'manual' })
      expect([stranger.status, stranger.headers.get('location')], path).toEqual([303, '/me'])
    }
  })

  it('tells a lead in office what has to stay, and why', async () => {
    const context = await openWithoutScripts(browser, desktop)
    const [name = '', ...value] = lead.cookie.split('; ')[0]?.split('=') ?? []
    await context.addCookies([{ name, value: value.join('='), url: silin.url }])
    const page = await context.newPage()
    await page.goto(`${silin.url}/me/data`)
    await expectAccessible(page)
    expect(await page.locator('a[href="/me/data/name"]').count()).toBe(0)
    await page.locator('a[href="/me/data/erase"]').click()
    await expectAccessible(page)
    expect(await page.locator('main').innerText()).toContain('您在任，有些要留着')
    await context.close()
  })
})

it('the privacy page is the register, in both languages', async () => {
  const context = await openWithoutScripts(browser, phone)
  const page = await context.newPage()
  await page.goto(`${silin.url}/privacy`)
  await expectAccessible(page)
  await page.locator('summary').nth(2).click()
  const words = await page.locator('main').innerText()
  for (const said of ['180 天', 'P3', '个人信息保护法第十三条', '2026-11-24']) expect(words).toContain(said)
  await context.close()
})
