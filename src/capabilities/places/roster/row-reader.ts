import type { Field, RosterCell, RosterRow, RosterSheet } from './columns.ts'
import type { RosterError } from './model.ts'
import { becameDay, isFormulaError, type Parsed } from './values.ts'

/** How many characters fit. A place's name may have 60 (`place.name`), of which normalising adds up to four. */
const longest: Readonly<Record<Field, number>> = {
  compound: 60,
  grid: 56,
  building: 56,
  unit: 56,
  property: 80,
  room: 56,
  role: 60,
  name: 40,
  phone: 40,
  duties: 500,
  publicPhone: 20,
  fromDay: 40,
  toDay: 40,
}

/** Never repeated in an error. */
const personal: readonly Field[] = ['name', 'phone']

/** Reads one row's cells and notes what is wrong with each. */
export interface RowReader {
  readonly sheet: RosterSheet
  readonly row: RosterRow
  /** Whether an error of this row was noted. */
  readonly failed: boolean
  /** The text of a cell; null when it is empty or wrong. */
  text(field: Field): string | null
  /** The same where it must be there. */
  needed(field: Field): string | null
  /** A cell's value; null when it is empty or wrong. */
  value<T>(field: Field, parse: (cell: RosterCell) => Parsed<T>): T | null
  neededValue<T>(field: Field, parse: (cell: RosterCell) => Parsed<T>): T | null
  /** Notes an error at a cell. `value` replaces the cell's own text. */
  wrong(field: Field, code: string, value?: string | null): void
}

export function readRow(sheet: RosterSheet, row: RosterRow, errors: RosterError[]): RowReader {
  let failed = false
  const dayFields: readonly Field[] = ['fromDay', 'toDay']

  /** Not what is personal, nor a phone that has slipped into another column. */
  function shown(field: Field): string | null {
    const text = row.values[field]?.text ?? null
    return text === null || personal.includes(field) || /1[3-9]\d{9}/.test(text.replaceAll(/[\s-]/g, '')) ? null : text
  }

  function wrong(field: Field, code: string, value?: string | null): void {
    failed = true
    const column = sheet.columns[field]
    errors.push({
      sheet: sheet.name,
      row: row.row,
      column: column?.header ?? null,
      cell: column ? `${column.letter}${row.row}` : null,
      code,
      value: value !== undefined ? value : shown(field),
    })
  }

  function cellOf(field: Field, isNeeded: boolean): RosterCell | null {
    const cell = row.values[field]
    if (!cell) {
      if (isNeeded) wrong(field, 'value_missing')
      return null
    }
    if (isFormulaError(cell)) wrong(field, 'formula_error')
    else if (!dayFields.includes(field) && becameDay(cell)) wrong(field, 'became_date')
    else if (cell.text.normalize('NFKC').length > longest[field]) wrong(field, 'too_long', String(longest[field]))
    else return cell
    return null
  }

  function parsed<T>(field: Field, parse: (cell: RosterCell) => Parsed<T>, isNeeded: boolean): T | null {
    const cell = cellOf(field, isNeeded)
    if (!cell) return null
    const result = parse(cell)
    if (result.ok) return result.value
    wrong(field, result.code)
    return null
  }

  return {
    sheet,
    row,
    get failed() {
      return failed
    },
    text: (field) => cellOf(field, false)?.text ?? null,
    needed: (field) => cellOf(field, true)?.text ?? null,
    value: (field, parse) => parsed(field, parse, false),
    neededValue: (field, parse) => parsed(field, parse, true),
    wrong,
  }
}

/** Which rows said the same thing first, so that a second one can name the first. */
export class FirstRows {
  readonly #first = new Map<string, { sheet: string; row: number }>()

  /** @returns where the key was before (`14`, or `楼栋 14` from another sheet), or null when it is new */
  claim(key: string, reader: Pick<RowReader, 'sheet' | 'row'>): string | null {
    const before = this.#first.get(key)
    if (!before) {
      this.#first.set(key, { sheet: reader.sheet.name, row: reader.row.row })
      return null
    }
    return before.sheet === reader.sheet.name ? String(before.row) : `${before.sheet} ${before.row}`
  }
}
