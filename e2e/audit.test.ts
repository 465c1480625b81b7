import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { sealNext } from '../src/capabilities/audit/sealing-duty.ts'
import { buildHouse } from '../src/doors/server/house.ts'
import { installationChain } from '../src/platform/audit/deed.ts'
import { parseConfig } from '../src/platform/config/config.ts'
import { appRole, asRole } from '../src/platform/database/roles.ts'
import { testSecret } from '../src/platform/database/testing/global-setup.ts'
import { createLog } from '../src/platform/log/log.ts'
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

describe('the audit log', () => {
  it('shows an auditor who did what, searches it, and exports it; of neighbours it shows nothing', async () => {
    const office = await browser.newContext(desktop)
    // A wrong password first, then a secretary who does something.
    const stranger = await office.newPage()
    await stranger.goto(`${silin.url}/desk/`)
    await stranger.fill('input[autocomplete=username]', 'secretary')
    await stranger.fill('input[type=password]', 'not the password at all')
    await stranger.keyboard.press('Enter')
    await stranger.getByText('账号或密码不对').first().waitFor()
    await office.close()
    const work = await browser.newContext(desktop)
    const secretary = await signInAtDesk(work, silin, 'secretary')
    await secretary.getByRole('link', { name: '人员' }).click()
    await secretary.getByRole('heading', { name: /物业/ }).first().waitFor()
    const session = (await (await secretary.request.get(`${silin.url}/api/v1/session`)).json()) as { csrfToken: string }
    const put = await secretary.request.put(`${silin.url}/api/v1/me/language`, {
      headers: { 'x-csrf-token': session.csrfToken },
      data: { language: 'zh-CN' },
    })
    expect(put.status()).toBe(200)
    await work.close()

    const context = await browser.newContext(desktop)
    const desk = await signInAtDesk(context, silin, 'audit')
    const complaints = complaintsOf(desk, silin.url)
    // An auditor has this page and none on which neighbours speak.
    await desk.getByRole('heading', { name: '审计', level: 1 }).waitFor()
    expect(await desk.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual(['审计'])
    const table = desk.locator('table')
    await table.getByText('选语言').first().waitFor()
    await expectAccessible(desk)

    await desk.getByText('没准许', { exact: true }).first().click()
    const row = table.locator('tbody tr', { hasText: '用密码登录' })
    await row.getByText('密码不对').waitFor()
    await expect.poll(() => row.count()).toBe(1)
    expect(await row.innerText()).toMatch(/没登录上的账号 [0-9a-f]{8}/)
    expect(await table.innerText()).not.toContain('secretary')
    await row.getByRole('button', { name: '查看编号' }).click()
    await desk.getByText('sign-in.password.post').waitFor()
    await expectAccessible(desk)
    await desk.getByRole('button', { name: '清除条件' }).click()

    const name = await table.locator('tbody tr', { hasText: '选语言' }).first().locator('.audit-person').innerText()
    await table.locator('tbody tr', { hasText: '选语言' }).first().locator('.audit-person').click()
    await expect.poll(() => desk.url()).toContain('person=')
    await expect.poll(async () => [...new Set(await table.locator('.audit-person').allInnerTexts())]).toEqual([name])
    const download = desk.waitForEvent('download')
    await desk.getByRole('link', { name: '导出表格' }).click()
    const csv = await readFile((await (await download).path()) ?? '', 'utf8')
    expect(csv).toContain('me.language.put,done')
    expect(csv).not.toContain('sign-in.password.post,refused')
    await desk.getByLabel('从哪天').fill('2020-01-02')
    await desk.getByLabel('到哪天').fill('2020-01-01')
    await desk.getByRole('alert').getByText('早于').waitFor()
    await desk.getByText('没有找到').waitFor()
    await expectAccessible(desk)
    expect(complaints).toEqual([])
    await context.close()
  })

  it.each(['zh-CN', 'en'])('fits a phone (%s)', async (locale) => {
    const context = await browser.newContext({ ...phone, locale })
    const desk = await signInAtDesk(context, silin, 'audit')
    await desk.locator('tbody .ant-table-row').first().waitFor()
    expect(await desk.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await expectAccessible(desk)
    await context.close()
  })
})

describe('silin audit verify', () => {
  it('finds what was changed, and what was cut off by a log that was kept', async () => {
    const admin = new pg.Client({ connectionString: inject('journeyServer') })
    await admin.connect()
    await admin.query('create database silin_audit')
    const owner = new URL(inject('journeyServer'))
    owner.pathname = '/silin_audit'
    const folder = await mkdtemp(join(tmpdir(), 'silin-audit-'))
    const env = { NODE_ENV: '', DATABASE_URL: owner.toString(), SILIN_SECRET: testSecret, SILIN_DATA: folder }
    /** A command as an operator types it. */
    async function run(words: readonly string[], input = '') {
      const child = spawn('node', ['scripts/silin.mjs', ...words], { env: { ...process.env, ...env } })
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text) => {
          output += text
        })
      child.stdin.end(input)
      const status = await new Promise((resolve) => child.once('exit', resolve))
      return { status, output }
    }
    const verify = (...words: string[]) => run(['audit', 'verify', ...words])
    const client = new pg.Client({ connectionString: owner.toString() })
    try {
      // What the operator does is in the log, too.
      const made = await run(['token', '--role', 'districtStaff', '--place', '370705'])
      expect(made.status, made.output).toBe(0)
      expect((await verify()).output).toMatch(/good {4}1\/1 installation: 0 lines, .*; \d wait for their place/)
      const appUrl = asRole(owner.toString(), appRole('silin_audit', testSecret))
      const built = buildHouse(
        parseConfig({ SILIN_DATA: folder }),
        createLog('silent'),
        { appUrl, secret: testSecret },
        false,
      )
      await sealNext(built.house, installationChain)
      await built.close()

      const good = await verify()
      const head = /good {4}1\/1 installation: \d+ lines, head (\d+) ([\w-]{43})\n/.exec(good.output)
      expect([good.status, head === null], good.output).toEqual([0, false])
      const [, number, hash] = head as RegExpExecArray
      const facts = { level: 30, chain: installationChain, number: Number(number), hash, msg: 'head of an audit chain' }
      const log = `a line that is none\n${JSON.stringify(facts)}\n{"msg":"head of an aud`
      const compared = await run(['audit', 'verify', '--heads', '-'], log)
      expect(compared.output).toContain('1 heads of - were compared')
      expect(compared.status).toBe(0)

      await client.connect()
      await client.query('alter table audit_entries disable trigger audit_entry_stays')
      await client.query('delete from audit_entries where number = $1', [number])
      expect((await verify()).status).toBe(0)
      const cut = await run(['audit', 'verify', '--heads', '-'], log)
      expect(cut.output).toContain(
        `BROKEN  1/1 installation: lines after this are gone: the chain was longer once (line ${number})`,
      )
      expect(cut.status).toBe(1)

      await client.query("update audit_entries set what = 'cli.setup' where number = 1")
      const broken = await verify()
      expect(broken.output).toMatch(
        /BROKEN.*: a line was changed after it was written \(line 1, [0-9a-f-]{36}\); 0 lines before it are good/,
      )
      expect(broken.status).toBe(1)
      const nothing = await verify('--heads', 'package.json')
      expect(nothing.output).toContain('silin: --heads: holds no head of an audit chain')
      expect(nothing.status).toBe(1)
    } finally {
      await client.end()
      await admin.query('drop database silin_audit with (force)')
      await admin.end()
      await rm(folder, { recursive: true, force: true })
    }
  }, 120_000)
})
