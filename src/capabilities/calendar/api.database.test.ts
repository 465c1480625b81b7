import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { House } from '../../platform/house.ts'
import { createImplement, describeApi } from '../../platform/http/implement.ts'
import { createServer } from '../../platform/http/server.ts'
import problemEn from '../../platform/i18n/messages/problem.en.json' with { type: 'json' }
import problemZh from '../../platform/i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { joinCatalogues, textIn } from '../../platform/i18n/text.ts'
import { createGate, createSignIn, mayAnywhere, type SignedIn, type SignIn } from '../people/index.ts'
import { type Stairwell, stairwell, withEverybody } from '../requests/testing/stairwell.ts'
import { calendarApi } from './api.ts'
import faultEn from './messages/fault.en.json' with { type: 'json' }
import faultZh from './messages/fault.zh-CN.json' with { type: 'json' }

type Everybody = Awaited<ReturnType<typeof withEverybody>>
type Who = keyof Everybody['everybody']

let here: Stairwell
let all: Everybody
let server: FastifyInstance
let signIn: SignIn
const tokens = new Map<Who, string>()

beforeAll(async () => {
  here = await stairwell('2026-11-24T10:00:00+08:00')
  all = await withEverybody(here)
  const catalogues = joinCatalogues([
    { 'zh-CN': problemZh, en: problemEn },
    { 'zh-CN': faultZh, en: faultEn },
  ])
  const house: House = { ...here.house, catalogues, text: (language) => textIn(language, catalogues) }
  signIn = createSignIn(
    house,
    here.people,
    { send: async () => {} },
    { databaseUrl: here.test.appUrl, secret: here.test.secret },
  )
  server = await createServer(house, (_request, reply) => reply.send('page'))
  await describeApi(server, '0')
  calendarApi(server, createImplement<SignedIn>(house, createGate(signIn)), {
    calendar: here.calendar,
    today: here.places.today,
    mayEdit: (actor) => mayAnywhere(actor, 'calendar.edit'),
  })
  await server.ready()
})
afterAll(async () => {
  await server.close()
  await signIn.close()
  await here.test.drop()
})

async function send(who: Who | null, method: 'GET' | 'PUT', path: string, payload?: object, language = 'zh-CN') {
  const headers: Record<string, string> = { 'accept-language': language }
  if (who) {
    const token = tokens.get(who) ?? (await here.people.issueToken(all.everybody[who], 'test', 1))
    tokens.set(who, token)
    headers.authorization = `Bearer ${token}`
  }
  const url = `/api/v1/calendar${path}`
  const answer = await server.inject({ method, url, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json() }
}
const get = (who: Who | null, path = '') => send(who, 'GET', path)
const put = (who: Who | null, year: number | string, days: unknown[], language?: string) =>
  send(who, 'PUT', `/${year}`, { days }, language)
const newYear = ['2027-01-01', '2027-01-02', '2027-01-03'].map((day) => ({ day, working: false, name: '元旦' }))

const everybody = [
  ['unit', true, false],
  ['grid', true, false],
  ['staff', true, false],
  ['clerk', true, false],
  ['socialWorker', true, false],
  ['manager', true, false],
  ['street', true, false],
  ['district', true, true],
  ['viewer', true, false],
  ['sysAdmin', true, true],
  ['securityAdmin', false, false],
  ['auditAdmin', false, false],
  ['resident', false, false],
] as const

describe('who may', () => {
  it.each(everybody)('%s reads: %s, writes: %s', async (who, reads, writes) => {
    expect((await get(who)).status).toBe(reads ? 200 : 403)
    expect((await put(who, 2027, [])).status).toBe(writes ? 200 : 403)
  })
  it('nobody without signing in', async () => {
    expect([(await get(null)).status, (await put(null, 2027, [])).status]).toEqual([401, 401])
  })
})

describe('a year', () => {
  it('that is seeded is told by its exceptions; this one when none is named', async () => {
    const { body } = await get('unit')
    expect(body).toMatchObject({
      year: 2026,
      covered: true,
      changed: null,
      editable: { from: 2025, to: 2028 },
      coverage: { coveredUntil: '2026-12-31', coveredDays: 38, warning: { kind: 'uncovered', year: 2027 } },
    })
    expect(body.days).toHaveLength(39)
    expect(body.days[3]).toEqual({ day: '2026-01-04', working: true, name: '元旦' })
    expect((await get('unit', '?year=2026')).body).toEqual(body)
  })

  it('that nobody arranged says so', async () => {
    expect((await get('unit', '?year=2027')).body).toMatchObject({ year: 2027, covered: false, days: [] })
  })

  it('is put as a whole, twice with the same answer; who did it is told to those who may edit', async () => {
    const first = await put('district', 2027, newYear.toReversed())
    expect(first).toMatchObject({ status: 200, body: { year: 2027, covered: true, days: newYear } })
    expect(first.body.coverage.warning).toEqual({ kind: 'unfinished', year: 2027 })
    expect(await put('sysAdmin', 2027, newYear)).toEqual(first)
    expect((await get('sysAdmin', '?year=2027')).body.changed).toMatchObject({ by: '区里' })
    expect((await get('staff', '?year=2027')).body.changed).toMatchObject({ by: null })
    const recorded = await here.test.owner.query('select count(*)::int as n from calendar_changes where year = 2027')
    expect(recorded.rows[0].n).toBe(1)
  })
})

describe('nonsense is refused at its field', () => {
  const day = (iso: string, more: object = {}) => ({ day: iso, working: false, name: '节', ...more })
  const many = Array.from({ length: 61 }, (_, n) =>
    day(`2027-0${1 + Math.floor(n / 28)}-${String(1 + (n % 28)).padStart(2, '0')}`),
  )
  it.each([
    ['a day of another year', 2027, [day('2026-12-31')], 'days.0.day', '这一天不在这一年'],
    ['a day twice', 2027, [day('2027-01-01'), day('2027-01-01')], 'days.1.day', '这一天写了两次'],
    ['more than 60', 2027, many, 'days', '一年最多 60 天，请看看是不是多了'],
    ['a year far away', 2030, [day('2030-01-01')], 'year', '只能排 2025 到 2028 年'],
    ['no year at all', 'soon', [day('2027-01-01')], 'year', '这里填得不对'],
    ['a make-up day on a Monday', 2027, [day('2027-01-04', { working: true })], 'days.0.day', /本来就上班/],
    ['a day that is none', 2027, [day('2027-02-30')], 'days.0.day', '这里填得不对'],
    ['no name', 2027, [day('2027-01-01', { name: ' ' })], 'days.0.name', '这里要填'],
    ['a long name', 2027, [day('2027-01-01', { name: '节'.repeat(21) })], 'days.0.name', '太长了，最多 20 个字'],
    ['neither rest nor work', 2027, [day('2027-01-01', { working: 'no' })], 'days.0.working', '这里填得不对'],
  ])('%s', async (_, year, days, field, message) => {
    const before = await get('unit', '?year=2027')
    const { status, body } = await put('district', year, days)
    expect([status, body.type]).toEqual([422, '/problems/invalid'])
    expect(body.fields).toEqual([
      { field, message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ])
    expect(await get('unit', '?year=2027')).toEqual(before)
  })
  it('in the language of the reader', async () => {
    const { body } = await put('district', 2030, [day('2030-01-01')], 'en')
    expect(body.fields).toEqual([{ field: 'year', message: 'Only 2025 to 2028 can be arranged' }])
  })
})
