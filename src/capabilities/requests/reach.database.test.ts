import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../platform/database/testing/test-database.ts'
import { type CommunityId, newId, type PersonId } from '../../platform/ids.ts'
import { createCalendar, seedCalendar } from '../calendar/index.ts'
import { type Action, type Actor, createPeople } from '../people/index.ts'
import { roleMay } from '../people/permissions.ts'
import { createPlaces, foundCommunity } from '../places/index.ts'
import { restrictedCategories } from './catalogue.ts'
import { seedCatalogue } from './catalogue-store.ts'
import { createRulebook } from './circumstances.ts'
import { createClockProfiles } from './clock-profiles/clock-profiles.ts'
import { openStatuses, queueQuery, type Status } from './model.ts'
import { createReading, type Reading } from './reading.ts'
import {
  type Neighbourhood,
  neighbourhoods,
  type PlaceNode,
  type RandomPost,
  type RandomRequest,
  wayUp,
  writeNeighbourhood,
} from './testing/random-neighbourhood.ts'
import { testHouse } from './testing/stairwell.ts'

/**
 * The wall between communities is the database's; who reaches what inside of one is a condition of each query. Whether
 * the two say together what domain.md and the permission table say is asked here of a second, slow and plain answer.
 */
const me = newId<PersonId>()
const area = '370705'
let test: Awaited<ReturnType<typeof testDatabase>>
let reading: Reading
let actorNow: () => Promise<Actor>
const communities: CommunityId[] = []

beforeAll(async () => {
  test = await testDatabase()
  const { house } = testHouse(test, '2026-11-24T14:05:00+08:00')
  await house.database.work({ communities: [] }, async (work) => {
    await seedCatalogue(work)
    await seedCalendar(work, 2026, 2026)
  })
  await test.owner.query("insert into areas (code, level, name) values ($1, 'district', 'x') on conflict do nothing", [
    area,
  ])
  for (const areaCode of ['370705007901', '370705007902']) {
    const words = { name: areaCode, phone: '1', sponsor: 'x', filingNumber: null, dutyName: 'x' }
    communities.push((await foundCommunity(house, { areaCode, ...words })) as CommunityId)
  }
  await test.owner.query(
    `insert into "user" (id, name, email, "emailVerified") values ($1::text, '-', $1::text, false)`,
    [me],
  )
  await test.owner.query('insert into people (id, name_sealed, user_id) values ($1::uuid, $2, $1::text)', [
    me,
    (await house.sealing.shared()).seal('我'),
  ])
  // What is sealed in the rows is never opened by a list.
  const places = createPlaces(house)
  const people = createPeople(house)
  const rulebook = createRulebook(house, createCalendar(house, people), people, createClockProfiles(house))
  reading = createReading(house, places, people, rulebook)
  actorNow = async () => {
    places.forgetAll()
    return (await people.actorByUser(me)) as Actor
  }
})
afterAll(() => test.drop())

const isPartner = ({ role }: RandomPost) => role === 'propertyManager' || role === 'ownersCommittee'
const holdsIn = (post: RandomPost, at: PlaceNode) => 'area' in post || post.place.communityId === at.communityId

/** Desks whose work the reader does in the community of a place: by name, or by a role that does its work. */
function workOf({ posts, desks }: Neighbourhood, at: PlaceNode): string[] {
  const byRole = {
    community: ['communityStaff', 'communitySecretary'],
    subdistrict: ['streetStaff'],
    district: ['districtStaff'],
    utility: ['districtStaff'],
    property: [],
    committee: [],
  } as Readonly<Record<string, readonly string[]>>
  const does = (post: RandomPost, desk: Neighbourhood['desks'][number]) =>
    'area' in post || !post.desk
      ? ('area' in post || post.place.kind === 'community') && (byRole[desk.kind] ?? []).includes(post.role)
      : post.desk.id === desk.id
  return desks
    .filter((desk) => desk.communityId === at.communityId)
    .filter((desk) => posts.some((post) => holdsIn(post, at) && does(post, desk)))
    .map((desk) => desk.id)
}

/** Whether the reader may do an action on a matter, said without SQL. */
function sees(here: Neighbourhood, action: Action, request: RandomRequest): boolean {
  const { place, about, category, kind } = request
  const posts = here.posts.filter((post) => roleMay(post.role, action) && holdsIn(post, place))
  // A partner without a desk stands nowhere.
  const standing = posts.filter((post) => !isPartner(post) || 'area' in post || post.desk !== null)
  if (standing.length === 0) return false
  if (about === me || (about !== null && workOf(here, place).includes(about))) return false
  const placed = standing.filter((post) => 'area' in post || !isPartner(post))
  if (placed.some((post) => 'area' in post || post.place.kind === 'community')) return true
  const ownDesks = standing.flatMap((post) => ('area' in post || !isPartner(post) || !post.desk ? [] : [post.desk.id]))
  const isOpen = (openStatuses as readonly Status[]).includes(request.status)
  const named = [...(isOpen ? [request.handler] : []), request.offer, ...request.followers]
  if (named.some((one) => one === me || ownDesks.some((desk) => desk === one))) return true
  if (restrictedCategories.includes(category ?? '') || (kind === 'complaint' && about === null)) return false
  return placed.some((post) => 'place' in post && wayUp(place).includes(post.place))
}

const query = (more: object) => queueQuery.parse({ limit: 100, ...more })
const listed = async (actor: Actor, more: object) =>
  (await reading.queue(actor, query(more), 'zh-CN')).items.map((item) => item.id as string).toSorted()
const idsOf = (requests: readonly RandomRequest[]) => requests.map((one) => one.id as string).toSorted()

/** One neighbourhood after the other is written and asked about. */
const everywhere = (ask: (here: Neighbourhood, actor: Actor) => Promise<void>, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(neighbourhoods(communities, me, area), async (here) => {
      await writeNeighbourhood(test, me, here)
      await ask(here, await actorNow())
    }),
    { numRuns, endOnFailure: true },
  )

describe('who reaches what', () => {
  it('the queue holds exactly the matters that its reader may read, whole and by place, scope and state', async () => {
    let [some, none] = [0, 0]
    await everywhere(async (here, actor) => {
      const mine = here.requests.filter((request) => sees(here, 'requests.read', request))
      expect(await listed(actor, {})).toEqual(idsOf(mine))
      const place = here.requests[0]?.place as PlaceNode
      expect(await listed(actor, { place: place.id })).toEqual(
        idsOf(mine.filter((request) => wayUp(request.place).some((one) => one.id === place.id))),
      )
      const open = mine.filter((request) => (openStatuses as readonly Status[]).includes(request.status))
      expect(await listed(actor, { sort: 'due' })).toEqual(idsOf(open))
      const isMine = (request: RandomRequest, one: string | null) =>
        one !== null && (one === me || workOf(here, request.place).includes(one))
      expect(await listed(actor, { scope: 'following' })).toEqual(
        idsOf(mine.filter((request) => request.followers.some((one) => isMine(request, one)))),
      )
      expect(await listed(actor, { scope: 'mine' })).toEqual(
        idsOf(
          mine.filter(
            (request) => isMine(request, request.offer) || (open.includes(request) && isMine(request, request.handler)),
          ),
        ),
      )
      if (mine.length > 0) some += 1
      if (mine.length < here.requests.length) none += 1
    }, 200)
    // Neighbourhoods in which everything or nothing is seen would prove nothing.
    expect(Math.min(some, none)).toBeGreaterThan(20)
  }, 240_000)

  it('one matter by its id is there for exactly who has it in the list, whatever is to be done with it', async () => {
    await everywhere(async (here, actor) => {
      for (const action of ['requests.read', 'requests.command', 'requests.see_reporter', 'requests.merge'] as const)
        for (const request of here.requests.slice(0, 6)) {
          const found = await reading.find(actor, action, request.id)
          expect([action, request.id, found !== null]).toEqual([action, request.id, sees(here, action, request)])
        }
    }, 40)
  }, 240_000)

  it('the figures count exactly the matters that their reader may count', async () => {
    await everywhere(async (here, actor) => {
      const open = here.requests.filter(
        (request) =>
          (openStatuses as readonly Status[]).includes(request.status) && sees(here, 'requests.figures', request),
      )
      expect((await reading.figures(actor, undefined)).open).toBe(open.length)
      for (const community of communities)
        expect((await reading.figures(actor, community)).open).toBe(
          open.filter((request) => request.place.communityId === community).length,
        )
    }, 60)
  }, 240_000)
})
