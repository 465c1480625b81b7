import type { Temporal } from 'temporal-polyfill'
import type { CommandId, FileId } from '../../platform/ids.ts'
import type { Sealer } from '../../platform/sealing/sealing.ts'
import { type Author, audienceOf, type RequestEvent, type RequestState } from './events.ts'
import type { EventRecord } from './store.ts'

/** An event as it is stored: people's words sealed apart from the facts. */
export function eventRecord(
  sealer: Sealer,
  state: Pick<RequestState, 'communityId' | 'id' | 'sequence'>,
  event: RequestEvent,
  meta: { author: Author; at: Temporal.Instant; photos?: readonly FileId[]; commandId?: CommandId; text?: string },
): EventRecord {
  const { type, ...facts } = event
  const { text: own, ...data } = facts as { text?: string }
  const text = meta.text ?? own
  return {
    community_id: state.communityId,
    request_id: state.id,
    sequence: state.sequence,
    at: meta.at,
    type,
    audience: audienceOf(event),
    author_kind: meta.author.kind,
    author_id:
      meta.author.kind === 'staff' ? meta.author.personId : meta.author.kind === 'voice' ? meta.author.voiceId : null,
    text_sealed: text ? sealer.seal(text) : null,
    data: JSON.stringify(data),
    photos: [...(meta.photos ?? [])],
    command_id: meta.commandId ?? null,
  }
}
