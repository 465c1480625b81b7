import { afterEach, beforeEach, expect, it } from 'vitest'
import { newId, type RequestId } from '../../platform/ids.ts'
import { report as reportModel } from './model.ts'
import { type Stairwell, stairwell } from './testing/stairwell.ts'

let here: Stairwell
beforeEach(async () => {
  here = await stairwell()
})
afterEach(() => here.test.drop())

const told = async (category: string) => {
  const outcome = await here.report(
    reportModel.parse({ id: newId<RequestId>(), plaque: 'K7M2Q9', text: '有事', category }),
    { channel: 'plaque', personId: null },
  )
  if (!outcome.ok) throw new Error(outcome.refusal)
  return outcome.reported
}
const handlerOf = async (id: string) => {
  const found = await here.test.owner.query(
    'select coalesce(d.kind, $2) as kind, r.level from requests r left join desks d on d.id = r.handler_desk_id where r.id = $1',
    [id, 'lead'],
  )
  return found.rows[0] as { kind: string; level: number }
}
/** Everybody of these roles leaves today. */
async function leave(...roles: string[]) {
  for (const table of ['responsibilities', 'offices'])
    await here.test.owner.query(`update ${table} set to_day = '2026-11-23' where role = any ($1)`, [roles])
  here.places.forget(here.communityId)
  here.people.forgetStaff(here.communityId)
}

it('a matter that begins at a desk without anybody goes to the next who is there', async () => {
  expect(await handlerOf((await told('repair.lift')).id)).toEqual({ kind: 'property', level: 4 })
  await leave('propertyManager')
  expect(await handlerOf((await told('repair.lift')).id)).toEqual({ kind: 'community', level: 4 })
  await leave('communitySecretary')
  expect(await handlerOf((await told('repair.lift')).id)).toEqual({ kind: 'subdistrict', level: 5 })
})

it('the last step is there even when nobody works at it: a duty officer stands behind it', async () => {
  await leave('propertyManager', 'communitySecretary', 'streetStaff', 'districtStaff')
  expect(await handlerOf((await told('repair.lift')).id)).toEqual({ kind: 'district', level: 6 })
})

it('what lies at a desk whose last person leaves goes on, in the transaction that says so', async () => {
  const { id } = await told('repair.lift')
  await leave('propertyManager')
  expect(await here.carryOut.liftFromVacantPosts([here.communityId])).toBe(1)
  expect(await handlerOf(id)).toEqual({ kind: 'community', level: 4 })
  const story = await here.test.owner.query(
    "select type, data->>'reason' as reason from request_events where request_id = $1 order by sequence",
    [id],
  )
  expect(story.rows.at(-1)).toEqual({ type: 'raised', reason: 'vacant' })
  expect(await here.carryOut.liftFromVacantPosts([here.communityId])).toBe(0)
})

it('nobody can be given a matter who is not there', async () => {
  await leave('propertyManager', 'streetStaff')
  const { id } = await told('repair.light')
  const detail = await here.reading.detail(await here.actor(here.leads.staff), id as RequestId, 'zh-CN')
  const kinds = detail?.ladder.map((one) => one.name)
  expect(kinds).not.toContain('鲁班物业')
  expect(kinds).toContain('测试社区')
})
