import { expect, it } from 'vitest'
import { defaultLines } from './default-lines.ts'
import { category, clockClasses } from './model.ts'

const lines = defaultLines()

it('is a catalogue that the contract accepts, each code once, in every clock class', () => {
  expect(lines).toHaveLength(68)
  for (const line of lines) expect(category.safeParse(line).success, line.code).toBe(true)
  expect(new Set(lines.map((line) => line.code)).size).toBe(lines.length)
  expect(new Set(lines.map((line) => line.clockClass))).toEqual(new Set(clockClasses))
})

it.each([
  ['safety.fire_lane', 'property'],
  ['property.income', 'committee'],
  ['property.quality', 'community'],
  ['policy.consult', 'community'],
  ['property.fund', 'subdistrict'],
  ['utility.heat_temp', 'utility'],
  ['utility.telecom', 'utility'],
  ['repair.lift_trap', null],
  ['safety.clutter', null],
] as const)('asks first for %s: %s', (code, desk) => {
  expect(lines.find((line) => line.code === code)?.firstDesk).toBe(desk)
})
