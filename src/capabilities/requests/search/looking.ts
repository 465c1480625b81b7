import type { Temporal } from 'temporal-polyfill'
import { writeCursor } from '../../../platform/cursor.ts'
import type { Work } from '../../../platform/database/database.ts'
import type { QueueQuery } from '../model.ts'
import type { QueueRow, Reader } from '../queue-store.ts'
import { cursorAfter, type QueueAsked, queuePage } from '../queue-walk-store.ts'
import { foundPage } from './found-store.ts'
import { initialsByPinyin } from './initials.ts'
import { type Fields, isMeant, readAsked } from './rules-for-terms.ts'

export interface Looking {
  readonly rows: readonly QueueRow[]
  readonly next: string | null
  /** Whether a row of the page is one that was meant, by its real words. */
  isMeant(fields: Fields): boolean
}

/** One page of the queue, with words or without. What words find is always newest first. */
export async function lookInQueue(
  work: Work,
  reader: Reader,
  query: QueueQuery,
  codes: readonly string[] | null,
  now: Temporal.Instant,
): Promise<Looking> {
  const words = query.text ? readAsked(query.text) : null
  const isIndexed = words !== null && words.every.length + words.anyOf.length > 0
  const asked: QueueAsked = {
    ...query,
    sort: words ? 'newest' : query.sort,
    codes,
    // One letter or figure is met everywhere, and soon.
    contains: words && !isIndexed ? (words.parts[0] ?? null) : null,
  }
  const { rows, lookedTo } = isIndexed
    ? await foundPage(work, reader, asked, words, now)
    : { rows: await queuePage(work, reader, asked, now), lookedTo: null }
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const initials = isIndexed ? await initialsByPinyin() : null
  return {
    rows: page,
    next: rows.length > query.limit && last ? cursorAfter(last, asked.sort) : lookedTo && writeCursor(lookedTo),
    isMeant: (fields) => !words || !initials || isMeant(words, fields, initials),
  }
}
