import type { Duty } from '../../platform/capability.ts'
import { communitiesZone as timeZone } from '../../platform/clock/local-days.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { FiguresLine } from './model.ts'
import { type Days, spansOf } from './rules.ts'
import * as store from './store.ts'

/**
 * Milliseconds between two looks. Nothing wakes it: a reader counts what has happened since by themselves, and a step
 * for each report would be a commit for each report.
 */
const every = 3_000
/** Events of a community in one step: some tenths of a second, of which nothing is lost when it is killed. */
export const eventsAStep = 20_000

export type FiguresBook = ReturnType<typeof createFiguresBook>

/** Counts while things happen, and reads what is counted together with what is not yet. */
export function createFiguresBook(house: Pick<House, 'database'>) {
  const { database } = house

  /** @returns how many events were counted; 0 also while another server counts this community */
  function countOn(community: CommunityId, limit = eventsAStep): Promise<number> {
    return database.work({ communities: [community] }, async (work) =>
      (await store.lockCursor(work, community)) ? await store.countOn(work, community, limit, timeZone) : 0,
    )
  }

  return {
    countOn,

    /** The figures of some days in whole communities; they equal a count of all events at this moment. */
    read: (communities: readonly CommunityId[], days: Days): Promise<FiguresLine[]> =>
      communities.length === 0
        ? Promise.resolve([])
        : database.work({ communities }, (work) => store.readFigures(work, communities, days, spansOf(days), timeZone)),

    duty: (communityIds: () => Promise<CommunityId[]>): Duty => ({
      name: 'figures',
      wakes: [],
      every,
      async run() {
        const communities = await communityIds()
        const behind = await database.work({ communities }, async (work) => {
          const found = await store.communitiesBehind(work, communities)
          const strangers = found.filter(({ hasCursor }) => !hasCursor).map(({ id }) => id)
          if (strangers.length > 0) await store.addCursors(work, strangers)
          return found.map(({ id }) => id)
        })
        let more = false
        // One after the other, a transaction each: it never holds more than one community, and never long.
        for (const community of behind) more = (await countOn(community)) === eventsAStep || more
        return more
      },
    }),
  }
}
