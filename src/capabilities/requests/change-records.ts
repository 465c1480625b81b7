import type { Temporal } from 'temporal-polyfill'
import { localDay } from '../../platform/clock/local-days.ts'
import type { CommandId, FileId } from '../../platform/ids.ts'
import type { Sealer } from '../../platform/sealing/sealing.ts'
import { announcementOf } from './announce.ts'
import { eventRecord } from './event-record.ts'
import type { Author, RequestEvent, RequestState } from './events.ts'
import { evolve } from './rules.ts'
import { numberOf } from './secrets.ts'
import type { AnnouncementRecord, EventRecord } from './store.ts'

/** Who says it, when, and what belongs to it. */
export interface Meta {
  readonly author: Author
  readonly at: Temporal.Instant
  readonly photos?: readonly FileId[]
  readonly commandId?: CommandId
  readonly place: string
}

/** What is to be written of what was decided: the state after it, its events, and what is announced of them. */
export function recordsOf(
  sealer: Sealer,
  found: { state: RequestState; title: string },
  events: readonly RequestEvent[],
  meta: Meta,
): { state: RequestState; records: EventRecord[]; announcements: AnnouncementRecord[] } {
  const about = {
    title: found.title,
    place: meta.place,
    number: numberOf(found.state.id, localDay(found.state.reportedAt)),
  }
  const records: EventRecord[] = []
  const announcements: AnnouncementRecord[] = []
  let state = found.state
  for (const [index, event] of events.entries()) {
    const before = state
    state = evolve(before, event, meta.at)
    // Photos belong to what was said, which is the first event of a decision.
    const photos = index === 0 ? meta.photos : undefined
    records.push(eventRecord(sealer, state, event, { ...meta, ...(photos && { photos }) }))
    const announcement = announcementOf(event, { before, after: state }, about)
    if (announcement) {
      announcements.push({
        community_id: state.communityId,
        subject_id: state.id,
        sequence: announcement.sequence,
        kind: announcement.kind,
        data: JSON.stringify({ tell: announcement.tell }),
        at: meta.at,
      })
    }
  }
  // Nobody is told of it, and yet it changed: whoever works this off tells followers if this server dies before it has.
  if (events.length > 0 && announcements.length === 0) {
    const { communityId: community_id, id: subject_id, sequence } = state
    const data = JSON.stringify({ tell: [] })
    announcements.push({ community_id, subject_id, sequence, kind: 'requests.changed', data, at: meta.at })
  }
  return { state, records, announcements }
}
