import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addStaff, createPeople, createSignIn, type SignIn } from '../../capabilities/people/index.ts'
import passwordWords from '../../capabilities/people/messages/code.zh-CN.json' with { type: 'json' }
import { parseConfig } from '../../platform/config/config.ts'
import { type TestDatabase, testDatabase } from '../../platform/database/testing/test-database.ts'
import type { House } from '../../platform/house.ts'
import { createPageKit } from '../../platform/http/page-kit.ts'
import { createServer } from '../../platform/http/server.ts'
import { newId } from '../../platform/ids.ts'
import { createLog } from '../../platform/log/log.ts'
import { buildHouse } from './house.ts'
import words from './messages/server.zh-CN.json' with { type: 'json' }
import { setUpPage } from './set-up.tsx'

let test: TestDatabase
let house: House
let signIn: SignIn
const ends: (() => Promise<unknown>)[] = []
const servers: { server: FastifyInstance; path: string }[] = []

const good: Readonly<Record<string, string>> = {
  'sysAdmin-account': 'xitong',
  'sysAdmin-name': '赵一',
  'sysAdmin-password': 'the first of three passwords',
  'securityAdmin-account': 'anquan',
  'securityAdmin-name': '钱二',
  'securityAdmin-password': 'the second of three passwords',
  'auditAdmin-account': 'shenji',
  'auditAdmin-name': '孙三',
  'auditAdmin-password': 'the third of three passwords',
}

beforeAll(async () => {
  test = await testDatabase()
  const config = parseConfig({
    SILIN_DATA: '/tmp',
    SILIN_ENV: 'production',
    SILIN_SECRET: test.secret,
    SILIN_PUBLIC_URL: 'https://silin.example.cn',
  })
  const built = buildHouse(config, createLog('silent'), test, false)
  house = built.house
  signIn = createSignIn(
    house,
    createPeople(house),
    { send: async () => {} },
    {
      databaseUrl: test.appUrl,
      secret: test.secret,
    },
  )
  ends.push(signIn.close, built.close)
  const kit = createPageKit(house, { css: '/assets/page.css', script: null }, () => ({
    sponsor: 'x',
    filingNumber: null,
    phone: null,
  }))
  for (let made = 0; made < 2; made += 1) {
    const server = await createServer(house, (_request, reply) => reply.send('page'))
    const path = setUpPage(server, { house, kit, signIn }).offer()
    await server.ready()
    servers.push({ server, path })
    ends.unshift(() => server.close())
  }
})
afterAll(async () => {
  for (const end of ends) await end()
  await test.drop()
})

async function submit(fields: Readonly<Record<string, string>> = good, which = 0) {
  const { server, path } = servers[which]!
  const answer = await server.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
  return { status: answer.statusCode, html: answer.body }
}
const offices = async () =>
  (await test.owner.query<{ role: string }>('select role from offices order by role')).rows.map((row) => row.role)

describe('the first administrators', () => {
  it('are made by nobody without the link', async () => {
    const { server, path } = servers[0]!
    const wrong = `${path.slice(0, -4)}AAAA`
    expect((await server.inject({ url: wrong })).statusCode).toBe(410)
    expect((await server.inject({ url: path })).statusCode).toBe(200)
  })

  it.each([
    [
      'short password',
      { 'auditAdmin-password': 'short' },
      'field-auditAdmin-password',
      passwordWords['people.password.short'],
    ],
    [
      'password out of one’s own account',
      { 'sysAdmin-password': 'xitong-kuiwen' },
      'field-sysAdmin-password',
      passwordWords['people.password.personal'],
    ],
    ['no name', { 'securityAdmin-name': ' ' }, 'field-securityAdmin-name', words['server.set-up.name-missing']],
    [
      'one account',
      { 'auditAdmin-account': ' XiTong ', 'auditAdmin-name': '' },
      'field-auditAdmin-account',
      words['server.set-up.account-same'],
    ],
    [
      'one password',
      { 'auditAdmin-password': good['sysAdmin-password']! },
      'field-auditAdmin-password',
      words['server.set-up.password-same'],
    ],
  ])('%s: told at the field, the rest is kept', async (_what, change, field, sentence) => {
    const { status, html } = await submit({ ...good, ...change })
    expect(status).toBe(422)
    expect(html).toContain(`<p class="error" id="${field}-error">${sentence}</p>`)
    expect(html).toContain('value="赵一"')
    expect(html).not.toContain(good['sysAdmin-password'])
    expect(await offices()).toEqual([])
  })

  it('an account that is somebody’s already is told at its field, and the link stays good', async () => {
    const userId = await signIn.makeAccount('anquan', 'somebody else has this one')
    await addStaff(house, { account: 'anquan', name: '李四', userId, office: null })
    const { status, html } = await submit()
    expect(status).toBe(422)
    expect(html).toContain(
      `<p class="error" id="field-securityAdmin-account-error">${words['server.set-up.taken']}</p>`,
    )
    await test.owner.query('update people set account_hash = null where user_id = $1', [userId])
    await test.owner.query('delete from "user" where id = $1', [userId])
  })

  it('an outage half-way makes nobody, and the same can be sent again', async () => {
    await test.owner.query('alter table offices rename to offices_away')
    const away = await submit()
    await test.owner.query('alter table offices_away rename to offices')
    expect(away.status).toBe(503)

    // The accounts were made, and the offices were not: the second step of the two fails now.
    await test.owner.query("alter table offices add constraint none check (role <> 'auditAdmin') not valid")
    const { status, html } = await submit()
    await test.owner.query('alter table offices drop constraint none')
    expect(status).toBe(503)
    expect(html).toContain(words['server.set-up.failed'])
    expect(html).toContain('value="赵一"')
    expect(await offices()).toEqual([])
  })

  it('of several submits, on two servers, one makes the three; then every link is spent', async () => {
    const all = await Promise.all([submit(), submit(), submit(good, 1)])
    expect(all.map((one) => one.status).sort()).toEqual([200, 410, 410])
    expect(await offices()).toEqual(['auditAdmin', 'securityAdmin', 'sysAdmin'])
    expect((await submit()).status).toBe(410)
    for (const role of ['sysAdmin', 'securityAdmin', 'auditAdmin']) {
      const reply = { header: () => {}, request: { ip: '127.0.0.1', headers: {} } } as never
      expect(await signIn.byPassword(good[`${role}-account`]!, good[`${role}-password`]!, reply), role).toBe(true)
    }
  })

  it('are three people: the database lets nobody hold two of the three on one day', async () => {
    const holder = await test.owner.query<{ id: string }>("select person_id as id from offices where role = 'sysAdmin'")
    const hold = (role: string, from: string, to: string | null) =>
      test.owner.query(
        "insert into offices (id, person_id, role, area_code, from_day, to_day) values ($1, $2, $3, '00', $4, $5)",
        [newId(), holder.rows[0]?.id, role, from, to],
      )
    for (const role of ['securityAdmin', 'auditAdmin']) {
      await expect(hold(role, '2020-01-01', null)).rejects.toMatchObject({ code: '23P01' })
      await expect(hold(role, '2099-01-01', '2099-12-31')).rejects.toMatchObject({ code: '23P01' })
    }
    // One after the other is no two at once, and other offices are free.
    await hold('auditAdmin', '2019-01-01', '2019-12-31')
    await hold('districtStaff', '2020-01-01', null)
  })
})
