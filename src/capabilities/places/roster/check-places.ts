import { buildingLabel, gridLabel, isNone, type Label, plainLabel, roomLabel, unitLabel } from './labels.ts'
import type { KnownPlace, PlaceBook } from './place-book.ts'
import type { CheckContext, RosterWrite } from './plan.ts'
import type { FirstRows, RowReader } from './row-reader.ts'
import type { Tally } from './tally.ts'

export interface PlaceCheck {
  readonly book: PlaceBook
  readonly context: CheckContext
  readonly first: FirstRows
  readonly places: Tally
  readonly households: Tally
  readonly desks: RosterWrite[]
}

/** One row of 楼栋: a compound, a grid, a building and, where there are any, a unit. */
export function checkBuilding(reader: RowReader, check: PlaceCheck): void {
  const { book, places } = check
  const compoundText = reader.needed('compound')
  const gridText = reader.needed('grid')
  const buildingText = reader.needed('building')
  const unitText = reader.text('unit')
  const companyText = reader.text('property')
  const compoundLabel = compoundText !== null && !isNone(compoundText) ? plainLabel(compoundText) : null
  const compound = compoundLabel && book.compound(compoundLabel)
  if (compound) places.count(compound.id, compound.isNew ? 'create' : 'same')
  if (companyText !== null && !isNone(companyText)) {
    if (compound) checkCompany(reader, plainLabel(companyText), compound.id, check)
    else if (compoundText !== null) reader.wrong('compound', 'value_missing')
  }
  if (gridText === null) return
  const gridName = gridLabel(gridText)
  const grid = book.grid(gridName) ?? book.addGrid(gridName)
  places.count(grid.id, grid.isNew ? 'create' : 'same')
  if (buildingText === null) return
  const building = checkCompoundOf(reader, grid, buildingLabel(buildingText), compound?.id ?? null, check)
  const unitName = unitText === null ? null : unitLabel(unitText)
  const before = check.first.claim(`building/${building.id}/${unitName?.key ?? ''}`, reader)
  if (before !== null) reader.wrong('building', 'duplicate_row', before)
  if (!unitName) return
  const unit = book.unit(building, unitName) ?? book.addUnit(building, unitName)
  places.count(unit.id, unit.isNew ? 'create' : 'same')
}

/**
 * The building of this row. It is made even where something is wrong with it, so that its homes and leads are not
 * reported as well: nothing at all is written while there is an error.
 */
function checkCompoundOf(
  reader: RowReader,
  grid: KnownPlace,
  label: Label,
  compoundId: string | null,
  { book, places }: PlaceCheck,
): KnownPlace {
  const elsewhere = compoundId === null ? undefined : book.buildingOf(compoundId, label)
  if (elsewhere && elsewhere.parentId !== grid.id) reader.wrong('building', 'building_in_two_grids')
  const found = book.building(grid, label)
  if (!found) {
    const added = book.addBuilding(grid, label, compoundId)
    places.count(added.id, 'create')
    return added
  }
  if (compoundId !== null && found.compoundId === null) {
    // New buildings get their compound from their first row; a later row that says otherwise is a slip.
    if (found.isNew) reader.wrong('building', 'building_in_two_compounds')
    else {
      book.putIntoCompound(found, compoundId)
      places.count(found.id, 'change')
    }
  } else if (compoundId !== null && found.compoundId !== compoundId) {
    reader.wrong('building', 'building_in_two_compounds')
  } else places.count(found.id, found.isNew ? 'create' : 'same')
  return found
}

/** A compound has one property company. Another one is another organisation: that is not for a roster to change. */
function checkCompany(reader: RowReader, company: Label, compoundId: string, check: PlaceCheck): void {
  const desk = check.context.existing.propertyDesks.find((one) => one.compoundId === compoundId)
  if (desk) {
    if (plainLabel(desk.name).key !== company.key) reader.wrong('property', 'property_differs')
    else check.places.count(`company/${compoundId}`, 'same')
    return
  }
  const planned = check.desks.find((one) => one.write === 'propertyDesk' && one.compoundId === compoundId)
  if (planned?.write === 'propertyDesk') {
    if (plainLabel(planned.name).key !== company.key) reader.wrong('property', 'property_differs')
    return
  }
  check.desks.push({ write: 'propertyDesk', id: check.context.newId(), compoundId, name: company.name })
  check.places.count(`company/${compoundId}`, 'create')
}

/** Finds the building that a row of 住户 or 三长 names. */
export function findBuilding(reader: RowReader, grid: KnownPlace, text: string, book: PlaceBook): KnownPlace | null {
  const found = book.building(grid, buildingLabel(text))
  if (!found) reader.wrong('building', 'building_unknown')
  return found ?? null
}

/** Finds the grid that a row of 住户 or 三长 names. */
export function findGrid(reader: RowReader, book: PlaceBook): KnownPlace | null {
  const text = reader.needed('grid')
  if (text === null) return null
  const found = book.grid(gridLabel(text))
  if (!found) reader.wrong('grid', 'grid_unknown')
  return found ?? null
}

/** One row of 住户: a home in a unit, or in a building that has none. */
export function checkHousehold(reader: RowReader, check: PlaceCheck): void {
  const { book } = check
  const grid = findGrid(reader, book)
  const buildingText = reader.needed('building')
  const unitText = reader.text('unit')
  const roomText = reader.needed('room')
  const building = grid && buildingText !== null ? findBuilding(reader, grid, buildingText, book) : null
  if (!building || reader.failed || roomText === null) return
  const unitName = unitText === null ? null : unitLabel(unitText)
  const unit = unitName && book.unit(building, unitName)
  if (unitName && !unit) reader.wrong('unit', 'unit_unknown')
  // A forgotten unit is far more frequent than a shop beside the stairwells; who means the latter says 无.
  else if (unitText === null && book.hasUnits(building)) reader.wrong('unit', 'unit_needed')
  else {
    const above = unit ?? building
    const label = roomLabel(roomText, building.label, unit?.label ?? null)
    const before = check.first.claim(`household/${above.id}/${label.key}`, reader)
    if (before !== null) reader.wrong('room', 'duplicate_row', before)
    const household = book.household(above, label)
    check.households.count(
      (household ?? book.addHousehold(above, label)).id,
      household && !household.isNew ? 'same' : 'create',
    )
  }
}
