import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildingLabel, chineseNumber, gridLabel, isNone, roomLabel, unitLabel } from './labels.ts'

describe('a building', () => {
  it.each([
    ['3号楼', '3号楼', 3],
    ['3#', '3号楼', 3],
    ['３＃楼', '3号楼', 3],
    ['03', '3号楼', 3],
    ['第3幢', '3号楼', 3],
    ['3 栋', '3号楼', 3],
    ['三号楼', '3号楼', 3],
    ['十二', '12号楼', 12],
    ['第十二栋', '12号楼', 12],
    ['阳光花园3#', '阳光花园3号楼', 3],
    ['和平路12号院3号楼', '和平路12号院3号楼', 3],
    ['A3栋', 'A3号楼', 3],
    ['A座', 'A座', 1],
    ['平房三排', '平房三排', 0],
    ['3-2', '3-2', 3],
    ['Building 3', '3号楼', 3],
    ['Sunshine Tower', 'Sunshine Tower', 19],
  ])('%s is %s, sorted by %i', (text, name, sort) => {
    expect(buildingLabel(text)).toMatchObject({ name, sort })
  })
})

describe('a unit', () => {
  it.each([
    ['2', '2单元'],
    ['二单元', '2单元'],
    ['第2单元', '2单元'],
    ['2门', '2单元'],
    ['Unit 2', '2单元'],
    ['东', '东单元'],
    ['a', 'A单元'],
  ])('%s is %s', (text, name) => {
    expect(unitLabel(text)?.name).toBe(name)
  })
  it.each(['', '无', '-', '／', 'none'])('%s is none', (text) => {
    expect(unitLabel(text)).toBeNull()
    expect(isNone(text)).toBe(true)
  })
})

describe('a grid', () => {
  it.each([
    ['第一网格', '1网格'],
    ['第1网格', '1'],
    ['锦绣第二网格', '锦绣2网格'],
    ['Grid 3', '3号网格'],
    ['东网格', '东'],
  ])('%s is the same as %s and keeps what is written', (one, other) => {
    expect(gridLabel(one).key).toBe(gridLabel(other).key)
    expect(gridLabel(one).name).toBe(one)
  })
  it.each([
    ['1-1网格', '1-2网格'],
    ['第一网格', '第十一网格'],
    ['锦绣一网格', '和平一网格'],
  ])('%s is not %s', (one, other) => {
    expect(gridLabel(one).key).not.toBe(gridLabel(other).key)
  })
})

it.each([
  ['301', '301'],
  ['301室', '301'],
  ['3-2-301', '301'],
  ['3-1-301', '3-1-301'],
  ['301a', '301A'],
])('in 3号楼 2单元 the room %s is %s', (text, name) => {
  expect(roomLabel(text, buildingLabel('3'), unitLabel('2')).name).toBe(name)
})

it('reads Chinese numbers below a thousand', () => {
  const signs = [...'零一二三四五六七八九']
  const spoken = (n: number) => {
    const [h, t, o] = [Math.floor(n / 100), Math.floor(n / 10) % 10, n % 10]
    const tens = t ? `${h === 0 && t === 1 ? '' : signs[t]}十` : h && o ? '零' : ''
    return `${h ? `${signs[h]}百` : ''}${tens}${o ? signs[o] : ''}`
  }
  fc.assert(fc.property(fc.integer({ min: 1, max: 999 }), (n) => chineseNumber(spoken(n)) === n))
  expect(chineseNumber('二〇')).toBe(20)
  expect(chineseNumber('东')).toBeNull()
  expect(chineseNumber('')).toBeNull()
})

it('a normalised building or unit stays as it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'0123一二十东A号楼栋#第阳光 -'), minLength: 1, maxLength: 8 }),
      (text) => {
        const once = buildingLabel(text)
        expect(buildingLabel(once.name).key).toBe(once.key)
        const unit = unitLabel(text)
        if (unit) expect(unitLabel(unit.name)?.key).toBe(unit.key)
        const grid = gridLabel(text)
        expect(gridLabel(grid.name).key).toBe(grid.key)
      },
    ),
  )
})
