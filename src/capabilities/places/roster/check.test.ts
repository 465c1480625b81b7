import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../../platform/ids.ts'
import { checkRoster } from './check.ts'
import type { Field } from './columns.ts'
import type { Existing } from './plan.ts'
import { applyPlan, communityPlaceId, contextOf, nothing, sheetOf, today } from './testing/roster-sheets.ts'

const buildings = sheetOf('buildings', [
  { compound: '阳光花园', grid: '第一网格', building: '3号楼', unit: '1', property: '明月物业' },
  { compound: '阳光花园', grid: '1网格', building: '3#', unit: '二单元' },
  { compound: '阳光花园', grid: '1网格', building: '4', unit: '' },
])
const lead = (row: Partial<Record<Field, string>>) =>
  sheetOf('leads', [
    { role: '单元长', grid: '1', building: '3', unit: '2', name: '王小明', phone: '138 0000 0001', ...row },
  ])

/** The community after the three buildings rows were written. */
const built = applyPlan(nothing, checkRoster([buildings], contextOf(nothing)).plan)
const withLead = (row: Partial<Record<Field, string>> = {}, before = built): Existing =>
  applyPlan(before, checkRoster([lead(row)], contextOf(before)).plan)

describe('a plan', () => {
  it('puts parents before children and each thing once', () => {
    const { plan, errors, counts } = checkRoster(
      [
        lead({}),
        sheetOf('households', [
          { grid: '1', building: '3', unit: '2', room: '301室' },
          { grid: '1', building: '3', unit: '无', room: '东商铺' },
          { grid: '1', building: '4', unit: '', room: '201' },
        ]),
        buildings,
      ],
      contextOf(nothing),
    )
    expect(errors).toEqual([])
    expect(counts).toEqual({
      places: { create: 7, change: 0, same: 0 },
      households: { create: 3, change: 0, same: 0 },
      leads: { create: 1, change: 0, same: 0 },
    })
    const said = plan.map((write) =>
      write.write === 'place' ? `${write.place.kind} ${write.place.name}` : write.write,
    )
    expect(said).toEqual([
      'compound',
      'propertyDesk',
      'grid 第一网格',
      'building 3号楼',
      'unit 1单元',
      'unit 2单元',
      'building 4号楼',
      'household 301',
      'household 东商铺',
      'household 201',
      'person',
      'term',
    ])
    const seen = new Set<string>([communityPlaceId])
    for (const write of plan) {
      if (write.write !== 'place') continue
      const { place } = write
      expect(seen.has(place.parentId)).toBe(true)
      seen.add(place.id)
      expect(place.gridId).toBe(plan.find((one) => one.write === 'place')?.place.id)
      if (place.kind === 'household') expect(place.buildingId).not.toBe(place.id)
      if (place.kind === 'unit') expect(place.unitId).toBe(place.id)
    }
  })

  it('a new term begins today, its phone is not shown', () => {
    const { plan } = checkRoster([lead({})], contextOf(built))
    expect(plan.at(-1)).toMatchObject({ write: 'term', term: { fromDay: today, toDay: null, publicPhone: false } })
  })

  it('a vacant post is nothing to write', () => {
    expect(checkRoster([lead({ name: '', phone: '' })], contextOf(built))).toMatchObject({ plan: [], errors: [] })
  })

  it('names somebody who has signed in before anybody said their name', () => {
    const person = { id: 'p' as PersonId, phoneHash: 'hash of +8613800000001', name: '' }
    const { plan } = checkRoster([lead({})], contextOf({ ...built, people: [person] }))
    expect(plan.map((write) => write.write)).toEqual(['personName', 'term'])
    const before = withLead()
    const unnamed = { ...before, people: before.people.map((one) => ({ ...one, name: '' })) }
    expect(checkRoster([lead({})], contextOf(unnamed)).counts.leads).toEqual({ create: 0, change: 1, same: 0 })
  })

  it('gives a building its compound where none was known', () => {
    const before = { ...built, places: built.places.map((place) => ({ ...place, compoundId: null })) }
    const { plan, counts } = checkRoster([buildings], contextOf(before))
    expect(plan.map((write) => write.write)).toEqual(['placeCompound', 'placeCompound'])
    expect(counts.places).toEqual({ create: 0, change: 2, same: 5 })
  })

  it.each([
    ['nothing said', {}, {}, null],
    ['an end', {}, { toDay: '2026-11-30' }, { toDay: '2026-11-30' }],
    ['duties', { duties: '巡看' }, { duties: '巡看、走访' }, { duties: '巡看、走访' }],
    ['the phone shown', { publicPhone: '否' }, { publicPhone: '是' }, { publicPhone: true }],
    ['an empty cell', { duties: '巡看', toDay: '2027-01-01' }, {}, null],
    ['a corrected start', { fromDay: '2026-01-01' }, { fromDay: '2025/12/1' }, { fromDay: '2025-12-01' }],
    ['the same in other words', { fromDay: '2026-01-01' }, { fromDay: '2026年1月1日', phone: '+8613800000001' }, null],
  ])('of a running term: %s', (_, before, after, changes) => {
    const { plan, errors } = checkRoster([lead(after)], contextOf(withLead(before)))
    expect(errors).toEqual([])
    expect(plan).toEqual(changes ? [{ write: 'termChange', termId: expect.any(String), changes }] : [])
  })

  it('a second term after the first is a new one', () => {
    const before = withLead({ fromDay: '2023-01-01', toDay: '2025-12-31' })
    const { plan, counts } = checkRoster([lead({ fromDay: '2026-01-01' })], contextOf(before))
    expect(plan.map((write) => write.write)).toEqual(['term'])
    expect(counts.leads).toEqual({ create: 1, change: 0, same: 0 })
  })
})

describe('what is wrong', () => {
  const household = { grid: '1', building: '3', unit: '2', room: '301' }
  it.each<[string, string, string | null, ReturnType<typeof sheetOf>]>([
    ['value_missing', 'A2', null, sheetOf('buildings', [{ grid: '1', building: '9', unit: '1' }])],
    [
      'building_in_two_grids',
      'C2',
      '3号楼',
      sheetOf('buildings', [{ compound: '阳光花园', grid: '2', building: '3号楼', unit: '1' }]),
    ],
    [
      'building_in_two_compounds',
      'C2',
      '3',
      sheetOf('buildings', [{ compound: '和平里', grid: '1', building: '3', unit: '1' }]),
    ],
    [
      'property_differs',
      'E2',
      '另一物业',
      sheetOf('buildings', [{ compound: '阳光花园', grid: '1', building: '3', unit: '1', property: '另一物业' }]),
    ],
    ['too_long', 'D2', '56', sheetOf('households', [{ ...household, room: '1'.repeat(57) }])],
    ['grid_unknown', 'A2', '第七网格', sheetOf('households', [{ ...household, grid: '第七网格' }])],
    ['building_unknown', 'B2', '9', sheetOf('households', [{ ...household, building: '9' }])],
    ['unit_unknown', 'C2', '5', sheetOf('households', [{ ...household, unit: '5' }])],
    ['unit_needed', 'C2', null, sheetOf('households', [{ ...household, unit: '' }])],
    ['duplicate_row', 'D3', '2', sheetOf('households', [household, { ...household, room: '301室' }])],
    ['became_date', 'D2', '3月1日', sheetOf('households', [{ ...household, room: '3月1日' }])],
    ['formula_error', 'D2', '#N/A', sheetOf('households', [{ ...household, room: '#N/A' }])],
    ['role_unknown', 'A2', '网格员', lead({ role: '网格员' })],
    ['role_unknown', 'A2', null, lead({ role: '138 0000 0001' })],
    ['place_below_role', 'D2', '2', lead({ role: '楼长' })],
    ['value_missing', 'D2', null, lead({ unit: '' })],
    ['value_missing', 'F2', null, lead({ phone: '' })],
    ['name_invalid', 'E2', null, lead({ name: '13800000001' })],
    ['phone_invalid', 'F2', null, lead({ phone: '1380000' })],
    ['phone_not_mobile', 'F2', null, lead({ phone: '0536-8230000' })],
    ['phone_shortened', 'F2', null, lead({ phone: '1.38E+10' })],
    ['yes_no_invalid', 'H2', '也许', lead({ publicPhone: '也许' })],
    ['date_invalid', 'I2', '2026-02-30', lead({ fromDay: '2026-02-30' })],
    ['dates_reversed', 'J2', '2026-01-01', lead({ fromDay: '2026-05-01', toDay: '2026-01-01' })],
    ['value_missing', 'I2', null, lead({ toDay: '2026-01-01' })],
  ])('%s at %s', (code, cell, value, sheet) => {
    const { errors, plan } = checkRoster([sheet], contextOf(built))
    expect(plan).toEqual([])
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ code, cell, value, sheet: sheet.name })
  })

  it('two names for one phone, in the file and against what is registered; neither is repeated', () => {
    const rows = [
      { role: '单元长', grid: '1', building: '3', unit: '2', name: '王小明', phone: '13800000001' },
      { role: '楼长', grid: '1', building: '3', name: '李红', phone: '13800000001' },
    ]
    expect(checkRoster([sheetOf('leads', rows)], contextOf(built)).errors).toMatchObject([
      { code: 'conflicting_name_for_phone', cell: 'E3', value: '2' },
    ])
    expect(checkRoster([lead({ name: '李红' })], contextOf(withLead())).errors).toMatchObject([
      { code: 'phone_of_another_name', cell: 'E2', value: null },
    ])
    expect(checkRoster([lead({ name: '王 小明' })], contextOf(withLead())).errors).toEqual([])
  })

  it('an old file does not take up again what has ended', () => {
    const ended = withLead({ fromDay: '2023-01-01', toDay: '2025-12-31' })
    for (const row of [{}, { fromDay: '2023-01-01' }]) {
      expect(checkRoster([lead(row)], contextOf(ended)).errors).toMatchObject([
        { code: 'ended_already', value: '2025-12-31' },
      ])
    }
  })

  it('a second holder of one post, unless the first one has a last day', () => {
    const before = withLead({ name: '王小明', phone: '13800000001', fromDay: '2025-01-01' })
    const next = { name: '李小红', phone: '13800000002', fromDay: '2026-12-01' }
    expect(checkRoster([lead(next)], contextOf(before)).errors).toMatchObject([
      { code: 'post_held', cell: 'E2', value: '王小明' },
    ])
    const both = (toDay: string) =>
      sheetOf('leads', [
        { role: '单元长', grid: '1', building: '3', unit: '2', name: '王小明', phone: '13800000001', toDay },
        { role: '单元长', grid: '1', building: '3', unit: '2', ...next },
      ])
    expect(checkRoster([both('2026-12-01')], contextOf(before)).errors).toEqual([])
    expect(checkRoster([both('2026-12-02')], contextOf(before)).errors.map((error) => error.code)).toContain(
      'post_held',
    )
    // What stands there already is not refused anew by a file that says the same.
    expect(checkRoster([both('')], contextOf(before)).errors).toMatchObject([{ code: 'post_held', row: 3 }])
  })
  it('two terms at once', () => {
    const ended = withLead({ fromDay: '2023-01-01', toDay: '2025-12-31' })
    const { errors } = checkRoster([lead({ fromDay: '2025-06-01' })], contextOf(ended))
    expect(errors).toMatchObject([{ code: 'terms_overlap', cell: 'I2' }])
  })

  it('comes in the order of the file', () => {
    const { errors } = checkRoster(
      [
        lead({ phone: '1', role: '员' }),
        sheetOf('households', [
          { grid: '9', building: '3', room: '1' },
          { building: '3', room: '1' },
        ]),
      ],
      contextOf(built),
    )
    expect(errors.map((error) => `${error.sheet} ${error.cell}`)).toEqual(['三长 A2', '三长 F2', '住户 A2', '住户 A3'])
  })
})
