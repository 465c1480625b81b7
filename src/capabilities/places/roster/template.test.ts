import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { type Language, languages, textIn } from '../../../platform/i18n/text.ts'
import en from '../messages/roster.en.json' with { type: 'json' }
import zh from '../messages/roster.zh-CN.json' with { type: 'json' }
import { checkRoster } from './check.ts'
import { recognise } from './columns.ts'
import { rosterTemplate } from './template.ts'
import { contextOf, nothing } from './testing/roster-sheets.ts'
import { readWorkbook } from './workbook.ts'

const catalogues = { 'zh-CN': zh, en }
const templateIn = (language: Language) => rosterTemplate(textIn(language, catalogues))
async function opened(bytes: Buffer): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0])
  return workbook
}
const saved = async (workbook: ExcelJS.Workbook) => Buffer.from(await workbook.xlsx.writeBuffer())

it('both languages have the same words', () => {
  expect(Object.keys(en)).toEqual(Object.keys(zh))
})

describe.each(languages)('the template in %s', (language) => {
  it('has nothing to import but all columns', async () => {
    const read = await readWorkbook(await templateIn(language))
    if (!read.ok) throw new Error(read.refusal)
    expect(read.sheets).toHaveLength(4)
    const { sheets, errors } = recognise(read.sheets)
    expect(errors).toMatchObject([{ code: 'rows_missing' }])
    expect(sheets.map((sheet) => [sheet.kind, Object.keys(sheet.columns).length])).toEqual([
      ['buildings', 5],
      ['households', 4],
      ['leads', 10],
    ])
  })

  it('its example rows are good ones once the mark is taken away', async () => {
    const workbook = await opened(await templateIn(language))
    for (const sheet of workbook.worksheets.slice(1)) {
      for (const number of [2, 3]) {
        const cell = sheet.getCell(number, 1)
        expect(cell.text).toMatch(/^(例：|Example: )/)
        cell.value = cell.text.replace(/^(例：|Example: )/, '')
      }
    }
    const read = await readWorkbook(await saved(workbook))
    if (!read.ok) throw new Error(read.refusal)
    const checked = checkRoster(recognise(read.sheets).sheets, contextOf(nothing))
    expect(checked.errors).toEqual([])
    expect(checked.counts.leads.create).toBe(2)
  })

  it('shows headers, offers lists and keeps text as text', async () => {
    const sheet = (await opened(await templateIn(language))).worksheets[3]!
    expect(sheet.getRow(1).font.bold).toBe(true)
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
    expect(sheet.getCell('A9').dataValidation).toMatchObject({ type: 'list' })
    expect(sheet.getCell('F9').numFmt).toBe('@')
    const yes = textIn(language, catalogues)('places.roster.template.yes')
    expect(sheet.getCell('H2').dataValidation.formulae[0]).toContain(yes)
  })
})
