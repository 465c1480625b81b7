import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../src/platform/ids.ts'
import { complaintsOf, desktop, openBrowser, phone } from './testing/browser.ts'
import { followLive } from './testing/follower.ts'
import { sessionOfLead, signInAtDesk } from './testing/people.ts'
import { type RunningSilin, startSilin } from './testing/silin.ts'

let silin: RunningSilin
let browser: Browser
let lead: Awaited<ReturnType<typeof sessionOfLead>>
beforeAll(async () => {
  ;[silin, browser] = await Promise.all([startSilin({ SILIN_TRUST_PROXY: '1' }), openBrowser()])
  lead = await sessionOfLead(silin)
})
afterAll(async () => {
  await browser?.close()
  await silin?.stop()
})

async function report(text: string, plaque = silin.demo.plaqueCode) {
  const answer = await fetch(`${silin.url}/api/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.1.${Math.floor(Math.random() * 250)}.9` },
    body: JSON.stringify({ id: newId(), plaque, text, category: 'noise.neighbour' }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as { id: string; url: string }
}
async function accept(id: string) {
  const answer = await fetch(`${silin.url}/api/v1/requests/${id}/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: lead.cookie, 'x-csrf-token': lead.csrfToken },
    body: JSON.stringify({ id: newId(), type: 'accept' }),
  })
  expect(answer.status).toBe(200)
}
/** A plaque of another building. */
async function otherPlaque(): Promise<string> {
  const owner = new pg.Client({ connectionString: silin.owner })
  await owner.connect()
  const { rows } = await owner.query<{ code: string }>(
    `select c.code from plaque_codes c join places p on p.community_id = c.community_id and p.id = c.place_id
     where c.closed_at is null and p.building_id <> (
       select here.building_id from plaque_codes o join places here on here.id = o.place_id where o.code = $1)
     order by c.code limit 1`,
    [silin.demo.plaqueCode],
  )
  await owner.end()
  return rows[0]?.code ?? ''
}

describe('who follows hears of a change', () => {
  it('the plaque, the matter and the community; not another building, not another matter', async () => {
    const [matter, other] = [await report('楼上吵'), await report('楼下吵')]
    await delay(100)
    const all = await Promise.all([
      followLive(`${silin.url}/p/${silin.demo.plaqueCode}/live`),
      followLive(`${silin.url}${matter.url}/live`),
      followLive(`${silin.url}/api/v1/requests/live`, { cookie: lead.cookie }),
      followLive(`${silin.url}/p/${await otherPlaque()}/live`),
      followLive(`${silin.url}${other.url}/live`),
    ])
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(all[0]?.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(all[0]?.headers.get('content-security-policy')).toContain("default-src 'self'")
    await accept(matter.id)
    await expect.poll(() => all.map((one) => one.told())).toEqual([1, 1, 1, 0, 0])
    await delay(300)
    expect(all.map((one) => one.told())).toEqual([1, 1, 1, 0, 0])
    // Nothing of the matter or of anybody: a number, and how long to take.
    for (const one of all) expect(one.said()).toMatch(/^(id: [\w-]+\.\d+\n(retry|data): \d+\n\n|:\n\n)+$/)

    const number = all[1]?.number() ?? ''
    for (const one of all) one.leave()
    await expect.poll(() => silin.house.live.count()).toBe(0)
    await report('走廊里吵')
    await delay(200)
    const [plaque, track] = await Promise.all([
      followLive(`${silin.url}/p/${silin.demo.plaqueCode}/live`, { 'last-event-id': number }),
      followLive(`${silin.url}${matter.url}/live?since=${number}`),
    ])
    await expect.poll(plaque.told).toBe(1)
    expect(track.told()).toBe(0)
    plaque.leave()
    track.leave()
  })

  it('who is not signed in gets no community; who signs out is let go', { timeout: 60_000 }, async () => {
    const path = `${silin.url}/api/v1/requests/live`
    const nobody = await followLive(path)
    expect([nobody.status, nobody.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
    ])
    expect((await fetch(path, { headers: { cookie: lead.cookie } })).status).toBe(200)
    const { cookie, csrfToken } = await sessionOfLead(silin, '13800000003')
    const somebody = await followLive(path, { cookie })
    const out = await fetch(`${silin.url}/api/v1/sign-out`, {
      method: 'POST',
      headers: { cookie, 'x-csrf-token': csrfToken },
    })
    expect(out.status).toBe(200)
    await expect.poll(somebody.isOver, { timeout: 40_000 }).toBe(true)
    expect((await followLive(path, { cookie })).status).toBe(401)
  })

  it('too many are asked to come later, and nobody who follows counts as being answered', async () => {
    const full = await startSilin({ SILIN_FOLLOWERS: '450', SILIN_FOLLOWERS_OF_ADDRESS: '449', SILIN_TRUST_PROXY: '1' })
    try {
      const path = `${full.url}/p/${full.demo.plaqueCode}/live`
      const by = (address: string) => followLive(path, { 'x-forwarded-for': address })
      const many = await Promise.all(Array.from({ length: 449 }, () => by('10.0.0.1')))
      expect(new Set(many.map((one) => one.status))).toEqual(new Set([200]))
      const [own, other] = [await by('10.0.0.1'), await by('10.0.0.2')]
      expect([own.status, other.status]).toEqual([429, 200])
      const last = await by('10.0.0.3')
      expect([last.status, last.headers.get('retry-after')]).toEqual([503, '60'])
      // More than may be answered at once.
      expect((await fetch(`${full.url}/p/${full.demo.plaqueCode}`)).status).toBe(200)
      const began = performance.now()
      const closed = new Promise((resolve) => full.http.once('close', resolve))
      const stopping = full.stop()
      await closed
      expect(performance.now() - began).toBeLessThan(1_500)
      await expect.poll(() => many.every((one) => one.isOver())).toBe(true)
      await stopping
    } finally {
      await full.stop().catch(() => {})
    }
  })
})

describe('pages', () => {
  it('a matter’s own page shows what has changed while a neighbour is writing', async () => {
    const matter = await report('半夜里一直敲水管')
    const context = await browser.newContext({ ...phone, locale: 'zh-CN' })
    const page = await context.newPage()
    const complaints = complaintsOf(page, silin.url)
    await page.goto(`${silin.url}${matter.url}`)
    await page.locator('details:has(textarea) summary').first().click()
    const words = page.locator('details[open] textarea[name=text]')
    await words.fill('昨天也是这样，从十一点')
    await expect.poll(() => silin.house.live.count()).toBeGreaterThan(0)
    const before = await page.locator('[data-part=told]').innerText()
    await accept(matter.id)
    await expect.poll(() => page.locator('[data-part=told]').innerText(), { timeout: 5_000 }).not.toBe(before)
    expect(await page.locator('[data-part=story]').innerText()).toContain('张桂兰')
    expect(await words.inputValue()).toBe('昨天也是这样，从十一点')
    await page.locator('details[open] button[type=submit]').click()
    await page.waitForURL(/done=tell/)
    expect(await page.locator('[data-part=story]').innerText()).toContain('从十一点')
    expect(complaints).toEqual([])
    await context.close()
  })

  it('a plaque’s page shows what a neighbour has just reported, and keeps what is typed', async () => {
    const context = await browser.newContext({ ...phone, locale: 'zh-CN' })
    const page = await context.newPage()
    const complaints = complaintsOf(page, silin.url)
    await page.goto(`${silin.url}/p/${silin.demo.plaqueCode}`)
    await page.fill('textarea[name=text]', '电梯里的灯')
    await expect.poll(() => silin.house.live.count()).toBeGreaterThan(0)
    await report('三楼的窗户关不上')
    await page.locator('[data-part=around]', { hasText: '三楼的窗户关不上' }).waitFor({ timeout: 5_000 })
    expect(await page.inputValue('textarea[name=text]')).toBe('电梯里的灯')
    expect(complaints).toEqual([])
    await context.close()
  })

  it('the lead’s app and the desk’s queue show a new matter at once', async () => {
    const [leads, office] = await Promise.all([browser.newContext(phone), browser.newContext(desktop)])
    await leads.addCookies(
      lead.cookie.split('; ').map((pair) => {
        const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
        return { name, value, url: silin.url }
      }),
    )
    const app = await leads.newPage()
    await app.goto(`${silin.url}/lead/`)
    const desk = await signInAtDesk(office, silin, 'secretary')
    await expect.poll(() => silin.house.live.count()).toBeGreaterThanOrEqual(2)
    await report('地下室有积水没人管')
    await Promise.all(
      [app, desk].map((page) => page.getByText('地下室有积水没人管').first().waitFor({ timeout: 8_000 })),
    )
    await Promise.all([leads.close(), office.close()])
  })
})
