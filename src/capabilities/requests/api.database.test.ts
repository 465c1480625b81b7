import { randomUUID } from 'node:crypto'
import ExcelJS from 'exceljs'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPhotos } from '../../platform/files/photos.ts'
import type { House } from '../../platform/house.ts'
import { createImplement, describeApi } from '../../platform/http/implement.ts'
import { createPageKit } from '../../platform/http/page-kit.ts'
import { createServer } from '../../platform/http/server.ts'
import problemEn from '../../platform/i18n/messages/problem.en.json' with { type: 'json' }
import problemZh from '../../platform/i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { joinCatalogues, textIn } from '../../platform/i18n/text.ts'
import { type FileId, newId } from '../../platform/ids.ts'
import { problem } from '../../platform/problem.ts'
import {
  type Action,
  createGate,
  createSignIn,
  openStaff,
  peopleApi,
  reach,
  type SignedIn,
  type SignIn,
} from '../people/index.ts'
import { routes as peopleRoutes } from '../people/routes.ts'
import { deskBook, placesApi, plaqueFaceApi } from '../places/index.ts'
import plaquesEn from '../places/messages/plaques.en.json' with { type: 'json' }
import plaquesZh from '../places/messages/plaques.zh-CN.json' with { type: 'json' }
import { routes as placesRoutes } from '../places/routes.ts'
import { requestsApi } from './api.ts'
import { weifangProfile } from './clock-profile.ts'
import { clockProfilesApi } from './clock-profiles/clock-profiles-api.ts'
import { createContacts } from './contacts/contacts.ts'
import { heldApi } from './held/api.ts'
import pagesEn from './messages/pages.en.json' with { type: 'json' }
import pagesZh from './messages/pages.zh-CN.json' with { type: 'json' }
import { type Handler, type RequestRow, reported as reportedModel } from './model.ts'
import { routes } from './routes.ts'
import { type Stairwell, stairwell, withEverybody } from './testing/stairwell.ts'

type Everybody = Awaited<ReturnType<typeof withEverybody>>
type Who = keyof Everybody['everybody']

let here: Stairwell
let all: Everybody
let server: FastifyInstance
let signIn: SignIn
const codes = new Map<string, string>()
const sessions = new Map<string, { cookie: string; csrf: string }>()

beforeAll(async () => {
  here = await stairwell()
  all = await withEverybody(here)
  const catalogues = joinCatalogues([
    { 'zh-CN': problemZh, en: problemEn },
    { 'zh-CN': pagesZh, en: pagesEn },
    { 'zh-CN': plaquesZh, en: plaquesEn },
  ])
  const house: House = { ...here.house, catalogues, text: (language) => textIn(language, catalogues) }
  const carrier = { send: async (phone: string, code: string) => void codes.set(phone, code) }
  signIn = createSignIn(house, here.people, carrier, { databaseUrl: here.test.appUrl, secret: here.test.secret })
  server = await createServer(house, (_request, reply) => reply.send('page'))
  await describeApi(server, '0')
  const implement = createImplement<SignedIn>(house, createGate(signIn))
  peopleApi(server, implement, { people: here.people, signIn, communityNames: here.places.communities })
  const host = { sponsor: '', filingNumber: null, phone: null }
  const kit = createPageKit(house, { css: '', script: null }, () => host)
  openStaff(server, implement, { house, kit, deskBook, forget: here.places.forget })
  clockProfilesApi(server, implement, { clockProfiles: here.clockProfiles, places: here.places })
  requestsApi(server, implement, {
    house,
    intake: here.intake,
    carryOut: here.carryOut,
    reading: here.reading,
    tracking: here.tracking,
    rulebook: here.rulebook,
    contacts: createContacts(house, here.reading, here.people),
    photos: createPhotos(house),
    places: here.places,
    following: here.following,
    stays: signIn.stays,
  })
  heldApi(server, implement, {
    reading: here.held,
    deciding: here.deciding,
    door: here.door,
    photos: createPhotos(house),
  })
  placesApi(server, implement, {
    house,
    places: here.places,
    staffedDesks: here.people.staffedDesks,
    mayIn: (actor, action, community) => reach(actor, action as Action, community).everywhere,
    reachIn: (actor, action, community) => reach(actor, action as Action, community),
  })
  plaqueFaceApi(server, implement, { house, places: here.places, photos: createPhotos(house) })
  await server.ready()
})
/** All of these come from one network without a cookie: each test begins as a new day does. */
beforeEach(() => here.test.owner.query('delete from send_buckets'))
afterAll(async () => {
  await server.close()
  await signIn.close()
  await here.test.drop()
})

/** Signs somebody in as they would: by the code that their phone gets. */
async function sessionOf(who: Who) {
  // Staff who leave their desk for a quarter of an hour are signed out.
  const key = `${who} ${Math.floor(here.clock.now().epochMilliseconds / 600_000)}`
  const known = sessions.get(key)
  if (known) return known
  const phone = all.phones.get(all.everybody[who]) ?? ''
  const asked = await server.inject({ method: 'POST', url: '/api/v1/sign-in/code', payload: { phone } })
  // The code is good on the device that asked for it.
  const device = [asked.headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0])
  const answer = await server.inject({
    method: 'POST',
    url: '/api/v1/sign-in/phone',
    headers: { cookie: device.join('; ') },
    payload: { phone, code: codes.get(`+86${phone}`) },
  })
  expect([who, answer.statusCode]).toEqual([who, 200])
  const cookie = [answer.headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0])
  const session = { cookie: cookie.join('; '), csrf: answer.json().csrfToken as string }
  sessions.set(key, session)
  return session
}
const headersOf = async (who: Who | null): Promise<Record<string, string>> => {
  if (who === null) return {}
  const session = await sessionOf(who)
  return { cookie: session.cookie, 'x-csrf-token': session.csrf }
}
async function get(who: Who | null, path: string, more: Record<string, string> = {}) {
  const answer = await server.inject({ url: `/api/v1${path}`, headers: { ...(await headersOf(who)), ...more } })
  const json = String(answer.headers['content-type']).includes('json')
  return { status: answer.statusCode, body: json ? answer.json() : answer.rawPayload, headers: answer.headers }
}
async function post(who: Who | null, path: string, payload: object, more: Record<string, string> = {}) {
  const answer = await server.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    headers: { ...(await headersOf(who)), ...more },
    payload,
  })
  return { status: answer.statusCode, body: answer.json() }
}
/** A command as somebody may send it: also a wrong one. */
type Sent = { readonly type: string; readonly id?: string } & Readonly<Record<string, unknown>>
const command = (who: Who | null, request: string, asked: Sent, more = {}) =>
  post(who, `/requests/${request}/commands`, { id: newId(), ...asked }, more)

const matter = (more: object = {}) => ({
  id: newId<string>(),
  plaque: 'K7M2Q9',
  text: '三楼的灯不亮了，老人上楼看不见',
  category: 'noise.neighbour',
  ...more,
})
async function told(more: object = {}): Promise<string> {
  const answer = await post(null, '/requests', matter(more))
  expect([answer.status, answer.body.title]).toEqual([200, undefined])
  return answer.body.id
}
const ids = async (who: Who, query = ''): Promise<string[]> => {
  const answer = await get(who, `/requests?limit=100${query}`)
  expect([who, answer.status]).toEqual([who, 200])
  return answer.body.items.map((item: { id: string }) => item.id)
}
const leadHandler = (who: 'unit' | 'building' | 'grid'): Handler => ({
  kind: 'lead',
  level: ({ unit: 1, building: 2, grid: 3 } as const)[who],
  personId: here.leads[who],
})
const deskHandler = async (kind: string): Promise<Handler> => {
  const rows = await here.test.owner.query('select id, level from desks where community_id = $1 and kind = $2', [
    here.communityId,
    kind,
  ])
  return { kind: 'desk', level: rows.rows[0].level, deskId: rows.rows[0].id }
}

describe('the public report', () => {
  it('needs no sign-in and answers the way to the story', async () => {
    const answer = await post(null, '/requests', matter())
    expect(answer.status).toBe(200)
    expect(reportedModel.strict().parse(answer.body)).toMatchObject({
      status: 'reported',
      number: expect.stringMatching(/^1124-[0-9A-Z]{4}$/),
      url: `/r/${answer.body.token}`,
      acceptDueAt: '2026-11-24T08:05:00Z',
    })
    const row = await here.test.owner.query('select channel, handler_person_id from requests where id = $1', [
      answer.body.id,
    ])
    expect(row.rows[0]).toEqual({ channel: 'api', handler_person_id: here.leads.unit })
  })
  it('sent again is the same report with the same answer; anything else under its id is a conflict', async () => {
    const given = matter()
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => post(null, '/requests', given)))
    expect([second, third]).toEqual([first, first])
    expect(await post(null, '/requests', { ...given, text: '别的事' })).toMatchObject({
      status: 409,
      body: { type: '/problems/conflict', refusal: 'id_taken', detail: pagesZh['requests.refusal.id_taken'] },
    })
  })
  it.each([
    ['an unknown plaque', { plaque: 'ZZZZZZ' }, 404, { refusal: 'plaque_unknown' }],
    ['a plaque that was taken down', { plaque: 'K7M2R2' }, 410, { refusal: 'plaque_closed' }],
    ['an unknown kind', { category: 'repair.moon' }, 422, { refusal: 'category_unknown' }],
    ['no such plaque at all', { plaque: 'no' }, 422, { fields: [{ field: 'plaque' }] }],
    ['nothing said', { text: ' ', category: undefined }, 422, { fields: [{ field: 'text', message: '这里要填' }] }],
    ['a photo nobody kept', { photos: [newId()] }, 422, { fields: [{ field: 'photos' }] }],
    ['a phone that is none', { phone: '12' }, 422, { fields: [{ field: 'phone' }] }],
    ['an id that is none', { id: '1' }, 422, { fields: [{ field: 'id' }] }],
    ['an id without its time', { id: randomUUID() }, 422, { fields: [{ field: 'id' }] }],
  ])('with %s is refused in words', async (_what, more, status, body) => {
    const answer = await post(null, '/requests', matter(more))
    expect(answer).toMatchObject({ status, body })
    problem.strict().parse(answer.body)
  })
  it('is refused in the language of its reader', async () => {
    const answer = await post(null, '/requests', matter({ plaque: 'K7M2R2' }), { 'accept-language': 'en' })
    expect(answer.body).toMatchObject({
      title: 'This link has expired',
      detail: pagesEn['requests.refusal.plaque_closed'],
    })
  })
  it('of somebody who is signed in stands on their own page', async () => {
    const answer = await post('resident', '/requests', matter())
    const mine = await here.tracking.mine({ personId: all.everybody.resident, phoneHash: null }, 'zh-CN')
    expect(mine.map((one) => one.token)).toEqual([answer.body.token])
  })
})

describe('who sees a matter of a stairwell', () => {
  let id: string
  beforeAll(async () => {
    id = await told({ text: '楼上很吵，请打13812345678找我', name: '李秀英', phone: '13812345678' })
  })
  const sees: [Who, boolean, reporters: boolean][] = [
    ['unit', true, true],
    ['building', true, true],
    ['grid', true, true],
    ['staff', true, true],
    ['clerk', true, true],
    ['socialWorker', true, true],
    ['street', true, false],
    ['district', true, false],
    ['nextUnit', false, false],
    ['manager', false, false],
    ['nextStaff', false, false],
  ]
  it.each(sees)('%s: %s, with the reporter: %s', async (who, there, reporters) => {
    expect((await ids(who)).includes(id)).toBe(there)
    const detail = await get(who, `/requests/${id}`)
    expect(detail.status).toBe(there ? 200 : 404)
    if (!there) return
    expect(detail.body.reporters).toMatchObject(reporters ? [{ name: '李**', phone: '138****5678' }] : [])
    expect(JSON.stringify(detail.body)).not.toContain('李秀英')
    // What a neighbour wrote may name them as well as a column can.
    expect(JSON.stringify(detail.body).includes('13812345678')).toBe(reporters)
  })
  it.each<Who>(['viewer', 'sysAdmin', 'securityAdmin', 'auditAdmin', 'resident'])(
    '%s: not even a list',
    async (who) => {
      for (const path of ['/requests', `/requests/${id}`])
        expect(await get(who, path)).toMatchObject({ status: 403, body: { type: '/problems/forbidden' } })
      expect((await command(who, id, { type: 'note', text: 'x', public: false, photos: [] })).status).toBe(403)
      expect((await get(who, `/requests/${id}/photos/${newId()}`)).status).toBe(403)
    },
  )
  it('a lead’s own phone: whoever works there with them, and no list; others only when it stands on the plaque', async () => {
    const unit = here.leads.unit
    const show = async (shown: boolean) => {
      await here.test.owner.query('update responsibilities set public_phone = $2 where person_id = $1', [unit, shown])
      here.places.forget(here.communityId)
    }
    const sees = async (who: Who, path: string) => JSON.stringify((await get(who, path)).body).includes('13800000001')
    await show(false)
    for (const [who, whole] of [
      ['building', true],
      ['clerk', true],
      ['street', false],
      ['district', false],
    ] as const) {
      expect(await sees(who, `/requests/${id}`), who).toBe(whole)
      expect(await sees(who, '/requests'), who).toBe(false)
    }
    await show(true)
    for (const who of ['clerk', 'street'] as const) expect(await sees(who, `/requests/${id}`), who).toBe(true)
  })
  it('nobody: who is not signed in', async () => {
    for (const path of ['/requests', `/requests/${id}`, '/requests/figures', `/requests/${id}/photos/${newId()}`])
      expect(await get(null, path)).toMatchObject({ status: 401, body: { type: '/problems/sign-in' } })
    expect((await command(null, id, { type: 'accept' })).status).toBe(401)
  })
  it('nothing is there under an id that is none', async () => {
    expect((await get('staff', `/requests/${newId()}`)).status).toBe(404)
    expect((await get('staff', '/requests/1')).status).toBe(422)
  })
})

describe('the property company', () => {
  it('sees what its own desk handles, and neither who reported nor their phone in the words', async () => {
    const id = await told({
      category: 'repair.lift',
      text: '电梯停了，我是1203室，电话13812345678',
      name: '李秀英',
      phone: '13812345678',
    })
    expect(await ids('manager')).toContain(id)
    const detail = await get('manager', `/requests/${id}`)
    expect(detail.body).toMatchObject({ status: 'reported', reporters: [], handler: { name: '鲁班物业' } })
    expect(JSON.stringify(detail.body)).not.toMatch(/李|1381234|138\*|1203/)
    expect(detail.body.text).toContain('电梯停了')
    expect(await command('manager', id, { type: 'accept' })).toMatchObject({
      status: 200,
      body: { status: 'accepted' },
    })
  })
  it('reads neither what others noted for staff nor a phone in anybody’s words, but its own notes', async () => {
    const id = await told({ category: 'repair.lift', name: '李秀英', phone: '13812345678' })
    const note = (who: Who, text: string, open: boolean) =>
      command(who, id, { type: 'note', text, public: open, photos: [] })
    await note('staff', '回电李秀英 13812345678', false)
    await note('staff', '已约好，电话13812345678', true)
    await note('manager', '备件明天到', false)
    const story = async (who: Who) => JSON.stringify((await get(who, `/requests/${id}`)).body.story)
    expect(await story('manager')).not.toMatch(/李秀英|13812345678/)
    expect(await story('manager')).toMatch(/已约好.*备件明天到/)
    expect(await story('staff')).toMatch(/回电李秀英 13812345678.*备件明天到/)
  })
  it('sees nothing of a complaint about itself', async () => {
    const id = await told({ kind: 'complaint', about: 'property', category: 'noise.renovation' })
    expect(await ids('manager')).not.toContain(id)
    expect((await get('manager', `/requests/${id}`)).status).toBe(404)
    expect((await command('manager', id, { type: 'accept' })).status).toBe(404)
    expect(await ids('staff')).toContain(id)
  })
  it('learns nothing of other matters of the same kind beside its own', async () => {
    const secret = await told({ kind: 'complaint', about: 'property', category: 'repair.pipe', text: '物业不修水管' })
    here.clock.advance({ seconds: 1 })
    const id = await told({ category: 'repair.pipe' })
    const staff = await get('staff', `/requests/${id}`)
    expect(staff.body.earlier.map((one: { id: string }) => one.id)).toContain(secret)
    await command('staff', id, { type: 'assign', to: await deskHandler('property'), text: '' })
    const row = await here.test.owner.query('select handler_desk_id, offer_desk_id from requests where id = $1', [id])
    expect([row.rows[0].handler_desk_id, row.rows[0].offer_desk_id]).toContain(here.deskId.property)
    const detail = await get('manager', `/requests/${id}`)
    expect([detail.status, detail.body.earlier]).toEqual([200, []])
  })
  it('goes on following what it handed on, without the neighbour’s name and phone, and gets the same answer again', async () => {
    const id = await told({ category: 'repair.lift', text: '电梯停了，电话13812345678', name: '李秀英' })
    const handOver = {
      id: newId<string>(),
      type: 'hand_over',
      to: await deskHandler('community'),
      text: '要社区定',
    } as const
    const first = await command('manager', id, handOver)
    expect(first.status).toBe(200)
    expect(await ids('manager', '&scope=following')).toContain(id)
    expect(await ids('manager', '&scope=mine')).not.toContain(id)
    const detail = await get('manager', `/requests/${id}`)
    expect(detail).toMatchObject({ status: 200, body: { reporters: [] } })
    expect(JSON.stringify(detail.body)).not.toMatch(/李|13812345678/)
    expect(await command('manager', id, handOver)).toEqual(first)
    expect((await command('manager', id, { ...handOver, text: '别的话' })).status).toBe(409)
    expect((await command('manager', id, { type: 'accept' })).body).toMatchObject({ refusal: 'not_handler' })
    expect((await command('nextUnit', id, { ...handOver, id: newId<string>() })).status).toBe(404)
  })
})

describe('who sees a matter no more', () => {
  it('gets the same answer again to what they said while they did', async () => {
    const id = await told({ category: 'dispute.violence' })
    await command('staff', id, { type: 'assign', to: leadHandler('unit'), text: '请去看看' })
    const refuse = { id: newId<string>(), type: 'refuse_offer', text: '我不合适' }
    const first = await command('unit', id, refuse)
    expect(first.status).toBe(200)
    expect((await get('unit', `/requests/${id}`)).status).toBe(404)
    expect(await command('unit', id, refuse)).toEqual(first)
    expect((await command('unit', id, { ...refuse, text: '别的话' })).status).toBe(404)
  })
})

describe('the one complained about', () => {
  it('finds nothing there, by no way', async () => {
    const id = await told({ kind: 'complaint', about: 'unitLead', category: 'noise.renovation', text: '单元长不理人' })
    const open = await told()
    expect(await ids('unit')).not.toContain(id)
    expect((await get('unit', `/requests/${id}`)).status).toBe(404)
    for (const asked of [
      { type: 'accept' },
      { type: 'note', text: 'x', public: false, photos: [] },
      { type: 'raise', text: 'x' },
    ] as const)
      expect((await command('unit', id, asked)).status).toBe(404)
    expect((await command('staff', open, { type: 'merge', into: id })).status).toBe(200)
    expect((await get('unit', `/requests/${id}`)).status).toBe(404)
    expect((await get('building', `/requests/${id}`)).body.handler).toMatchObject({ name: '刘建国' })
    expect(JSON.stringify((await get('unit', `/requests/${open}`)).body)).not.toContain(id)
    expect(JSON.stringify((await get('building', `/requests/${open}`)).body)).toContain(id)
  })
  it('does not find it beside another matter either, or in figures', async () => {
    const before = (await get('unit', '/requests/figures')).body.open
    const secret = await told({ kind: 'complaint', about: 'unitLead', category: 'env.garbage', text: '单元长乱丢垃圾' })
    here.clock.advance({ seconds: 1 })
    const id = await told({ category: 'env.garbage' })
    const seen = async (who: Who) =>
      (await get(who, `/requests/${id}`)).body.earlier.map((one: { id: string }) => one.id)
    expect(await seen('building')).toContain(secret)
    expect(await seen('unit')).not.toContain(secret)
    expect((await get('unit', '/requests/figures')).body.open).toBe(before + 1)
  })
  it('is named to nobody as a choice', async () => {
    const id = await told({ kind: 'complaint', about: 'unitLead' })
    const detail = await get('building', `/requests/${id}`)
    expect(JSON.stringify(detail.body.ladder)).not.toContain(here.leads.unit)
    expect(await command('building', id, { type: 'hand_over', to: leadHandler('unit'), text: 'x' })).toMatchObject({
      status: 409,
      body: { refusal: 'complained_about' },
    })
  })
})

describe('confidence', () => {
  it('hides who reported from all but the desk', async () => {
    const id = await told({
      confidential: true,
      name: '李秀英',
      phone: '13812345678',
      text: '我13812345678说说楼上的事',
    })
    const seen = async (who: Who) => (await get(who, `/requests/${id}`)).body
    for (const who of ['unit', 'building', 'grid', 'socialWorker', 'street', 'district'] as const) {
      const detail = await seen(who)
      expect([who, detail.confidential, detail.reporters]).toEqual([who, true, []])
      expect([who, JSON.stringify(detail)]).not.toEqual([who, expect.stringMatching(/李|13812345678|138\*/)])
    }
    await command('staff', id, { type: 'note', text: '回电李秀英 13812345678', public: false, photos: [] })
    await command('unit', id, { type: 'note', text: '我去敲过门', public: false, photos: [] })
    expect(JSON.stringify(await seen('unit'))).not.toMatch(/李|13812345678/)
    expect(JSON.stringify(await seen('unit'))).toContain('我去敲过门')
    expect(JSON.stringify(await seen('clerk'))).toContain('回电李秀英 13812345678')
    for (const who of ['staff', 'clerk'] as const) expect((await seen(who)).reporters).toMatchObject([{ name: '李**' }])
  })
  it('keeps what is only for the desk from the leads of the place', async () => {
    const id = await told({ category: 'dispute.violence' })
    const handler = await here.test.owner.query('select handler_person_id from requests where id = $1', [id])
    for (const who of ['unit', 'building', 'grid'] as const) {
      if (here.leads[who] === handler.rows[0].handler_person_id) continue
      expect([who, (await get(who, `/requests/${id}`)).status]).toEqual([who, 404])
    }
    expect((await get('staff', `/requests/${id}`)).status).toBe(200)
  })
})

describe('the queue', () => {
  let own: { unit: string; next: string; lift: string }
  beforeAll(async () => {
    own = {
      unit: await told({ text: '楼道百分之100%黑' }),
      next: await told({ plaque: 'K7M2R1', text: '一单元的门坏了', category: 'repair.door' }),
      lift: await told({ category: 'repair.lift' }),
    }
  })

  it('is filtered by place, kind, level, status and words', async () => {
    const found = async (query: string) => {
      const list = await ids('staff', query)
      return Object.entries(own).flatMap(([name, id]) => (list.includes(id) ? [name] : []))
    }
    expect(await found(`&place=${all.nextUnitId}`)).toEqual(['next'])
    expect(await found(`&place=${here.buildingId}`)).toEqual(['unit', 'next', 'lift'])
    expect(await found('&category=repair')).toEqual(['next', 'lift'])
    expect(await found('&category=repair.door')).toEqual(['next'])
    expect(await found('&level=4')).toEqual(['lift'])
    expect(await found('&status=open')).toEqual(['unit', 'next', 'lift'])
    expect(await found('&status=ended')).toEqual([])
    expect(await found('&status=accepted')).toEqual([])
    expect(await found(`&text=${encodeURIComponent('100%')}`)).toEqual(['unit'])
    expect(await found(`&text=${encodeURIComponent('一单元')}`)).toEqual(['next'])
    expect(await found('&overdue=true')).toEqual([])
  })
  it('knows what is overdue by its own clock', async () => {
    const start = here.clock.now()
    here.clock.advance({ hours: 2, minutes: 30 })
    const late = await ids('staff', '&overdue=true')
    const page = await get('staff', '/requests?limit=100&overdue=true')
    here.clock.set(start)
    expect(late).toContain(own.unit)
    expect(page.body.items.every((item: { deadline: { overdue: boolean } }) => item.deadline.overdue)).toBe(true)
  })
  it('knows what is mine, as a person or as a desk, and what I follow', async () => {
    expect(await ids('unit', '&scope=mine')).toContain(own.unit)
    expect(await ids('building', '&scope=mine')).not.toContain(own.unit)
    expect(await ids('manager', '&scope=mine')).toContain(own.lift)
    expect(await ids('unit', '&scope=following')).toContain(own.lift)
    expect(await ids('unit', '&scope=following')).not.toContain(own.unit)
  })
  it('by the clock begins with what is over, also where the present handler still has time to accept', async () => {
    const raised = await told({ text: '没人管的灯' })
    // Its finish ran out yesterday; whoever has it now may still take it until tomorrow.
    await here.test.owner.query(
      `update requests set finish_promised_at = $2::timestamptz - interval '5 hours',
         deadline_due_at = $2::timestamptz + interval '1 day' where id = $1`,
      [raised, here.clock.now().toString()],
    )
    const [first] = (await get('staff', '/requests?sort=due&status=open&limit=1')).body.items
    expect(first).toMatchObject({ id: raised, deadline: { kind: 'accept', overdue: true } })
    // A pause and a wait for the neighbour are nobody's lateness: there the promise of the finish presses nobody.
    await here.test.owner.query("update requests set status = 'resolved' where id = $1", [raised])
    expect((await get('staff', '/requests?sort=due&status=open&limit=1')).body.items[0].id).not.toBe(raised)
    await here.test.owner.query("update requests set status = 'reported' where id = $1", [raised])
  })
  it('by the clock comes out of its index, also beneath the wall and on a later page', async () => {
    const pressing = sql`(case when status in ('reported', 'accepted') then least(deadline_due_at, finish_promised_at)
      else deadline_due_at end)`
    const plan = await here.house.database.work({ communities: [here.communityId] }, async (work) => {
      // Few rows are quicker read and sorted; what is asked here is whether the index can do it.
      await sql`set local enable_sort = off`.execute(work)
      await sql`set local enable_seqscan = off`.execute(work)
      return await sql`explain (costs off) select * from requests
        where community_id = ${here.communityId} and next_due_at is not null
          and (${pressing}, id) > (${here.clock.now().toString()}::timestamptz, ${newId()}::uuid)
        order by ${pressing}, id limit 26`.execute(work)
    })
    const told = JSON.stringify(plan.rows)
    expect(told).toMatch(/Index Scan using requests_pressing/)
    expect(told).toMatch(/Index Cond:[^"]*ROW\(/)
  })
  it.each(['newest', 'due'])('pages through everything once, sorted by %s', async (sort) => {
    const seen: string[] = []
    const moments: string[] = []
    let cursor = ''
    do {
      const page = await get('staff', `/requests?limit=4&sort=${sort}${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.body.items.map((item: { id: string }) => item.id))
      moments.push(
        ...page.body.items.map((item: RequestRow) => {
          if (sort === 'newest') return item.reportedAt
          const isWorked = item.status === 'reported' || item.status === 'accepted'
          return [item.deadline?.dueAt ?? '', ...(isWorked && item.finishDueAt ? [item.finishDueAt] : [])].toSorted()[0]
        }),
      )
      cursor = page.body.next ?? ''
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.toSorted()).toEqual((await ids('staff', `&sort=${sort}`)).toSorted())
    const times = moments.map((moment) => Date.parse(moment))
    expect(times).toEqual(times.toSorted((a, b) => (sort === 'due' ? a - b : b - a)))
  })
  it('takes no page longer than a hundred, and breaks at no cursor that somebody made up', async () => {
    expect((await get('staff', '/requests?limit=101')).status).toBe(422)
    expect((await get('staff', '/requests?status=odd')).status).toBe(422)
    expect((await get('staff', '/requests?place=odd')).status).toBe(422)
    expect((await get('staff', '/requests?text=%00')).status).toBe(422)
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const id = '01a20f39-adc3-7735-9d5a-fe8a69237842'
    for (const cursor of ['x', made(null), made(['2026-11-24T00:00:00Z', 'x']), made(['-271821-04-20T00:00:00Z', id])])
      expect([cursor, (await get('staff', `/requests?cursor=${cursor}`)).status]).toEqual([cursor, 200])
  })
  it('names nobody who reported', async () => {
    await told({ name: '李秀英', phone: '13812345678' })
    expect(JSON.stringify((await get('staff', '/requests?limit=100')).body)).not.toMatch(/李秀英|13812345678|李\*/)
  })
})

describe('the figures', () => {
  it('are counts for leads, desks and viewers, and for nobody else', async () => {
    const staff = await get('staff', '/requests/figures')
    expect(staff).toMatchObject({
      status: 200,
      body: { open: expect.any(Number), sameDay: { due: expect.any(Number) } },
    })
    const open = await here.test.owner.query(
      'select count(*)::int as n from requests where next_due_at is not null and community_id = $1',
      [here.communityId],
    )
    expect(staff.body.open).toBe(open.rows[0].n)
    expect((await get('viewer', '/requests/figures')).body).toEqual(staff.body)
    expect((await get('nextUnit', '/requests/figures')).body.open).toBeLessThan(staff.body.open)
    expect((await get('nextStaff', '/requests/figures')).body.open).toBe(0)
    for (const who of ['manager', 'sysAdmin', 'securityAdmin', 'auditAdmin', 'resident'] as const)
      expect([who, (await get(who, '/requests/figures')).status]).toEqual([who, 403])
  })
  it('of one community are nothing to who is not of it', async () => {
    const [ours, next] = [here.communityId, all.nextCommunityId].map((id) => `/requests/figures?community=${id}`)
    expect((await get('street', ours ?? '')).body.open).toBeGreaterThan(0)
    expect((await get('street', next ?? '')).body.open).toBe(0)
    expect((await get('nextStaff', ours ?? '')).body.open).toBe(0)
  })
})

describe('a command', () => {
  it('is carried out and answers the request as it stands', async () => {
    const id = await told()
    expect(await command('unit', id, { type: 'accept' })).toEqual({
      status: 200,
      body: { requestId: id, status: 'accepted', sequence: 2 },
    })
  })
  it('is answered again as the first time; its id is good for nothing else', async () => {
    const id = await told()
    const accept = { id: newId<string>(), type: 'accept' } as const
    const answers = await Promise.all([1, 2, 3].map(() => command('unit', id, accept)))
    expect(answers[0]?.status).toBe(200)
    expect(answers).toEqual([answers[0], answers[0], answers[0]])
    expect(await command('unit', id, { ...accept, type: 'raise', text: 'x' })).toMatchObject({
      status: 409,
      body: { type: '/problems/conflict', refusal: 'id_taken', title: pagesZh['requests.refusal.id_taken'] },
    })
    expect((await command('unit', await told(), accept)).status).toBe(409)
  })
  it('that the rules refuse says why, by a code and in words', async () => {
    const id = await told()
    await command('unit', id, { type: 'accept' })
    const again = await command('unit', id, { type: 'accept' })
    expect(again).toMatchObject({
      status: 409,
      body: { type: '/problems/refused', refusal: 'wrong_status', title: pagesZh['requests.refusal.wrong_status'] },
    })
    problem.strict().parse(again.body)
    const english = { 'accept-language': 'en' }
    expect((await command('building', id, { type: 'accept' }, english)).body).toMatchObject({
      refusal: 'not_handler',
      title: pagesEn['requests.refusal.not_handler'],
    })
  })
  it.each([
    ['of an unknown type', { type: 'explode' }, 'type'],
    ['without its words', { type: 'resolve', text: ' ' }, 'text'],
    ['with a day that is none', { type: 'plan', text: 'x', dueDay: '2026-13-01' }, 'dueDay'],
    ['with an id that is none', { id: 'x', type: 'accept' }, 'id'],
    ['with an id without its time', { id: randomUUID(), type: 'accept' }, 'id'],
  ])('%s is invalid, field by field', async (_what, asked, field) => {
    const answer = await command('unit', await told(), asked)
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ field }] } })
  })
  it('that would name a photo, a kind or a request nobody knows is refused', async () => {
    const id = await told()
    await command('unit', id, { type: 'accept' })
    const photos = [newId<FileId>()]
    expect((await command('unit', id, { type: 'note', text: 'x', public: true, photos })).status).toBe(422)
    expect((await command('unit', id, { type: 'reclassify', category: 'repair.moon' })).status).toBe(422)
    expect((await command('staff', id, { type: 'merge', into: newId() })).status).toBe(404)
  })

  const ofTheDesk = async (): Promise<Sent[]> => [
    { type: 'assign', to: leadHandler('building'), text: '' },
    { type: 'supervise', text: '请抓紧' },
    { type: 'decline', reason: 'other_by_law', text: '不归这里', route: '法院' },
    { type: 'redirect', text: '打 110' },
    { type: 'merge', into: await told() },
    { type: 'call_back', voiceId: newId(), solved: true, text: '' },
  ]
  it('that is the desk’s is forbidden to leads and partners, also when the matter is in their hands', async () => {
    const [mine, lift] = [await told(), await told({ category: 'repair.lift' })]
    await command('unit', mine, { type: 'accept' })
    for (const asked of await ofTheDesk()) {
      for (const [who, id] of [
        ['unit', mine],
        ['building', mine],
        ['grid', mine],
        ['socialWorker', mine],
        ['manager', lift],
      ] as const)
        expect([who, asked.type, (await command(who, id, asked)).status]).toEqual([who, asked.type, 403])
    }
    const detail = await get('unit', `/requests/${mine}`)
    for (const { type } of await ofTheDesk()) expect(detail.body.allowed).not.toContain(type)
  })
  it('that is offered may be taken by who it is offered to, and by no other way', async () => {
    const id = await told({ category: 'repair.lift' })
    await command('manager', id, { type: 'accept' })
    await command('manager', id, { type: 'hand_over', to: leadHandler('unit'), text: '换个灯泡就好' })
    expect((await get('unit', `/requests/${id}`)).body).toMatchObject({ offeredToMe: true, level: 4 })
    expect((await command('unit', id, { type: 'supervise', text: 'x' })).status).toBe(403)
    expect(await command('building', id, { type: 'accept_offer' })).toMatchObject({ body: { refusal: 'not_handler' } })
    expect(await command('unit', id, { type: 'accept_offer' })).toMatchObject({ body: { status: 'accepted' } })
  })
  it('that is the desk’s is done by the desk; only the community merges', async () => {
    const given = async (who: Who, asked: Sent) => (await command(who, await told(), asked)).status
    for (const who of ['staff', 'clerk', 'street', 'district'] as const) {
      expect([who, await given(who, { type: 'assign', to: leadHandler('building'), text: '' })]).toEqual([who, 200])
      expect([who, await given(who, { type: 'supervise', text: 'x' })]).toEqual([who, 200])
      expect([who, await given(who, { type: 'decline', reason: 'other_by_law', text: 'x', route: 'y' })]).toEqual([
        who,
        200,
      ])
      const merged = await given(who, { type: 'merge', into: await told() })
      expect([who, merged]).toEqual([who, who === 'staff' || who === 'clerk' ? 200 : 403])
    }
  })
  it('to put the kind right is for who handles the matter, or the desk', async () => {
    const id = await told()
    const reclassify = { type: 'reclassify', category: 'repair.light' } as const
    expect((await get('building', `/requests/${id}`)).body.allowed).not.toContain('reclassify')
    expect((await command('building', id, reclassify)).status).toBe(403)
    expect((await get('unit', `/requests/${id}`)).body.allowed).toContain('reclassify')
    expect((await command('unit', id, reclassify)).status).toBe(200)
    expect((await command('staff', id, { ...reclassify, category: 'noise.neighbour' })).status).toBe(200)
  })
  it('of another community’s staff finds nothing', async () => {
    const id = await told()
    expect((await command('nextStaff', id, { type: 'supervise', text: 'x' })).status).toBe(404)
    expect((await command('nextUnit', id, { type: 'note', text: 'x', public: false, photos: [] })).status).toBe(404)
  })
  it('is refused without the token of the page', async () => {
    const id = await told()
    expect(await command('unit', id, { type: 'accept' }, { 'x-csrf-token': '' })).toMatchObject({
      status: 403,
      body: { type: '/problems/csrf' },
    })
  })
  it('that a button offers is taken, and one that none offers is not', async () => {
    const id = await told()
    const { allowed } = (await get('unit', `/requests/${id}`)).body
    expect(allowed).toEqual(expect.arrayContaining(['accept', 'note', 'ask', 'raise', 'hand_over', 'reclassify']))
    expect(allowed).not.toContain('resolve')
    expect((await command('unit', id, { type: 'resolve', text: 'x', photos: [] })).status).toBe(409)
    expect((await command('unit', id, { type: 'raise', text: 'x' })).status).toBe(200)
  })
})

describe('a photo', () => {
  const boundary = 'b0undary'
  let picture: Buffer
  beforeAll(async () => {
    picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer()
  })
  async function upload(who: Who | null, bytes: Buffer, community: string = here.communityId) {
    const answer = await server.inject({
      method: 'POST',
      url: `/api/v1/photos?community=${community}`,
      headers: { ...(await headersOf(who)), 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.concat([
        Buffer.from(
          `--${boundary}\r\ncontent-disposition: form-data; name="photo"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
        ),
        bytes,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    })
    return { status: answer.statusCode, body: answer.json() }
  }

  it('is kept for a command and then seen by whoever may read the story, and by nobody else', async () => {
    const id = await told()
    await command('unit', id, { type: 'accept' })
    const kept = await upload('unit', picture)
    expect(kept.status).toBe(200)
    const photos = [kept.body.id as FileId]
    expect((await command('unit', id, { type: 'resolve', text: '换了', photos })).status).toBe(200)
    const line = (await get('building', `/requests/${id}`)).body.story.at(-1)
    expect(line.photos).toMatchObject([{ id: kept.body.id }])
    for (const url of [line.photos[0].url, line.photos[0].thumbnailUrl] as string[]) {
      const fetched = await get('building', url.replace('/api/v1', ''))
      expect([fetched.status, fetched.headers['content-type']]).toEqual([200, expect.stringMatching(/^image\//)])
      expect(fetched.headers['cache-control']).toMatch(/^private/)
      expect((await sharp(fetched.body).metadata()).exif).toBeUndefined()
      for (const who of ['nextUnit', 'manager', 'nextStaff'] as const)
        expect([who, (await get(who, url.replace('/api/v1', ''))).status]).toEqual([who, 404])
      for (const who of ['viewer', 'sysAdmin', 'resident'] as const)
        expect([who, (await get(who, url.replace('/api/v1', ''))).status]).toEqual([who, 403])
      expect((await get(null, url.replace('/api/v1', ''))).status).toBe(401)
    }
    const otherRequest = await told()
    expect((await get('building', `/requests/${otherRequest}/photos/${kept.body.id}`)).status).toBe(404)
    expect((await get('building', `/requests/${id}/photos/${newId()}`)).status).toBe(404)
    expect((await get('building', `/requests/${id}/photos/odd`)).status).toBe(422)
  })
  it('can be looked at before it is sent, at the address that it was answered with', async () => {
    const kept = await upload('unit', picture)
    for (const url of [kept.body.url, kept.body.thumbnailUrl] as string[]) {
      expect((await get('unit', url.replace('/api/v1', ''))).headers['content-type']).toMatch(/^image\//)
      expect((await get(null, url.replace('/api/v1', ''))).status).toBe(401)
      expect((await get('nextStaff', url.replace('/api/v1', ''))).status).toBe(404)
      for (const who of ['viewer', 'sysAdmin', 'resident'] as const)
        expect([who, (await get(who, url.replace('/api/v1', ''))).status]).toEqual([who, 403])
    }
    expect((await get('unit', `/photos/${here.communityId}/${newId()}`)).status).toBe(404)
    expect((await get('unit', '/photos/odd/odd')).status).toBe(422)
  })
  it('is left only where one may command, whatever else one holds there', async () => {
    // A unit's lead here who may also look at the district's figures.
    await here.test.owner.query(
      "insert into offices (id, person_id, role, area_code, from_day) values ($1, $2, 'viewer', '370705', '2026-01-01')",
      [newId(), all.everybody.nextUnit],
    )
    expect((await upload('nextUnit', picture)).status).toBe(200)
    expect((await upload('nextUnit', picture, all.nextCommunityId)).status).toBe(403)
    await here.test.owner.query("delete from offices where person_id = $1 and role = 'viewer'", [
      all.everybody.nextUnit,
    ])
  })
  it('is no command’s photo in another community', async () => {
    const kept = await upload('nextStaff', picture, all.nextCommunityId)
    expect(kept.status).toBe(200)
    const answer = await post(null, '/requests', matter({ photos: [kept.body.id] }))
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ field: 'photos' }] } })
    expect((await upload('unit', picture, all.nextCommunityId)).status).toBe(403)
  })
  it('is refused when it is none, too large, or nobody’s', async () => {
    expect(await upload('unit', Buffer.from('not a picture'))).toMatchObject({
      status: 415,
      body: { refusal: 'not_an_image', detail: problemZh['photo.not_an_image'] },
    })
    expect(await upload('unit', Buffer.alloc(11 * 1024 * 1024, 1))).toMatchObject({ status: 413 })
    expect((await upload('unit', Buffer.alloc(0))).status).toBe(422)
    expect((await upload(null, picture)).status).toBe(401)
    expect((await upload('viewer', picture)).status).toBe(403)
    expect((await post('unit', `/photos?community=${here.communityId}`, { photo: 'x' })).status).toBe(415)
  })
})

describe('places', () => {
  it('are read by who is of the community, each from the way up to their own down to the last below it', async () => {
    const tree = (who: Who, id: string) => get(who, `/places?community=${id}`)
    const read = async (who: Who) =>
      (await tree(who, here.communityId)).body.items.map((node: { id: string }) => node.id)
    const { communityId, gridId, buildingId, unitId } = here
    const whole = [communityId, gridId, buildingId, unitId, all.nextUnitId].toSorted()
    for (const who of ['staff', 'grid', 'building', 'street', 'manager'] as const)
      expect([who, (await read(who)).toSorted()]).toEqual([who, whole])
    expect((await read('unit')).toSorted()).toEqual(whole.filter((id) => id !== all.nextUnitId))
    expect((await read('nextUnit')).toSorted()).toEqual(whole.filter((id) => id !== unitId))
    const ownCoverage = await get('unit', `/coverage?community=${communityId}`)
    expect(ownCoverage.body).toMatchObject({ gaps: [], emptyDesks: [] })
    expect(ownCoverage.body.roles).toEqual(expect.arrayContaining([{ role: 'unitLead', places: 1, covered: 1 }]))
    expect((await tree('unit', all.nextCommunityId)).status).toBe(404)
    expect((await tree('resident', here.communityId)).status).toBe(403)
    const coverage = await get('street', `/coverage?community=${here.communityId}`)
    expect(coverage.body.roles).toEqual(expect.arrayContaining([{ role: 'unitLead', places: 2, covered: 2 }]))
    const plaques = await get('staff', `/plaques?community=${here.communityId}`)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(plaques.body)
    const rows = book.worksheets[0]!.getSheetValues() as unknown[][]
    expect(rows[2]!.slice(1)).toEqual([
      '东院',
      '第一网格',
      '3号楼',
      '2单元',
      'K7M2Q9',
      'http://127.0.0.1:8080/p/K7M2Q9',
    ])
    expect((await get('unit', `/plaques?community=${here.communityId}`)).status).toBe(403)
    expect(coverage.body.emptyDesks).toEqual([])
    const next = await get('street', `/coverage?community=${all.nextCommunityId}`)
    expect(next.body.emptyDesks).toEqual([])
    expect((await get('manager', `/coverage?community=${here.communityId}`)).status).toBe(403)
  })
})

describe('the description', () => {
  it('has every route that is implemented, and the catalogue is public', async () => {
    const document = (await get(null, '/openapi.json')).body
    const { tree, coverage } = placesRoutes
    for (const one of [...Object.values(routes), ...Object.values(peopleRoutes), tree, coverage]) {
      const described = document.paths[one.path]?.[one.method.toLowerCase()]
      expect([one.path, described?.summary]).toEqual([one.path, one.summary])
      expect([one.path, described.security === undefined]).toEqual([one.path, one.action === 'public'])
    }
    const categories = await get(null, '/categories')
    expect(categories.body.items.length).toBeGreaterThan(20)
    expect(categories.body.items[0]).not.toHaveProperty('firstDesk')
  })
})

describe('a lead on the plaque', () => {
  const face = async (who: Who, method: 'GET' | 'PUT' | 'DELETE', path: string, payload?: object, headers = {}) => {
    const sent = await server.inject({
      method,
      url: `/api/v1/me/plaque${path}`,
      headers: { ...(await headersOf(who)), ...headers },
      ...(payload && { payload }),
    })
    return { status: sent.statusCode, body: sent.json() }
  }
  const onPlaque = async () =>
    (await here.places.served(here.communityId, here.unitId))?.leads.find((lead) => lead.level === 1)

  it('decides alone whether phone and photo are shown, and takes them off again', async () => {
    expect((await face('unit', 'GET', '')).body).toEqual({
      posts: [{ role: 'unitLead', placeName: '3号楼 2单元', duties: null }],
      phoneShown: true,
      portraitShown: false,
    })
    expect((await face('unit', 'PUT', '/phone', { shown: false })).body.phoneShown).toBe(false)
    expect(await onPlaque()).toMatchObject({ phone: null, photoFileId: null })

    const form = new FormData()
    const picture = await sharp({ create: { width: 80, height: 80, channels: 3, background: '#a86' } })
      .jpeg()
      .toBuffer()
    form.set('photo', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), 'me.jpg')
    const encoded = new Response(form)
    const body = Buffer.from(await encoded.arrayBuffer())
    const type = { 'content-type': encoded.headers.get('content-type') ?? '' }
    expect((await face('unit', 'PUT', '/portrait', body, type)).body.portraitShown).toBe(true)
    expect((await onPlaque())?.photoFileId).toMatch(/-/)
    expect((await get('unit', '/me/plaque/portrait')).headers['content-type']).toBe('image/jpeg')

    expect((await face('unit', 'DELETE', '/portrait')).body.portraitShown).toBe(false)
    await face('unit', 'PUT', '/phone', { shown: true })
    expect(await onPlaque()).toMatchObject({ phone: '+8613800000001', photoFileId: null })
  })

  it('who is no lead has no face there', async () => {
    for (const who of ['clerk', 'manager', 'sysAdmin', 'resident'] as const)
      expect((await face(who, 'PUT', '/phone', { shown: true })).status).toBe(403)
  })
})

describe('what a neighbour left', () => {
  const open = (who: Who, request: string, voice: string, id = newId()) =>
    post(who, `/requests/${request}/contacts`, { id, voice, reason: 'handling' })
  const voiceOf = async (id: string) =>
    (await here.test.owner.query('select id from voices where request_id = $1', [id])).rows[0].id as string
  const looked = async (id: string) =>
    (await here.test.owner.query('select person_id, reason from contact_openings where request_id = $1', [id])).rows

  it('is opened to who works on it, once for each asking, and the neighbour sees by whom', async () => {
    const id = await told({ name: '李秀英', phone: '13812345678' })
    const [voice, asking] = [await voiceOf(id), newId()]
    for (let times = 0; times < 2; times++) {
      expect(await open('unit', id, voice, asking)).toEqual({
        status: 200,
        body: { name: '李秀英', phone: '+8613812345678' },
      })
    }
    expect(await looked(id)).toEqual([{ person_id: all.everybody.unit, reason: 'handling' }])
    const shown = await createContacts(here.house, here.reading, here.people).openings(here.communityId, voice as never)
    expect(shown.map(({ name, reason }) => [name, reason])).toEqual([['张桂兰', 'handling']])
  })

  it('stays closed to partners, to other stairwells, to the next community and to administrators', async () => {
    const id = await told({ name: '李秀英', phone: '13812345678' })
    const voice = await voiceOf(id)
    for (const [who, status] of [
      ['manager', 403],
      ['sysAdmin', 403],
      ['viewer', 403],
      ['nextUnit', 404],
      ['nextStaff', 404],
    ] as const)
      expect([who, (await open(who, id, voice)).status]).toEqual([who, status])
    // A voice of another matter is not to be had through one's own.
    expect((await open('unit', id, await voiceOf(await told({ text: '门坏了' })))).status).toBe(404)
    expect(await looked(id)).toEqual([])
  })

  it('is shown to nobody under the id of an earlier asking, which would not be written down', async () => {
    const id = await told({ name: '李秀英', phone: '13812345678' })
    const [voice, asking] = [await voiceOf(id), newId()]
    expect((await open('unit', id, voice, asking)).status).toBe(200)
    const another = await told({ text: '门坏了', name: '王阿姨', phone: '13812340000' })
    expect(await open('unit', another, await voiceOf(another), asking)).toMatchObject({ status: 409 })
    expect(await open('clerk', id, voice, asking)).toMatchObject({ status: 409 })
    expect(await looked(another)).toEqual([])
    expect(await looked(id)).toHaveLength(1)
  })

  it('closes when a lead moves on, who may go on following the matter itself', async () => {
    const id = await told({ name: '李秀英', phone: '13812345678' })
    const voice = await voiceOf(id)
    expect((await command('unit', id, { type: 'raise', text: '要上面来办' })).status).toBe(200)
    const moveTo = async (place: string) => {
      await here.test.owner.query(
        "update responsibilities set place_id = $1 where person_id = $2 and role = 'unitLead'",
        [place, all.everybody.unit],
      )
      here.places.forgetAll()
    }
    await moveTo(all.nextUnitId)
    try {
      expect(await get('unit', `/requests/${id}`)).toMatchObject({ status: 200, body: { reporters: [] } })
      expect((await open('unit', id, voice)).status).toBe(404)
      expect(await looked(id)).toEqual([])
    } finally {
      await moveTo(here.unitId)
    }
    expect((await open('unit', id, voice)).status).toBe(200)
  })

  it('in confidence is opened to the desk alone', async () => {
    const id = await told({ name: '李秀英', phone: '13812345678', confidential: true })
    const voice = await voiceOf(id)
    expect((await open('unit', id, voice)).status).toBe(404)
    expect((await open('clerk', id, voice)).body.name).toBe('李秀英')
  })
})

describe('clocks', () => {
  const set = async (who: Who, area: string, profile: object | null = weifangProfile) => {
    const payload = { id: newId(), area, profile }
    const headers = await headersOf(who)
    return await server.inject({ method: 'PUT', url: '/api/v1/clocks', headers, payload })
  }
  it('are read by who works by them, and set by the district for itself and below, and nobody else', async () => {
    for (const who of ['unit', 'manager', 'clerk', 'street', 'district'] as const)
      expect([who, (await get(who, `/clocks?community=${here.communityId}`)).status]).toEqual([who, 200])
    expect((await get('nextStaff', `/clocks?community=${here.communityId}`)).status).toBe(404)
    for (const who of ['clerk', 'staff', 'street', 'sysAdmin'] as const)
      expect([who, (await set(who, '370705007901')).statusCode]).toEqual([who, 403])
    expect((await set('district', '370706')).statusCode).toBe(404)
    expect((await set('district', '370705', { E: {} })).statusCode).toBe(422)
    expect((await set('district', '370705007901')).json()).toMatchObject({ setBy: '370705007901' })
    expect((await set('district', '370705007901', null)).json()).toMatchObject({ setBy: null })
  })
})

describe('what is held', () => {
  const guard = (guarded: boolean) => here.door.guard(here.communityId, here.leads.staff, guarded)
  const community = () => ({ community: here.communityId })
  async function heldReport(more: object = {}): Promise<string> {
    await guard(true)
    const answer = await post(null, '/requests', matter(more))
    expect([answer.status, answer.body]).toMatchObject([200, { held: true, acceptDueAt: null, finishDueAt: null }])
    await guard(false)
    return answer.body.id
  }

  it('is read, let through and put aside by the community’s own staff, and by nobody else', async () => {
    const id = await heldReport({ text: '等人看的', name: '李秀英', phone: '13812345678' })
    for (const [who, status] of [
      [null, 401],
      ['unit', 403],
      ['manager', 403],
      ['street', 403],
      ['district', 403],
      ['sysAdmin', 403],
      ['nextStaff', 404],
    ] as const) {
      expect([who, (await get(who, `/held?community=${here.communityId}`)).status]).toEqual([who, status])
      expect([who, (await get(who, `/open-door?community=${here.communityId}`)).status]).toEqual([who, status])
      expect([who, (await post(who, `/held/${id}/release`, community())).status]).toEqual([who, status])
      expect([who, (await post(who, `/held/${id}/aside`, { ...community(), reason: 'spam' })).status]).toEqual([
        who,
        status,
      ])
    }
    const { body } = await get('clerk', `/held?community=${here.communityId}`)
    expect(JSON.stringify(body)).not.toMatch(/李秀英|13812345678/)
    expect(body.items.map((item: { id: string }) => item.id)).toContain(id)
    expect(await ids('staff')).not.toContain(id)
    expect((await post('clerk', `/held/${id}/release`, community())).body).toEqual({ count: 1 })
    expect(await ids('staff')).toContain(id)
  })

  it('is answered a page at a time, and what is no page begins at the first', async () => {
    for (let n = 0; n < 27; n++) await heldReport({ text: `第 ${n} 件` })
    const first = (await get('clerk', `/held?community=${here.communityId}`)).body
    const second = (await get('clerk', `/held?community=${here.communityId}&after=${encodeURIComponent(first.next)}`))
      .body
    expect([first.items.length, second.items.length]).toEqual([25, first.waiting - 25])
    const all = [...first.items, ...second.items].map((item: { id: string }) => item.id)
    expect(new Set(all).size).toBe(first.waiting)
    for (const after of ['x', '2026_y', "2026-11-24T00:00:00Z_';--"]) {
      const answer = await get('clerk', `/held?community=${here.communityId}&after=${encodeURIComponent(after)}`)
      expect([answer.status, answer.body.items.length]).toEqual([200, 25])
    }
  })

  it('whose plaque is taken down meanwhile says why it cannot be let through, and stays', async () => {
    const id = await heldReport({ text: '牌子没了' })
    await here.test.owner.query("update plaque_codes set closed_at = now() where code = 'K7M2Q9'")
    here.places.forgetAll()
    const answer = await post('clerk', `/held/${id}/release`, community())
    expect([answer.status, answer.body.refusal]).toEqual([409, 'plaque_closed'])
    await here.test.owner.query("update plaque_codes set closed_at = null where code = 'K7M2Q9'")
    here.places.forgetAll()
    expect((await post('clerk', `/held/${id}/release`, community())).status).toBe(200)
  })
})
