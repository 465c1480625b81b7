import type { RosterError } from './model.ts'
import type { Cell, Sheet, SheetRow } from './sheet.ts'

export const sheetKinds = ['buildings', 'households', 'leads'] as const
export type SheetKind = (typeof sheetKinds)[number]

export type Field =
  | 'compound'
  | 'grid'
  | 'building'
  | 'unit'
  | 'property'
  | 'room'
  | 'role'
  | 'name'
  | 'phone'
  | 'duties'
  | 'publicPhone'
  | 'fromDay'
  | 'toDay'

/** What a sheet may be called. The first is the template's own name. */
const sheetNames: Readonly<Record<SheetKind, readonly string[]>> = {
  buildings: ['楼栋', '楼栋表', '楼栋信息', '楼宇', '楼栋单元', 'buildings', 'building'],
  households: ['住户', '住户表', '住户信息', '房屋', '户', 'households', 'household'],
  leads: ['三长', '三长表', '三长名册', '三长花名册', '三长信息', 'leads', 'lead'],
}

/** What a header may be called. The first is the template's own word. */
const headers: Readonly<Record<Field, readonly string[]>> = {
  compound: ['小区', '小区名称', '所属小区', '小区名', 'compound'],
  grid: ['网格', '网格名称', '所属网格', '网格号', 'grid'],
  building: ['楼栋', '楼栋号', '楼号', '栋号', '幢号', '楼幢', '楼', 'building'],
  unit: ['单元', '单元号', 'unit'],
  property: ['物业公司', '物业', '物业企业', '物业服务企业', '物业公司名称', 'propertycompany', 'property'],
  room: ['门牌号', '房号', '房间号', '门牌', '户号', '室号', '室', 'room', 'roomnumber', 'door', 'household'],
  role: ['职务', '角色', '岗位', '身份', '三长类别', 'role', 'post'],
  name: ['姓名', '名字', '三长姓名', 'name'],
  phone: ['电话', '手机', '手机号', '手机号码', '电话号码', '联系电话', '联系方式', 'phone', 'mobile', 'phonenumber'],
  duties: ['责任', '职责', '责任内容', '工作职责', '责任田', 'duties', 'duty'],
  publicPhone: ['公开电话', '电话公开', '是否公开电话', '公示电话', 'publicphone', 'showphone'],
  fromDay: ['开始日期', '任职日期', '上任日期', '起始日期', '开始时间', 'startdate', 'from', 'fromday'],
  toDay: ['结束日期', '离任日期', '卸任日期', '截止日期', '结束时间', 'enddate', 'to', 'today', 'until'],
}

interface Columns {
  readonly required: readonly Field[]
  readonly optional: readonly Field[]
}
/** The columns of each sheet. A column that must be there may still have empty cells, as 单元 has. */
export const columnsOf: Readonly<Record<SheetKind, Columns>> = {
  buildings: { required: ['compound', 'grid', 'building', 'unit'], optional: ['property'] },
  households: { required: ['grid', 'building', 'unit', 'room'], optional: [] },
  leads: {
    required: ['role', 'grid', 'building', 'unit', 'name', 'phone'],
    optional: ['duties', 'publicPhone', 'fromDay', 'toDay'],
  },
}

export type RosterCell = Pick<Cell, 'text' | 'type'>
export interface RosterRow {
  readonly row: number
  readonly values: Readonly<Partial<Record<Field, RosterCell>>>
}
/** A sheet of which the meaning is known. Plain data: it is kept, sealed, until the import is applied. */
export interface RosterSheet {
  readonly name: string
  readonly kind: SheetKind
  /** Where each field stands and what the file calls it. */
  readonly columns: Readonly<Partial<Record<Field, { readonly header: string; readonly letter: string }>>>
  readonly rows: readonly RosterRow[]
}

/**
 * Finds the roster's sheets, by name or by their headers, and their columns. Columns that the roster does not know are
 * left unread, so that what must not be collected is not; rows marked as examples are left out.
 */
export function recognise(sheets: readonly Sheet[]): { sheets: RosterSheet[]; errors: RosterError[] } {
  const named = new Map(sheets.map((sheet) => [sheet, kindOfName(sheet.name)] as const))
  const kindsNamed = new Set([...named.values()].filter((kind) => kind !== null))
  const found: RosterSheet[] = []
  const errors: RosterError[] = []
  for (const sheet of sheets) {
    let kind = named.get(sheet) ?? null
    if (!kind) {
      kind = kindOfHeaders(sheet)
      // A copy of a sheet under another name is a draft or a backup where the sheet itself is there.
      if (!kind || kindsNamed.has(kind)) continue
    }
    const read = readSheet(sheet, kind)
    if (read.errors.length > 0) errors.push(...read.errors)
    else found.push(read.sheet)
  }
  if (found.length === 0 && errors.length === 0)
    errors.push(
      // A text file has no sheets to name: what it lacks is its headers.
      fileError(sheets.every((sheet) => sheet.name === '') ? 'headers_missing' : 'sheet_missing'),
    )
  else if (errors.length === 0 && found.every((sheet) => sheet.rows.length === 0))
    errors.push(fileError('rows_missing'))
  return { sheets: found, errors }
}

/** An error of the whole file, which has no cell to go to. */
export function fileError(code: string): RosterError {
  return { sheet: '', row: 0, column: null, cell: null, code, value: null }
}

const tidy = (text: string) => text.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase()

function kindOfName(name: string): SheetKind | null {
  const tidied = tidy(name)
  return sheetKinds.find((kind) => sheetNames[kind].includes(tidied)) ?? null
}

/** A header without its remarks: 手机号（必填） and *手机号： are 手机号. */
function fieldOf(header: string): Field | null {
  const word = tidy(header)
    .replaceAll(/\([^)]*\)|[*:_-]/g, '')
    .trim()
  const found = Object.entries(headers).find(([, words]) => words.includes(word))
  return found ? (found[0] as Field) : null
}

function kindOfHeaders(sheet: Sheet): SheetKind | null {
  for (const row of beginning(sheet)) {
    const fields = new Set(row.cells.map((cell) => fieldOf(cell.text)))
    if (fields.has('role') && fields.has('phone')) return 'leads'
    if (fields.has('room') && fields.has('building')) return 'households'
    if (fields.has('compound') && fields.has('building')) return 'buildings'
  }
  return null
}

/** Above the headers there may be a title and a few lines of explanation. */
const beginning = (sheet: Sheet) => sheet.rows.slice(0, 10)

function readSheet(sheet: Sheet, kind: SheetKind): { sheet: RosterSheet; errors: RosterError[] } {
  const { required, optional } = columnsOf[kind]
  const known: readonly Field[] = [...required, ...optional]
  const header = headerOf(sheet, known)
  const errors: RosterError[] = []
  const columns: Partial<Record<Field, { header: string; letter: string }>> = {}
  const fieldAt = new Map<number, Field>()
  for (const cell of header?.cells ?? []) {
    const field = fieldOf(cell.text)
    if (!field || !known.includes(field)) continue
    const letter = columnLetter(cell.column)
    if (columns[field]) {
      const at = { sheet: sheet.name, row: header?.number ?? 0, column: cell.text, cell: `${letter}${header?.number}` }
      errors.push({ ...at, code: 'column_twice', value: columns[field].letter })
      continue
    }
    columns[field] = { header: cell.text, letter }
    fieldAt.set(cell.column, field)
  }
  for (const field of required) {
    if (columns[field]) continue
    const [word = field] = headers[field]
    errors.push({
      sheet: sheet.name,
      row: header?.number ?? 1,
      column: word,
      cell: null,
      code: 'column_missing',
      value: null,
    })
  }
  const rows = header ? sheet.rows.filter((row) => row.number > header.number) : []
  return { sheet: { name: sheet.name, kind, columns, rows: rows.flatMap((row) => rowOf(row, fieldAt)) }, errors }
}

/** The row with the most headers, at least two; a title that is called like a header is not one. */
function headerOf(sheet: Sheet, known: readonly Field[]): SheetRow | null {
  let best: SheetRow | null = null
  let most = 1
  for (const row of beginning(sheet)) {
    const count = new Set(row.cells.map((cell) => fieldOf(cell.text)).filter((field) => field && known.includes(field)))
    if (count.size > most) {
      best = row
      most = count.size
    }
  }
  return best
}

const exampleMark = /^(例|示例|example|e\.g\.)($|\s*:)/i

function rowOf(row: SheetRow, fieldAt: ReadonlyMap<number, Field>): RosterRow[] {
  const values: Partial<Record<Field, RosterCell>> = {}
  let first: string | null = null
  for (const { column, text, type } of row.cells) {
    const field = fieldAt.get(column)
    if (!field) continue
    first ??= text
    values[field] = { text, type }
  }
  if (first === null || exampleMark.test(first.normalize('NFKC'))) return []
  return [{ row: row.number, values }]
}

/** 1 is A, 27 is AA. */
export function columnLetter(column: number): string {
  let letters = ''
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters
  }
  return letters
}
