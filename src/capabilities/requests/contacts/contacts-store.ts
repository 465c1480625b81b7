import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import type { CommunityId, PersonId, RequestId, VoiceId } from '../../../platform/ids.ts'
import type { ContactReason } from '../model.ts'

interface ContactOpeningsTable {
  community_id: CommunityId
  id: string
  request_id: RequestId
  voice_id: VoiceId
  person_id: PersonId
  reason: ContactReason
  opened_at: Moment
}
declare module '../../../platform/database/tables.ts' {
  interface Tables {
    contact_openings: ContactOpeningsTable
  }
}

/** Writes an opening down. The same one again changes nothing. */
export async function addOpening(work: Work, opening: ContactOpeningsTable): Promise<void> {
  await work
    .insertInto('contact_openings')
    .values(opening)
    .onConflict((conflict) => conflict.columns(['community_id', 'id']).doNothing())
    .execute()
}

/** Who opened this neighbour's contact, the latest first. */
export function openingsOf(work: Work, communityId: CommunityId, voiceId: VoiceId) {
  return work
    .selectFrom('contact_openings')
    .select(['person_id', 'reason', 'opened_at'])
    .where('community_id', '=', communityId)
    .where('voice_id', '=', voiceId)
    .orderBy('opened_at', 'desc')
    .limit(20)
    .execute()
}
