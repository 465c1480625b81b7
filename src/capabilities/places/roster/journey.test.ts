import ExcelJS from 'exceljs'
import { expect, it } from 'vitest'
import en from '../messages/roster.en.json' with { type: 'json' }
import { checkRoster } from './check.ts'
import { recognise } from './columns.ts'
import { applyPlan, contextOf, nothing } from './testing/roster-sheets.ts'
import { readWorkbook } from './workbook.ts'

/** A community of 2,600 homes: 13 buildings of 4 units, 50 homes each, with all of its leads. */
async function community(): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  const buildings = workbook.addWorksheet('楼栋')
  const households = workbook.addWorksheet('住户')
  const leads = workbook.addWorksheet('三长')
  buildings.addRow(['小区', '网格', '楼栋', '单元', '物业公司'])
  households.addRow(['网格', '楼栋', '单元', '门牌号'])
  leads.addRow(['职务', '网格', '楼栋', '单元', '姓名', '电话', '责任', '公开电话', '开始日期', '结束日期'])
  let phone = 13800000000
  for (let building = 1; building <= 13; building++) {
    const grid = building <= 6 ? '第一网格' : '第二网格'
    leads.addRow(['楼长', grid, building, '', '王某某', phone++, '', '是', new Date(Date.UTC(2026, 0, 1))])
    for (let unit = 1; unit <= 4; unit++) {
      buildings.addRow(['阳光花园', grid, `${building}号楼`, unit, '明月物业'])
      leads.addRow(['单元长', grid, `${building}#`, `${unit}单元`, '李某某', phone++, '巡看', '否', '2026-01-01'])
      for (let home = 0; home < 50; home++) {
        households.addRow([grid, building, unit, (1 + Math.floor(home / 2)) * 100 + 1 + (home % 2)])
      }
    }
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

it('reads, checks and plans 2,600 homes in less than two seconds, and has nothing to do the second time', async () => {
  const bytes = await community()
  const began = process.cpuUsage()
  const read = await readWorkbook(bytes)
  if (!read.ok) throw new Error(read.refusal)
  const { sheets, errors } = recognise(read.sheets)
  const checked = checkRoster(sheets, contextOf(nothing))
  // The processor's time and not the wall's: other tests run beside this one.
  const { user, system } = process.cpuUsage(began)
  expect([...errors, ...checked.errors]).toEqual([])
  expect(checked.counts).toEqual({
    places: { create: 1 + 1 + 2 + 13 + 52, change: 0, same: 0 },
    households: { create: 2_600, change: 0, same: 0 },
    leads: { create: 65, change: 0, same: 0 },
  })
  expect((user + system) / 1_000).toBeLessThan(2_000)
  const again = checkRoster(sheets, contextOf(applyPlan(nothing, checked.plan)))
  expect(again.plan).toEqual([])
  expect(again.counts.households.same).toBe(2_600)
}, 30_000)

it('names every error, each with its cell', async () => {
  const csv = [
    '职务,网格,楼栋,单元,姓名,电话,公开电话,开始日期',
    '网格长,第一网格,,,王某,1380000,大概,2026-13-01',
    '楼组,第九网格,3,,,13800000001,是,',
  ].join('\r\n')
  const read = await readWorkbook(Buffer.from(csv))
  if (!read.ok) throw new Error(read.refusal)
  const { errors } = checkRoster(recognise(read.sheets).sheets, contextOf(nothing))
  expect(errors.map((error) => [error.cell, error.code])).toEqual([
    ['B2', 'grid_unknown'],
    ['F2', 'phone_invalid'],
    ['G2', 'yes_no_invalid'],
    ['H2', 'date_invalid'],
    ['A3', 'role_unknown'],
    ['E3', 'value_missing'],
  ])
  for (const { code } of errors) expect(en).toHaveProperty([`places.roster.error.${code}`])
})
