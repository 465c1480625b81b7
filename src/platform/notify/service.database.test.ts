import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, type PersonId } from '../ids.ts'
import { createNotify } from './service.ts'
import { type NotifyHouse, notifyHouse } from './testing/notify-house.ts'

let h: NotifyHouse
let me: PersonId
const service = () =>
  createNotify(h.house, h.addressees, { email: null, sms: null, webhook: null }, { add: async () => {} })

beforeAll(async () => {
  h = await notifyHouse()
  me = await h.person()
  for (let n = 0; n < 7; n++) {
    await h.announce([{ kind: 'person', personId: me }], { community: n === 6 ? h.other : h.community })
    await service().announcer.run()
    // Two of the same moment: the id decides.
    if (n % 2) h.clock.advance({ minutes: 1 })
  }
})
afterAll(() => h.test.drop())

describe('my messages', () => {
  it('are mine, newest first, in my language, across the communities that I am in', async () => {
    const mine = await service().myNotices(me, [h.community, h.other], 'en')
    expect(mine.unread).toBe(7)
    expect(mine.items).toHaveLength(7)
    expect(mine.items[0]).toMatchObject({
      kind: 'test.happened',
      title: 'New: 楼道灯不亮',
      text: 'A neighbour at 三号楼二单元 says “楼道灯不亮”.',
      read: false,
    })
    expect(mine.items[0]?.link).toMatch(/^\/lead\/requests\//)
    expect([...mine.items].sort((a, b) => (a.at < b.at ? 1 : -1)).map(({ at }) => at)).toEqual(
      mine.items.map(({ at }) => at),
    )
    expect((await service().myNotices(me, [h.other], 'en')).items).toHaveLength(1)
    expect(await service().myNotices(await h.person(), [h.community], 'en')).toEqual({ items: [], unread: 0 })
    expect(await service().myNotices(me, [], 'en')).toEqual({ items: [], unread: 0 })
  })

  it('are read when I say so', async () => {
    await service().readNotices(me, [h.community, h.other])
    const mine = await service().myNotices(me, [h.community, h.other], 'zh-CN')
    expect(mine.unread).toBe(0)
    expect(mine.items.every(({ read }) => read)).toBe(true)
  })

  it('lead a signed-in neighbour to their own page, also when their matter was merged', async () => {
    const subjectId = newId()
    const neighbour = await h.person()
    h.voice(subjectId, { personId: neighbour, link: '/r/1-mine' })
    await h.announce([{ kind: 'voices' }], { subjectId })
    await service().announcer.run()
    h.addressees.voices.set(newId(), h.addressees.voices.get(subjectId) ?? [])
    h.addressees.voices.delete(subjectId)
    const { items } = await service().myNotices(neighbour, [h.community], 'zh-CN')
    expect(items).toMatchObject([{ link: '/r/1-mine' }])
    expect(JSON.stringify(await h.rows('select data from deliveries'))).not.toContain('1-mine')
  })

  it('of another version are still there', async () => {
    const somebody = await h.person()
    await h.test.owner.query(
      `insert into deliveries (community_id, id, subject_id, sequence, kind, data, person_id, channel, status, not_before, created_at)
       values ($1, $2, $2, 1, 'x', '{"message": "gone", "values": {}, "link": null}', $3, 'app', 'sent', now(), now())`,
      [h.community, newId(), somebody],
    )
    const { items } = await service().myNotices(somebody, [h.community], 'zh-CN')
    expect(items).toMatchObject([{ title: '有一条新消息' }])
    await h.test.owner.query('delete from deliveries where person_id = $1', [somebody])
  })
})

describe('the desk’s log', () => {
  it('goes by page, newest first, nothing twice and nothing left out, while new ones come in', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await service().deliveries({ community: h.community, limit: 2, cursor }, 'zh-CN')
      expect(page.items.length).toBeLessThanOrEqual(2)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next ?? undefined
      if (seen.length === 2) {
        await h.announce([{ kind: 'person', personId: await h.person() }])
        await service().announcer.run()
      }
    } while (cursor)
    const before = await h.rows<{ id: string }>(
      'select id from deliveries where community_id = $1 order by created_at desc, id desc',
      [h.community],
    )
    expect(before.map(({ id }) => id).filter((id) => seen.includes(id))).toEqual(seen)
    expect(before).toHaveLength(seen.length + 1)
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('does not count as a failure what was never tried for want of a way', async () => {
    const somebody = await h.person()
    const log = async (status: 'failed' | 'skipped') =>
      (await service().deliveries({ community: h.community, status, limit: 9 }, 'zh-CN')).items
    for (const reason of ['channel_not_configured', 'smtp_550']) {
      await h.test.owner.query(
        `insert into deliveries (community_id, id, subject_id, sequence, kind, data, person_id, channel, status, last_error, not_before, created_at)
         values ($1, $2, $2, 1, 'x', '{"message": "x", "values": {}, "link": null}', $3, 'email', 'failed', $4, now(), now())`,
        [h.community, newId(), somebody, reason],
      )
    }
    expect(await log('failed')).toMatchObject([{ status: 'failed', lastError: 'smtp_550' }])
    expect(await log('skipped')).toMatchObject([{ status: 'skipped', lastError: 'channel_not_configured' }])
    await h.test.owner.query('delete from deliveries where person_id = $1', [somebody])
  })

  it('shows neither words nor names, and begins anew at a cursor that is none', async () => {
    const page = await service().deliveries({ community: h.community, limit: 1, cursor: 'nonsense' }, 'zh-CN')
    expect(page.items).toHaveLength(1)
    expect(JSON.stringify(page.items)).not.toMatch(/楼道灯|三号楼/)
    expect((await service().deliveries({ community: h.community, status: 'failed', limit: 9 }, 'en')).items).toEqual([])
  })
})
