import { inflateRawSync } from 'node:zlib'

/** What an archive may unfold to at most before it is handed to the spreadsheet library, which unfolds all of it. */
const limits = {
  /** 60,000 rows of ten cells are about 50 MB of XML. */
  bytes: 200 * 1024 * 1024,
  cells: 1_200_000,
  /** Merged and named ranges are unfolded cell by cell: one `A1:XFD1048576` would stop the server. */
  rangeCells: 2_000_000,
} as const

export type Unfolded = 'workbook' | 'other' | 'too_large' | 'broken'

/**
 * Looks into a ZIP archive (PKWARE APPNOTE 4.3) without trusting the sizes that it states: each entry is unfolded up to
 * what is left of the limit.
 * @returns `workbook` when it is an Office Open XML workbook of an acceptable size
 */
export function lookIntoZip(bytes: Buffer): Unfolded {
  const entries = entriesOf(bytes)
  if (!entries) return 'broken'
  if (!entries.some((entry) => entry.name.replace(/^\//, '') === 'xl/workbook.xml')) return 'other'
  let left: number = limits.bytes
  let cells = 0
  let rangeCells = 0
  for (const entry of entries) {
    const body = unfold(bytes, entry, left)
    if (body === 'too_large' || body === 'broken') return body
    left -= body.length
    if (/xl\/worksheets\/[^/]+\.xml$/.test(entry.name)) {
      cells += count(body, '<c ') + count(body, '<row')
      rangeCells += area(body, /<mergeCell[^>]*\bref="([^"]+)"/g)
    } else if (/xl\/workbook\.xml$/.test(entry.name)) rangeCells += area(body, /<definedName[^>]*>([^<]*)</g)
    if (cells > limits.cells || rangeCells > limits.rangeCells) return 'too_large'
  }
  return 'workbook'
}

interface Entry {
  name: string
  method: number
  size: number
  offset: number
}

function entriesOf(bytes: Buffer): Entry[] | null {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end + 22 > bytes.length) return null
  const entries: Entry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return null
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      size: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

function unfold(bytes: Buffer, entry: Entry, left: number): Buffer | 'too_large' | 'broken' {
  if (entry.offset + 30 > bytes.length) return 'broken'
  const start = entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28)
  const body = bytes.subarray(start, start + entry.size)
  if (entry.method === 0) return body.length > left ? 'too_large' : body
  if (entry.method !== 8) return 'broken'
  try {
    return inflateRawSync(body, { maxOutputLength: Math.max(left, 1) })
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'broken'
  }
}

function count(body: Buffer, sign: string): number {
  let found = 0
  for (let at = body.indexOf(sign); at >= 0; at = body.indexOf(sign, at + sign.length)) found++
  return found
}

/** How many cells the ranges cover that a pattern finds. */
function area(body: Buffer, pattern: RegExp): number {
  let cells = 0
  for (const [, ranges = ''] of body.toString('latin1').matchAll(pattern)) {
    for (const range of ranges.matchAll(/\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)/g)) {
      const [, left = '', top = '', right = '', bottom = ''] = range
      cells += (columnNumber(right) - columnNumber(left) + 1) * (Number(bottom) - Number(top) + 1)
    }
  }
  return cells
}

function columnNumber(letters: string): number {
  let number = 0
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64
  return number
}
