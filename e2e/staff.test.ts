import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  complaintsOf,
  desktop,
  expectAccessible,
  openBrowser,
  openWithoutScripts,
  patience,
  phone,
} from './testing/browser.ts'
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

/** Buttons and dialogs fade from one state to the next: looked at when they stand still. */
async function expectStillAccessible(page: Page): Promise<void> {
  await page.waitForTimeout(400)
  await expectAccessible(page)
}

const password = 'a window with four panes'

describe('a real instance appoints its people', () => {
  it('the secretary appoints a property manager, who opens the link, sets a password and sees the desk', async () => {
    const office = await browser.newContext(desktop)
    const desk = await signInAtDesk(office, silin, 'secretary')
    const complaints = complaintsOf(desk, silin.url)
    await desk.getByRole('link', { name: '人员' }).click()
    const company = desk.locator('section', { has: desk.getByRole('heading', { name: /物业/ }) }).first()
    await company.waitFor()
    await expectStillAccessible(desk)
    await company.getByRole('button', { name: /^任命/ }).click()
    const dialog = desk.getByRole('dialog')
    // By its look: while its sign of work fades, the word is not all of its name.
    const give = dialog.locator('button.ant-btn-primary')
    await dialog.getByLabel('姓名').waitFor()
    await give.click()
    await dialog.getByText('请填姓名').waitFor()
    await dialog.getByLabel('姓名').fill('司徒新来')
    // Somebody else's account first: refused at its field, and what was typed stays.
    await dialog.getByLabel('账号').fill('property1')
    await give.click()
    await dialog.getByText('这个账号是别人的').first().waitFor()
    expect(await dialog.getByLabel('姓名').inputValue()).toBe('司徒新来')
    await expectStillAccessible(desk)
    await dialog.getByLabel('账号').fill('situ.xinlai')
    await give.click()
    const link = await dialog.getByLabel('一次性链接').inputValue()
    await expectStillAccessible(desk)
    await dialog.getByRole('button', { name: '完成' }).click()
    const row = company.locator('li', { hasText: '司徒新来' })
    await row.getByText('链接已给').waitFor()

    const home = await openWithoutScripts(browser, phone)
    const welcome = await home.newPage()
    await welcome.goto(link)
    expect(await welcome.locator('main').innerText()).toContain('situ.xinlai')
    await expectAccessible(welcome)
    await welcome.fill('input[name=password]', 'short')
    await welcome.fill('input[name=again]', 'short')
    await welcome.locator('button.primary').click()
    await welcome.locator('[aria-invalid=true]').waitFor()
    await expectAccessible(welcome)
    await welcome.fill('input[name=password]', password)
    await welcome.fill('input[name=again]', password)
    await welcome.locator('button.primary').click()
    await welcome.locator('a[href="/desk/"]').waitFor()
    await expectAccessible(welcome)
    expect((await welcome.goto(link))?.status()).toBe(410)
    expect(await welcome.locator('main').innerText()).toContain('请找任命您的人')
    await expectAccessible(welcome)
    await home.close()

    const theirs = await browser.newContext(desktop)
    theirs.setDefaultTimeout(patience)
    const page = await theirs.newPage()
    await page.goto(`${silin.url}/desk/`)
    await page.fill('input[autocomplete=username]', 'situ.xinlai')
    await page.fill('input[type=password]', password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '诉求' }).first().waitFor()
    // Only what lies with their own desk: no list of people, no coverage.
    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual(['诉求', '时限', '工作日历'])

    await desk.reload()
    await row.getByText('能登录').waitFor()
    await row.getByRole('button', { name: /新链接/ }).click()
    await dialog.getByText('原来的密码马上失效').waitFor()
    await expectStillAccessible(desk)
    await dialog.getByRole('button', { name: '取消' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await row.getByRole('button', { name: /^结束/ }).click()
    await dialog.getByText('马上生效').waitFor()
    await dialog.getByRole('button', { name: '结束' }).click()
    await row.waitFor({ state: 'detached' })
    await page.reload()
    await page.locator('input[autocomplete=username]').waitFor()
    expect(complaints).toEqual([])
    await theirs.close()
    await office.close()
  })

  it.each(['zh-CN', 'en'])(
    'whoever manages accounts sees the administrators, and every desk that lacks somebody (%s)',
    async (locale) => {
      const office = await browser.newContext({ ...desktop, locale })
      const desk = await signInAtDesk(office, silin, 'security')
      await desk.locator('section h2').first().waitFor()
      expect(await desk.locator('section h2').count()).toBe(3)
      await expectStillAccessible(desk)
      await office.close()

      const small = await browser.newContext({ ...desktop, locale, viewport: { width: 390, height: 844 } })
      const district = await signInAtDesk(small, silin, 'district')
      await district.goto(`${silin.url}/desk/staff`)
      await district.locator('section h2').first().waitFor()
      await district.locator('.staff-places input').fill('文华路社区')
      await district.keyboard.press('Enter')
      await district.locator('.ant-select-dropdown').waitFor({ state: 'hidden' })
      await district.locator('.chip-soon').first().waitFor()
      await expectStillAccessible(district)
      await small.close()
    },
  )

  it('no link stands in the log', () => {
    expect(silin.lines.join('\n')).not.toMatch(/welcome\/(?!\[token\])[\w-]/)
  })
})
