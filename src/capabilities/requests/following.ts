import type { House } from '../../platform/house.ts'
import type { CommunityId, PlaceId, RequestId } from '../../platform/ids.ts'
import type { Change } from '../../platform/live/change.ts'
import type { Followed } from '../../platform/live/live.ts'
import { type Actor, communitiesFor } from '../people/index.ts'
import type { ServedPlace } from '../places/index.ts'
import type { RequestState } from './events.ts'
import { stairwellsOf } from './story-store.ts'
import type { Tracking } from './tracking.ts'

type At = Pick<ServedPlace, 'unitId' | 'buildingId'> & { readonly placeId: PlaceId }

/** Where a matter stands among what neighbours reported; a building without units is one stairwell. */
const stairwellOf = ({ unitId, buildingId, placeId }: At) => unitId ?? buildingId ?? placeId

/** What followers are told of a request's new state, after its commit. */
export const changeOf = (
  { communityId, id, sequence }: Pick<RequestState, 'communityId' | 'id' | 'sequence'>,
  at: At,
): Change => ({ id, number: sequence, communityId, places: [stairwellOf(at)] })

export type Following = ReturnType<typeof createFollowing>

/** Who follows what of requests, and how followers hear of what another server changed and did not tell. */
export function createFollowing({ database, live }: Pick<House, 'database' | 'live'>, tracking: Tracking) {
  return {
    /** The page of a plaque shows the matters of its stairwell, and those of the building as a whole. */
    ofPlaque: ({ community, unitId, buildingId }: ServedPlace): Followed => ({
      ids: [unitId, buildingId].filter((id) => id !== null),
      communities: [community.id],
    }),

    /** The matter of a tracking token; null for a token that opens none. */
    async ofToken(token: string): Promise<Followed | null> {
      const voice = await tracking.voiceOf(token)
      return voice && { ids: [voice.requestId], communities: [voice.communityId] }
    },

    /** All communities whose requests somebody reads. What they see of each is their queue's to say. */
    ofActor(actor: Actor): Followed {
      const communities = communitiesFor(actor, 'requests.read')
      return { ids: communities, communities }
    },

    /**
     * Announcements that were worked off here. Whoever wrote them has told followers already, unless it was killed between
     * its commit and that.
     */
    async announced(rows: readonly { community_id: CommunityId; subject_id: string; sequence: number }[]) {
      const untold = rows.filter((row) => !live.isTold(row.subject_id, row.sequence))
      if (untold.length === 0) return
      const communities = [...new Set(untold.map((row) => row.community_id))]
      const ids = untold.map((row) => row.subject_id as RequestId)
      const places = await database.work({ communities }, (work) => stairwellsOf(work, communities, ids))
      live.changed(
        untold.map((row) => ({
          id: row.subject_id,
          number: row.sequence,
          communityId: row.community_id,
          // What is no request, or is none any more, still stands on the screens of its community.
          places: [places.get(row.subject_id as RequestId) ?? []].flat(),
        })),
      )
    },
  }
}
