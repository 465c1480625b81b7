import type { PersonId } from '../../platform/ids.ts'
import type { StoryLine } from './model.ts'
import type { EventRow } from './story-store.ts'
import { withoutPersonalParts } from './words-in-public.ts'

/**
 * The story for a reader who may not know the neighbour: phones, door numbers and names are taken out of everybody's
 * words, and what others noted for staff, which may name the neighbour in any words, is left out.
 * @param colleagues those whose notes are the reader's own: the reader, and who works at the same desks
 */
export function withoutReporter(
  story: readonly StoryLine[],
  events: readonly EventRow[],
  colleagues: ReadonlySet<PersonId>,
): StoryLine[] {
  const notes = new Set(
    events
      .filter((event) => event.type === 'noted' && event.audience === 'staff')
      .filter((event) => !colleagues.has(event.author_id as PersonId))
      .map((event) => event.sequence),
  )
  return story
    .filter((line) => !notes.has(line.sequence))
    .map((line) => (line.text ? { ...line, text: withoutPersonalParts(line.text) } : line))
}
