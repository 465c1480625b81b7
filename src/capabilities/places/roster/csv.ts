import { parse } from 'csv-parse/sync'
import { cleanText, type FileRefusal, type Sheet, workbookLimits } from './sheet.ts'

/**
 * Reads comma-, semicolon- or tab-separated text. Excel in China saves "CSV" as GB18030 and "CSV UTF-8" with a mark at
 * the beginning; WPS and others save UTF-8 without one.
 */
export function readCsv(bytes: Buffer): Sheet[] | FileRefusal {
  const text = decode(bytes)
  // Bytes that are no text at all: a photo, perhaps.
  if (text === null || text.includes('\0')) return 'file_not_roster'
  let records: string[][]
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      // Blank lines are rows too; they are not counted, but there is an end to them.
      to: workbookLimits.rows * 2,
    })
  } catch {
    // Quotes that never end: the file is at fault, whatever the parser calls it.
    return 'file_unreadable'
  }
  const rows = records.map((record, index) => ({
    number: index + 1,
    cells: record
      .map((value, column) => ({ column: column + 1, text: cleanText(value), type: 'text' as const }))
      .filter((cell) => cell.text !== ''),
  }))
  return [{ name: '', rows: rows.filter((row) => row.cells.length > 0) }]
}

/** GB18030 is tried only where the bytes are not UTF-8: real Chinese text of one is hardly ever valid as the other. */
function decode(bytes: Buffer): string | null {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe
  for (const encoding of marked ? ['utf-16le'] : ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return null
}

/** The separator that the first lines have most of. */
function delimiterOf(text: string): string {
  const beginning = text.slice(0, 4_000)
  const counted = [',', '\t', ';'].map((sign) => ({ sign, count: beginning.split(sign).length }))
  return counted.sort((a, b) => b.count - a.count)[0]?.sign ?? ','
}
