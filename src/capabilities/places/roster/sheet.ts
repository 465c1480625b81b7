/** What is taken at most. Rows are those with anything in them, of all sheets together. */
export const workbookLimits = { bytes: 20 * 1024 * 1024, rows: 60_000 } as const

/** A cell as text. `day` cells hold ISO days; `number` cells plain digits, never an exponent. */
export interface Cell {
  /** From 1. */
  readonly column: number
  readonly text: string
  readonly type: 'text' | 'number' | 'day'
}
export interface SheetRow {
  /** As the spreadsheet counts them, from 1. */
  readonly number: number
  /** Cells with something in them, from left to right. */
  readonly cells: readonly Cell[]
}
export interface Sheet {
  readonly name: string
  readonly rows: readonly SheetRow[]
}

export type FileRefusal =
  | 'file_empty'
  | 'file_too_large'
  | 'file_old_excel'
  | 'file_not_roster'
  | 'file_unreadable'
  | 'rows_too_many'
/** Without the invisible marks that come along when a phone is copied from an address book. */
export function cleanText(text: string): string {
  return text.replaceAll(/[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, '').trim()
}
