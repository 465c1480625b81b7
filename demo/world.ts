import { Temporal } from 'temporal-polyfill'
import type { Desk } from '../src/capabilities/places/model.ts'
import type { ServedPlace } from '../src/capabilities/places/service.ts'
import type { CatalogueLine } from '../src/capabilities/requests/catalogue.ts'
import { weifangProfile } from '../src/capabilities/requests/clock-profile.ts'
import { defaultLines } from '../src/capabilities/requests/default-lines.ts'
import type { Author } from '../src/capabilities/requests/events.ts'
import type { Ladder } from '../src/capabilities/requests/ladder.ts'
import { ladderOf } from '../src/capabilities/requests/ladder-of-place.ts'
import type { Handler, Level } from '../src/capabilities/requests/model.ts'
import type { Circumstances } from '../src/capabilities/requests/rules.ts'
import type { WorkCalendar } from '../src/platform/clock/calendar.ts'
import type { PersonId, PlaceId } from '../src/platform/ids.ts'
import { day, instant, isoDay, midnight } from './hours.ts'
import type { DemoPeople, DemoPost } from './people.ts'
import type { DemoPlace, DemoPlaces } from './places.ts'
import type { Random } from './random.ts'

export type Staff = Extract<Author, { kind: 'staff' }>

/** Where the simulated neighbours live: who answers where on which day, and what the rules go by. */
export interface World {
  readonly places: DemoPlaces
  readonly people: DemoPeople
  readonly calendar: WorkCalendar
  /** The real moment, at which the simulation ends. */
  readonly now: number
  place(id: PlaceId): DemoPlace
  /** A stairwell or building by what it is called: 3号楼 2单元. */
  named(path: string): DemoPlace
  hasLift(place: DemoPlace): boolean
  category(code: string): CatalogueLine
  circumstances(place: DemoPlace, at: number): Circumstances
  /** The moment from which a lead does not answer for this place any more; infinite when they still do. */
  vacantFrom(handler: Handler, place: DemoPlace): number
  desk(kind: Desk['kind'], place: DemoPlace): Desk
  /** Who does the work of a handler. A desk has several people; the one who solved a matter can be left out. */
  worksFor(handler: Handler, random: Random, not?: PersonId | null): Staff
}

const leadLevels = { unitLead: 1, buildingLead: 2, gridLead: 3 } as const
const leadLevel = (post: DemoPost) => leadLevels[post.role as keyof typeof leadLevels]

export function makeWorld(places: DemoPlaces, people: DemoPeople, calendar: WorkCalendar, now: number): World {
  const byId = new Map(places.places.map((place) => [place.id, place]))
  const place = (id: PlaceId) => found(byId.get(id), id)
  const paths = new Map<string, DemoPlace>()
  for (const one of places.places) {
    if (one.kind === 'building' || one.kind === 'grid') paths.set(one.name, one)
    if (one.kind === 'unit' && one.parentId) paths.set(`${place(one.parentId).name} ${one.name}`, one)
  }
  const leads = new Map<PlaceId, DemoPost[]>()
  for (const post of people.posts) {
    if (leadLevel(post)) leads.set(post.placeId, [...(leads.get(post.placeId) ?? []), post])
  }
  const catalogue = new Map(defaultLines().map((line) => [line.code, line]))
  const desksFor = (one: DemoPlace) =>
    places.desks.filter((desk) => desk.compoundId === null || desk.compoundId === one.compoundId)
  const wayUp = (one: DemoPlace): DemoPlace[] => [one, ...(one.parentId ? wayUp(place(one.parentId)) : [])]

  const ladders = new Map<string, Ladder>()
  function ladderAt(one: DemoPlace, on: string): Ladder {
    const key = `${one.id} ${on}`
    let ladder = ladders.get(key)
    if (!ladder) {
      const posts = wayUp(one).flatMap((step) => leads.get(step.id) ?? [])
      const held = posts.filter((post) => post.fromDay <= on && (post.toDay === null || post.toDay >= on))
      const answering = held.map((post) => ({ personId: post.personId, level: leadLevel(post) }))
      // Of a place the ladder reads who answers at which level, and nothing else.
      const served = { leads: answering, desks: desksFor(one) } as unknown as ServedPlace
      ladder = ladderOf(served, served.desks)
      ladders.set(key, ladder)
    }
    return ladder
  }

  const deskPeople = new Map<string, PersonId[]>()
  for (const post of people.posts) {
    if (post.deskId) deskPeople.set(post.deskId, [...(deskPeople.get(post.deskId) ?? []), post.personId])
  }
  for (const office of people.offices) {
    const kind = office.role === 'streetStaff' ? 'subdistrict' : office.role === 'districtStaff' ? 'district' : null
    const desk = places.desks.find((one) => one.kind === kind)
    if (desk) deskPeople.set(desk.id, [office.personId])
  }

  return {
    places,
    people,
    calendar,
    now,
    place,
    named: (path) => found(paths.get(path), path),
    hasLift: (one) => places.compounds.some((compound) => compound.id === one.compoundId && compound.lifts),
    category: (code) => found(catalogue.get(code), code),
    circumstances: (one, at) => ({
      now: instant(at),
      calendar,
      profile: weifangProfile,
      ladder: ladderAt(one, isoDay(at)),
    }),
    vacantFrom(handler, one) {
      if (handler.kind === 'desk') return Number.POSITIVE_INFINITY
      const post = wayUp(one)
        .flatMap((step) => leads.get(step.id) ?? [])
        .find((held) => held.personId === handler.personId && held.toDay !== null)
      return post?.toDay
        ? midnight(Temporal.Instant.from(`${post.toDay}T12:00:00+08:00`).epochMilliseconds) + day
        : Number.POSITIVE_INFINITY
    },
    desk: (kind, one) =>
      found(
        desksFor(one).find((desk) => desk.kind === kind),
        kind,
      ),
    worksFor(handler, random, not = null) {
      if (handler.kind === 'lead')
        return { kind: 'staff', personId: handler.personId, deskIds: [], level: handler.level }
      const persons = deskPeople.get(handler.deskId) ?? []
      const others = persons.filter((person) => person !== not)
      return {
        kind: 'staff',
        personId: random.pick(others.length > 0 ? others : persons),
        deskIds: [handler.deskId],
        level: handler.level,
      }
    },
  }
}

function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new Error(`the demo has no ${what}`)
  return thing
}

/** A desk as a handler. */
export function deskHandler(desk: Desk): Handler {
  return { kind: 'desk', level: desk.level as Level, deskId: desk.id }
}
