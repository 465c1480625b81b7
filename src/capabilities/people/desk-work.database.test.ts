import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId, type PersonId } from '../../platform/ids.ts'
import { type Stairwell, stairwell, withEverybody } from '../requests/testing/stairwell.ts'

let here: Stairwell
let all: Awaited<ReturnType<typeof withEverybody>>
beforeAll(async () => {
  here = await stairwell()
  all = await withEverybody(here)
})
afterAll(() => here.test.drop())

it('a desk is done by those named at it, and by those whose role does its work', async () => {
  const { everybody } = all
  const whole = await here.places.root(here.communityId)
  const namesAt = async (kind: string) => {
    const desk = whole?.desks.find((one) => one.kind === kind)
    if (!desk) throw new Error(`no ${kind} desk`)
    const ids = await here.house.database.work({ communities: [here.communityId] }, (work) =>
      here.people.peopleOfDesk(work, { communityId: here.communityId, deskId: desk.id, kind: desk.kind }),
    )
    const nameOf = (id: PersonId) =>
      Object.entries({ ...everybody, ...here.deskPeople }).find(([, one]) => one === id)?.[0] ?? id
    return ids.map(nameOf).toSorted()
  }
  // The secretary and the clerk are appointed at the community as a whole, as `silin setup` does.
  expect(await namesAt('community')).toEqual(['clerk', 'staff'])
  expect(await namesAt('property')).toEqual(['manager', 'property'])
  expect(await namesAt('subdistrict')).toEqual(['street', 'subdistrict'])
  // The one of the stairwell and the one of everybody.
  expect(await namesAt('district')).toHaveLength(2)

  // The rules and the messages agree on who does a desk's work.
  for (const who of ['clerk', 'staff', 'manager', 'street', 'district'] as const) {
    const author = await here.reading.authorFor(await here.actor(everybody[who]), here.communityId)
    expect([who, author.deskIds.length]).toEqual([who, 1])
  }
})

it('whose term is over does it no more', async () => {
  const gone = newId<PersonId>()
  await here.test.owner.query('insert into people (id, name_sealed) values ($1, $2)', [
    gone,
    (await here.house.sealing.shared()).seal('离任'),
  ])
  await here.test.owner.query(
    "insert into responsibilities (community_id, id, place_id, person_id, role, from_day, to_day) values ($1, $2, $1, $3, 'communityStaff', '2026-01-01', '2026-11-23')",
    [here.communityId, newId(), gone],
  )
  const desk = (await here.places.root(here.communityId))?.desks.find((one) => one.kind === 'community')
  const ids = await here.house.database.work({ communities: [here.communityId] }, (work) =>
    here.people.peopleOfDesk(work, { communityId: here.communityId, deskId: desk!.id, kind: 'community' }),
  )
  expect(ids).not.toContain(gone)
})

it('of the community is nobody’s who is posted at a part of it only', async () => {
  const { house, communityId, gridId, test } = here
  const id = newId<PersonId>()
  await test.owner.query('insert into people (id, name_sealed) values ($1, $2)', [
    id,
    (await house.sealing.shared()).seal('网格专干'),
  ])
  await test.owner.query(
    "insert into responsibilities (community_id, id, place_id, person_id, role, from_day) values ($1, $2, $3, $4, 'communityStaff', '2026-01-01')",
    [communityId, newId(), gridId, id],
  )
  const desk = (await here.places.root(communityId))?.desks.find((one) => one.kind === 'community')
  const ids = await house.database.work({ communities: [communityId] }, (work) =>
    here.people.peopleOfDesk(work, { communityId, deskId: desk!.id, kind: 'community' }),
  )
  expect(ids).not.toContain(id)
  expect((await here.reading.authorFor(await here.actor(id), communityId)).deskIds).toEqual([])
  // A desk where only they are has nobody.
  await test.owner.query(
    "update responsibilities set to_day = '2026-11-23' where community_id = $1 and place_id = $1",
    [communityId],
  )
  here.people.forgetStaff(communityId)
  expect(await here.people.staffedDesks(communityId, desk ? [desk] : [])).toEqual([])
})
