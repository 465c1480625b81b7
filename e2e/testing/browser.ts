import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The real browser that `npm test` found, with everything off that would call home. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH
  if (!executablePath) throw new Error('CHROMIUM_PATH is not set: run the journeys through `npm test`')
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Milliseconds until a journey says which step did not come. */
export const patience = 10_000

/** Contexts in which scripts are off. */
const withoutScripts = new WeakSet<BrowserContext>()

/** A context of an old phone: scripts are off. */
export async function openWithoutScripts(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ ...options, javaScriptEnabled: false })
  withoutScripts.add(context)
  context.setDefaultTimeout(patience)
  return context
}

/** A phone of 390 px, as the plaque is scanned with. */
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
}
export const desktop: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
}

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
}

/** WCAG 2.2 AA by axe-core: no violation at all. */
export async function expectAccessible(page: Page): Promise<void> {
  const hasScripts = !withoutScripts.has(page.context())
  if (hasScripts) await comesToRest(page)
  const result = hasScripts ? await axe(page) : await axeOnCopy(page)
  const told = result.violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  )
  expect(told, `accessibility of ${page.url()}`).toEqual([])
}

/** Whoever reads a page reads it when it stands still: what is on its way in or out has colours of neither. */
async function comesToRest(page: Page): Promise<void> {
  const isAtRest = `!document.querySelector('.ant-btn-loading') && !document.getAnimations().some((one) =>
    one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Infinity)`
  // Asked from here and not by the page itself, which evaluates no text (its own policy).
  const end = performance.now() + patience
  while (!(await page.evaluate<boolean>(isAtRest)) && performance.now() < end) await page.waitForTimeout(50)
}

async function axe(page: Page): Promise<AxeResult> {
  await page.evaluate(axeSource)
  return (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )) as AxeResult
}

/** Where scripts are off the tool cannot run either: it looks at the very same page in a context that has them. */
async function axeOnCopy(page: Page): Promise<AxeResult> {
  const browser = page.context().browser()
  if (!browser) throw new Error('a page without its browser')
  const context = await browser.newContext({ viewport: page.viewportSize() ?? { width: 390, height: 844 } })
  try {
    const copy = await context.newPage()
    const [url, body] = [page.url(), await page.content()]
    // The page's own scripts stay off in the copy too: one of them would send what the page is there to send.
    await copy.route(/\.js$/, (route) => route.abort())
    await copy.route(url, (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }))
    await copy.goto(url)
    return await axe(copy)
  } finally {
    await context.close()
  }
}

/** Complaints of the browser: script errors, refused styles and scripts, requests to anybody else. */
export function complaintsOf(page: Page, ownUrl: string): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(ownUrl) && !/^(data|blob):/.test(request.url()))
      complaints.push(`third host: ${request.url()}`)
  })
  return complaints
}
