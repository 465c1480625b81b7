import fc from 'fast-check'
import type { TestDatabase } from '../../../platform/database/testing/test-database.ts'
import {
  type CommunityId,
  type DeskId,
  newId,
  type PersonId,
  type PlaceId,
  type RequestId,
} from '../../../platform/ids.ts'
import { type Role, role } from '../../people/index.ts'
import { restrictedCategories } from '../catalogue.ts'
import { type Kind, kinds, openStatuses, type Status, statuses } from '../model.ts'

export interface PlaceNode {
  readonly id: PlaceId
  readonly communityId: CommunityId
  readonly kind: 'community' | 'grid' | 'building' | 'unit'
  readonly parent: PlaceNode | null
}
export interface RandomDesk {
  readonly id: DeskId
  readonly communityId: CommunityId
  readonly kind: 'community' | 'subdistrict' | 'district' | 'utility' | 'property' | 'committee'
}
/** A role of the reader: at a place, at a desk besides, or at the area above. */
export type RandomPost =
  | { readonly role: Role; readonly place: PlaceNode; readonly desk: RandomDesk | null }
  | { readonly role: Role; readonly area: string }
export interface RandomRequest {
  readonly id: RequestId
  readonly place: PlaceNode
  readonly kind: Kind
  readonly category: string | null
  readonly status: Status
  readonly handler: PersonId | DeskId
  readonly offer: PersonId | DeskId | null
  readonly followers: readonly (PersonId | DeskId)[]
  readonly about: PersonId | DeskId | null
}
export interface Neighbourhood {
  readonly places: readonly PlaceNode[]
  readonly desks: readonly RandomDesk[]
  readonly posts: readonly RandomPost[]
  readonly requests: readonly RandomRequest[]
}

const deskKinds = ['community', 'subdistrict', 'district', 'utility', 'property', 'property', 'committee'] as const
const categories = [null, 'repair.light', 'noise.neighbour', ...restrictedCategories.slice(0, 2)]
const index = fc.nat(1_000)
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T
/** A choice among people and desks: the reader themselves often, since all turns on that. */
const somebody = fc.record({ which: fc.constantFrom('me', 'desk', 'desk', 'other'), at: index })

/** For each of two communities its grids, for each grid its buildings, for each building how many units it has. */
const trees = fc.tuple(
  ...[0, 1].map(() => fc.array(fc.array(fc.nat(2), { maxLength: 2 }), { minLength: 1, maxLength: 2 })),
)
/** Every role, and those often that are held at a part of a community. */
const anyRole = fc.oneof(
  fc.constantFrom(...role.options),
  fc.constantFrom(...(['unitLead', 'buildingLead', 'gridLead', 'socialWorker'] as const)),
)
const drawn = fc.record({
  trees,
  posts: fc.array(fc.record({ role: anyRole, at: index, desk: fc.option(index), above: fc.nat(9) }), {
    minLength: 1,
    maxLength: 3,
  }),
  requests: fc.array(
    fc.record({
      at: index,
      kind: fc.constantFrom(...kinds),
      category: fc.constantFrom(...categories),
      status: fc.constantFrom(...openStatuses, ...statuses),
      handler: somebody,
      offer: fc.option(somebody),
      followers: fc.array(somebody, { maxLength: 2 }),
      about: fc.option(somebody),
    }),
    { minLength: 1, maxLength: 16 },
  ),
})

/** Trees of places of two communities of one area, with desks, a reader with up to three posts, and matters all over. */
export function neighbourhoods(communities: readonly CommunityId[], me: PersonId, area: string) {
  return drawn.map(({ trees, posts, requests }): Neighbourhood => {
    const places = communities.flatMap((id, n) => growTree(id, trees[n] ?? []))
    const desks = communities.flatMap((communityId) =>
      deskKinds.map((kind): RandomDesk => ({ id: newId(), communityId, kind })),
    )
    const other = newId<PersonId>()
    const desksOf = ({ communityId }: PlaceNode) => desks.filter((desk) => desk.communityId === communityId)
    const who = (place: PlaceNode, { which, at }: { which: string; at: number }) =>
      which === 'me' ? me : which === 'other' ? other : pick(desksOf(place), at).id
    return {
      places,
      desks,
      posts: posts.map(({ role, at, desk, above }): RandomPost => {
        if (above === 0) return { role, area }
        const place = pick(places, at)
        return { role, place, desk: desk === null ? null : pick(desksOf(place), desk) }
      }),
      requests: requests.map(({ at, handler, offer, followers, about, ...rest }): RandomRequest => {
        const place = pick(places, at)
        return {
          id: newId(),
          place,
          ...rest,
          handler: who(place, handler),
          offer: offer && who(place, offer),
          followers: followers.map((one) => who(place, one)),
          about: about && who(place, about),
        }
      }),
    }
  })
}

function growTree(communityId: CommunityId, grids: readonly (readonly number[])[]): PlaceNode[] {
  const node = (kind: PlaceNode['kind'], parent: PlaceNode | null, id = newId<PlaceId>()): PlaceNode => ({
    id,
    communityId,
    kind,
    parent,
  })
  const root = node('community', null, communityId as string as PlaceId)
  return [
    root,
    ...grids.flatMap((buildings) => {
      const grid = node('grid', root)
      return [
        grid,
        ...buildings.flatMap((units) => {
          const building = node('building', grid)
          return [building, ...Array.from({ length: units }, () => node('unit', building))]
        }),
      ]
    }),
  ]
}

/** A place and all above it, the place first. */
export const wayUp = (place: PlaceNode): PlaceNode[] => [place, ...(place.parent ? wayUp(place.parent) : [])]
const above = (place: PlaceNode, kind: PlaceNode['kind']) => wayUp(place).find((one) => one.kind === kind)?.id ?? null

/** Writes a neighbourhood in place of the one before it, past every rule: only what may be read is asked. */
export async function writeNeighbourhood(
  test: TestDatabase,
  me: PersonId,
  { places, desks, posts, requests }: Neighbourhood,
) {
  const write = (table: string, rows: readonly object[]) =>
    test.owner.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows),
    ])
  await test.owner.query(`delete from requests; delete from responsibilities; delete from offices;
    delete from places where kind <> 'community'; delete from desks`)
  for (const kind of ['grid', 'building', 'unit'] as const)
    await write(
      'places',
      places
        .filter((place) => place.kind === kind)
        .map((place) => ({
          ...placeColumns(place),
          id: place.id,
          parent_id: place.parent?.id,
          kind,
          name: place.id,
          sort: 0,
        })),
    )
  await write(
    'desks',
    desks.map(({ id, communityId, kind }) => ({ community_id: communityId, id, kind, level: 4, name: kind })),
  )
  for (const [number, post] of posts.entries()) {
    const row = { id: newId(), person_id: me, role: post.role, from_day: `2026-01-0${number + 1}` }
    if ('area' in post) await write('offices', [{ ...row, area_code: post.area }])
    else
      await write('responsibilities', [
        {
          ...row,
          community_id: post.place.communityId,
          place_id: post.place.id,
          desk_id: post.desk?.id,
          public_phone: false,
        },
      ])
  }
  const isDesk = (id: string | null) => desks.some((desk) => desk.id === id)
  await write(
    'requests',
    requests.map((request) => requestColumns(request, isDesk)),
  )
}

const placeColumns = (place: PlaceNode) => ({
  community_id: place.communityId,
  grid_id: above(place, 'grid'),
  building_id: above(place, 'building'),
  unit_id: above(place, 'unit'),
})

function requestColumns(request: RandomRequest, isDesk: (id: string | null) => boolean) {
  const isOpen = (openStatuses as readonly Status[]).includes(request.status)
  const either = (name: string, id: string | null) => ({ [`${name}_${isDesk(id) ? 'desk' : 'person'}_id`]: id })
  const at = '2026-11-24T02:00:00Z'
  return {
    ...placeColumns(request.place),
    id: request.id,
    number: request.id.slice(-8),
    place_id: request.place.id,
    kind: request.kind,
    category: request.category,
    marks: [],
    status: request.status,
    listen: 'request',
    channel: 'plaque',
    clock_class: 'D',
    title: 'x',
    text_sealed: '\\x00',
    confidential: false,
    structural: false,
    level: 4,
    handler_since: at,
    ...(isOpen && {
      ...either('handler', request.handler),
      deadline_kind: 'finish',
      deadline_start_at: at,
      deadline_due_at: '2026-12-24T02:00:00Z',
      next_due_at: '2026-12-24T02:00:00Z',
    }),
    ...(request.offer && { ...either('offer', request.offer), offer_level: 4 }),
    ...(request.about && either('about', request.about)),
    followers: request.followers.map((id) =>
      isDesk(id) ? { kind: 'desk', level: 4, deskId: id } : { kind: 'lead', level: 1, personId: id },
    ),
    deadline_marked: 0,
    unanswered: false,
    acted: false,
    voices: 1,
    photos: 0,
    returns: 0,
    choice_stands: false,
    raises: 0,
    reopenings: 0,
    extended: false,
    supervised: false,
    reported_at: at,
    sequence: 1,
  }
}
