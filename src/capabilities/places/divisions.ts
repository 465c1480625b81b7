import type { Work } from '../../platform/database/database.ts'
import { kuiwen } from './divisions-kuiwen.ts'
import type { AreaLevel } from './model.ts'

/** A division of the country. */
export interface Area {
  readonly code: string
  readonly parentCode: string | null
  readonly level: AreaLevel
  readonly name: string
}

/** The divisions that every instance knows: Shandong, Weifang, Kuiwen and all below it, parents first. */
export function knownAreas(): Area[] {
  const areas: Area[] = [
    { code: '37', parentCode: null, level: 'province', name: '山东省' },
    { code: '3707', parentCode: '37', level: 'city', name: '潍坊市' },
    { code: '370705', parentCode: '3707', level: 'district', name: '奎文区' },
  ]
  for (const [code, name, communities] of kuiwen) {
    areas.push({ code, parentCode: '370705', level: 'subdistrict', name })
    for (const one of communities.split(' ')) {
      areas.push({ code: code + one.slice(0, 3), parentCode: code, level: 'community', name: one.slice(3) })
    }
  }
  return areas
}

/** Writes the known divisions; what is there already stays, since names are edited when they change. Needs no scope. */
export async function seedAreas(work: Work): Promise<void> {
  await work
    .insertInto('areas')
    .values(
      knownAreas().map(({ code, parentCode, level, name }) => ({
        code,
        parent_code: parentCode,
        level,
        name,
        valid_from: null,
      })),
    )
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute()
}
