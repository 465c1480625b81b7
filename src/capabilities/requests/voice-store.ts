import type { Work } from '../../platform/database/database.ts'
import type { CommunityId, PersonId, RequestId, VoiceId } from '../../platform/ids.ts'
import type { VoiceRecord } from './store.ts'
import './tables.ts'

/** Moves all voices of a merged request to where they are told and asked from now on. */
export async function moveVoices(
  work: Work,
  communityId: CommunityId,
  from: RequestId,
  into: RequestId,
): Promise<void> {
  await work
    .updateTable('voices')
    .set({ request_id: into })
    .where('community_id', '=', communityId)
    .where('request_id', '=', from)
    .execute()
}

/** Who asked for confidence keeps it where their voice goes: all reporters there are the desk's alone from now on. */
export async function carryConfidence(
  work: Work,
  communityId: CommunityId,
  from: RequestId,
  into: RequestId,
): Promise<void> {
  await work
    .updateTable('requests')
    .set({ confidential: true })
    .where('community_id', '=', communityId)
    .where('id', '=', into)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('requests as source')
          .select('source.id')
          .where('source.community_id', '=', communityId)
          .where('source.id', '=', from)
          .where('source.confidential', '=', true),
      ),
    )
    .execute()
}

export async function addVoice(work: Work, voice: VoiceRecord): Promise<void> {
  await work
    .insertInto('voices')
    .values(voice)
    .onConflict((conflict) => conflict.columns(['community_id', 'id']).doNothing())
    .execute()
}

/** The account behind a voice, when the neighbour had signed in. */
export async function personOfVoice(work: Work, communityId: CommunityId, id: VoiceId): Promise<PersonId | null> {
  const row = await work
    .selectFrom('voices')
    .select('person_id')
    .where('community_id', '=', communityId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.person_id ?? null
}

export async function rateVoice(work: Work, communityId: CommunityId, id: VoiceId, score: number): Promise<void> {
  await work.updateTable('voices').set({ score }).where('community_id', '=', communityId).where('id', '=', id).execute()
}
