import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId, type RequestId } from '../../platform/ids.ts'
import { report as reportModel } from './model.ts'
import { type Stairwell, stairwell } from './testing/stairwell.ts'

let here: Stairwell
beforeAll(async () => {
  here = await stairwell()
})
afterAll(() => here.test.drop())

async function told(more: object) {
  const given = reportModel.parse({ id: newId<RequestId>(), plaque: 'K7M2Q9', text: '屋顶漏水', ...more })
  await here.report(given, { channel: 'plaque', personId: null })
  return (await here.test.owner.query('select structural from requests where id = $1', [given.id])).rows[0]
}

it('the same trouble is structural also where a building has no units, and where nobody said what kind it is', async () => {
  const [root, building] = [here.communityId, newId()]
  await here.test.owner.query(
    `insert into places (community_id, id, parent_id, kind, name, grid_id, building_id) values ($1, $2, $3, 'building', '9号楼', $3, $2)`,
    [root, building, here.gridId],
  )
  await here.test.owner.query(`insert into plaque_codes (code, community_id, place_id) values ('K7M2Q8', $1, $2)`, [
    root,
    building,
  ])
  const structural = async (more: object) => (await told(more)).structural
  expect(await structural({ category: 'repair.roof' })).toBe(false)
  const there = { plaque: 'K7M2Q8', category: 'repair.roof' }
  expect([await structural(there), await structural(there)]).toEqual([false, true])
  expect(await structural({ plaque: 'K7M2Q8', category: 'repair.pipe' })).toBe(false)
  const plain = { category: undefined, text: '门口的台阶裂了，老人摔过' }
  expect([await structural(plain), await structural(plain)]).toEqual([false, true])
  expect(await structural({ ...plain, text: '窗户关不上' })).toBe(false)
})
