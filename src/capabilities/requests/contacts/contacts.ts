import type { Temporal } from 'temporal-polyfill'
import type { House } from '../../../platform/house.ts'
import type { CommunityId, RequestId, VoiceId } from '../../../platform/ids.ts'
import type { Actor, People } from '../../people/index.ts'
import type { Contact, ContactAsked, ContactReason } from '../model.ts'
import type { Reading } from '../reading.ts'
import { voiceById } from '../story-store.ts'
import { addOpening, openingsOf } from './contacts-store.ts'

/** Who looked, as the neighbour reads it. */
export interface Opening {
  readonly name: string
  readonly reason: ContactReason
  readonly at: Temporal.Instant
}
export type Contacts = ReturnType<typeof createContacts>

/** Names and phones of neighbours: masked everywhere, opened one by one, and the neighbour sees who looked. */
export function createContacts(house: House, reading: Pick<Reading, 'find' | 'mayKnowReporter'>, people: People) {
  const { database, clock, sealing } = house
  return {
    /**
     * Opens what one neighbour left, for somebody who works on their matter. The note of it is written first: nobody is
     * shown anything that the neighbour could not see was shown.
     * @returns null when this reader may not know the neighbour, or there is no such voice; `id_taken` when another
     * opening was written down under this id
     */
    async open(actor: Actor, requestId: RequestId, asked: ContactAsked): Promise<Contact | null | 'id_taken'> {
      const row = await reading.find(actor, 'requests.read', requestId)
      if (!row || !(await reading.mayKnowReporter(actor, row))) return null
      const communityId = row.community_id
      return await database.work({ communities: [communityId] }, async (work) => {
        const voice = await voiceById(work, communityId, asked.voice as VoiceId)
        if (!voice || voice.request_id !== row.id) return null
        const isWritten = await addOpening(work, {
          community_id: communityId,
          id: asked.id,
          request_id: row.id,
          voice_id: voice.id,
          person_id: actor.personId,
          reason: asked.reason,
          opened_at: clock.now(),
        })
        if (!isWritten) return 'id_taken'
        return {
          name: voice.name_sealed && sealing.open(voice.name_sealed),
          phone: voice.phone_sealed && sealing.open(voice.phone_sealed),
        }
      })
    },

    /** Who looked at what this neighbour left. */
    async openings(communityId: CommunityId, voiceId: VoiceId): Promise<Opening[]> {
      return await database.work({ communities: [communityId] }, async (work) => {
        const rows = await openingsOf(work, communityId, voiceId)
        const names = await people.namesOf(
          work,
          rows.map((row) => row.person_id),
        )
        return rows.map((row) => ({
          name: names.get(row.person_id)?.name ?? '',
          reason: row.reason,
          at: row.opened_at,
        }))
      })
    },
  }
}
