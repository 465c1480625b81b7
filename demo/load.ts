import { seedAreas } from '../src/capabilities/places/divisions.ts'
import type { Status } from '../src/capabilities/requests/model.ts'
import { trackingToken } from '../src/capabilities/requests/secrets.ts'
import { seedCalendar } from '../src/capabilities/requests/seed-calendar.ts'
import { seedCatalogue } from '../src/capabilities/requests/catalogue-store.ts'
import { calendarRows } from '../src/capabilities/requests/store.ts'
import { buildCalendar } from '../src/platform/clock/calendar.ts'
import type { Clock } from '../src/platform/clock/clock.ts'
import type { Database, Work } from '../src/platform/database/database.ts'
import type { CommunityId } from '../src/platform/ids.ts'
import type { Sealing } from '../src/platform/sealing/sealing.ts'
import '../src/capabilities/places/tables.ts'
import { type Demo, makeDemo } from './demo.ts'
import { demoStaff, showLeadPhone } from './people.ts'
import { makePlaces, showPlaque } from './places.ts'
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
 * @throws DemoIsThere when it was loaded before; nothing is changed then
 */
export async function loadDemo({ database, sealing, clock, progress }: DemoHouse): Promise<DemoFacts> {
  const { areaCode } = makePlaces('')
  const now = clock.now()
  const year = now.toZonedDateTimeISO('Asia/Shanghai').year
  const calendar = await database.work(shared, async (work) => {
    if (await work.selectFrom('communities').select('id').where('area_code', '=', areaCode).executeTakeFirst()) {
      throw new DemoIsThere()
    }
    await seedAreas(work)
    await seedCatalogue(work)
    await seedCalendar(work, year - 1, year + 1)
    return buildCalendar(await calendarRows(work))
  })
  progress?.(0, 1, 'demo')
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
  await inBatches(places.places, 1000, (batch) =>
    work
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
      .execute(),
  )
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
  await work.insertInto('people').values(peopleRows(people, sealing)).execute()
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
  { lives, structural }: Demo,
  number: number,
  sealing: Sealing,
  progress: NonNullable<DemoHouse['progress']>,
): Promise<void> {
  let done = 0
  await inBatches(lives, 300, async (batch) => {
    await work
      .insertInto('requests')
      .values(batch.map((life) => requestRow(life, structural.has(life.state.id), sealing)))
      .execute()
    await work
      .insertInto('request_events')
      .values(batch.flatMap((life) => eventRows(life, sealing)))
      .execute()
    const voices = batch.flatMap((life) => voiceRows(life, number, sealing))
    if (voices.length > 0) await work.insertInto('voices').values(voices).execute()
    done += batch.length
    progress(done, lives.length, 'demo')
  })
}

async function inBatches<T>(all: readonly T[], size: number, write: (batch: readonly T[]) => Promise<unknown>) {
  for (let from = 0; from < all.length; from += size) await write(all.slice(from, from + size))
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
  const waiting: Status = 'resolved'
  const plaque = demo.places.plaques.find(({ code }) => code === showPlaque.code)
  const asked =
    demo.lives.find((life) => life.state.status === waiting && life.state.placeId === plaque?.placeId) ??
    demo.lives.find((life) => life.state.status === waiting)
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
