import type { DataValidation, Worksheet } from 'exceljs'
import type { Text } from '../../../platform/i18n/text.ts'
import { columnsOf, type Field, type SheetKind, sheetKinds } from './columns.ts'

/** How wide each column is, in characters of the spreadsheet's own measure. */
const widths: Readonly<Record<Field, number>> = {
  compound: 20,
  grid: 16,
  building: 14,
  unit: 12,
  property: 26,
  room: 12,
  role: 16,
  name: 14,
  phone: 18,
  duties: 36,
  publicPhone: 12,
  fromDay: 14,
  toDay: 14,
}

/** Rows that offer lists and are formatted as text; further ones can be filled in all the same. */
const preparedRows = 3_000
const guideLines = 9

/**
 * The empty roster as a workbook: a guide and the three sheets that the import reads, in the language of `text`. Every
 * cell is formatted as text, so that no spreadsheet makes a day of 3-1 or an exponent of a phone.
 */
export async function rosterTemplate(text: Text): Promise<Buffer> {
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.Workbook()
  const say = (key: string, values?: Parameters<Text>[1]) => text(`places.roster.template.${key}`, values)
  addGuide(workbook.addWorksheet(say('sheet.guide')), say)
  for (const kind of sheetKinds) {
    addSheet(workbook.addWorksheet(say(`sheet.${kind}`), { views: [{ state: 'frozen', ySplit: 1 }] }), kind, say)
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

function addGuide(sheet: Worksheet, say: Text): void {
  sheet.getColumn(1).width = 90
  sheet.getColumn(1).alignment = { wrapText: true, vertical: 'top' }
  sheet.addRow([say('guide.title')]).font = { bold: true, size: 14 }
  for (let line = 1; line <= guideLines; line++) sheet.addRow([`${line}. ${say(`guide.${line}`)}`])
}

function addSheet(sheet: Worksheet, kind: SheetKind, say: Text): void {
  const fields = [...columnsOf[kind].required, ...columnsOf[kind].optional]
  sheet.columns = fields.map((field) => ({
    header: say(`column.${field}`),
    key: field,
    width: widths[field],
    style: { numFmt: '@' },
  }))
  sheet.getRow(1).font = { bold: true }
  for (const example of examples(kind, say)) {
    const row = sheet.addRow(fields.map((field) => example[field] ?? null))
    row.font = { italic: true, color: { argb: 'FF767676' } }
    // The mark stands in the first cell: who types over the row takes it away.
    row.getCell(1).value = say('example', { value: row.getCell(1).text })
  }
  offer(sheet, fields.indexOf('role'), ['role.gridLead', 'role.buildingLead', 'role.unitLead'], say)
  offer(sheet, fields.indexOf('publicPhone'), ['yes', 'no'], say)
}

/** A drop-down list in one column, for each prepared row. */
function offer(sheet: Worksheet, column: number, keys: readonly string[], say: Text): void {
  if (column < 0) return
  const validation: DataValidation = {
    type: 'list',
    allowBlank: true,
    formulae: [`"${keys.map((key) => say(key)).join(',')}"`],
    showErrorMessage: true,
    error: say('pick'),
  }
  for (let row = 2; row <= preparedRows; row++) sheet.getCell(row, column + 1).dataValidation = validation
}

function examples(kind: SheetKind, say: Text): Partial<Record<Field, string>>[] {
  const of = (key: string) => say(`example.${key}`)
  const grid = of('grid')
  const building = of('building')
  const unit = of('unit')
  if (kind === 'buildings') {
    const row = { compound: of('compound'), grid, building, property: of('property') }
    return [
      { ...row, unit: '1' },
      { ...row, unit },
    ]
  }
  if (kind === 'households') return ['301', '302'].map((room) => ({ grid, building, unit, room }))
  return [
    {
      role: say('role.gridLead'),
      grid,
      name: of('gridName'),
      phone: '13800000000',
      duties: of('gridDuties'),
      publicPhone: say('yes'),
      fromDay: '2026-11-24',
    },
    {
      role: say('role.unitLead'),
      grid,
      building,
      unit,
      name: of('unitName'),
      phone: '13800000001',
      duties: of('unitDuties'),
      publicPhone: say('no'),
      fromDay: '2026-11-24',
    },
  ]
}
