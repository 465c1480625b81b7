import type { Check } from '../../platform/check-up.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Desk } from './model.ts'
import type { Places } from './service.ts'

/** Places that nobody answers for, and desks at which nobody works: what comes to them goes up a level at once. */
export function coverageCheck(
  places: Pick<Places, 'communities' | 'coverage' | 'root'>,
  staffedDesks: (communityId: CommunityId, desks: readonly Desk[]) => Promise<readonly Desk[]>,
): Check {
  return {
    name: 'places.check',
    async run() {
      const communities = await places.communities()
      if (communities.length === 0) return { level: 'good', key: 'no_community' }
      const gaps = { places: 0, desks: 0 }
      for (const { id } of communities) {
        const desks = (await places.root(id))?.desks ?? []
        gaps.places += (await places.coverage(id)).gaps.length
        gaps.desks += desks.length - (await staffedDesks(id, desks)).length
      }
      const isCovered = gaps.places + gaps.desks === 0
      return isCovered
        ? { level: 'good', key: 'covered', values: { communities: communities.length } }
        : { level: 'warn', key: 'gaps', values: gaps }
    },
  }
}
