import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { complaintsOf, desktop, expectAccessible, openBrowser, phone } from './testing/browser.ts'
import { signInAtDesk } from './testing/people.ts'
import { type RunningSilin, startSilin } from './testing/silin.ts'

let silin: RunningSilin
let browser: Browser
let folder: string
beforeAll(async () => {
  ;[silin, browser, folder] = await Promise.all([
    // The database of a journey is no embedded one of its own.
    startSilin({ DATABASE_URL: inject('journeyServer') }),
    openBrowser(),
    mkdtemp(join(tmpdir(), 'silin-e2e-doctor-')),
  ])
})
afterAll(async () => {
  await browser?.close()
  await silin?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('the check-up', () => {
  it('tells the system administrator what is not well and what to do, in both languages and sizes', async () => {
    const office = await browser.newContext(desktop)
    const desk = await signInAtDesk(office, silin, 'sysadmin')
    const complaints = complaintsOf(desk, silin.url)
    await desk.getByRole('link', { name: '体检' }).click()
    await desk.getByRole('heading', { name: '体检' }).waitFor()
    await desk.getByText('社区之间的隔墙完好').waitFor()
    await expectAccessible(desk)

    await silin.asOwner("insert into silin_migrations (name, checksum) values ('9999-later.sql', 'x')")
    await desk.getByRole('button', { name: '再查一次' }).press('Enter')
    await desk.getByText('数据是更新的版本建的（9999-later.sql）').waitFor()
    await desk.getByText('请管理员改用那个更新的版本').waitFor()
    await desk.getByText('有 1 项要马上处理').waitFor()
    // The worst stands first.
    expect(await desk.locator('main h2').first().innerText()).toBe('数据版本')
    await expectAccessible(desk)

    const metrics = await (await fetch(`${silin.url}/metrics`)).text()
    expect(metrics).toMatch(/silin_check\{check="doctor\.migrations"\} 2\n/)
    expect(metrics).toMatch(/silin_check\{check="doctor\.database"\} 0\n/)
    await silin.asOwner("delete from silin_migrations where name = '9999-later.sql'")

    const pocket = await browser.newContext({ ...phone, locale: 'en' })
    const small = await signInAtDesk(pocket, silin, 'sysadmin')
    await small.goto(`${silin.url}/desk/doctor`)
    await small.getByText(/the wall between communities stands|社区之间的隔墙完好/).waitFor()
    await expectAccessible(small)
    const wide = (await small.evaluate('document.documentElement.scrollWidth - innerWidth')) as number
    expect(wide).toBeLessThanOrEqual(0)
    expect(complaints).toEqual([])
    await Promise.all([office.close(), pocket.close()])
  })

  it('is nobody else’s', async () => {
    const office = await browser.newContext(desktop)
    const desk = await signInAtDesk(office, silin, 'secretary')
    await desk.goto(`${silin.url}/desk/doctor`)
    await desk
      .getByRole('heading', { name: /没有|不在|这一页/ })
      .first()
      .waitFor()
    const answer = await desk.request.get(`${silin.url}/api/v1/check-up`)
    expect(answer.status()).toBe(403)
    expect((await fetch(`${silin.url}/api/v1/check-up`)).status).toBe(401)
    await office.close()
  })
})

describe('silin doctor', () => {
  const doctor = (args: string[], settings: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/server/main.js', 'doctor', ...args], {
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: '', LANG: 'zh_CN.UTF-8', LC_ALL: '', LC_MESSAGES: '', ...settings },
    })
    return { status, output: stdout + stderr }
  }
  it('says by its exit status how things are, in the language of the terminal', async () => {
    const there = { SILIN_DATA: folder, DATABASE_URL: silin.owner }
    // Whose secret it is not: the one that the journey’s database was made with is another.
    await writeFile(join(folder, 'secret'), 'another secret, as good as the first one\n')
    const other = doctor([], there)
    expect(other.status, other.output).toBe(2)
    expect(other.output).toMatch(/^马上处理 +密钥 +与数据不符/m)
    expect(other.output).toMatch(/→ 请管理员找回建库时的 SILIN_SECRET/)

    const wrong = doctor(['--json'], { ...there, PORT: 'eighty' })
    expect(wrong.status).toBe(2)
    expect((JSON.parse(wrong.output) as { level: string }).level).toBe('bad')

    const english = doctor(['--language', 'en'], { SILIN_DATA: join(folder, 'nowhere'), DATABASE_URL: '' })
    expect(english.status).toBe(2)
    expect(english.output).toMatch(/^DO NOW +Database +It cannot be used: SILIN_DATA: .* holds no database of Silin/m)
    expect((await readdir(folder)).includes('nowhere')).toBe(false)
  })
})
