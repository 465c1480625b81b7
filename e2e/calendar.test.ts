import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, desktop, expectAccessible, openBrowser, phone } from './testing/browser.ts'
import { signInAtDesk } from './testing/people.ts'
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

/** This year by the clock of the server. */
const thisYear = () => silin.clock.now().toZonedDateTimeISO('Asia/Shanghai').year

/** Puts years through the API with the session of a page, as a script of the district might. */
async function put(page: Page, year: number, days: readonly object[]): Promise<void> {
  const session = await page.request.get(`${silin.url}/api/v1/session`)
  const { csrfToken } = (await session.json()) as { csrfToken: string }
  const answer = await page.request.put(`${silin.url}/api/v1/calendar/${year}`, {
    headers: { 'x-csrf-token': csrfToken },
    data: { days },
  })
  expect(answer.status()).toBe(200)
}
const nationalDay = (year: number) =>
  [1, 2, 3].map((day) => ({ day: `${year}-10-0${day}`, working: false, name: '国庆节' }))

describe('the working-day calendar at the desk', () => {
  it('warns those who may edit it until the year is arranged: pasted, looked at, saved by keyboard', async () => {
    const office = await browser.newContext(desktop)
    const desk = await signInAtDesk(office, silin, 'district')
    const complaints = complaintsOf(desk, silin.url)
    const year = thisYear()
    await put(desk, year, [])
    await put(desk, year + 1, nationalDay(year + 1))
    await desk.reload()
    const banner = desk.getByRole('region', { name: '工作日历' })
    await banner.getByText(`${year} 年的工作日历还没有排`).waitFor()
    await expectAccessible(desk)

    await banner.getByRole('link', { name: `去排 ${year} 年` }).click()
    await desk.getByText(`${year} 还没有排：1 月 1 日以后按周一到周五算`).waitFor()
    await expectAccessible(desk)
    await desk
      .getByLabel(/^\d{4} 年的通知/)
      .fill(`关于节假日安排的通知\n一、元旦：1月1日放假。\n七、国庆节：10月1日至3日放假调休，共3天。\n2月30日 春节 休`)
    await desk.getByRole('button', { name: '读进来' }).press('Enter')
    await desk.getByText('读到 4 天').waitFor()
    await desk.getByText('没有这一天，或者前后反了').waitFor()
    await desk.getByLabel('从', { exact: true }).fill(`${year}-12-24`)
    await desk.getByLabel('到（可不填）').fill(`${year}-12-25`)
    await desk.getByLabel('什么节日').fill('本区活动')
    await desk.getByLabel('什么节日').press('Enter')
    await desk.getByRole('button', { name: /^去掉 本区活动/ }).press('Enter')
    await expect.poll(() => desk.getByText('本区活动').count()).toBe(0)
    await expectAccessible(desk)
    await desk.getByRole('button', { name: `存下 ${year} 年` }).press('Enter')
    await desk.getByText(`${year} 年存好了`).waitFor()
    await desk.getByText(`${year} 年排好了`).waitFor()
    await expect.poll(() => banner.count()).toBe(0)
    await expectAccessible(desk)

    const ready = (await (await fetch(`${silin.url}/readyz`)).json()) as { calendar: object }
    expect(ready.calendar).toEqual({
      coveredUntil: `${year + 1}-12-31`,
      coveredDays: expect.any(Number),
      warning: null,
    })
    const metrics = await (await fetch(`${silin.url}/metrics`)).text()
    expect(Number(/^silin_calendar_covered_days (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(365)
    expect(complaints).toEqual([])
    await office.close()
  })

  it('is read by a lead’s desk without a banner and without a way to change it, on a phone and in English too', async () => {
    const small = await browser.newContext({ ...phone, locale: 'en-GB' })
    const desk = await signInAtDesk(small, silin, 'staff1')
    await desk.goto(`${silin.url}/desk/calendar`)
    await desk.locator('table').first().waitFor()
    expect(await desk.locator('table').count()).toBe(12)
    expect(await desk.locator('main form').count()).toBe(0)
    expect(await desk.locator('.calendar-banner').count()).toBe(0)
    await expectAccessible(desk)
    await small.close()
  })
})
