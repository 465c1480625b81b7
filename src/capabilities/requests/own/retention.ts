import type { House } from '../../../platform/house.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import { type Expiring, expiring } from '../../../platform/retention.ts'
import { createForgettingMany } from './forgetting-many.ts'
import * as store from './retention-store.ts'

/** What requests keep for a time only: contacts, then who was in a story at all, who looked, and answers to commands. */
export function expiringRequests(
  house: Pick<House, 'database' | 'sealing' | 'clock' | 'files' | 'log'>,
): readonly Expiring[] {
  const { database } = house
  const forgetting = createForgettingMany(house)
  const of = (communityId: CommunityId | null): CommunityId => {
    if (communityId === null) throw new Error('requests belong to communities')
    return communityId
  }
  const aged = (kind: string, table: store.Aged): Expiring =>
    expiring(database, {
      kind,
      walled: true,
      count: (work, before, id) => store.countAged(work, table, of(id), before),
      remove: (work, before, id, limit) => store.removeAged(work, table, of(id), before, limit),
    })
  return [
    {
      kind: 'contact',
      walled: true,
      count: (work, before, id) => store.countVoicesToForget(work, of(id), before),
      async sweep(before, id, limit) {
        const communityId = of(id)
        const voices = await database.work({ communities: [communityId] }, (work) =>
          store.voicesToForget(work, communityId, before, limit),
        )
        await forgetting.forgetVoices(communityId, voices)
        return voices.length
      },
    },
    {
      kind: 'request',
      walled: true,
      count: (work, before, id) => store.countRequestsToAnonymise(work, of(id), before),
      async sweep(before, id, limit) {
        const communityId = of(id)
        const requests = await database.work({ communities: [communityId] }, (work) =>
          store.requestsToAnonymise(work, communityId, before, limit),
        )
        await forgetting.anonymise(communityId, requests)
        return requests.length
      },
    },
    aged('opening', 'contact_openings'),
    aged('held', 'held_reports'),
    aged('command', 'request_commands'),
  ]
}
