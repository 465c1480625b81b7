import { buildCalendar, type WorkCalendar } from '../../platform/clock/calendar.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { ServedPlace } from '../places/index.ts'
import type { Catalogue } from './catalogue.ts'
import { readCatalogue } from './catalogue-store.ts'
import { weifangProfile } from './clock-profile.ts'
import { ladderOf } from './ladder-of-place.ts'
import type { Circumstances } from './rules.ts'
import { calendarRows } from './store.ts'

const keptFor = 60_000
const shared = { communities: [] as CommunityId[] }

/** What decisions rest on besides the request: the calendar, the clocks' profile and the catalogue, read now and then. */
export function createRulebook(house: Pick<House, 'database' | 'clock'>) {
  let kept: { at: number; read: Promise<{ calendar: WorkCalendar; catalogue: Catalogue }> } | null = null

  async function rulebook() {
    if (!kept || performance.now() - kept.at > keptFor) {
      const read = house.database.work(shared, async (work) => ({
        calendar: buildCalendar(await calendarRows(work)),
        catalogue: await readCatalogue(work),
      }))
      kept = { at: performance.now(), read }
      read.catch(() => {
        kept = null
      })
    }
    return await kept.read
  }

  return {
    catalogue: async () => (await rulebook()).catalogue,
    calendar: async () => (await rulebook()).calendar,
    forget: () => {
      kept = null
    },
    async at(place: ServedPlace): Promise<Circumstances> {
      const { calendar } = await rulebook()
      return { now: house.clock.now(), calendar, profile: weifangProfile, ladder: ladderOf(place) }
    },
  }
}
export type Rulebook = ReturnType<typeof createRulebook>
