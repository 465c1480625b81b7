import type pg from 'pg'
import { foundCommunity } from '../../../../capabilities/places/index.ts'
import type { TestDatabase } from '../../../../platform/database/testing/test-database.ts'
import type { House } from '../../../../platform/house.ts'
import type { DeskId, PersonId, PlaceId } from '../../../../platform/ids.ts'
import { newId } from '../../../../platform/ids.ts'
import { holders } from './holders.ts'
import { marked } from './markers.ts'
import {
  type CommunityName,
  communities,
  communityNames,
  communityOf,
  compoundOf,
  compoundOfDesk,
  type DeskName,
  deskNames,
  isArea,
  type PlaceName,
  type Post,
  placesOf,
} from './where.ts'

const roleOf: Readonly<Record<string, string>> = { g: 'gridLead', b: 'buildingLead', u: 'unitLead' }
const kindOf: Readonly<Record<string, string>> = { g: 'grid', b: 'building', u: 'unit' }
const lastStep = (place: PlaceName) => place.split('.').at(-1) ?? ''

export type World = Awaited<ReturnType<typeof buildWorld>>

/**
 * Four communities that look alike, with a lead at every place, a desk in every compound and a plaque on every wall, and
 * everybody who holds anything in the walk. Every row carries the marker of its place.
 */
export async function buildWorld(test: TestDatabase, house: House) {
  const { sealing } = house
  const write = (statement: string, values: readonly unknown[]) => test.owner.query(statement, [...values])
  const areas = [
    ['370704', 'district'],
    ['370705', 'district'],
    ['370704001', 'subdistrict'],
    ['370705007', 'subdistrict'],
    ['370705008', 'subdistrict'],
  ]
  for (const [code, level] of areas)
    await write('insert into areas (code, level, name) values ($1, $2, $1) on conflict do nothing', [code, level])

  const community = {} as Record<CommunityName, PlaceId>
  const place = new Map<PlaceName, PlaceId>()
  const plaque = new Map<PlaceName, string>()
  const desk = new Map<string, DeskId>()
  const post = new Map<string, string>()
  const person = new Map<string, PersonId>()
  const phone = new Map<string, string>()

  async function addPerson(name: string, shown: string): Promise<PersonId> {
    const id = newId<PersonId>()
    const mobile = `139${String(10_000_000 + person.size)}`
    person.set(name, id)
    phone.set(name, mobile)
    const sealer = await sealing.shared()
    await write('insert into people (id, name_sealed, phone_sealed, phone_hash) values ($1, $2, $3, $4)', [
      id,
      sealer.seal(shown),
      sealer.seal(`+86${mobile}`),
      sealing.hash('phone', `+86${mobile}`),
    ])
    return id
  }
  async function give(id: PersonId, { role, at, desk: deskName }: Post, from = '2026-01-01', to: string | null = null) {
    const postId = newId<string>()
    if (isArea(at)) {
      const row = [postId, id, role, at, from, to]
      await write(
        'insert into offices (id, person_id, role, area_code, from_day, to_day) values ($1, $2, $3, $4, $5, $6)',
        row,
      )
    } else {
      const deskId = deskName ? desk.get(`${communityOf(at)} ${deskName}`) : null
      const row = [community[communityOf(at)], postId, place.get(at), id, role, deskId, from, to]
      await write(
        `insert into responsibilities (community_id, id, place_id, person_id, role, desk_id, from_day, to_day, public_phone)
         values ($1, $2, $3, $4, $5, $6, $7, $8, true)`,
        row,
      )
    }
    return postId
  }

  for (const name of communityNames) {
    const areaCode = communities[name]
    const founding = { areaCode, name: marked(name, 'community'), phone: '88880000', sponsor: '-', filingNumber: null }
    const id = (await foundCommunity(house, { ...founding, dutyName: marked(name, 'duty') })) as string as PlaceId
    community[name] = id
    place.set(name, id)
    for (const compound of ['east', 'west'])
      await write('insert into compounds (community_id, id, name) values ($1, $2, $3)', [id, newId(), compound])
    for (const at of placesOf(name)) {
      if (at !== name) await addPlace(name, at)
      const code = `K${name}${String(1000 + plaque.size)}`
      plaque.set(at, code)
      await write('insert into plaque_codes (code, community_id, place_id) values ($1, $2, $3)', [
        code,
        id,
        place.get(at),
      ])
      await write('insert into plaques (community_id, id, place_id, code) values ($1, $2, $3, $4)', [
        id,
        newId(),
        place.get(at),
        code,
      ])
    }
    for (const deskName of deskNames) await addDesk(name, deskName)
    await addLeadsAndStaff(name)
  }

  async function addPlace(name: CommunityName, at: PlaceName) {
    const id = newId<PlaceId>()
    place.set(at, id)
    const steps = at.split('.')
    const above = (letter: string) => {
      const index = steps.findIndex((step) => step.startsWith(letter))
      return index < 0 ? null : place.get(steps.slice(0, index + 1).join('.'))
    }
    await write(
      `insert into places (community_id, id, parent_id, kind, name, grid_id, building_id, unit_id, compound_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, (select id from compounds where community_id = $1 and name = $9))`,
      [
        community[name],
        id,
        place.get(steps.slice(0, -1).join('.')),
        kindOf[lastStep(at)[0] ?? ''],
        marked(at, 'place'),
        above('g'),
        above('b'),
        above('u'),
        lastStep(at).startsWith('b') ? compoundOf(at) : null,
      ],
    )
  }

  async function addDesk(name: CommunityName, deskName: DeskName) {
    const id = newId<DeskId>()
    desk.set(`${name} ${deskName}`, id)
    const compound = compoundOfDesk(deskName)
    const shown = marked(compound === 'east' ? `${name}.g1.b1` : `${name}.g2.b3`, 'desk')
    await write(
      `insert into desks (community_id, id, kind, level, name, compound_id)
       values ($1, $2, $3, 4, $4, (select id from compounds where community_id = $1 and name = $5))`,
      [community[name], id, deskName.split('-')[0], `${shown} ${deskName}`, compound],
    )
  }

  /** Who answers there besides those who walk: every place has its lead, every desk its people. */
  async function addLeadsAndStaff(name: CommunityName) {
    for (const at of placesOf(name)) {
      const role = roleOf[lastStep(at)[0] ?? '']
      if (role) await give(await addPerson(`lead of ${at}`, marked(at, 'lead')), { role: role as never, at })
    }
    const secretary = await addPerson(`secretary of ${name}`, marked(name, 'staff'))
    post.set(`secretary of ${name}`, await give(secretary, { role: 'communitySecretary', at: name }))
    for (const deskName of ['property-east', 'property-west'] as const) {
      const id = await addPerson(`${deskName} of ${name}`, marked(name, 'staff'))
      await give(id, { role: 'propertyManager', at: name, desk: deskName })
    }
  }

  for (const { name, posts, notNow } of holders) {
    // Who is posted at several places, or at none now, has a name of no place.
    const at = posts.length === 1 ? posts[0]?.at : undefined
    const shown = at === undefined || isArea(at) ? name : marked(at, at.includes('.') ? 'lead' : 'staff')
    const id = await addPerson(name, shown)
    for (const one of posts) await give(id, one)
    if (notNow) await give(id, notNow, notNow.from, notNow.to)
  }

  return {
    community,
    place,
    plaque,
    desk,
    post,
    person,
    phone,
    /** Somebody new in a post of a community, to be ended or let in again. */
    async freshPost(name: CommunityName): Promise<string> {
      return await give(await addPerson(`fresh ${person.size}`, marked(name, 'staff')), {
        role: 'socialWorker',
        at: name,
      })
    },
    async one<Row extends pg.QueryResultRow>(statement: string, values: readonly unknown[]): Promise<Row> {
      const found = await test.owner.query<Row>(statement, [...values])
      if (!found.rows[0]) throw new Error(`nothing is there: ${statement}`)
      return found.rows[0]
    },
  }
}
