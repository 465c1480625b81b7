import { inventName } from '../../demo/names.ts'
import { type Random, randomFrom } from '../../demo/random.ts'
import type { CommunityId } from '../../src/platform/ids.ts'
import type { Sealing } from '../../src/platform/sealing/sealing.ts'
import { copyLine } from './copy-text.ts'

/** How unevenly compounds report: the n-th busiest as 1 to n to the power of this (Zipf), as cities' places do. */
export const zipfExponent = 0.8
export const district = '370705'
const founded = Date.UTC(2024, 2, 1)

/** A stairwell with everybody who answers for it, by the names that templates use (`Part.name`). */
export interface Spot {
  readonly community: Community
  readonly ids: Readonly<Record<string, string>>
}
export interface Community {
  readonly id: CommunityId
  readonly index: number
  /** As it begins tracking codes; those of the database stand before. */
  readonly number: number
  readonly areaCode: string
  readonly name: string
}
export interface Compound {
  readonly spots: readonly Spot[]
}
/** Rows of a table in COPY's text format. */
export interface Rows {
  readonly table: string
  readonly columns: readonly string[]
  readonly lines: string[]
}
export interface Ground {
  readonly communities: readonly Community[]
  /** The busiest first. */
  readonly compounds: readonly Compound[]
  readonly plaques: readonly { readonly communityId: CommunityId; readonly code: string }[]
  /** In the order in which they are to be written. */
  readonly rows: readonly Rows[]
}

const tables = {
  areas: ['code', 'parent_code', 'level', 'name'],
  communities: ['id', 'number', 'area_code', 'name', 'phone', 'sponsor'],
  compounds: ['community_id', 'id', 'name'],
  places: [
    'community_id',
    'id',
    'parent_id',
    'kind',
    'name',
    'sort',
    'compound_id',
    'grid_id',
    'building_id',
    'unit_id',
  ],
  desks: ['community_id', 'id', 'kind', 'level', 'name', 'phone', 'compound_id', 'duty_name', 'duty_phone'],
  plaques: ['community_id', 'id', 'place_id', 'code', 'put_up_on'],
  plaque_codes: ['code', 'community_id', 'place_id'],
  people: ['id', 'name_sealed', 'phone_sealed', 'phone_hash'],
  responsibilities: [
    ...['community_id', 'id', 'place_id', 'person_id', 'role', 'desk_id', 'from_day', 'public_phone', 'duties'],
  ],
  offices: ['id', 'person_id', 'role', 'area_code', 'from_day'],
} as const
type Table = keyof typeof tables
type Put = (table: Table, ...values: unknown[]) => void

/** Where the numbers of this city's communities, codes and phones begin: beyond those that the database has. */
export interface Start {
  readonly number: number
  /** Codes of the subdistricts below which its communities lie. */
  readonly subdistricts: readonly string[]
  readonly sealing: Pick<Sealing, 'hash' | 'shared'>
}

/**
 * Communities of one district as a roster import leaves them: compounds, grids, buildings, stairwells, homes, plaques,
 * desks, and a lead for every grid, building and stairwell.
 */
export async function makeGround(seed: string, count: number, start: Start): Promise<Ground> {
  const random = randomFrom(`${seed} ground`)
  const sealer = await start.sealing.shared()
  const lines = new Map<Table, string[]>(Object.keys(tables).map((table) => [table as Table, []]))
  const put: Put = (table, ...values) => void lines.get(table)?.push(copyLine(values))
  const names = Array.from({ length: 200 }, () => inventName(random))
  const sealedNames = names.map((name) => sealer.seal(name))
  let phones = 0
  const person = (): string => {
    const id = random.id<string>(founded)
    // Eleven digits that begin like no mobile phone of China.
    const phone = `+8612${String(++phones).padStart(9, '0')}`
    put('people', id, random.pick(sealedNames), sealer.seal(phone), start.sealing.hash('phone', phone))
    return id
  }
  const office = (role: string, areaCode: string): string => {
    const id = person()
    put('offices', random.id(founded), id, role, areaCode, '2024-03-01')
    return id
  }
  const above = {
    district: office('districtStaff', district),
    street: office('streetStaff', start.subdistricts[0] ?? ''),
  }
  const communities: Community[] = []
  const sizes = shuffled(
    Array.from({ length: count * compoundsEach }, (_, rank) => rank),
    random,
  )
  const compounds: Compound[] = new Array(sizes.length)
  const plaques: { communityId: CommunityId; code: string }[] = []
  for (let index = 0; index < count; index++) {
    const { community, ids, post } = found(index, { random, put, person, start, above })
    communities.push(community)
    for (let which = 0; which < compoundsEach; which++) {
      const rank = sizes[index * compoundsEach + which] ?? 0
      const size = Math.max(3, Math.round(40 / (rank + 1) ** 0.45))
      const spots = buildCompound(which, size, { random, put, person, post, community, ids, plaques })
      compounds[rank] = { spots }
    }
  }
  const rows = [...lines].map(([table, own]) => ({ table, columns: tables[table], lines: own }))
  return { communities, compounds, plaques, rows }
}

/** Compounds of a community. */
const compoundsEach = 3

type Post = (place: string, holder: string, role: string, desk?: string) => void
interface Hands {
  readonly random: Random
  readonly put: Put
  person(): string
}

function found(
  index: number,
  { random, put, person, start, above }: Hands & { start: Start; above: { district: string; street: string } },
) {
  const id = random.id<CommunityId>(founded)
  const parent = start.subdistricts[index % start.subdistricts.length] ?? ''
  const areaCode = `${parent}${700 + Math.floor(index / start.subdistricts.length)}`
  const community = { id, index, number: start.number + index, areaCode, name: `城${index + 1}社区` }
  put('areas', areaCode, parent, 'community', community.name)
  put('communities', id, community.number, areaCode, community.name, '0536-88880000', '四邻演示')
  const root = random.id<string>(founded)
  put('places', id, root, null, 'community', community.name, 0, null, null, null, null)
  const post: Post = (place, holder, role, desk) =>
    put(
      'responsibilities',
      id,
      random.id(founded),
      place,
      holder,
      role,
      desk,
      '2024-03-01',
      role.endsWith('Lead'),
      null,
    )
  const ids: Record<string, string> = { community: id, root, ...above }
  for (const [kind, level] of [
    ['community', 4],
    ['subdistrict', 5],
    ['district', 6],
  ] as const) {
    const desk = random.id<string>(founded)
    ids[`${kind}Desk`] = desk
    put('desks', id, desk, kind, level, `${community.name} ${kind}`, '0536-88880001', null, '值班', '+8612999999999')
  }
  for (const name of ['secretary', 'staff1', 'staff2', 'staff3']) {
    ids[name] = person()
    const role = name === 'secretary' ? 'communitySecretary' : 'communityStaff'
    post(root, ids[name] ?? '', role, ids.communityDesk)
  }
  return { community, ids, post }
}

/** One compound with its grid, its property company and committee, and as many buildings as its size. */
function buildCompound(
  which: number,
  size: number,
  given: Hands & {
    post: Post
    community: Community
    ids: Readonly<Record<string, string>>
    plaques: { communityId: CommunityId; code: string }[]
  },
): Spot[] {
  const { random, put, person, post, community, ids } = given
  const us = community.id
  const compound = random.id<string>(founded)
  put('compounds', us, compound, `${which + 1}苑`)
  const own: Record<string, string> = { ...ids }
  for (const kind of ['property', 'committee'] as const) {
    const desk = random.id<string>(founded)
    const holder = person()
    own[`${kind}Desk`] = desk
    own[kind] = holder
    put('desks', us, desk, kind, 4, `${which + 1}苑 ${kind}`, '0536-88880002', compound, null, null)
    post(ids.root ?? '', holder, kind === 'property' ? 'propertyManager' : 'ownersCommittee', desk)
  }
  const plaque = (place: string) => {
    const code = plaqueCode(given.plaques.length)
    given.plaques.push({ communityId: us, code })
    put('plaques', us, random.id(founded), place, code, '2024-03-01')
    put('plaque_codes', code, us, place)
  }
  const lead = (place: string, role: string) => {
    const holder = person()
    post(place, holder, role)
    return holder
  }
  const spots: Spot[] = []
  let grid = ''
  let gridLead = ''
  for (let number = 1; number <= size; number++) {
    if (number % 10 === 1) {
      grid = random.id(founded)
      put(
        'places',
        us,
        grid,
        ids.root,
        'grid',
        `${which + 1}苑第${Math.ceil(number / 10)}网格`,
        which,
        null,
        grid,
        null,
        null,
      )
      gridLead = lead(grid, 'gridLead')
    }
    const building = random.id<string>(founded)
    put('places', us, building, grid, 'building', `${number}号楼`, number, compound, grid, building, null)
    const buildingLead = lead(building, 'buildingLead')
    plaque(building)
    for (let stair = 1; stair <= random.between(2, 4); stair++) {
      const unit = random.id<string>(founded)
      put('places', us, unit, building, 'unit', `${stair}单元`, stair, compound, grid, building, unit)
      plaque(unit)
      for (let floor = 1; floor <= 6; floor++) {
        const room = floor * 100 + 1
        put('places', us, random.id(founded), unit, 'household', String(room), room, compound, grid, building, unit)
      }
      spots.push({
        community,
        ids: { ...own, grid, building, unit, gridLead, buildingLead, unitLead: lead(unit, 'unitLead') },
      })
    }
  }
  return spots
}

const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Different for every number below 32^6; begins with Z, so that it meets no plaque of the demo. */
function plaqueCode(number: number): string {
  let left = (number * 7_368_787) % 32 ** 5
  let code = ''
  for (let sign = 0; sign < 5; sign++) {
    code += signs[left % 32]
    left = Math.floor(left / 32)
  }
  return `Z${code}`
}

function shuffled<T>(list: T[], random: Random): T[] {
  return list
    .map((item) => [random.next(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item)
}
