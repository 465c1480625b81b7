import { calendarRows } from '../src/capabilities/calendar/index.ts'
import { trackingToken } from '../src/capabilities/requests/secrets.ts'
import { buildCalendar } from '../src/platform/clock/calendar.ts'
import type { Clock } from '../src/platform/clock/clock.ts'
import type { Database, Work } from '../src/platform/database/database.ts'
import type { CommunityId } from '../src/platform/ids.ts'
import type { Sealing } from '../src/platform/sealing/sealing.ts'
import '../src/capabilities/places/tables.ts'
import { type Demo, makeDemo } from './demo.ts'
import { demoStaff, showLeadPhone } from './people.ts'
import { demoAreaCode, showPlaque } from './places.ts'
import { eventRows, peopleRows, requestRow, voiceRows } from './rows.ts'

/** What somebody who starts the demo needs to know. */
export interface DemoFacts {
  readonly communityId: CommunityId
  /** The plaque of 3号楼 2单元. */
  readonly plaqueCode: string
  /** E.164; 张桂兰, who answers for that stairwell. */
  readonly leadPhone: string
  readonly staff: typeof demoStaff
  /** Opens the page of a neighbour whose matter is said to be solved and who is asked whether it is. */
  readonly trackingToken: string
  readonly counts: {
    readonly grids: number
    readonly buildings: number
    readonly units: number
    readonly households: number
    readonly leads: number
    readonly requests: number
    readonly open: number
    readonly events: number
    readonly voices: number
  }
}

export interface DemoHouse {
  readonly database: Database
  readonly sealing: Sealing
  readonly clock: Clock
  /** Hears how many requests of how many are written. */
  readonly progress?: (done: number, total: number, what: string) => void
}

/** The demo is there already; it is loaded once and then lives on like any other community. */
export class DemoIsThere extends Error {
  constructor() {
    super('the demo community is there already')
    this.name = 'DemoIsThere'
  }
}

const shared = { communities: [] as CommunityId[] }

/**
 * Writes the made-up community with three months of its life up to now, in one transaction behind the wall. Nobody is
 * told of the past: no announcements are written.
 * The ground (divisions, catalogue, calendar) has to be there.
 * @throws DemoIsThere when it was loaded before; nothing is changed then
 */
export async function loadDemo({ database, sealing, clock, progress }: DemoHouse): Promise<DemoFacts> {
  const now = clock.now()
  const calendar = await database.work(shared, async (work) => {
    const known = work.selectFrom('communities').select('id').where('area_code', '=', demoAreaCode)
    if (await known.executeTakeFirst()) throw new DemoIsThere()
    return buildCalendar(await calendarRows(work))
  })
  progress?.(0, 1, 'three months')
  const demo = makeDemo({ now, calendar })
  return await database.work({ communities: [demo.places.communityId] }, async (work) => {
    const number = await addCommunity(work, demo)
    await addPlaces(work, demo)
    await addPeople(work, demo, sealing)
    await addRequests(work, demo, number, sealing, progress ?? (() => {}))
    return factsOf(demo, number, sealing)
  })
}

async function addCommunity(work: Work, { places }: Demo): Promise<number> {
  const last = await work
    .selectFrom('communities')
    .select((of) => of.fn.max('number').as('number'))
    .executeTakeFirst()
  const number = (last?.number ?? 0) + 1
  const { areaCode, communityId: id, name, phone } = places
  const area = { code: areaCode, parent_code: areaCode.slice(0, 9), level: 'community', name, valid_from: null }
  await work.insertInto('areas').values(area).execute()
  await work
    .insertInto('communities')
    .values({ id, number, area_code: areaCode, name, phone, sponsor: '四邻演示', filing_number: null })
    .execute()
  return number
}

async function addPlaces(work: Work, { places }: Demo): Promise<void> {
  const ours = { community_id: places.communityId }
  await work
    .insertInto('compounds')
    .values(places.compounds.map(({ id, name }) => ({ ...ours, id, name })))
    .execute()
  for (const batch of batches(places.places, 1000)) {
    await work
      .insertInto('places')
      .values(
        batch.map(({ id, parentId, kind, name, sort, compoundId, gridId, buildingId, unitId }) => ({
          ...ours,
          id,
          parent_id: parentId,
          kind,
          name,
          sort,
          compound_id: compoundId,
          grid_id: gridId,
          building_id: buildingId,
          unit_id: unitId,
        })),
      )
      .execute()
  }
  await work
    .insertInto('desks')
    .values(
      places.desks.map(({ id, kind, level, name, phone, compoundId, dutyName, dutyPhone }) => ({
        ...ours,
        id,
        kind,
        level,
        name,
        phone,
        compound_id: compoundId,
        duty_name: dutyName,
        duty_phone: dutyPhone,
      })),
    )
    .execute()
  const put = places.plaques.map(({ id, placeId, code }) => ({ ...ours, id, place_id: placeId, code, closed_at: null }))
  await work
    .insertInto('plaques')
    .values(put.map((plaque) => ({ ...plaque, put_up_on: '2024-03-01' })))
    .execute()
  await work
    .insertInto('plaque_codes')
    .values(put.map(({ id: _id, ...code }) => code))
    .execute()
}

async function addPeople(work: Work, { places, people }: Demo, sealing: Sealing): Promise<void> {
  await work
    .insertInto('people')
    .values(peopleRows(people, sealing, await sealing.shared()))
    .execute()
  await work
    .insertInto('responsibilities')
    .values(
      people.posts.map((post) => ({
        community_id: places.communityId,
        id: post.id,
        place_id: post.placeId,
        person_id: post.personId,
        role: post.role,
        desk_id: post.deskId,
        from_day: post.fromDay,
        to_day: post.toDay,
        public_phone: post.publicPhone,
        duties: post.duties,
        portrait_file_id: null,
      })),
    )
    .execute()
  await work
    .insertInto('offices')
    .values(
      people.offices.map(({ id, personId, role, areaCode, fromDay }) => ({
        id,
        person_id: personId,
        role,
        area_code: areaCode,
        from_day: fromDay,
        to_day: null,
      })),
    )
    .execute()
}

async function addRequests(
  work: Work,
  { places: { communityId }, lives, structural }: Demo,
  number: number,
  sealing: Sealing,
  progress: NonNullable<DemoHouse['progress']>,
): Promise<void> {
  const sealer = await sealing.for(communityId)
  let done = 0
  let writing: Promise<unknown> = Promise.resolve()
  for (const batch of batches(lives, 200)) {
    const requests = batch.map((life) => requestRow(life, structural.has(life.state.id), sealer))
    const events = batch.flatMap((life) => eventRows(life, sealer))
    const voices = batch.flatMap((life) => voiceRows(life, number, sealing, sealer))
    // One batch is written while the next is sealed; on one connection they stay in order.
    await writing
    progress(done, lives.length, 'requests')
    done += batch.length
    writing = Promise.all([
      work.insertInto('requests').values(requests).execute(),
      work
        .insertInto('words_wanted')
        .values(requests.map(({ community_id, id }) => ({ community_id, request_id: id })))
        .execute(),
      work.insertInto('request_events').values(events).execute(),
      work.insertInto('voices').values(voices).execute(),
    ])
  }
  await writing
  progress(done, lives.length, 'requests')
}

function* batches<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size)
}

/** What was written, counted. */
export function countsOf({ places, people, lives }: Demo): DemoFacts['counts'] {
  const of = (kind: string) => places.places.filter((place) => place.kind === kind).length
  return {
    grids: of('grid'),
    buildings: of('building'),
    units: of('unit'),
    households: of('household'),
    leads: new Set(people.posts.filter((post) => post.duties && post.toDay === null).map((post) => post.personId)).size,
    requests: lives.length,
    open: lives.filter((life) => life.open).length,
    events: lives.reduce((sum, life) => sum + life.events.length, 0),
    voices: lives.reduce((sum, life) => sum + life.voices.length, 0),
  }
}

function factsOf(demo: Demo, number: number, sealing: Sealing): DemoFacts {
  const plaque = demo.places.plaques.find(({ code }) => code === showPlaque.code)
  const waiting = demo.lives.filter((life) => life.state.status === 'resolved' && !life.report.confidential)
  const asked = waiting.find((life) => life.state.placeId === plaque?.placeId) ?? waiting[0]
  const [voice] = asked?.voices ?? []
  if (!voice) throw new Error('nobody in the demo is asked whether their matter is solved')
  return {
    communityId: demo.places.communityId,
    plaqueCode: showPlaque.code,
    leadPhone: showLeadPhone,
    staff: demoStaff,
    trackingToken: trackingToken(sealing, number, voice.id),
    counts: countsOf(demo),
  }
}
