import { type Desk, deskLevel } from '../src/capabilities/places/model.ts'
import type { CommunityId, DeskId, PlaceId } from '../src/platform/ids.ts'
import { demoLandline, demoMobile, inventNames } from './names.ts'
import { type Random, randomFrom } from './random.ts'

/** When the demo's places were first put down: long before anything else happens in it. */
const founded = 1_704_067_200_000

export interface DemoPlace {
  readonly id: PlaceId
  readonly parentId: PlaceId | null
  readonly kind: 'community' | 'grid' | 'building' | 'unit' | 'household'
  readonly name: string
  readonly sort: number
  readonly compoundId: string | null
  readonly gridId: PlaceId | null
  readonly buildingId: PlaceId | null
  readonly unitId: PlaceId | null
}
/** What is stuck to a wall, and where. */
export interface DemoPlaque {
  readonly id: string
  readonly placeId: PlaceId
  readonly code: string
}
export interface DemoPlaces {
  readonly communityId: CommunityId
  readonly areaCode: string
  readonly name: string
  readonly phone: string
  readonly root: DemoPlace
  readonly compounds: readonly { readonly id: string; readonly name: string; readonly lifts: boolean }[]
  /** Parents before children. */
  readonly places: readonly DemoPlace[]
  readonly desks: readonly Desk[]
  readonly plaques: readonly DemoPlaque[]
}

/** Compounds: buildings from … to …, floors, doors on a floor, and stairwells of a building. */
const compounds = [
  {
    name: '文华苑',
    from: 1,
    to: 20,
    floors: 6,
    doors: 3,
    units: (n: number) => (n % 2 === 0 ? 3 : 2),
    firm: '和畅物业',
  },
  { name: '槐荫里', from: 21, to: 32, floors: 5, doors: 4, units: () => 2, firm: '和畅物业' },
  { name: '春和园', from: 33, to: 44, floors: 20, doors: 4, units: () => 1, firm: '明理物业' },
  { name: '知书里', from: 45, to: 52, floors: 6, doors: 3, units: () => 2, firm: '明理物业' },
] as const
const grids = [
  ['第一网格', 1, 9],
  ['第二网格', 10, 20],
  ['第三网格', 21, 32],
  ['第四网格', 33, 38],
  ['第五网格', 39, 44],
  ['第六网格', 45, 52],
] as const
/** Below a real subdistrict, a committee number that no community has. */
export const demoAreaCode = '370705007901'
/** The plaque of the stairwell that the manual and the pictures show. */
export const showPlaque = { code: 'K7M2Q9', building: '3号楼', unit: '2单元' } as const

/** 文华路社区, which is nowhere: six grids, 52 buildings, 102 stairwells, about 2,600 households. */
export function makePlaces(seed: string): DemoPlaces {
  const random = randomFrom(`${seed} places`)
  const communityId = random.id<CommunityId>(founded)
  const places: DemoPlace[] = []
  const put = (
    kind: DemoPlace['kind'],
    name: string,
    sort: number,
    parent: DemoPlace | null,
    compoundId: string | null,
  ) => {
    const id = random.id<PlaceId>(founded + places.length)
    const place: DemoPlace = {
      id,
      parentId: parent?.id ?? null,
      kind,
      name,
      sort,
      compoundId,
      gridId: kind === 'grid' ? id : (parent?.gridId ?? null),
      buildingId: kind === 'building' ? id : (parent?.buildingId ?? null),
      unitId: kind === 'unit' ? id : (parent?.unitId ?? null),
    }
    places.push(place)
    return place
  }
  const root = put('community', '文华路社区', 0, null, null)
  const known = compounds.map((compound) => ({ ...compound, id: random.id<string>(founded) }))
  for (const [index, [name, from, to]] of grids.entries()) {
    const grid = put('grid', name, index + 1, root, null)
    for (let number = from; number <= to; number++) {
      const compound = known.find((one) => number >= one.from && number <= one.to)
      if (!compound) throw new Error(`building ${number} stands in no compound`)
      const building = put('building', `${number}号楼`, number, grid, compound.id)
      for (let unit = 1; unit <= compound.units(number); unit++) {
        const stairwell = put('unit', `${unit}单元`, unit, building, compound.id)
        for (let floor = 1; floor <= compound.floors; floor++) {
          for (let door = 1; door <= compound.doors; door++) {
            const room = floor * 100 + door
            put('household', String(room), room, stairwell, compound.id)
          }
        }
      }
    }
  }
  return {
    communityId,
    areaCode: demoAreaCode,
    name: root.name,
    phone: demoLandline(0),
    root,
    compounds: known.map(({ id, name, floors }) => ({ id, name, lifts: floors > 6 })),
    places,
    desks: makeDesks(random, known),
    plaques: makePlaques(random, places),
  }
}

function makeDesks(random: Random, known: readonly { id: string; name: string; firm: string }[]): Desk[] {
  const kinds = [
    ['community', '文华路社区', null],
    ...known.map(({ id, name, firm }) => ['property', `${firm}·${name}`, id] as const),
    ['committee', '文华苑业委会', known[0]?.id ?? null],
    ['subdistrict', '广文街道', null],
    ['district', '奎文区联动专班', null],
  ] as const
  const names = inventNames(random, kinds.length)
  return kinds.map(([kind, name, compoundId], index) => ({
    id: random.id<DeskId>(founded + index),
    kind,
    level: deskLevel[kind],
    name,
    phone: demoLandline(index),
    compoundId,
    dutyName: names[index] ?? null,
    dutyPhone: demoMobile(900 + index),
  }))
}

function makePlaques(random: Random, places: readonly DemoPlace[]): DemoPlaque[] {
  const signs = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
  const codes = new Set<string>([showPlaque.code])
  const shown = places.find(
    (place) =>
      place.kind === 'unit' &&
      place.name === showPlaque.unit &&
      places.some((building) => building.id === place.parentId && building.name === showPlaque.building),
  )
  return places
    .filter((place) => place.kind === 'unit' || place.kind === 'building')
    .map((place) => {
      let code: string = showPlaque.code
      if (place !== shown) {
        do code = Array.from({ length: 6 }, () => random.pick(signs)).join('')
        while (codes.has(code))
        codes.add(code)
      }
      return { id: random.id<string>(founded), placeId: place.id, code }
    })
}
