import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CommunityId, newId, type RequestId } from '../../../platform/ids.ts'
import type { PlaqueCode } from '../../places/model.ts'
import { type QueueQuery, queueQuery, report as reportModel } from '../model.ts'
import { type Stairwell, stairwell } from '../testing/stairwell.ts'
import { initialsByPinyin } from './initials.ts'
import { readAsked, termsOf } from './rules-for-terms.ts'
import { wordsDuties } from './words.ts'
import { loseWords, metBy } from './words-store.ts'

let here: Stairwell
const neighbour = '+8613900000009'
beforeAll(async () => {
  here = await stairwell()
})
afterAll(() => here.test.drop())

async function report(text: string, more: object = {}): Promise<RequestId> {
  const given = reportModel.parse({ id: newId(), plaque: 'K7M2Q9' as PlaqueCode, text, ...more })
  const outcome = await here.report(given, { channel: 'plaque', personId: null })
  if (!outcome.ok) throw new Error(outcome.refusal)
  return given.id
}
async function find(text: string, more: Partial<Record<keyof QueueQuery, unknown>> = {}) {
  const page = await here.reading.queue(
    await here.actor(here.leads.staff),
    queueQuery.parse({ text, ...more }),
    'zh-CN',
  )
  return page
}
const idsOf = async (text: string, more = {}) => (await find(text, more)).items.map((row) => row.id)

it('finds a report as soon as it is acknowledged: by two characters, initials, number, place and category', async () => {
  const id = await report('三楼楼道灯不亮', { category: 'repair.light' })
  await report('垃圾桶满了')
  for (const text of ['楼道', 'ldd', '灯', 'corridor', '3号楼 楼道', 'sll'])
    expect(await idsOf(text), text).toEqual([id])
  const number = (await find('楼道')).items[0]?.number ?? ''
  expect(await idsOf(number)).toContain(id)
  expect(await idsOf('楼道', { status: 'ended' })).toEqual([])
  expect(await idsOf('电梯')).toEqual([])
})

it('goes on page by page, newest first', async () => {
  const ids: RequestId[] = []
  for (const floor of ['一', '二', '三', '四', '五']) {
    here.clock.advance({ seconds: 1 })
    ids.unshift(await report(`${floor}层水表漏水`))
  }
  const first = await find('水表', { limit: 2 })
  const second = await find('水表', { limit: 2, cursor: first.next })
  const third = await find('水表', { limit: 2, cursor: second.next })
  expect([first, second, third].flatMap((page) => page.items.map((row) => row.id))).toEqual(ids)
  expect(third.next).toBeNull()
})

it('shows nothing of other communities, whoever asks with whatever scope', async () => {
  const id = await report('楼顶渗水')
  const theirs = newId<CommunityId>()
  const initials = await initialsByPinyin()
  const words = termsOf(['楼顶渗水', ''], initials)
  await here.test.owner.query('insert into request_words values ($1, now(), $2, $3)', [theirs, newId(), words])
  const met = async (communities: CommunityId[]) => {
    const found = await here.house.database.work({ communities }, async (work) =>
      sql<{ community_id: string; request_id: string }>`${metBy(readAsked('楼顶'), null, 100)}`.execute(work),
    )
    return found.rows.map((row) => row.community_id)
  }
  expect(await met([here.communityId])).toEqual([here.communityId])
  expect(await met([theirs])).toEqual([theirs])
  expect((await met([here.communityId, theirs])).toSorted()).toEqual([here.communityId, theirs].toSorted())
  expect(await met([newId<CommunityId>()])).toEqual([])
  expect(await met([])).toEqual([])
  expect(await idsOf('楼顶')).toEqual([id])
  // The table itself stands behind the wall like any other.
  const seen = await here.house.database.work({ communities: [here.communityId] }, (work) =>
    work.selectFrom('request_words').select('community_id').distinct().execute(),
  )
  expect(seen).toEqual([{ community_id: here.communityId }])
})

it('loses the words of a title in the transaction that changes it, and has the new ones in a moment', async () => {
  const id = await report('红旗超市门口有积水')
  expect(await idsOf('红旗')).toEqual([id])
  await here.house.database.work({ communities: [here.communityId] }, async (work) => {
    await work.updateTable('requests').set({ title: '门口有积水' }).where('id', '=', id).execute()
    await loseWords(work, here.communityId, id)
  })
  expect(await idsOf('红旗')).toEqual([])
  const [duty] = wordsDuties(here.house, here.places, here.rulebook, async () => [here.communityId])
  expect(await duty?.run()).toBe(false)
  expect(await idsOf('积水')).toEqual([id])
  expect(await idsOf('hqcs')).toEqual([])
  const wanted = await here.test.owner.query('select 1 from words_wanted')
  expect(wanted.rowCount).toBe(0)
})

it('finds by phone what may be known of who reported, and nothing else', async () => {
  const id = await report('车棚没灯', { phone: neighbour })
  const secret = await report('物业收费不清', { phone: neighbour, confidential: true })
  const of = async (person: keyof Stairwell['leads']) => {
    const page = await here.reading.byPhone(await here.actor(here.leads[person]), neighbour, 'zh-CN')
    return page.items.map((row) => row.id)
  }
  expect((await of('staff')).toSorted()).toEqual([id, secret].toSorted())
  expect(await of('unit')).not.toContain(secret)
  const none = await here.reading.byPhone(await here.actor(here.leads.staff), '+8613900000001', 'zh-CN')
  expect(none.items).toEqual([])
})

it('has a duty that puts what came in into the index', async () => {
  const [, tidy] = wordsDuties(here.house, here.places, here.rulebook, async () => [here.communityId])
  expect(await tidy?.run()).toBe(false)
})
