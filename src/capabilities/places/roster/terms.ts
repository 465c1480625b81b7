import type { Term, TermChanges } from './plan.ts'
import type { RowReader } from './row-reader.ts'

/** What a row of 三长 says of a person's term. What is null is not said, and changes nothing. */
export interface WantedTerm {
  readonly reader: RowReader
  readonly fromDay: string | null
  readonly toDay: string | null
  readonly duties: string | null
  readonly publicPhone: boolean | null
}

/** What becomes of a row: a new term, or an existing one with changes (none of them: it is the same). */
export type Settled =
  | {
      readonly wanted: WantedTerm
      readonly term: Omit<Term, 'id' | 'placeId' | 'role' | 'phoneHash'>
      readonly of: null
    }
  | { readonly wanted: WantedTerm; readonly changes: TermChanges; readonly of: Term }

const isOpen = (term: Term, today: string) => term.toDay === null || term.toDay >= today

/**
 * Settles all rows of one person in one role at one place against the terms that are there. A row with a start day is
 * the term that began on that day; else it is the running one. A running term that the row's days overlap has its start
 * day corrected. A term that has ended is never taken up again by an old file: that needs a new start day.
 */
export function settleTerms(rows: readonly WantedTerm[], existing: readonly Term[], today: string): Settled[] {
  const left = existing.toSorted((a, b) => (a.fromDay < b.fromDay ? 1 : -1))
  const settled: Settled[] = []
  const exact = (row: WantedTerm) => existing.some((term) => term.fromDay === row.fromDay)
  const rank = (row: WantedTerm) => (row.fromDay === null ? 2 : exact(row) ? 0 : 1)
  for (const wanted of rows.toSorted((a, b) => rank(a) - rank(b))) {
    const term = claim(wanted, left, today)
    const result = term ? change(wanted, term, today) : begin(wanted, left, today)
    if (result) settled.push(result)
  }
  for (const one of settled) refuseOverlap(one, settled, left)
  return settled
}

/** Takes the term that a row means out of those that are left. */
function claim(wanted: WantedTerm, left: Term[], today: string): Term | null {
  const { fromDay, toDay } = wanted
  const touches = (term: Term) =>
    (fromDay === null || term.toDay === null || term.toDay >= fromDay) &&
    (fromDay === null || toDay === null || term.fromDay <= toDay)
  const found =
    fromDay === null
      ? (toDay !== null && left.find((term) => term.toDay === toDay)) || left.find((term) => isOpen(term, today))
      : (left.find((term) => term.fromDay === fromDay) ?? left.find((term) => isOpen(term, today) && touches(term)))
  if (!found) return null
  left.splice(left.indexOf(found), 1)
  return found
}

function change(wanted: WantedTerm, term: Term, today: string): Settled | null {
  const { reader, fromDay, toDay, duties, publicPhone } = wanted
  if (toDay === null && !isOpen(term, today)) {
    reader.wrong(fromDay === null ? 'toDay' : 'fromDay', 'ended_already', term.toDay)
    return null
  }
  const until = toDay ?? term.toDay
  if (until !== null && until < (fromDay ?? term.fromDay)) {
    reader.wrong('toDay', 'dates_reversed', toDay ?? term.toDay)
    return null
  }
  const changes: TermChanges = {
    ...(fromDay !== null && fromDay !== term.fromDay && { fromDay }),
    ...(toDay !== null && toDay !== term.toDay && { toDay }),
    ...(duties !== null && duties !== term.duties && { duties }),
    ...(publicPhone !== null && publicPhone !== term.publicPhone && { publicPhone }),
  }
  return { wanted, changes, of: term }
}

function begin(wanted: WantedTerm, left: readonly Term[], today: string): Settled | null {
  const { reader, fromDay, toDay, duties, publicPhone } = wanted
  const ended = fromDay === null && left.find((term) => !isOpen(term, today))
  if (ended) {
    reader.wrong('fromDay', 'ended_already', ended.toDay)
    return null
  }
  if (fromDay === null && toDay !== null && toDay < today) {
    reader.wrong('fromDay', 'value_missing')
    return null
  }
  // Nobody's phone is shown before they have agreed to it (PIPL art. 25).
  const term = { fromDay: fromDay ?? today, toDay, duties, publicPhone: publicPhone ?? false }
  return { wanted, term, of: null }
}

/** From when to when, as it stands after this row. */
export const daysOf = (one: Settled): { fromDay: string; toDay: string | null } =>
  one.of === null ? one.term : { fromDay: one.of.fromDay, toDay: one.of.toDay, ...one.changes }

/** Nobody serves twice in one place at the same time. A last day may be the next one's first. */
function refuseOverlap(one: Settled, settled: readonly Settled[], left: readonly Term[]): void {
  if (one.of !== null && one.changes.fromDay === undefined && one.changes.toDay === undefined) return
  const days = daysOf(one)
  const others = [...settled.filter((other) => other !== one).map(daysOf), ...left]
  const overlaps = others.some(
    (other) =>
      other.fromDay === days.fromDay ||
      (days.fromDay < (other.toDay ?? '9999') && other.fromDay < (days.toDay ?? '9999')),
  )
  if (overlaps) one.wanted.reader.wrong('fromDay', 'terms_overlap')
}
