import ExcelJS from 'exceljs'
import type { PlaceName } from './where.ts'

/** What a row holds: which of its parts, and of which place it is. */
export type Part =
  | 'place'
  | 'lead'
  | 'desk'
  | 'staff'
  | 'title'
  | 'note'
  | 'reporter'
  | 'file'
  | 'community'
  | 'phone'
  | 'duty'
export interface Marker {
  readonly place: PlaceName
  readonly part: Part
}

/** A word that stands in a row and nowhere else: wherever it turns up, the row has got there. */
export const marked = (place: PlaceName, part: Part): string => `MK${place.replaceAll('.', '_')}x${part}x`

/** Every marker in a text, each once. */
export function markersIn(text: string): Marker[] {
  const found = [...text.matchAll(/MK([A-D](?:_[gbu]\d)*)x([a-z]+)x/g)].map(
    ([, place = '', part = '']) => `${place.replaceAll('_', '.')} ${part}`,
  )
  return [...new Set(found)].map((one) => {
    const [place = '', part] = one.split(' ')
    return { place, part: part as Part }
  })
}

/** What a person would read in an answer: a workbook's cells are packed, all else is text. */
export async function readable(bytes: Buffer, contentType: string): Promise<string> {
  if (!contentType.includes('spreadsheetml')) return bytes.toString('utf8')
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes as never)
  return JSON.stringify(book.worksheets.map((sheet) => [sheet.name, sheet.getSheetValues()]))
}
