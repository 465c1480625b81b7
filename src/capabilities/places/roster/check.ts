import { LeadCheck } from './check-leads.ts'
import { checkBuilding, checkHousehold, type PlaceCheck } from './check-places.ts'
import { type RosterSheet, type SheetKind, sheetKinds } from './columns.ts'
import type { RosterError } from './model.ts'
import { PlaceBook } from './place-book.ts'
import type { CheckContext, CheckedRoster, RosterWrite } from './plan.ts'
import { FirstRows, type RowReader, readRow } from './row-reader.ts'
import { Tally } from './tally.ts'

/**
 * Checks a roster against what is there already and plans what is to be written. Pure: the same rows, community and day
 * give the same answer. A roster only adds and changes what it names: an empty cell changes nothing, and a place or a
 * lead that is not in the file stays. What is so already counts as `same`, so that the second run has nothing to do.
 */
export function checkRoster(sheets: readonly RosterSheet[], context: CheckContext): CheckedRoster {
  const errors: RosterError[] = []
  const book = new PlaceBook(context)
  const first = new FirstRows()
  const leadTally = new Tally()
  const desks: RosterWrite[] = []
  const check: PlaceCheck = { book, context, first, places: new Tally(), households: new Tally(), desks }
  const leads = new LeadCheck(context, book, first, leadTally)
  const readers: Record<SheetKind, (reader: RowReader) => void> = {
    buildings: (reader) => checkBuilding(reader, check),
    households: (reader) => checkHousehold(reader, check),
    leads: (reader) => leads.read(reader),
  }
  // Buildings before homes before leads, in whatever order the file has them.
  for (const kind of sheetKinds) {
    for (const sheet of sheets) {
      if (sheet.kind === kind) for (const row of sheet.rows) readers[kind](readRow(sheet, row, errors))
    }
  }
  const people = leads.settle()
  const counts = { places: check.places.counts, households: check.households.counts, leads: leadTally.counts }
  if (errors.length > 0) return { plan: [], errors: inFileOrder(errors, sheets), counts }
  return { plan: ordered([...book.writes, ...desks, ...people]), errors, counts }
}

const order: readonly RosterWrite['write'][] = [
  'compound',
  'propertyDesk',
  'place',
  'placeCompound',
  'person',
  'personName',
  'termChange',
  'term',
]

/** Parents before children: places are planned in that order already, and sorting keeps it. */
function ordered(writes: readonly RosterWrite[]): RosterWrite[] {
  return writes.toSorted((a, b) => order.indexOf(a.write) - order.indexOf(b.write))
}

function inFileOrder(errors: readonly RosterError[], sheets: readonly RosterSheet[]): RosterError[] {
  const place = new Map(sheets.map((sheet, index) => [sheet.name, index]))
  const columnOf = (error: RosterError) => error.cell?.replace(/\d+$/, '').padStart(3) ?? ''
  return errors.toSorted(
    (a, b) =>
      (place.get(a.sheet) ?? 0) - (place.get(b.sheet) ?? 0) ||
      a.row - b.row ||
      columnOf(a).localeCompare(columnOf(b), 'en'),
  )
}
