import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type RequestId } from '../../../platform/ids.ts'
import { type Door, hiddenFields, openDoor, photo, rightCode, shownValue } from './testing/door.ts'

let door: Door
beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door.close())

const plaque = '/p/K7M2Q9'
const english = { 'accept-language': 'en' }
const large = { cookie: 'silin_large=1' }
/** The form of a fresh plaque page, as a browser without a script sends it. */
const freshForm = async (headers = {}) => {
  const { id = '', tell = '' } = hiddenFields((await door.get(plaque, headers)).body)
  return { id, tell }
}
const requestsNow = async () =>
  Number((await door.test.owner.query<{ count: string }>('select count(*) from requests')).rows[0]?.count)
/** Reports something of a kind that nobody else reports, and answers the path of its page. */
async function reportOf(fields: Record<string, string>): Promise<string> {
  const answer = await door.post(plaque, { ...(await freshForm()), confirm: '1', ...fields })
  expect(answer.statusCode).toBe(303)
  return String(answer.headers.location)
}
async function matterOf(path: string) {
  const voice = await door.tracking.voiceOf(path.replace('/r/', ''))
  if (!voice) throw new Error('no such matter')
  return voice
}
async function staffSays(path: string, command: object) {
  const { communityId, requestId } = await matterOf(path)
  const { rows } = await door.test.owner.query('select handler_person_id from requests where id = $1', [requestId])
  const author = await door.author(rows[0].handler_person_id)
  const done = await door.carryOut.command(communityId, requestId, { id: newId(), ...command } as never, author)
  expect(done).toMatchObject({ ok: true })
}

describe('the plaque page', () => {
  it('says who answers here, what is promised, and is kept by nobody', async () => {
    const { statusCode, headers, body } = await door.get(plaque)
    expect(statusCode).toBe(200)
    expect(headers['cache-control']).toBe('private, no-store')
    for (const words of ['3号楼 2单元', '张桂兰', '刘建国', '王晓敏', '告诉张桂兰', '88880000'])
      expect(body).toContain(words)
    expect(body).toContain('tel:+8613800000001')
    expect(body).toContain('今天 16:05 前有人接，今天 21:00 前解决。')
    expect(body).toContain('灯、水、停车归刘建国，电梯、卫生归鲁班物业，困难归测试社区。')
    expect(body).toContain('电梯最晚明天 14:05，困难最晚11月27日 17:30。')
    expect(body).not.toContain('<script')
  })

  it('is drawn once for all who scan it, and gives each a form of their own', async () => {
    const forms = await Promise.all([freshForm(), freshForm(), freshForm(english)])
    const ids = forms.flatMap(({ id, tell }) => [id, tell])
    expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('shows at once what was reported a moment ago', async () => {
    await door.get(plaque)
    await reportOf({ text: '一号车位的地锁坏了', category: 'repair.door' })
    expect((await door.get(plaque)).body).toContain('一号车位的地锁坏了')
  })

  it('speaks English', async () => {
    const { body } = await door.get(plaque, english)
    expect(body).toContain('<html lang="en"')
    expect(body).toContain('Tell 张桂兰')
    expect(body).toContain('Somebody takes it by 16:05 today, solved by 21:00 today.')
  })

  it('takes a code as it is typed, and says kindly when there is none', async () => {
    expect((await door.get('/p/k7m2q9')).statusCode).toBe(200)
    const unknown = await door.get('/p/ZZZZZZ')
    expect(unknown.statusCode).toBe(404)
    expect(unknown.body).toContain('没有这块牌子')
    expect(unknown.body).toContain('tel:88880000')
    expect((await door.get('/p/%3Cscript%3E')).statusCode).toBe(404)
  })

  it('of a plaque that was taken down names its community', async () => {
    await door.test.owner.query(
      "insert into plaque_codes (code, community_id, place_id, closed_at) values ('C10SED', $1, $2, now())",
      [door.communityId, door.unitId],
    )
    const closed = await door.get('/p/C10SED')
    expect(closed.statusCode).toBe(410)
    expect(closed.body).toContain('测试社区')
    expect(closed.body).toContain('tel:88880000')
  })
})

describe('a report without a script', () => {
  it('with a photo becomes one request, also when it is sent twice', async () => {
    const form = {
      ...(await freshForm()),
      text: '一楼门口堆了沙发',
      category: 'other',
      phone: '138 0013 8000',
      name: '李',
    }
    const photos = [await photo()]
    const before = await requestsNow()
    const first = await door.post(plaque, form, { photos })
    const second = await door.post(plaque, form, { photos })
    expect(first.statusCode).toBe(303)
    expect(first.headers.location).toMatch(/^\/r\/1-[0-9a-z]{26}$/)
    expect(second.headers.location).toBe(first.headers.location)
    expect(await requestsNow()).toBe(before + 1)

    const page = await door.get(String(first.headers.location))
    expect(page.body).toContain('一楼门口堆了沙发')
    expect(page.body).toContain('已经告诉张桂兰')
    const picture = page.body.match(/src="(\/r\/[^"]+size=small)"/)?.[1] ?? ''
    const shown = await door.get(picture.replaceAll('&amp;', '&'))
    expect(shown.statusCode).toBe(200)
    expect(shown.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'inline; filename="photo.jpg"',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cache-control': 'private, max-age=86400',
    })
    expect((await door.get(`${first.headers.location}/photos/${newId()}`)).statusCode).toBe(404)
  })

  it('keeps everything typed beside what is wrong', async () => {
    const typed = {
      ...(await freshForm()),
      text: '三楼的灯\n不亮了',
      category: 'repair.light',
      phone: '12',
      name: '王'.repeat(41),
      about: 'property',
      confidential: '1',
    }
    const { statusCode, body } = await door.post(plaque, typed, { photos: [await photo(), Buffer.from('no picture')] })
    expect(statusCode).toBe(422)
    expect(shownValue(body, 'text')?.replaceAll('\r', '')).toBe(typed.text)
    expect(shownValue(body, 'phone')).toBe(typed.phone)
    expect(shownValue(body, 'name')).toBe(typed.name)
    expect(hiddenFields(body).id).toBe(typed.id)
    expect(body).toMatch(/value="repair.light" checked/)
    // Each of the three is named at the top, with the way to it.
    expect(body).toContain('有 3 处要改')
    for (const field of ['photos', 'phone', 'name']) expect(body).toContain(`href="#field-${field}"`)
    expect(body).toMatch(/<details class="fold quiet" open/)
    expect(body).toMatch(/value="property" checked/)
    expect(body).toMatch(/name="confidential" value="1" checked/)
    expect(body).toContain('电话号码不对')
    expect(body).toContain('太长了，最多 40 个字')
    expect(body).toContain('第 2 个不是照片')
    expect(body).toContain('1 张照片收好了')

    const kept = body.match(/name="photo.0" value="([^"]+)"/)?.[1] ?? ''
    const picture = await door.get(`${plaque}/photos/${kept}?form=${typed.id}`)
    expect(picture.headers['content-type']).toBe('image/jpeg')
    expect((await door.get(`${plaque}/photos/${kept}?form=${newId()}`)).statusCode).toBe(404)

    // Mended and sent again, the photo that was kept goes along; one of another form does not.
    const mended = { ...typed, phone: '', name: '', 'photo.0': kept, 'photo.1': `${newId()}.AAAAAAAAAAAAAAAAAAAA` }
    const sent = await door.post(plaque, { ...mended, about: '', confidential: '', confirm: '1' })
    expect(sent.statusCode).toBe(303)
    expect((await door.get(String(sent.headers.location))).body.match(/size=small/g)).toHaveLength(1)
  })

  it.each([
    ['nothing at all', {}, '说一句，或者点一张图'],
    ['2,001 signs', { text: '长'.repeat(2001) }, '太长了，最多 2000 个字'],
  ])('of %s is told at its field', async (_what, fields: { text?: string }, words) => {
    const { statusCode, body } = await door.post(plaque, { ...(await freshForm()), ...fields })
    expect(statusCode).toBe(422)
    expect(body).toContain(words)
    expect(shownValue(body, 'text')).toBe(fields.text ?? '')
  })

  it('of 2,000 signs is taken, and its page stands', async () => {
    const path = await reportOf({ text: '长'.repeat(2000), category: 'road.parking' })
    expect((await door.get(path)).body).toContain('长'.repeat(2000))
  })

  it('says that photos of yesterday are gone', async () => {
    const form = { ...(await freshForm()), text: '', name: '王'.repeat(41) }
    const refused = await door.post(plaque, form, { photos: [await photo('#123456')] })
    const kept = refused.body.match(/name="photo.0" value="([^"]+)"/)?.[1] ?? ''
    expect(kept).not.toBe('')
    await door.test.owner.query('update files set removed_at = now() where id = $1', [kept.split('.')[0]])
    const again = await door.post(plaque, { ...form, text: '灯', name: '', 'photo.0': kept })
    expect(again.statusCode).toBe(422)
    expect(again.body).toContain('请再选一次')
    expect(shownValue(again.body, 'text')).toBe('灯')
  })
  it('with more photos than there is room for keeps six and every word', async () => {
    const form = { ...(await freshForm()), text: '十一张照片', category: 'other', name: '李' }
    const photos = await Promise.all(Array.from({ length: 11 }, (_, n) => photo(`#0000${n + 10}`)))
    const { statusCode, body } = await door.post(plaque, form, { photos })
    expect(statusCode).toBe(422)
    expect(body).toContain('最多 6 张照片，多的没有收。')
    expect(body.match(/name="photo\.\d+"/g)).toHaveLength(6)
    expect([shownValue(body, 'text'), shownValue(body, 'name')]).toEqual(['十一张照片', '李'])
  })
  it.each([[undefined], [[]]])('that is far too long comes back whole, with the words at the field', async (photos) => {
    const text = '灯'.repeat(50_000)
    const { statusCode, body } = await door.post(
      plaque,
      { ...(await freshForm()), text, category: 'other', phone: '13800000000' },
      photos ? { photos } : {},
    )
    expect(statusCode).toBe(422)
    expect(body).toContain('太长了，最多 2000 个字')
    expect([shownValue(body, 'text'), shownValue(body, 'phone')]).toEqual([text, '13800000000'])
  })
  it('to a link that nobody was given is not read at all', async () => {
    const nobody = '/r/1-00000000000000000000000000'
    const broken = { 'content-type': 'multipart/form-data; boundary=x' }
    const answer = await door.server.inject({ method: 'POST', url: nobody, headers: broken, payload: 'no form' })
    expect(answer.statusCode).toBe(404)
  })
  it('with photos may be sent often, but not without end', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const send = (size: number) => {
      const payload = Buffer.alloc(size, 'x')
      return door.server.inject({ method: 'POST', url: plaque, headers, payload, remoteAddress: '10.3.3.3' })
    }
    for (let n = 0; n < 30; n++) expect((await send(300_000)).statusCode).toBe(400)
    expect((await send(300_000)).statusCode).toBe(429)
    expect((await send(1_000)).statusCode).toBe(400)
  })
  it('says which photo is too large, and keeps the rest', async () => {
    const huge = Buffer.alloc(11 * 1024 * 1024, 1)
    const form = { ...(await freshForm()), text: '墙上有字' }
    const { statusCode, body } = await door.post(plaque, form, { photos: [await photo(), huge] })
    expect(statusCode).toBe(422)
    expect(body).toContain('第 2 张太大')
    expect(shownValue(body, 'text')).toBe('墙上有字')
  })

  it('that was sent, changed and sent again gets an id of its own', async () => {
    const form = { ...(await freshForm()), text: '电子屏坏了', confirm: '1' }
    await door.post(plaque, form)
    const changed = await door.post(plaque, { ...form, text: '信箱坏了' })
    expect(changed.statusCode).toBe(409)
    expect(shownValue(changed.body, 'text')).toBe('信箱坏了')
    expect(hiddenFields(changed.body).id).not.toBe(form.id)
  })

  it('shows its title in the stairwell, and a restricted one nowhere', async () => {
    await reportOf({ text: '楼道里有异味。我住 301室，电话 13800138000', category: 'env.fume' })
    await reportOf({ text: '家里没钱买药', category: 'care.money' })
    const { body } = await door.get(plaque)
    expect(body).toContain('楼道里有异味')
    expect(body).not.toContain('没钱买药')
    expect(body).not.toContain('13800138000')
  })
})

describe('before sending', () => {
  it('neighbours who said the same are shown, and one joins them with what was typed', async () => {
    const first = await reportOf({ text: '地下室的灯全黑', category: 'repair.light', phone: '13900000009' })
    const typed = {
      ...(await freshForm()),
      text: '地下室没灯，孩子害怕',
      category: 'repair.light',
      phone: '13900000008',
    }
    const between = await door.post(plaque, typed)
    expect(between.statusCode).toBe(200)
    expect(between.body).toContain('邻居报过，您也加一句')
    expect(between.body).toContain('地下室的灯全黑')
    expect(hiddenFields(between.body)).toMatchObject({ ...typed, confirm: '1' })

    const { requestId } = await matterOf(first)
    const joinAt = `${plaque}/join/${requestId}`
    expect(between.body).toContain(`formaction="${joinAt}"`)
    const before = await requestsNow()
    const joined = await door.post(joinAt, hiddenFields(between.body))
    const again = await door.post(joinAt, hiddenFields(between.body))
    expect(joined.statusCode).toBe(303)
    expect(again.headers.location).toBe(joined.headers.location)
    expect(await requestsNow()).toBe(before)
    const { rows } = await door.test.owner.query('select voices from requests where id = $1', [requestId])
    expect(rows).toEqual([{ voices: 2 }])

    // Each reads their own words; the other's are for who handles it.
    const [theirs, mine] = [(await door.get(first)).body, (await door.get(String(joined.headers.location))).body]
    expect(theirs).toContain('您报上来')
    expect(theirs).toContain('又一位邻居说了这件事')
    expect(theirs).not.toContain('孩子害怕')
    expect(mine).toContain('邻居报上来')
    expect(mine).toContain('孩子害怕')
    expect(mine).toContain('2 户说了')
  })

  it('joined by somebody who is signed in, it stands on their own page', async () => {
    const { requestId } = await matterOf(await reportOf({ text: '楼道堆了纸箱', category: 'env.dump' }))
    const headers = { cookie: 'who=me' }
    const { id = '', tell = '', _csrf = '' } = hiddenFields((await door.get(plaque, headers)).body)
    const joined = await door.post(`${plaque}/join/${requestId}`, { id, tell, _csrf }, { headers })
    expect(joined.statusCode).toBe(303)
    const { rows } = await door.test.owner.query('select person_id from voices where request_id = $1 order by 1', [
      requestId,
    ])
    expect(rows).toContainEqual({ person_id: door.leads.unit })
    expect((await door.get('/me', headers)).body).toContain('楼道堆了纸箱')
  })

  it('another thing is sent all the same', async () => {
    await reportOf({ text: '电梯抖', category: 'repair.lift' })
    const between = await door.post(plaque, { ...(await freshForm()), text: '电梯按钮掉了', category: 'repair.lift' })
    expect(between.body).toContain('是另一件事，照样报')
    expect((await door.post(plaque, hiddenFields(between.body))).statusCode).toBe(303)
  })

  it('phones and doors are offered to be taken out', async () => {
    const typed = { ...(await freshForm()), text: '垃圾没收，打 13800138001 找 402室', category: 'env.garbage' }
    const between = await door.post(plaque, typed)
    expect(between.body).toContain('话里有电话、门牌或姓名：13800138001、402室')
    const sent = await door.post(plaque, { ...hiddenFields(between.body), clean: '1' })
    const page = await door.get(String(sent.headers.location))
    expect(page.body).toContain('垃圾没收')
    expect(page.body).not.toContain('13800138001')
  })

  it('where life is at stake the call comes first', async () => {
    const page = await door.get(`${plaque}?category=safety.gas_smell`)
    expect(page.body.indexOf('tel:119')).toBeGreaterThan(0)
    expect(page.body.indexOf('tel:119')).toBeLessThan(page.body.indexOf('<textarea'))
    const unwarned = await door.post(plaque, { ...(await freshForm()), text: '有煤气味', category: 'safety.gas_smell' })
    expect(unwarned.statusCode).toBe(200)
    expect(unwarned.body).toContain('tel:119')
    const sent = await door.post(plaque, hiddenFields(unwarned.body))
    expect(sent.statusCode).toBe(303)
  })

  it('a complaint is laid beside nothing, and goes around the one it is about', async () => {
    const path = await reportOf({ text: '单元长态度不好', about: 'unitLead', confidential: '1', confirm: '' })
    const { body } = await door.get(path)
    expect(body).not.toContain('告诉张桂兰')
    expect((await door.get(plaque)).body).not.toContain('态度不好')
  })

  it('only what stands on the plaque can be joined', async () => {
    const hidden = await matterOf(
      await reportOf({ text: '只给社区看', confidential: '1', category: 'life.suggestion' }),
    )
    for (const id of [hidden.requestId, newId<RequestId>(), 'x']) {
      const answer = await door.post(`${plaque}/join/${id}`, await freshForm())
      expect(answer.headers.location).toBe('/p/K7M2Q9?gone=1')
    }
    expect((await door.get(`${plaque}?gone=1`)).body).toContain('请您再报一次')
  })
})

describe('large mode', () => {
  it('asks one thing on a screen and carries the answers along', async () => {
    const first = await door.get(plaque, large)
    expect(first.body).toContain('第 1 步，共 5 步')
    expect(first.body).not.toContain('<textarea')
    const on = (step: number, body: string, typed = {}, photos: Buffer[] = []) =>
      door.post(`${plaque}?step=${step}`, { ...hiddenFields(body), ...typed }, { headers: large, photos })
    const asked = (body: string) =>
      [...body.matchAll(/<(?:input|textarea)[^>]* id="field-(\w+)"/g)].map(([, name]) => name)
    const second = await on(2, first.body, { category: 'noise.neighbour' })
    expect(second.body).toContain('第 2 步，共 5 步')
    expect(asked(second.body)).toEqual(['text'])
    const third = await on(3, second.body, { text: '楼上半夜拖椅子' })
    expect(asked(third.body)).toEqual(['photos'])
    const fourth = await on(4, third.body, {}, [await photo('#224477')])
    expect(asked(fourth.body)).toEqual(['phone'])
    const wrong = await on(5, fourth.body, { phone: '1' })
    expect(wrong.statusCode).toBe(422)
    expect(asked(wrong.body)).toEqual(['phone'])
    expect(shownValue(wrong.body, 'phone')).toBe('1')
    const fifth = await on(5, wrong.body, { phone: '' })
    expect(asked(fifth.body)).toEqual(['name'])
    expect(fifth.body).toContain('告诉张桂兰')
    // Back again, and nothing is lost on the way.
    const back = await on(2, fifth.body, { name: '李' })
    expect(shownValue(back.body, 'text')).toBe('楼上半夜拖椅子')
    expect(hiddenFields(back.body)).toMatchObject({ name: '李', category: 'noise.neighbour' })
    const photoAgain = (await on(3, back.body, { text: '楼上半夜拖椅子' })).body
    const [, name = '', kept] = /name="(photo\.\d)" value="([^"]+)" checked/.exec(photoAgain) ?? []
    const again = await on(5, (await on(4, photoAgain, { [name]: kept })).body)
    expect(shownValue(again.body, 'name')).toBe('李')
    const sent = await door.post(plaque, { ...hiddenFields(again.body), name: '李', confirm: '1' }, { headers: large })
    expect(sent.statusCode).toBe(303)
    const page = await door.get(String(sent.headers.location), large)
    expect(page.body).toContain('楼上半夜拖椅子')
    expect(page.body).toContain('size=small')
  })

  it('stays at the question that has no answer yet', async () => {
    const form = { ...(await freshForm(large)), category: 'other' }
    const answer = await door.post(`${plaque}?step=3`, form, { headers: large })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('第 2 步，共 5 步')
    const back = await door.post(`${plaque}?step=1`, { ...form, text: '写了一半' }, { headers: large })
    expect(hiddenFields(back.body).text).toBe('写了一半')
    expect((await door.get(`${plaque}?view=place`, large)).body).toContain('王晓敏')
  })
})

describe('the page of a matter', () => {
  it('says once that the only voice took it back, and how to report it again', async () => {
    const path = await reportOf({ text: '楼道有异味', category: 'life.suggestion' })
    const fields = hiddenFields((await door.get(path)).body)
    await door.post(path, { ...fields, do: 'withdraw', text: '' })
    const { body } = await door.get(path)
    expect(body).toContain('还要办，回楼道扫牌子再报')
    expect(body).not.toContain('事情照样办')
    expect(body.match(/<b>您撤回了<\/b>/g)).toHaveLength(1)
  })

  it('says an answer once, and how it was rated in the word of the face', async () => {
    const path = await reportOf({ text: '门铃不响了', category: 'repair.door' })
    await staffSays(path, { type: 'accept' })
    await staffSays(path, { type: 'ask', text: '哪一户？' })
    await door.post(path, { ...hiddenFields((await door.get(path)).body), do: 'tell', text: '二楼' })
    const answered = (await door.get(path)).body
    expect(answered).toContain('您回了话，接着办')
    expect(answered).not.toContain('您补了一句')
    await staffSays(path, { type: 'resolve', text: '换了电池', photos: [] })
    await door.post(path, { ...hiddenFields((await door.get(path)).body), do: 'confirm', solved: 'yes', text: '' })
    const closed = (await door.get(path)).body
    expect(closed).toContain('<span>告诉刘建国</span>')
    await door.post(path, { ...hiddenFields(closed), do: 'confirm', solved: 'yes', score: '4', text: '' })
    expect((await door.get(path)).body).toContain('您打了分：满意')
  })

  it('takes words with a photo once, however often the phone sends them, also after a merge', async () => {
    const [path, other] = [
      await reportOf({ text: '水管在滴水', category: 'repair.pipe' }),
      await reportOf({ text: '水管滴水，地上湿了', category: 'repair.pipe' }),
    ]
    const fields: Record<string, string> = {
      ...hiddenFields((await door.get(path)).body),
      do: 'tell',
      text: '现在更大了',
    }
    const photos = [await photo('#225577')]
    const first = await door.post(path, fields, { photos })
    expect(first.headers.location).toBe(`${path}?done=tell#done`)
    expect((await door.post(path, fields, { photos })).headers.location).toBe(first.headers.location)
    // Another picture under the same id is another thing.
    expect((await door.post(path, fields, { photos: [await photo('#552277')] })).statusCode).toBe(409)
    await staffSays(path, { type: 'merge', into: (await matterOf(other)).requestId })
    expect((await door.post(path, fields, { photos })).headers.location).toBe(first.headers.location)
    const told = await door.test.owner.query('select 1 from request_events where command_id = $1', [fields.id])
    expect(told.rowCount).toBe(1)
  })

  it('lights a pane for each step, and the fourth only when the neighbour says so', async () => {
    const path = await reportOf({ text: '单元门关不上', category: 'repair.door' })
    const lit = async (url = path) =>
      (await door.get(url)).body
        .split('class="mark large')[1]
        ?.split('</svg>')[0]
        ?.match(/#e9a23b/g)?.length
    expect(await lit()).toBe(1)
    await staffSays(path, { type: 'accept' })
    expect(await lit()).toBe(2)
    await staffSays(path, { type: 'ask', text: '是外面的门吗？' })
    const asked = await door.get(path)
    expect(asked.body).toContain('刘建国问您一句')
    expect(asked.body).toContain('是外面的门吗？')
    expect(asked.body).toContain('stroke-dasharray')

    const fields = hiddenFields(asked.body)
    const empty = await door.post(path, { ...fields, do: 'tell', text: ' ' })
    expect(empty.statusCode).toBe(422)
    const told = await door.post(path, { ...fields, do: 'tell', text: '是' }, { photos: [await photo('#117733')] })
    expect(told.headers.location).toBe(`${path}?done=tell#done`)
    expect((await door.post(path, { ...fields, do: 'tell', text: '是' })).statusCode).toBe(409)

    await staffSays(path, { type: 'resolve', text: '换了闭门器', photos: [] })
    expect(await lit()).toBe(3)
    const page = (await door.get(path)).body
    expect(page).toContain('刘建国说办好了，您看呢？')
    expect(page).toContain('换了闭门器')
    const yes = { ...hiddenFields(page), do: 'confirm', solved: 'yes', text: '谢谢' }
    const confirmed = await door.post(path, yes)
    expect(confirmed.headers.location).toBe(`${path}?done=confirm#done`)
    expect((await door.post(path, yes)).headers.location).toBe(confirmed.headers.location)
    expect(await lit()).toBe(4)
    const after = await door.get(`${path}?done=confirm`)
    expect(after.body).toContain('class="mark large lighting"')
    expect(after.body).toContain('办得怎么样？')
    const rated = await door.post(path, { id: newId(), do: 'confirm', solved: 'yes', score: '5' })
    expect(rated.statusCode).toBe(303)
    expect((await door.get(path)).body).not.toContain('办得怎么样？')
  })

  it('goes back to work when the neighbour says no, and keeps words that were refused', async () => {
    const path = await reportOf({ text: '对讲不响', category: 'repair.stairs' })
    await staffSays(path, { type: 'accept' })
    await staffSays(path, { type: 'resolve', text: '好了', photos: [] })
    const late = hiddenFields((await door.get(path)).body)
    await door.post(path, { id: newId(), do: 'confirm', solved: 'no', text: '还是不响' })
    const page = (await door.get(path)).body
    expect(page).toContain('您说还没好')
    const refused = await door.post(path, { ...late, do: 'confirm', solved: 'yes', text: '其实好了' })
    expect(refused.statusCode).toBe(409)
    expect(refused.body).toContain('这件事走到别的一步了')
  })

  it('can be taken back', async () => {
    const path = await reportOf({ text: '路面有坑', category: 'road.surface' })
    const { id = '' } = hiddenFields((await door.get(path)).body)
    expect((await door.post(path, { id, do: 'withdraw', text: '' })).statusCode).toBe(303)
    expect((await door.get(path)).body).toContain('您撤回了这件事')
  })

  it('speaks English, also in its times', async () => {
    const { body } = await door.get(await reportOf({ text: 'ants', category: 'env.pest' }), english)
    expect(body).toMatch(/3号楼 2单元 · 14:05 today/)
    expect(body).toContain('You told it')
    expect(body).toContain('working days used')
  })

  it('is not found for a wrong token, and gone half a year after closing', async () => {
    expect((await door.get('/r/nothing')).statusCode).toBe(404)
    expect((await door.get(`/r/1-${'0'.repeat(26)}`)).statusCode).toBe(404)
    const path = await reportOf({ text: '旧事', category: 'facility.play' })
    const { requestId } = await matterOf(path)
    await door.post(path, { id: newId(), do: 'withdraw' })
    await door.test.owner.query("update requests set closed_at = '2026-01-01' where id = $1", [requestId])
    const gone = await door.get(path)
    expect(gone.statusCode).toBe(410)
    expect(gone.body).toContain('href="/me"')
    expect(gone.body).toContain('tel:88880000')
  })
})

describe('a neighbour’s own page', () => {
  it('asks for the phone, then for the code, and shows what was reported from it', async () => {
    await reportOf({ text: '水压低', category: 'utility.water', phone: '13800000001' })
    expect((await door.get('/me')).body).toContain('发验证码给我')
    const wrong = await door.post('/me/code', { phone: '8888' })
    expect(wrong.statusCode).toBe(422)
    expect(shownValue(wrong.body, 'phone')).toBe('8888')
    const asked = await door.post('/me/code', { phone: '13800000001' })
    expect(asked.body).toContain('验证码发到 138 0000 0001 了')
    expect((await door.post('/me/sign-in', { phone: '13800000001', code: '1' })).statusCode).toBe(422)
    const done = await door.post('/me/sign-in', { phone: '13800000001', code: rightCode })
    expect(done.statusCode).toBe(303)
    const mine = await door.get('/me', { cookie: 'who=me' })
    expect(mine.body).toContain('水压低')
    expect(mine.body).toMatch(/href="\/r\/1-/)
  })

  it('every form of a signed-in person carries the session’s token', async () => {
    const headers = { cookie: 'who=me' }
    const path = await reportOf({ text: '窗户破了', category: 'safety.building' })
    for (const url of ['/me', plaque, path]) {
      const { body } = await door.get(url, headers)
      expect(body.match(/name="_csrf"/g)?.length).toBe(body.match(/<form method="post"/g)?.length)
    }
    for (const url of [plaque, `${plaque}?step=2`]) {
      expect((await door.get(url, { cookie: 'who=me; silin_large=1' })).body).toContain('name="_csrf"')
    }
    expect((await door.post(path, { do: 'withdraw' }, { headers })).statusCode).toBe(403)
  })
})

describe('whatever people type', () => {
  const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`
  const isQuiet = (html: string) => {
    expect(html).not.toMatch(/<script>|<img src=x|"'>/)
    expect(html).not.toMatch(/ on[a-z]+="/)
  }

  it('comes out as words on every page', async () => {
    const typed = { ...(await freshForm()), text: attack, name: attack, phone: attack, category: attack, about: attack }
    for (const headers of [{}, large, english]) {
      isQuiet((await door.post(plaque, typed, { headers })).body)
      isQuiet((await door.post(`${plaque}?step=3`, typed, { headers })).body)
      isQuiet((await door.post(`${plaque}?step=1`, typed, { headers })).body)
    }
    isQuiet(
      (await door.get(`${plaque}?category=${encodeURIComponent(attack)}&view=${encodeURIComponent(attack)}`)).body,
    )
    isQuiet((await door.post('/me/code', { phone: attack })).body)
    isQuiet((await door.get(`/r/${encodeURIComponent(attack)}`)).body)

    const path = await reportOf({ text: attack, name: attack.slice(0, 40), category: 'facility.access' })
    isQuiet((await door.get(path)).body)
    isQuiet((await door.get(`${path}?done=${encodeURIComponent(attack)}`)).body)
    isQuiet((await door.post(path, { id: attack, do: attack, text: attack, solved: attack })).body)
    await door.post(path, { id: newId(), do: 'tell', text: attack })
    isQuiet((await door.get(path)).body)
    isQuiet((await door.get(plaque)).body)
    const between = await door.post(plaque, {
      ...(await freshForm()),
      text: `${attack} 13800138002`,
      category: 'facility.access',
    })
    expect(between.statusCode).toBe(200)
    isQuiet(between.body)
    expect(hiddenFields(between.body).text).toBe(`${attack} 13800138002`)
  })
})
