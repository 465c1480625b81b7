import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, desktop, expectAccessible, openBrowser } from './testing/browser.ts'
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

describe('figures', () => {
  it('show a month by community and category, by keyboard too, and go along as a table', async () => {
    const context = await browser.newContext(desktop)
    const desk = await signInAtDesk(context, silin, 'secretary')
    const complaints = complaintsOf(desk, silin.url)
    await desk.getByRole('link', { name: '数据' }).click()
    await desk.getByRole('heading', { name: '数据', level: 1 }).waitFor()
    const table = desk.locator('table')
    await table.getByText('合计').waitFor()
    await expectAccessible(desk)
    const fold = table.getByRole('button', { name: /^展开|^收起/ }).first()
    const isOpen = (await fold.getAttribute('aria-expanded')) === 'true'
    await fold.focus()
    await desk.keyboard.press('Enter')
    expect(await fold.getAttribute('aria-expanded')).toBe(String(!isOpen))
    await desk.getByText('按类别').click()
    await desk.getByRole('columnheader', { name: '类别' }).waitFor()
    const [download] = await Promise.all([
      desk.waitForEvent('download'),
      desk.getByRole('link', { name: '存为表格' }).click(),
    ])
    const saved = await readFile(await download.path(), 'utf8')
    expect(download.suggestedFilename()).toMatch(/^silin-\d{4}-\d{2}\.csv$/)
    expect(saved.startsWith('\u{FEFF}社区,类别,上报')).toBe(true)
    expect(saved).toContain('合计')
    await desk.getByRole('button', { name: '上个月' }).click()
    await expect.poll(() => new URL(desk.url()).searchParams.get('month')).toMatch(/^\d{4}-\d{2}$/)
    expect(complaints).toEqual([])
    await context.close()
  })
})
