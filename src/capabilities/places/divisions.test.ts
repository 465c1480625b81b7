import { expect, it } from 'vitest'
import { knownAreas } from './divisions.ts'
import { areaCode } from './model.ts'

it('knows Kuiwen with its 10 subdistricts and 183 communities, parents before children', () => {
  const areas = knownAreas()
  const of = (level: string) => areas.filter((area) => area.level === level)
  expect(of('district').map((area) => area.name)).toEqual(['奎文区'])
  expect(of('subdistrict')).toHaveLength(10)
  expect(of('community')).toHaveLength(183)
  const seen = new Set<string | null>([null])
  for (const area of areas) {
    expect(areaCode.safeParse(area.code).success, area.code).toBe(true)
    expect(seen.has(area.code), area.code).toBe(false)
    expect(seen.has(area.parentCode), area.code).toBe(true)
    seen.add(area.code)
  }
  expect(areas.find((area) => area.code === '370705007008')).toMatchObject({
    name: '文化路社区',
    parentCode: '370705007',
  })
})
