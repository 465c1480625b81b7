import type { House } from '../../../platform/house.ts'
import type { Text } from '../../../platform/i18n/text.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import { plaqueRows } from './plaque-list-store.ts'

/** Widths of the columns in characters, in their order. */
const columns = { compound: 20, grid: 14, building: 12, unit: 10, code: 12, address: 48 } as const

/**
 * Every stairwell's plaque code with the address behind its QR code, as a workbook: what somebody hands to whoever prints
 * the plaques.
 */
export async function plaqueList(
  house: Pick<House, 'database' | 'config'>,
  communityId: CommunityId,
  text: Text,
): Promise<Buffer> {
  const rows = await house.database.work({ communities: [communityId] }, (work) => plaqueRows(work, communityId))
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet(text('places.plaques.sheet'), { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = Object.entries(columns).map(([key, width]) => ({
    header: text(`places.plaques.column.${key}`),
    key,
    width,
    style: { numFmt: '@' },
  }))
  sheet.getRow(1).font = { bold: true }
  for (const row of rows) sheet.addRow({ ...row, address: `${house.config.publicUrl}/p/${row.code}` })
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
