import type { About, Kind } from '../src/capabilities/requests/model.ts'
import type { VoiceId } from '../src/platform/ids.ts'
import { day, hour, isoDay, minute } from './hours.ts'
import type { DemoReport, DemoVoice } from './life.ts'
import { demoMobile, inventName } from './names.ts'
import type { DemoPlace } from './places.ts'
import type { Random } from './random.ts'
import { fill } from './words/fill.ts'
import { livingTogether } from './words/living-together.ts'
import { repair } from './words/repair.ts'
import { surroundings } from './words/surroundings.ts'
import type { Book, Words } from './words/words.ts'
import type { World } from './world.ts'

const book: Book = { ...repair, ...surroundings, ...livingTogether }

/** What troubles neighbours, the most usual first: the n-th comes up as 1 to n (Zipf), flattened at the head. */
const ranking = `
  repair.light noise.neighbour repair.drain road.parking env.garbage repair.pipe safety.ebike safety.clutter repair.door
  repair.lift noise.renovation property.quality env.pet policy.ageing policy.insurance utility.heat_temp policy.errand
  care.alone road.surface dispute.neighbour facility.tree policy.consult repair.stairs env.dump utility.water
  facility.play noise.public road.streetlight life.suggestion repair.roof property.fee dispute.leak env.pest
  utility.telecom safety.wire safety.fire_lane life.good_deed env.fume property.income utility.power life.activity
  care.money care.disability road.parking_short safety.manhole facility.access facility.illegal_build repair.sewage
  safety.fall_object policy.job noise.site care.illness life.renewal property.fund property.committee property.handover
  utility.gas utility.heat_leak road.flood road.ice safety.building dispute.family safety.gas_smell repair.lift_trap
  care.child care.missing`
  .trim()
  .split(/\s+/)
  .map((code, rank) => [code, 1 / (rank + 4)] as const)

/** Months in which a trouble comes up at all. */
const seasons: Readonly<Record<string, readonly number[]>> = {
  'utility.heat_temp': [11, 12, 1, 2, 3],
  'utility.heat_leak': [11, 12, 1, 2, 3],
  'road.ice': [12, 1, 2],
  'road.flood': [6, 7, 8, 9],
}
/** Where a neighbour alone is troubled, nobody joins. */
const alone = /^(care|policy|dispute|life)\.|noise\.neighbour|property\.(fee|fund)/

export function wordsFor(category: string | null): Words {
  const words = book[category ?? 'repair.light']
  if (!words) throw new Error(`the demo has no words for ${category}`)
  return words
}

/** How many report in each hour of a day: early risers, the end of work, hardly anybody at night. */
const hours = [1, 0.5, 0.3, 0.3, 0.5, 2, 6, 14, 18, 17, 14, 11, 9, 8, 9, 10, 11, 13, 16, 15, 11, 8, 4, 2] as const
export function hourOfReport(random: Random): number {
  return random.weighted(hours.map((weight, index) => [index, weight] as const)) + random.next()
}

export function chooseCategory(at: number, random: Random, among: (code: string) => boolean = () => true): string {
  const month = Number(isoDay(at).slice(5, 7))
  return random.weighted(
    ranking.filter(([code]) => among(code) && (seasons[code] === undefined || seasons[code].includes(month))),
  )
}

/** One neighbour: mostly with a phone of the fictitious block, seldom with a name. */
export function inventVoice(moment: number, random: Random): DemoVoice {
  const at = Math.round(moment / 1000) * 1000
  const left = random.chance(0.55)
  return {
    id: random.id<VoiceId>(at),
    name: left && random.chance(0.6) ? inventName(random) : null,
    phone: left ? demoMobile(random.between(3000, 5600)) : null,
    joinedAt: at,
  }
}

/** Somebody reports something at this moment. */
export function inventReport(world: World, at: number, random: Random, given: Partial<DemoReport> = {}): DemoReport {
  const place = given.place ?? choosePlace(world, random)
  const fits = (code: string) => !code.startsWith('repair.lift') || world.hasLift(place)
  const category = given.category === undefined ? chooseCategory(at, random, fits) : given.category
  const words = wordsFor(category)
  const kind: Kind = given.kind ?? words.kind ?? 'help'
  const crowd = category === null || alone.test(category) || random.chance(0.78) ? 0 : random.weighted(crowds)
  return {
    at,
    place,
    // Now and then a neighbour says a sentence and picks no sort of trouble.
    category: given.category === undefined && random.chance(0.03) && category === 'repair.light' ? null : category,
    kind,
    channel: random.weighted(channels),
    text: fill(random.pick(words.says), random),
    confidential: category === 'dispute.family' || (kind === 'complaint' && random.chance(0.08)),
    about: aboutFor(world, category, kind, place),
    voice: inventVoice(at, random),
    joining: Array.from({ length: crowd }, () => inventVoice(at + random.around(70, 0.9) * minute, random)),
    ...given,
  }
}

const crowds = [
  [1, 12],
  [2, 7],
  [3, 4],
  [5, 2],
  [9, 1],
] as const
const channels = [
  ['plaque', 68],
  ['lead', 15],
  ['phone', 9],
  ['desk', 6],
  ['api', 2],
] as const

/** A complaint about the property company or the committee goes around them. */
function aboutFor(world: World, category: string | null, kind: Kind, place: DemoPlace): About | null {
  if (kind !== 'complaint' || !category?.startsWith('property.')) return null
  const wanted = category === 'property.committee' ? 'committee' : 'property'
  const desk = world.places.desks.find((one) => one.kind === wanted && one.compoundId === place.compoundId)
  return desk ? { kind: 'desk', deskId: desk.id } : null
}

/** Most scan the plaque of their stairwell, some the one at the building's front. */
function choosePlace(world: World, random: Random): DemoPlace {
  const kind = random.chance(0.88) ? 'unit' : 'building'
  return random.pick(plaquesOf(world, kind))
}
const byKind = new WeakMap<World, Record<'unit' | 'building', readonly DemoPlace[]>>()
function plaquesOf(world: World, kind: 'unit' | 'building'): readonly DemoPlace[] {
  let kept = byKind.get(world)
  if (!kept) {
    const of = (wanted: string) => world.places.places.filter((place) => place.kind === wanted)
    kept = { unit: of('unit'), building: of('building') }
    byKind.set(world, kept)
  }
  return kept[kind]
}

/** How much a report of this local day of the week weighs: Mondays more, weekends less. */
export function dayWeight(at: number): number {
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor((at + 8 * hour) / day) + 4) % 7
  return [0.8, 1.2, 1.1, 1.05, 1, 1.05, 0.85][weekday] ?? 1
}
