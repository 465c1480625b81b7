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

/**
 * Writes an opening down. The same one again changes nothing.
 * @returns whether it stands there: not when another opening has this id
 */
export async function addOpening(work: Work, opening: ContactOpeningsTable): Promise<boolean> {
  await work
    .insertInto('contact_openings')
    .values(opening)
    .onConflict((conflict) => conflict.columns(['community_id', 'id']).doNothing())
    .execute()
  const written = await work
    .selectFrom('contact_openings')
    .select('id')
    .where('community_id', '=', opening.community_id)
    .where('id', '=', opening.id)
    .where('voice_id', '=', opening.voice_id)
    .where('person_id', '=', opening.person_id)
    .where('reason', '=', opening.reason)
    .executeTakeFirst()
  return written !== undefined
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
