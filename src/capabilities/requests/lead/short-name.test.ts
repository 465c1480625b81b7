import { expect, test } from 'vitest'
import { shortName } from './short-name.ts'

test.each([
  ['张桂兰', '桂兰'],
  ['欧阳桂兰', '桂兰'],
  ['王敏', '王敏'],
  ['Guilan Zhang', 'Guilan'],
  ['买买提·艾合买提', '买买提·艾合买提'],
])('%s is called %s', (name, short) => {
  expect(shortName(name)).toBe(short)
})
