import type { CellValue, Cell as ExcelCell, Worksheet } from 'exceljs'
import { Temporal } from 'temporal-polyfill'
import { readCsv } from './csv.ts'
import { type Cell, cleanText, type FileRefusal, type Sheet, type SheetRow, workbookLimits } from './sheet.ts'
import { lookIntoZip } from './zip-guard.ts'

export type ReadWorkbook = { ok: true; sheets: Sheet[] } | { ok: false; refusal: FileRefusal }

const refused = (refusal: FileRefusal): ReadWorkbook => ({ ok: false, refusal })

/**
 * Reads an XLSX workbook or a CSV text into sheets of cells. What it is, is told by its content and not by its name.
 * A CSV makes one sheet without a name.
 */
export async function readWorkbook(bytes: Buffer): Promise<ReadWorkbook> {
  if (bytes.length === 0) return refused('file_empty')
  if (bytes.length > workbookLimits.bytes) return refused('file_too_large')
  // Compound files (MS-CFB) are .xls, and also .xlsx behind a password.
  if (bytes.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) return refused('file_old_excel')
  const sheets = bytes.subarray(0, 2).toString('latin1') === 'PK' ? await readXlsx(bytes) : readCsv(bytes)
  if (typeof sheets === 'string') return refused(sheets)
  const rows = sheets.reduce((sum, sheet) => sum + sheet.rows.length, 0)
  if (rows === 0) return refused('file_empty')
  return rows > workbookLimits.rows ? refused('rows_too_many') : { ok: true, sheets }
}

async function readXlsx(bytes: Buffer): Promise<Sheet[] | FileRefusal> {
  const unfolded = lookIntoZip(bytes)
  if (unfolded === 'other') return 'file_not_roster'
  if (unfolded === 'too_large') return 'rows_too_many'
  if (unfolded === 'broken') return 'file_unreadable'
  // Loaded when it is needed: it is large, and most servers never read a roster again after their first week.
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.Workbook()
  try {
    // Its typings know an older Buffer. What is ignored is unfolded cell by cell and is of no use here.
    await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0], {
      ignoreNodes: ['dataValidations', 'conditionalFormatting', 'extLst', 'drawing', 'picture', 'tableParts'],
    })
  } catch {
    // The library throws plain errors of any kind for a workbook that it cannot read: the file is at fault.
    return 'file_unreadable'
  }
  return workbook.worksheets.map(sheetOf)
}

function sheetOf(sheet: Worksheet): Sheet {
  const rows: SheetRow[] = []
  sheet.eachRow((row, number) => {
    const cells: Cell[] = []
    let own = false
    row.eachCell((cell, column) => {
      const read = readCell(cell, column)
      if (!read || read.text === '') return
      cells.push(read)
      own ||= !cell.isMerged || cell.master === cell
    })
    // A row of nothing but the lower ends of merged cells says nothing of its own.
    if (own) rows.push({ number, cells })
  })
  return { name: sheet.name.trim(), rows }
}

/** A cell merged downwards stands for each of its rows; merged sideways it stands in its first column only. */
function readCell(cell: ExcelCell, column: number): Cell | null {
  if (cell.isMerged && cell.master.col !== cell.col) return null
  return { column, ...contentOf(cell.master.value) }
}

function contentOf(value: CellValue | undefined): Pick<Cell, 'text' | 'type'> {
  if (value === null || value === undefined) return { text: '', type: 'text' }
  if (typeof value === 'number') return { text: plainNumber(value), type: 'number' }
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE', type: 'text' }
  if (value instanceof Date) {
    const moment = value.getTime()
    if (Number.isNaN(moment)) return { text: '', type: 'text' }
    // The library reads a day as its midnight in UTC.
    const day = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO('UTC').toPlainDate()
    return { text: day.toString(), type: 'day' }
  }
  if (typeof value !== 'object') return { text: cleanText(String(value)), type: 'text' }
  if ('error' in value) return { text: String(value.error), type: 'text' }
  if ('richText' in value) return { text: cleanText(value.richText.map((part) => part.text).join('')), type: 'text' }
  if ('hyperlink' in value) return contentOf(value.text as CellValue)
  if ('formula' in value || 'sharedFormula' in value) return contentOf(value.result)
  return { text: '', type: 'text' }
}

/** Digits without an exponent and without the tail that binary fractions leave: 0.1 + 0.2 is 0.3. */
function plainNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return String(value)
  return value.toFixed(6).replace(/\.?0+$/, '')
}
