import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { columnLetter, recognise } from './columns.ts'
import type { Sheet } from './sheet.ts'
import { readWorkbook } from './workbook.ts'

async function xlsx(fill: (workbook: ExcelJS.Workbook) => void): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  fill(workbook)
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
async function sheetsOf(bytes: Buffer): Promise<Sheet[]> {
  const read = await readWorkbook(bytes)
  if (!read.ok) throw new Error(read.refusal)
  return read.sheets
}
const texts = (sheet: Sheet | undefined) => sheet?.rows.map((row) => row.cells.map((cell) => cell.text))

/** 「职务,电话」 and 「网格长,13800000000」 as Excel in China saves them. */
const gb18030 = Buffer.from('d6b0cef12cb5e7bbb00d0acdf8b8f1b3a42c31333830303030303030300d0a', 'hex')

describe('cells of a workbook', () => {
  it('become text', async () => {
    const bytes = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet(' 三长 ')
      sheet.getCell('A1').value = 13800000000
      sheet.getCell('B1').value = { formula: '1+1', result: 2 }
      sheet.getCell('C1').value = { formula: 'A9', result: undefined as unknown as string }
      sheet.getCell('D1').value = { richText: [{ text: '3' }, { text: '号楼', font: { bold: true } }] }
      sheet.getCell('E1').value = new Date(Date.UTC(2026, 10, 24))
      sheet.getCell('E1').numFmt = 'yyyy-mm-dd'
      sheet.getCell('F1').value = { text: '网页', hyperlink: 'https://example.com' }
      sheet.getCell('G1').value = { error: '#N/A' }
      sheet.getCell('H1').value = true
      sheet.getCell('I1').value = 0.1 + 0.2
      sheet.getCell('J1').value = ' \u202d13800000001\u202c '
      sheet.getCell('K1').value = { formula: 'IF(1,"二单元")', result: '二单元' }
    })
    const [sheet] = await sheetsOf(bytes)
    expect(sheet?.name).toBe('三长')
    expect(sheet?.rows[0]?.cells).toEqual([
      { column: 1, text: '13800000000', type: 'number' },
      { column: 2, text: '2', type: 'number' },
      { column: 4, text: '3号楼', type: 'text' },
      { column: 5, text: '2026-11-24', type: 'day' },
      { column: 6, text: '网页', type: 'text' },
      { column: 7, text: '#N/A', type: 'text' },
      { column: 8, text: 'TRUE', type: 'text' },
      { column: 9, text: '0.3', type: 'number' },
      { column: 10, text: '13800000001', type: 'text' },
      { column: 11, text: '二单元', type: 'text' },
    ])
  })

  it('merged downwards stand in each row, merged sideways once', async () => {
    const bytes = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet('楼栋')
      sheet.addRow(['名册', '', ''])
      sheet.mergeCells('A1:C1')
      sheet.addRow(['第一网格', '3号楼', '1'])
      sheet.addRow(['', '', '2'])
      sheet.addRow(['', '', ''])
      sheet.mergeCells('A2:A4')
      sheet.mergeCells('B2:B4')
    })
    const [sheet] = await sheetsOf(bytes)
    expect(texts(sheet)).toEqual([['名册'], ['第一网格', '3号楼', '1'], ['第一网格', '3号楼', '2']])
  })
})

describe('a CSV', () => {
  it.each([
    ['GB18030', gb18030],
    ['UTF-8', Buffer.from('职务,电话\n网格长,13800000000\n')],
    ['UTF-8 with a mark', Buffer.from('\ufeff职务,电话\r\n网格长,13800000000')],
    ['UTF-16 with tabs', Buffer.from('\ufeff职务\t电话\r\n网格长\t13800000000', 'utf16le')],
    ['semicolons', Buffer.from('职务;电话\n"网格长";13800000000\n')],
  ])('in %s', async (_, bytes) => {
    const [sheet] = await sheetsOf(bytes)
    expect(texts(sheet)).toEqual([
      ['职务', '电话'],
      ['网格长', '13800000000'],
    ])
  })

  it('counts rows as a spreadsheet does, blank lines and lines inside of quotes too', async () => {
    const [sheet] = await sheetsOf(Buffer.from('职务,责任\n\n网格长,"走访\n报事"\n楼长,巡看\n'))
    expect(sheet?.rows.map((row) => row.number)).toEqual([1, 3, 4])
  })
})

describe('what is refused', () => {
  it.each([
    ['file_empty', Buffer.alloc(0)],
    ['file_empty', Buffer.from('\n , \n')],
    ['file_too_large', Buffer.alloc(20 * 1024 * 1024 + 1, 'a')],
    ['file_old_excel', Buffer.from('d0cf11e0a1b11ae100000000', 'hex')],
    ['file_not_roster', Buffer.from([0x00, 0x01, 0xff, 0x00])],
    ['file_unreadable', Buffer.from('PK\x03\x04 and no end')],
    ['rows_too_many', Buffer.from('a\n'.repeat(60_001))],
  ])('%s', async (refusal, bytes) => {
    expect(await readWorkbook(bytes)).toEqual({ ok: false, refusal })
  })
})

describe('sheets and headers', () => {
  const sheet = (name: string, ...rows: string[][]): Sheet => ({
    name,
    rows: rows.map((row, index) => ({
      number: index + 1,
      cells: row
        .map((text, column) => ({ column: column + 1, text, type: 'text' as const }))
        .filter((cell) => cell.text),
    })),
  })
  const headers = ['职务', '网格', '楼栋', '单元', '姓名', '电话']

  it('are found beneath a title, in other words, and without a name of the sheet', () => {
    const { sheets, errors } = recognise([
      sheet(
        'Sheet1',
        ['某社区三长花名册'],
        ['*岗位', '所属网格', '楼号', '单元号', '姓名（必填）', '手机号码', '身份证号'],
        ['网格长', '1', '', '', '王某', '1', '370'],
      ),
    ])
    expect(errors).toEqual([])
    expect(sheets).toMatchObject([{ kind: 'leads', columns: { phone: { header: '手机号码', letter: 'F' } } }])
    // What the roster does not ask for is not taken in.
    expect(JSON.stringify(sheets)).not.toContain('370')
    expect(sheets[0]?.rows).toMatchObject([{ row: 3, values: { role: { text: '网格长' }, name: { text: '王某' } } }])
  })

  it('a named sheet comes before one that only looks like it', () => {
    const { sheets } = recognise([sheet('备份', headers, ['楼长']), sheet('三长', headers, ['网格长'])])
    expect(sheets.map((one) => one.name)).toEqual(['三长'])
  })

  it('examples and unknown columns are left out', () => {
    const { sheets } = recognise([
      sheet(
        '三长',
        [...headers, '备注'],
        ['例：网格长', '1'],
        ['Example: Grid lead'],
        ['', '', '', '', '', '', '合计'],
        ['楼长', '1'],
      ),
    ])
    expect(sheets[0]?.rows.map((row) => row.row)).toEqual([5])
  })

  it('what is missing is said at the headers', () => {
    expect(recognise([sheet('三长', headers.slice(0, 5))]).errors).toMatchObject([
      { code: 'column_missing', sheet: '三长', row: 1, column: '电话' },
    ])
    expect(recognise([sheet('三长', [...headers, '手机号'])]).errors).toMatchObject([
      { code: 'column_twice', cell: 'G1', value: 'F' },
    ])
    expect(recognise([sheet('其他', ['a', 'b'])]).errors).toMatchObject([{ code: 'sheet_missing' }])
    // A CSV has no sheet to name.
    expect(recognise([sheet('', ['a', 'b'])]).errors).toMatchObject([{ code: 'headers_missing' }])
    expect(recognise([sheet('三长', headers)]).errors).toMatchObject([{ code: 'rows_missing' }])
  })

  it('names columns as spreadsheets do', () => {
    expect([1, 26, 27, 702, 703].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA'])
  })
})
