import { sql } from 'kysely'
import { settableClock } from '../../../platform/clock/clock.ts'
import { parseConfig } from '../../../platform/config/config.ts'
import { type TestDatabase, testDatabase } from '../../../platform/database/testing/test-database.ts'
import type { StoredFile } from '../../../platform/files/file-store.ts'
import type { House } from '../../../platform/house.ts'
import { type CommunityId, type DeskId, newId, type PersonId, type PlaceId } from '../../../platform/ids.ts'
import { createLive } from '../../../platform/live/live.ts'
import { createLog } from '../../../platform/log/log.ts'
import { createLimits } from '../../../platform/open-door/limits.ts'
import { createProof } from '../../../platform/open-door/proof.ts'
import { createKeyRing } from '../../../platform/sealing/key-ring.ts'
import { createWake } from '../../../platform/wake.ts'
import { createCalendar, seedCalendar } from '../../calendar/index.ts'
import { createPeople, type Role } from '../../people/index.ts'
import { createPlaces, foundCommunity } from '../../places/index.ts'
import { createCarryOut } from '../carry-out.ts'
import { seedCatalogue } from '../catalogue-store.ts'
import { createRulebook } from '../circumstances.ts'
import { createClockProfiles } from '../clock-profiles/clock-profiles.ts'
import { createFollowing } from '../following.ts'
import { createDeciding } from '../held/deciding.ts'
import { createDoor } from '../held/door.ts'
import { createIntake } from '../held/intake.ts'
import { createHeldReading } from '../held/reading.ts'
import { createReading } from '../reading.ts'
import { createReporting } from '../report.ts'
import { createTracking } from '../tracking.ts'

/** A house on a test database: everything real, with a clock that the test sets. */
export function testHouse(test: TestDatabase, at: string) {
  const clock = settableClock(at)
  const stored = new Map<string, StoredFile>()
  const lines: string[] = []
  const house: House = {
    config: parseConfig({}),
    database: test.database,
    clock,
    log: createLog('info', (line) => lines.push(line)),
    sealing: createKeyRing(test.database, test).sealing,
    files: {
      put: async (key, bytes, contentType) => void stored.set(key, { bytes, contentType }),
      get: async (key) => stored.get(key) ?? null,
      delete: async (key) => void stored.delete(key),
    },
    wake: createWake(null),
    live: createLive(null).live,
    demo: false,
    catalogues: { 'zh-CN': {}, en: {} },
    text: () => (key) => key,
  }
  return { house, clock, lines }
}

/**
 * One stairwell on a real database: grid, building, unit with a lead each, the desks above, and a plaque. Days are in
 * November 2026, whose working days are known.
 */
export async function stairwell(at = '2026-11-24T14:05:00+08:00') {
  const test = await testDatabase()
  const { house, clock, lines } = testHouse(test, at)
  await house.database.work({ communities: [] }, async (work) => {
    await seedCatalogue(work)
    await seedCalendar(work, 2026, 2026)
  })
  const communityId = (await foundCommunity(house, {
    areaCode: '370705007901',
    name: '测试社区',
    phone: '88880000',
    sponsor: '测试街道办事处',
    filingNumber: null,
    dutyName: '值班员',
  })) as CommunityId
  const [gridId, buildingId, unitId] = [newId<PlaceId>(), newId<PlaceId>(), newId<PlaceId>()]
  const leads = {
    unit: newId<PersonId>(),
    building: newId<PersonId>(),
    grid: newId<PersonId>(),
    staff: newId<PersonId>(),
  }
  /** Who works at the desks beside and above; every desk of this stairwell has somebody. */
  const deskPeople = { property: newId<PersonId>(), subdistrict: newId<PersonId>(), district: newId<PersonId>() }
  const root = communityId as string as PlaceId
  const deskId = { property: newId<DeskId>() }
  const compoundId = newId<string>()
  const sealer = await house.sealing.shared()
  await house.database.work({ communities: [communityId] }, async (work) => {
    await sql`insert into compounds (community_id, id, name) values (${communityId}, ${compoundId}, '东院')`.execute(
      work,
    )
    const place = (
      id: PlaceId,
      parent: PlaceId,
      kind: string,
      name: string,
      grid: PlaceId | null,
      building: PlaceId | null,
      unit: PlaceId | null,
    ) =>
      sql`insert into places (community_id, id, parent_id, kind, name, grid_id, building_id, unit_id, compound_id)
          values (${communityId}, ${id}, ${parent}, ${kind}, ${name}, ${grid}, ${building}, ${unit}, ${kind === 'building' ? compoundId : null})`.execute(
        work,
      )
    await place(gridId, root, 'grid', '第一网格', gridId, null, null)
    await place(buildingId, gridId, 'building', '3号楼', gridId, buildingId, null)
    await place(unitId, buildingId, 'unit', '2单元', gridId, buildingId, unitId)
    await sql`insert into desks (community_id, id, kind, level, name, compound_id) values (${communityId}, ${deskId.property}, 'property', 4, '鲁班物业', ${compoundId})`.execute(
      work,
    )
    const appoint = async (id: PersonId, name: string, placeId: PlaceId, role: string, phone: string) => {
      await sql`insert into people (id, name_sealed, phone_sealed, phone_hash) values (${id}, ${sealer.seal(name)}, ${sealer.seal(phone)}, ${house.sealing.hash('phone', phone)})`.execute(
        work,
      )
      await sql`insert into responsibilities (community_id, id, place_id, person_id, role, from_day, public_phone) values (${communityId}, ${newId()}, ${placeId}, ${id}, ${role}, '2026-01-01', true)`.execute(
        work,
      )
    }
    await appoint(leads.unit, '张桂兰', unitId, 'unitLead', '+8613800000001')
    await appoint(leads.building, '刘建国', buildingId, 'buildingLead', '+8613800000002')
    await appoint(leads.grid, '王晓敏', gridId, 'gridLead', '+8613800000003')
    await appoint(leads.staff, '赵主任', root, 'communitySecretary', '+8613800000004')
    for (const [kind, id] of Object.entries(deskPeople))
      await sql`insert into people (id, name_sealed) values (${id}, ${sealer.seal(kind)})`.execute(work)
    await sql`insert into responsibilities (community_id, id, place_id, person_id, role, desk_id, from_day) values (${communityId}, ${newId()}, ${root}, ${deskPeople.property}, 'propertyManager', ${deskId.property}, '2026-01-01')`.execute(
      work,
    )
    await sql`insert into areas (code, level, name) values ('370705', 'district', '测试区'), ('370705007', 'subdistrict', '测试街道') on conflict do nothing`.execute(
      work,
    )
    await sql`insert into offices (id, person_id, role, area_code, from_day) values (${newId()}, ${deskPeople.subdistrict}, 'streetStaff', '370705007', '2026-01-01'), (${newId()}, ${deskPeople.district}, 'districtStaff', '370705', '2026-01-01')`.execute(
      work,
    )
    await sql`insert into plaque_codes (code, community_id, place_id) values ('K7M2Q9', ${communityId}, ${unitId})`.execute(
      work,
    )
    await sql`insert into plaques (community_id, id, place_id, code) values (${communityId}, ${newId()}, ${unitId}, 'K7M2Q9')`.execute(
      work,
    )
  })
  const places = createPlaces(house)
  const people = createPeople(house)
  const calendar = createCalendar(house, people)
  const clockProfiles = createClockProfiles(house)
  const rulebook = createRulebook(house, calendar, people, clockProfiles)
  const carryOut = createCarryOut(house, places, rulebook)
  const reading = createReading(house, places, people, rulebook)
  const tracking = createTracking(house, places, people, rulebook)
  const report = createReporting(house, places, rulebook)
  const limits = createLimits(house)
  const door = createDoor(house, limits)
  const proof = createProof(house)
  const actor = async (id: PersonId) => {
    await test.owner.query(
      `insert into "user" (id, name, email, "emailVerified") values ($1::text, '-', $1::text, false) on conflict do nothing`,
      [id],
    )
    await test.owner.query('update people set user_id = $1::text where id = $1::uuid', [id])
    const found = await people.actorByUser(id)
    if (!found) throw new Error('nobody')
    return found
  }
  return {
    test,
    house,
    clock,
    lines,
    communityId,
    gridId,
    buildingId,
    unitId,
    leads,
    deskPeople,
    deskId,
    places,
    people,
    calendar,
    rulebook,
    clockProfiles,
    carryOut,
    reading,
    report,
    limits,
    door,
    proof,
    intake: createIntake(house, { places, rulebook, door, report }),
    deciding: createDeciding(house, { report, carryOut, door, proof }),
    held: createHeldReading(house, places, door),
    tracking,
    following: createFollowing(house, tracking),
    actor,
    author: async (id: PersonId) => await reading.authorFor(await actor(id), communityId),
  }
}
export type Stairwell = Awaited<ReturnType<typeof stairwell>>

/** Everybody else who has anything to do with a community: above it, beside it, next to it, and its administrators. */
export async function withEverybody(here: Stairwell) {
  const { house, communityId, buildingId, gridId, deskId, test } = here
  await test.owner.query(
    "insert into areas (code, level, name) values ('370705', 'district', '测试区'), ('370705007', 'subdistrict', '测试街道') on conflict do nothing",
  )
  const nextCommunityId = (await foundCommunity(house, {
    areaCode: '370705007902',
    name: '隔壁社区',
    phone: '88880001',
    sponsor: '测试街道办事处',
    filingNumber: null,
    dutyName: '值班员',
  })) as CommunityId
  here.places.forgetAll()
  const nextUnitId = newId<PlaceId>()
  await test.owner.query(
    `insert into places (community_id, id, parent_id, kind, name, grid_id, building_id, unit_id) values ($1, $2, $3, 'unit', '1单元', $4, $3, $2)`,
    [communityId, nextUnitId, buildingId, gridId],
  )
  await test.owner.query(
    `insert into plaque_codes (code, community_id, place_id, closed_at) values ('K7M2R1', $1, $2, null), ('K7M2R2', $1, $2, now())`,
    [communityId, nextUnitId],
  )
  const phones = new Map<PersonId, string>(
    [here.leads.unit, here.leads.building, here.leads.grid, here.leads.staff].map((id, n) => [
      id,
      `1380000000${n + 1}`,
    ]),
  )
  const sealer = await house.sealing.shared()
  async function person(name: string): Promise<PersonId> {
    const [id, phone] = [newId<PersonId>(), `1380000${String(1000 + phones.size)}`]
    phones.set(id, phone)
    await test.owner.query('insert into people (id, name_sealed, phone_sealed, phone_hash) values ($1, $2, $3, $4)', [
      id,
      sealer.seal(name),
      sealer.seal(`+86${phone}`),
      house.sealing.hash('phone', `+86${phone}`),
    ])
    return id
  }
  async function post(name: string, role: Role, at: CommunityId, place: PlaceId, desk: DeskId | null = null) {
    const id = await person(name)
    await test.owner.query(
      "insert into responsibilities (community_id, id, place_id, person_id, role, desk_id, from_day) values ($1, $2, $3, $4, $5, $6, '2026-01-01')",
      [at, newId(), place, id, role, desk],
    )
    return id
  }
  async function office(name: string, role: Role, areaCode: string) {
    const id = await person(name)
    await test.owner.query(
      "insert into offices (id, person_id, role, area_code, from_day) values ($1, $2, $3, $4, '2026-01-01')",
      [newId(), id, role, areaCode],
    )
    return id
  }
  const root = communityId as string as PlaceId
  const everybody = {
    ...here.leads,
    nextUnit: await post('孙丽', 'unitLead', communityId, nextUnitId),
    clerk: await post('钱社工', 'communityStaff', communityId, root),
    socialWorker: await post('周社工', 'socialWorker', communityId, root),
    manager: await post('吴经理', 'propertyManager', communityId, root, deskId.property),
    nextStaff: await post('郑主任', 'communitySecretary', nextCommunityId, nextCommunityId as string as PlaceId),
    street: await office('街道办', 'streetStaff', '370705007'),
    district: await office('区里', 'districtStaff', '370705'),
    viewer: await office('看板', 'viewer', '370705'),
    sysAdmin: await office('系统', 'sysAdmin', '370705'),
    securityAdmin: await office('安全', 'securityAdmin', '370705'),
    auditAdmin: await office('审计', 'auditAdmin', '370705'),
    resident: await person('居民'),
  }
  return { everybody, phones, nextCommunityId, nextUnitId }
}
