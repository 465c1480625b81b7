import type { Temporal } from 'temporal-polyfill'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import { keptFor } from '../../platform/kept.ts'
import type { Calendar } from '../calendar/index.ts'
import type { People } from '../people/index.ts'
import type { ServedPlace } from '../places/index.ts'
import type { Catalogue } from './catalogue.ts'
import { readCatalogue } from './catalogue-store.ts'
import type { ClockProfiles } from './clock-profiles/clock-profiles.ts'
import type { RequestState } from './events.ts'
import { ladderOf } from './ladder-of-place.ts'
import type { Circumstances } from './rules.ts'

const shared = { communities: [] as CommunityId[] }

/** What decisions rest on besides the request: the calendar, the clocks' profile and the catalogue, read now and then. */
export function createRulebook(
  house: Pick<House, 'database' | 'clock'>,
  calendar: Pick<Calendar, 'now' | 'heed'>,
  people: Pick<People, 'staffedDesks'>,
  clockProfiles: Pick<ClockProfiles, 'inForce'>,
) {
  const read = keptFor<Catalogue>(60_000)
  const catalogue = () => read.read('all', () => house.database.work(shared, readCatalogue))

  return {
    catalogue,
    calendar: calendar.now,
    forget: () => read.forget(),
    async at(place: ServedPlace): Promise<Circumstances> {
      const [days, staffed, clocks] = await Promise.all([
        calendar.now(),
        people.staffedDesks(place.community.id, place.desks),
        clockProfiles.inForce(place.community.areaCode),
      ])
      return { now: house.clock.now(), calendar: days, profile: clocks.profile, ladder: ladderOf(place, staffed) }
    },
    /** Watches what was set at `now`, so that no deadline falls into an unarranged year in silence. Waits for nothing. */
    heed({ deadline, promised }: Pick<RequestState, 'deadline' | 'promised'>, now: Temporal.Instant): void {
      // What is over has no deadline any more, and what was promised for it does not matter.
      if (!deadline) return
      const set = [deadline.dueAt, promised.actAt, promised.finishAt]
      void calendar.heed(
        set.filter((due) => due !== null),
        now,
      )
    },
  }
}
export type Rulebook = ReturnType<typeof createRulebook>
