import { expect, test } from 'vitest'
import { sayPhone } from './phone.ts'

test.each([
  ['+8613800000001', '138 0000 0001'],
  ['13800000001', '138 0000 0001'],
  ['138****0001', '138 **** 0001'],
  ['0536-88880000', '0536-88880000'],
  ['88880000', '88880000'],
  ['+14155550100', '+14155550100'],
])('%s is read as %s', (phone, said) => {
  expect(sayPhone(phone)).toBe(said)
})
