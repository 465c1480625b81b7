import type { CommunityId, FileId, RequestId, VoiceId } from '../../../platform/ids.ts'
import { eventsOf } from '../story-store.ts'
import type { RequestPageDeps } from './deps.ts'

/**
 * What of a shared story is one neighbour's own. Anybody of the stairwell can join a matter with one tap: the others'
 * words and photos are therefore for who handles it, and each neighbour reads their own beside what staff say.
 */
export interface OwnWords {
  /** Lines that this neighbour said. */
  readonly sequences: ReadonlySet<number>
  /** Lines that another neighbour said. */
  readonly others: ReadonlySet<number>
  /** Photos that this neighbour may see. */
  readonly photos: ReadonlySet<FileId>
}

export async function ownWords(
  deps: Pick<RequestPageDeps, 'house'>,
  voice: { communityId: CommunityId; requestId: RequestId; voiceId: VoiceId },
): Promise<OwnWords> {
  const { communityId, requestId, voiceId } = voice
  const events = await deps.house.database.work({ communities: [communityId] }, (work) =>
    eventsOf(work, communityId, requestId, 'public'),
  )
  const said = events.filter((event) => event.author_kind === 'voice')
  const isOwn = (event: (typeof events)[number]) => (event.author_id as string | null) === voiceId
  return {
    sequences: new Set(said.filter(isOwn).map((event) => event.sequence)),
    others: new Set(said.filter((event) => !isOwn(event)).map((event) => event.sequence)),
    photos: new Set(
      events
        .filter((event) => event.author_kind !== 'voice' || isOwn(event))
        .flatMap((event) => event.photos as readonly FileId[]),
    ),
  }
}
