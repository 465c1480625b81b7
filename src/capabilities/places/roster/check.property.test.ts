import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkRoster } from './check.ts'
import type { Field } from './columns.ts'
import { applyPlan, contextOf, nothing, sheetOf } from './testing/roster-sheets.ts'

type Rows = Partial<Record<Field, string>>[]
const maybe = (...values: string[]) => fc.constantFrom('', ...values)
const grid = fc.constantFrom('第一网格', '1网格', '2')
const building = fc.constantFrom('3', '3#', '三号楼', '4栋', 'A座')
const unit = maybe('1', '一单元', '2单元', '无')
const day = maybe('2024-01-01', '2025-06-30', '2026-11-24', '2026-11-25', '2027-03-01')

/** Posts that exist in every roster below, so that most rows of leads are good ones. */
const ground: Rows = [
  { compound: '阳光', grid: '1', building: '3', unit: '1' },
  { compound: '阳光', grid: '1', building: '3', unit: '2' },
]
const posts = [
  { role: '网格长', grid: '第一网格', building: '', unit: '' },
  { role: '楼长', grid: '1网格', building: '3#', unit: '' },
  { role: '单元长', grid: '1', building: '三号楼', unit: '二单元' },
]
const lead = fc
  .record({
    post: fc.constantFrom(...posts),
    name: fc.constantFrom('王小明', '王 小明'),
    phone: fc.constantFrom('13800000001', '138-0000-0001'),
    duties: maybe('巡看', '走访'),
    publicPhone: maybe('是', '否'),
    fromDay: day,
    toDay: day,
  })
  .map(({ post, ...row }) => ({ ...post, ...row }))

const rosters = fc.record({
  buildings: fc
    .array(fc.record({ compound: fc.constantFrom('阳光', '无'), grid, building, unit, property: maybe('明月物业') }), {
      maxLength: 6,
    })
    .map((rows) => [...ground, ...rows]),
  households: fc.array(fc.record({ grid, building, unit, room: fc.constantFrom('301', '301室', '302') }), {
    maxLength: 4,
  }),
  leads: fc.array(lead, { maxLength: 5 }),
})
type Roster = { buildings: Rows; households: Rows; leads: Rows }

/** Rows that are in the way of a valid plan are taken out, so that the property speaks of many plans and not of few. */
function validPart(roster: Roster, existing: typeof nothing) {
  const left = { buildings: [...roster.buildings], households: [...roster.households], leads: [...roster.leads] }
  for (;;) {
    const sheets = [
      sheetOf('buildings', left.buildings),
      sheetOf('households', left.households),
      sheetOf('leads', left.leads),
    ]
    const checked = checkRoster(sheets, contextOf(existing))
    const [error] = checked.errors
    if (!error) return { sheets, checked }
    const kind = ({ 楼栋: 'buildings', 住户: 'households', 三长: 'leads' } as const)[error.sheet]!
    left[kind].splice(error.row - 2, 1)
  }
}

it('what was written once is all the same when it is checked again', () => {
  let plans = 0
  let changes = 0
  fc.assert(
    fc.property(rosters, rosters, (first, second) => {
      const before = applyPlan(nothing, validPart(first, nothing).checked.plan)
      const { sheets, checked } = validPart(second, before)
      const after = applyPlan(before, checked.plan)
      const again = checkRoster(sheets, contextOf(after))
      expect(again.errors).toEqual([])
      expect(again.plan).toEqual([])
      const written = [checked.counts, again.counts].map(({ places, households, leads }) =>
        [places, households, leads].map((one) => one.create + one.change + one.same),
      )
      expect(written[1]).toEqual(written[0])
      for (const { create, change } of Object.values(again.counts)) expect([create, change]).toEqual([0, 0])
      if (checked.plan.length > 0) plans++
      if (checked.plan.some((write) => write.write === 'termChange')) changes++
    }),
    { numRuns: 400 },
  )
  expect(plans).toBeGreaterThan(200)
  expect(changes).toBeGreaterThan(50)
}, 30_000)

it('no error ever repeats a name or a phone', () => {
  fc.assert(
    fc.property(rosters, fc.constantFrom('139x', '0536-8230000', '13900000002'), (roster, phone) => {
      const leads = roster.leads.map((row, index) => (index === 0 ? { ...row, phone, name: '赵六1' } : row))
      const sheets = [sheetOf('buildings', roster.buildings), sheetOf('leads', leads)]
      const said = JSON.stringify(checkRoster(sheets, contextOf(nothing)).errors)
      expect(said).not.toMatch(/赵六|王小明|王 小明|139x|8230000|13900000002|13800000001/)
    }),
  )
})
