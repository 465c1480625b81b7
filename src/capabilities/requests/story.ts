import type { Sealing } from '../../platform/sealing/sealing.ts'
import { type Handler, handler, type StoryLine } from './model.ts'
import type { EventRow } from './story-store.ts'

/** How the raw events are told: who is named, and where photos are fetched. */
export interface Telling {
  readonly sealing: Sealing
  photoUrl(photo: string, size: 'full' | 'small'): string
  who(event: EventRow): string
  handlerName(handler: Handler): string
  /** Whether the reader may know of the request that this one was merged into. */
  mayKnow(into: string): boolean
}

/** Facts of an event that a reader of the story may have; clocks and inner counters stay inside. */
const told = [
  'workingDays',
  'reviewDay',
  'reason',
  'route',
  'passed',
  'missed',
  'final',
  'score',
  'category',
  'by',
  'into',
  'calledBack',
  'releasedAt',
  'releasedBy',
] as const

/** The story of a request out of its events: the truth of what happened, in order. */
export function storyLines(events: readonly EventRow[], telling: Telling): StoryLine[] {
  return events.map((event) => {
    const data: Record<string, unknown> = {}
    for (const name of told) if (event.data[name] !== undefined) data[name] = event.data[name]
    if (data.into !== undefined && !telling.mayKnow(String(data.into))) delete data.into
    for (const name of ['from', 'to', 'handler', 'next'] as const) {
      const named = handler.safeParse(event.data[name])
      if (named.success) {
        data[`${name}Name`] = telling.handlerName(named.data)
        data[`${name}Level`] = named.data.level
      }
    }
    return {
      sequence: event.sequence,
      at: event.at.toString(),
      type: event.type,
      who: telling.who(event),
      audience: event.audience,
      text: event.text_sealed && telling.sealing.open(event.text_sealed),
      data,
      photos: event.photos.map((id) => ({
        id,
        url: telling.photoUrl(id, 'full'),
        thumbnailUrl: telling.photoUrl(id, 'small'),
      })),
    }
  })
}
