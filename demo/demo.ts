import type { Temporal } from 'temporal-polyfill'
import type { WorkCalendar } from '../src/platform/clock/calendar.ts'
import type { RequestId } from '../src/platform/ids.ts'
import { makeHistory } from './history.ts'
import { day, midnight } from './hours.ts'
import type { Life } from './life.ts'
import { makeOpenNow } from './open-now.ts'
import { type DemoPeople, makePeople } from './people.ts'
import { type DemoPlaces, makePlaces } from './places.ts'
import { makeWorld } from './world.ts'

export const demoSeed = 'silin'

/** All that is made up, before it is sealed and written. */
export interface Demo {
  readonly places: DemoPlaces
  readonly people: DemoPeople
  /** Every request of the last three months, in the order in which they were reported. */
  readonly lives: readonly Life[]
  /** Those that repeat a trouble of the same stairwell within 30 days. */
  readonly structural: ReadonlySet<RequestId>
}

/**
 * The made-up community with three months of its life up to `now`. The same seed, moment and calendar give the same to
 * the letter; another moment of the same day gives the same past.
 */
export function makeDemo(given: { seed?: string; now: Temporal.Instant; calendar: WorkCalendar }): Demo {
  const { seed = demoSeed, calendar } = given
  const now = Math.floor(given.now.epochMilliseconds / 1000) * 1000
  const places = makePlaces(seed)
  const people = makePeople(seed, midnight(now), places)
  const world = makeWorld(places, people, calendar, now)
  const lives = [...makeHistory(world, seed), ...makeOpenNow(world, seed)]
  lives.sort((a, b) => a.report.at - b.report.at || (a.state.id < b.state.id ? -1 : 1))
  return { places, people, lives, structural: repeatsIn(lives) }
}

/** The same rule as at the door: same stairwell, same kind of trouble, within 30 days. */
function repeatsIn(lives: readonly Life[]): Set<RequestId> {
  const last = new Map<string, number>()
  const repeats = new Set<RequestId>()
  for (const { report, state } of lives) {
    if (report.place.unitId === null || report.category === null) continue
    const key = `${report.place.unitId} ${report.category}`
    if (report.at - (last.get(key) ?? Number.NEGATIVE_INFINITY) < 30 * day) repeats.add(state.id)
    last.set(key, report.at)
  }
  return repeats
}
