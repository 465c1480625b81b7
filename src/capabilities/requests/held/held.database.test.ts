import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deviceCookie } from '../../../platform/http/sender.ts'
import { newId, type RequestId } from '../../../platform/ids.ts'
import { expiringRequests } from '../own/retention.ts'
import { type Door, hiddenFields, openDoor, photo } from '../pages/testing/door.ts'
import { heldDuties } from './duties.ts'
import { photosInHeld } from './held-store.ts'

let door: Door
beforeEach(async () => {
  door = await openDoor({
    assets: { css: '', script: null, proof: { script: '/assets/p.js', worker: '/assets/w.js' } },
  })
})
afterEach(() => door.close())

const form = (text: string, more: Record<string, string> = {}) => ({
  id: newId<RequestId>(),
  text,
  confirm: '1',
  ...more,
})

/** A browser with its own cookie, made by opening the page. */
async function browser(address = '203.0.113.7') {
  const opened = await door.server.inject({ url: '/p/K7M2Q9', remoteAddress: address })
  const cookie = opened.cookies.find(({ name }) => name === deviceCookie)
  const headers = { cookie: `${deviceCookie}=${cookie?.value}`, 'content-type': 'application/x-www-form-urlencoded' }
  return (url: string, fields: Record<string, string>) =>
    door.server.inject({
      method: 'POST',
      url,
      headers,
      remoteAddress: address,
      payload: new URLSearchParams(fields).toString(),
    })
}
type Browser = Awaited<ReturnType<typeof browser>>

const guard = () => door.door.guard(door.communityId, door.leads.staff, true)
const rows = async (statement: string, values: unknown[] = []) => (await door.test.owner.query(statement, values)).rows
const count = async (table: string) => (await rows(`select count(*)::int as n from ${table}`))[0].n as number
const held = async () => await door.held.page(door.communityId, door.leads.staff, { state: 'waiting' })

async function send(from: Browser, fields: Record<string, string>) {
  const answer = await from('/p/K7M2Q9', fields)
  return { status: answer.statusCode, page: String(answer.headers.location) }
}

/** Does the work that a page asks for, as its script does. */
async function workOf(page: string): Promise<string> {
  const { body } = await door.get(page)
  const given = body
    .match(/data-challenge="([^"]*)"/)?.[1]
    ?.replaceAll('&#34;', '"')
    .replaceAll('&amp;', '&')
  if (!given) throw new Error('the page asks for no work')
  const challenge = JSON.parse(given)
  return JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) })
}

describe('a report beyond its limits', () => {
  it('waits under its own link, says so with a phone, and goes on when somebody lets it through', async () => {
    const from = await browser()
    for (let n = 0; n < 6; n++) expect((await send(from, form(`第${n}件`))).status).toBe(303)
    const sent = await send(from, form('楼道灯又灭了', { phone: '13800001111', name: '李四' }))
    const page = await door.get(sent.page)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('收到了，没有丢')
    expect(page.body).toContain('tel:88880000')
    expect(page.body).toContain('楼道灯又灭了')
    expect(page.body).not.toContain('data-challenge')
    expect((await door.get('/p/K7M2Q9')).body).not.toContain('楼道灯又灭了')

    const { items, waiting } = await held()
    expect(waiting).toBe(1)
    expect(items).toMatchObject([{ text: '楼道灯又灭了', why: ['device'], leftPhone: true, placeName: '3号楼 2单元' }])
    expect(JSON.stringify(items)).not.toMatch(/李四|13800001111/)
    const sealed = await rows('select content_sealed from held_reports')
    expect(sealed[0].content_sealed.toString('utf8')).not.toContain('楼道灯')

    door.clock.advance({ minutes: 40 })
    const heldAt = items[0]!.heldAt
    expect(await door.deciding.release(door.communityId, items[0]!.id, door.leads.staff)).toEqual({ ok: true })
    expect(await door.deciding.release(door.communityId, items[0]!.id, door.leads.staff)).toEqual({ ok: true })
    const [request] = await rows("select * from requests where title = '楼道灯又灭了'")
    expect(request.reported_at.toISOString()).toBe(new Date(heldAt).toISOString())
    expect(request.handler_since.getTime() - request.reported_at.getTime()).toBe(40 * 60_000)
    expect(request.deadline_start_at.getTime()).toBe(request.handler_since.getTime())
    expect(request.number).toBe(items[0]!.number)
    const told = await rows('select data from announcements where subject_id = $1', [request.id])
    expect(JSON.stringify(told)).toContain('requests.tell.released')
    const after = await door.get(sent.page)
    expect(after.body).toContain('社区先看了一眼，今天 14:45 放行')
    expect((await door.get('/p/K7M2Q9')).body).toContain('楼道灯又灭了')
    expect((await held()).items).toEqual([])
  })

  it('sent again is the same report: held once, and once let through, let through', async () => {
    await guard()
    const from = await browser()
    const fields = form('水管爆了')
    const [one, two] = await Promise.all([send(from, fields), send(from, fields)])
    expect([one.status, two.status, two.page]).toEqual([303, 303, one.page])
    expect((await send(from, fields)).page).toBe(one.page)
    expect(await count('held_reports')).toBe(1)
    const other = await from('/p/K7M2Q9', { ...fields, text: '别的事' })
    expect(other.statusCode).toBe(409)
    expect(other.body).toContain('别的事')
    await door.deciding.release(door.communityId, fields.id, door.leads.staff)
    expect((await send(from, fields)).page).toBe(one.page)
    expect([await count('requests'), await count('voices'), await count('held_reports')]).toEqual([1, 1, 1])
  })

  it('is put aside for a reason that its sender reads, alone or with all of the same sender, and can be put back', async () => {
    await guard()
    const [spammer, honest] = [await browser('198.51.100.1'), await browser('203.0.113.7')]
    const spam = [
      await send(spammer, form('买药')),
      await send(spammer, form('买药二')),
      await send(spammer, form('买药三')),
    ]
    const good = await send(honest, form('门禁坏了'))
    const items = (await held()).items
    expect(items.map((one) => one.fromSameSender)).toEqual([1, 3, 3, 3])
    const put = { reason: 'spam', allOfSender: true, by: door.leads.staff } as const
    expect(await door.deciding.putAside(door.communityId, items[1]!.id, put)).toBe(3)
    expect((await held()).items.map((one) => one.text)).toEqual(['门禁坏了'])
    const page = (await door.get(spam[0]!.page)).body
    expect(page).toContain('觉得这不是要办的事')
    expect(page).toContain('tel:88880000')
    expect((await door.get(good.page)).body).toContain('收到了，没有丢')
    // Decided already: nothing more to put aside, and what was put aside by mistake goes on.
    expect(await door.deciding.putAside(door.communityId, items[1]!.id, put)).toBe(0)
    expect(await door.deciding.release(door.communityId, items[1]!.id, door.leads.staff)).toEqual({ ok: true })
    expect((await door.get(spam[2]!.page)).body).not.toContain('觉得这不是要办的事')
    expect(await count('requests')).toBe(1)
  })

  it('beyond what the queue takes comes back as it was typed, with a phone, and nothing is kept', async () => {
    await guard()
    const from = await browser()
    for (let n = 0; n < 12; n++) await send(from, form(`第${n}件`))
    const answer = await from('/p/K7M2Q9', form('再来一件', { name: '李四' }))
    expect(answer.statusCode).toBe(429)
    expect(answer.body).toContain('再来一件')
    expect(answer.body).toContain('88880000')
    expect(await count('held_reports')).toBe(12)
    const api = await door.server.inject({ url: '/p/K7M2Q9' })
    expect(api.statusCode).toBe(200)
  })

  it('keeps its photos from being tidied away, and shows them to who sent it', async () => {
    await guard()
    const answer = await door.post('/p/K7M2Q9', form('漏水'), { photos: [await photo()] })
    const [row] = await rows('select photos from held_reports')
    const found = await door.house.database.work({ communities: [door.communityId] }, (work) =>
      photosInHeld(work, door.communityId, { ids: row.photos, since: door.clock.now() }),
    )
    expect(found).toEqual(row.photos)
    expect((await held()).items[0]!.photos).toHaveLength(1)
    expect((await door.get(String(answer.headers.location))).body).toContain('1 张照片')
  })
})

describe('under attack', () => {
  it('a browser proves its work and its report goes on at once, by itself, with its own time', async () => {
    await guard()
    const from = await browser()
    const sent = await send(from, form('电梯门关不上'))
    expect(await count('requests')).toBe(0)
    const proof = await workOf(sent.page)
    const other = await send(from, form('另一件'))
    // Of another report it is worth nothing; the page says that somebody looks, and asks for no more work.
    const wrong = await from(`${other.page}/proof`, { proof })
    expect(wrong.statusCode).toBe(200)
    expect(wrong.body).toContain('收到了，没有丢')
    expect(wrong.body).not.toContain('data-challenge')
    const proved = await from(`${sent.page}/proof`, { proof })
    expect([proved.statusCode, proved.headers.location]).toEqual([303, sent.page])
    expect((await door.get(sent.page)).body).toContain('张桂兰')
    expect((await from(`${sent.page}/proof`, { proof })).headers.location).toBe(sent.page)
    expect(await count('requests')).toBe(1)
  })

  it('the door turns its guard on by itself when more is held than is usual, and off again', async () => {
    expect(await door.door.isGuarded(door.communityId)).toBe(false)
    for (let n = 0; n < 16; n++) {
      const from = await browser(`203.0.${n}.7`)
      for (let report = 0; report < 7; report++) await send(from, form(`${n} ${report}`))
    }
    expect(await door.door.isGuarded(door.communityId)).toBe(true)
    expect(await door.door.state(door.communityId)).toMatchObject({ byHand: false })
    door.clock.advance({ minutes: 31 })
    expect(await door.door.isGuarded(door.communityId)).toBe(false)
    const from = await browser('192.0.2.1')
    const sent = await send(from, form('又好了'))
    expect((await door.get(sent.page)).body).toContain('张桂兰')
  }, 60_000)

  it('by hand on and off', async () => {
    await guard()
    expect(await door.door.state(door.communityId)).toMatchObject({ byHand: true })
    await door.door.guard(door.communityId, door.leads.staff, false)
    expect(await door.door.state(door.communityId)).toMatchObject({ guardedUntil: null, byHand: false })
  })

  it('what cannot wait goes on at once and is marked, whatever is wrong with it', async () => {
    await guard()
    await door.door.setWords(door.communityId, door.leads.staff, ['加微信'])
    const from = await browser()
    const sent = await send(from, form('着火了！加 微 信', { category: 'safety.gas_smell', warned: '1' }))
    const [request] = await rows('select id, title, marks, clock_class from requests')
    expect(['E', 'U']).toContain(request.clock_class)
    expect(request.marks).toEqual(['words', 'proof'])
    expect(request.title).not.toContain('微')
    expect((await door.get(sent.page)).body).toContain('微 信')
    expect((await held()).marked).toMatchObject([{ id: request.id, why: ['words', 'proof'] }])
    expect(await door.deciding.looked(door.communityId, request.id)).toBe(true)
    expect((await held()).marked).toEqual([])
    expect((await rows('select title from requests'))[0].title).toContain('着火了')
  })

  it('who has signed in is known, and not asked', async () => {
    await guard()
    const cookie = 'who=me'
    const page = await door.get('/p/K7M2Q9', { cookie })
    const { _csrf = '' } = hiddenFields(page.body)
    const answer = await door.post('/p/K7M2Q9', { ...form('路灯不亮'), _csrf }, { headers: { cookie } })
    expect((await door.get(String(answer.headers.location))).body).toContain('张桂兰')
  })
})

describe('a blocked word', () => {
  it('holds a report without changing a letter of it, and no proof of work helps', async () => {
    await door.door.setWords(door.communityId, door.leads.staff, ['加微信', '  ', '···'])
    expect((await door.door.state(door.communityId)).words.map(({ word }) => word)).toEqual(['加微信'])
    const from = await browser()
    const sent = await send(from, form('办贷款加－微－信 abc'))
    const { items } = await held()
    expect(items).toMatchObject([{ text: '办贷款加－微－信 abc', why: ['words'], words: ['加微信'] }])
    const { body } = await door.get(sent.page)
    expect(body).toContain('有几个字要人先看一眼')
    expect(body).not.toContain('data-challenge')
    expect((await from(`${sent.page}/proof`, { proof: '{}' })).body).toContain('收到了，没有丢')
    expect((await door.get('/p/K7M2Q9')).body).not.toContain('办贷款')
    await door.deciding.release(door.communityId, items[0]!.id, door.leads.staff)
    expect((await door.get('/p/K7M2Q9')).body).toContain('办贷款加－微－信')
  })
})

describe('“me too”', () => {
  async function matter(from: Browser) {
    await send(from, form('水管爆了'))
    return (await rows('select id, voices from requests'))[0] as { id: string; voices: number }
  }
  const join = (from: Browser, id: string, more: Record<string, string> = {}) =>
    from(`/p/K7M2Q9/join/${id}`, { id: newId(), ...more })

  it('is one voice a device and matter: the same device gets its own page, also the one that reported', async () => {
    const [first, second] = [await browser(), await browser()]
    const { id } = await matter(first)
    const once = await join(second, id)
    const again = await join(second, id, { name: '别名', phone: '13800002222' })
    expect(again.headers.location).toBe(once.headers.location)
    const own = await join(first, id)
    expect(own.headers.location).not.toBe(once.headers.location)
    expect((await rows('select voices from requests'))[0].voices).toBe(2)
    await Promise.all(Array.from({ length: 5 }, () => join(second, id)))
    expect(await count('voices')).toBe(2)
    // One device is another one for the next matter: nobody can be followed.
    const other = (await send(second, form('另一件'))).page
    expect((await door.get(other)).statusCode).toBe(200)
    const hashes = await rows('select distinct device_hash from voices')
    expect(hashes.length).toBe(3)
  })

  it('beyond its limits is held with what was typed, goes on by proof, and counts once', async () => {
    const first = await browser()
    const { id } = await matter(first)
    await guard()
    const second = await browser()
    const held = await join(second, id, { text: '我家也是', phone: '13800003333', tell: newId() })
    const page = String(held.headers.location)
    expect((await door.get(page)).body).toContain('您想说“我也是”')
    expect((await join(second, id)).headers.location).toBe(page)
    expect((await rows('select voices from requests'))[0].voices).toBe(1)
    await second(`${page}/proof`, { proof: await workOf(page) })
    expect((await rows('select voices from requests'))[0].voices).toBe(2)
    expect((await door.get(page)).body).toContain('我家也是')
    expect(await count('voices where phone_hash is not null')).toBe(1)
  })
})

describe('what nobody looks at', () => {
  it('reminds the desk once after half an hour of the day, for all of it together, and again in two hours', async () => {
    await guard()
    const from = await browser()
    await send(from, form('一'))
    await send(from, form('二'))
    const [remind] = heldDuties(door.house, door.places, async () => [door.communityId])
    const reminders = async () =>
      (await rows("select data from announcements where kind = 'requests.held' order by at")).map(
        (row) => row.data.tell[0].values.count,
      )
    door.clock.advance({ minutes: 29 })
    await remind!.run()
    expect(await reminders()).toEqual([])
    door.clock.advance({ minutes: 1 })
    await Promise.all([remind!.run(), remind!.run()])
    await remind!.run()
    expect(await reminders()).toEqual([2])
    door.clock.advance({ minutes: 120 })
    await remind!.run()
    expect(await reminders()).toEqual([2, 2])
  })

  it('is never forgotten; what was decided is, after half a year', async () => {
    await guard()
    const from = await browser()
    await send(from, form('没人看'))
    await send(from, form('放下的'))
    const { items } = await held()
    const by = door.leads.staff
    await door.deciding.putAside(door.communityId, items[0]!.id, { reason: 'spam', allOfSender: false, by })
    const held180 = expiringRequests(door.house).find((one) => one.kind === 'held')
    const forget = async () =>
      await held180!.sweep(door.clock.now().subtract({ hours: 180 * 24 }), door.communityId, 100)
    door.clock.advance({ days: 179 })
    expect(await forget()).toBe(0)
    expect(await count('held_reports')).toBe(2)
    door.clock.advance({ days: 2 })
    expect(await forget()).toBe(1)
    expect((await held()).items.map((one) => one.text)).toEqual(['没人看'])
    expect(await count('held_reports')).toBe(1)
  })
})

it('who is complained about neither reads nor decides on it here', async () => {
  await door.test.owner.query('update responsibilities set person_id = $1 where person_id = $2', [
    door.leads.staff,
    door.leads.unit,
  ])
  door.places.forgetAll()
  await guard()
  await send(await browser(), form('楼长不管事', { about: 'unitLead' }))
  const [row] = await rows('select id, about_person_id from held_reports')
  expect(row.about_person_id).toBe(door.leads.staff)
  expect((await held()).items).toEqual([])
  expect(await door.deciding.release(door.communityId, row.id, door.leads.staff)).toMatchObject({ ok: false })
  const put = { reason: 'spam', allOfSender: true, by: door.leads.staff } as const
  expect(await door.deciding.putAside(door.communityId, row.id, put)).toBeNull()
})

it('a cookie that was not made here is none', async () => {
  const answer = await door.get('/p/K7M2Q9', { cookie: `${deviceCookie}=AAAAAAAAAAAAAAAAAAAAAA.t0.AAAAAAAAAAAAAAAA` })
  const set = answer.cookies.find(({ name }) => name === deviceCookie)
  expect(set).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
  const own = await door.get('/p/K7M2Q9', { cookie: `${deviceCookie}=${set?.value}` })
  expect(own.cookies.find(({ name }) => name === deviceCookie)).toBeUndefined()
})
