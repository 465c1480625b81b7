import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    guarded_doors: { community_id: CommunityId; since: Moment; until: Moment; by_person_id: PersonId | null }
    blocked_words: { community_id: CommunityId; plain: string; word: string; added_by: PersonId; added_at: Moment }
  }
}

/** How a community's door stands: since when and until when it is guarded, and which words make somebody look first. */
export async function doorOf(work: Work, communityId: CommunityId) {
  const [guard, words] = await Promise.all([
    work.selectFrom('guarded_doors').selectAll().where('community_id', '=', communityId).executeTakeFirst(),
    work
      .selectFrom('blocked_words')
      .select(['plain', 'word', 'added_at'])
      .where('community_id', '=', communityId)
      .orderBy('added_at')
      .orderBy('plain')
      .execute(),
  ])
  return { guard: guard ?? null, words }
}

/** Guards a door until a moment, or longer where it is guarded longer already. */
export async function guardUntil(
  work: Work,
  communityId: CommunityId,
  guard: { now: Moment; until: Moment; by: PersonId | null },
): Promise<void> {
  await work
    .insertInto('guarded_doors')
    .values({ community_id: communityId, since: guard.now, until: guard.until, by_person_id: guard.by })
    .onConflict((conflict) =>
      conflict.column('community_id').doUpdateSet((of) => ({
        since: of
          .case()
          .when('guarded_doors.until', '>', guard.now)
          .then(of.ref('guarded_doors.since'))
          .else(guard.now)
          .end(),
        until: of.fn<Moment>('greatest', ['guarded_doors.until', 'excluded.until']),
        by_person_id: of.fn.coalesce(
          'excluded.by_person_id',
          of.case().when('guarded_doors.until', '>', guard.now).then(of.ref('guarded_doors.by_person_id')).end(),
        ),
      })),
    )
    .execute()
}

export async function endGuard(work: Work, communityId: CommunityId): Promise<void> {
  await work.deleteFrom('guarded_doors').where('community_id', '=', communityId).execute()
}

/** Makes the list exactly this; a word that stays keeps who added it and when. */
export async function setWords(
  work: Work,
  communityId: CommunityId,
  words: readonly { plain: string; word: string }[],
  by: { personId: PersonId; at: Moment },
): Promise<void> {
  await work
    .deleteFrom('blocked_words')
    .where('community_id', '=', communityId)
    .$if(words.length > 0, (query) =>
      query.where(
        'plain',
        'not in',
        words.map((one) => one.plain),
      ),
    )
    .execute()
  if (words.length === 0) return
  await work
    .insertInto('blocked_words')
    .values(words.map((one) => ({ community_id: communityId, ...one, added_by: by.personId, added_at: by.at })))
    .onConflict((conflict) =>
      conflict.columns(['community_id', 'plain']).doUpdateSet((of) => ({ word: of.ref('excluded.word') })),
    )
    .execute()
}
