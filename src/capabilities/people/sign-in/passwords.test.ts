import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgePassword, normalPassword } from './passwords.ts'

const known = ['zhao.zhuren', '赵主任', '文化路社区', 'wenhualu']

describe('a password', () => {
  it.each([
    ['short', 'Tr0ub4dor&3'],
    ['short', '床前明月光疑是地上霜'],
    ['long', 'four neighbours '.repeat(13)],
    ['common', 'password1234'],
    ['weak', 'admin@123456'],
    ['common', 'woaini1314520'],
    ['common', 'iloveyou123!'],
    ['personal', 'zhao.zhuren123'],
    ['personal', 'wenhualu-zhao'],
    ['personal', 'silin-weifang'],
    ['repeats', 'aaaaaaaaaaaaaaaa'],
    ['repeats', 'abcabcabcabcabcabc'],
    ['repeats', '我爱北京我爱北京我爱北京'],
    ['sequence', 'abcdefghijklmn'],
    ['sequence', 'zxcvbnm,./zxc'],
    ['date', '1990-01-01-1992'],
  ])('is refused as %s: %s', (fault, password) => {
    expect(judgePassword(password, known)).toBe(fault)
  })
  it.each([
    'four neighbours at one window',
    'kettle-orbit-harvest-9',
    '槐树下的三把旧椅子还在等人',
    'q7#Lw2!vXz94mK',
    '🌳🏠🚲🌧️🍜🎈📚🔑🐈☂️🧦🥢',
  ])('is good without signs of certain kinds: %s', (password) => {
    expect(judgePassword(password, known)).toBe(null)
  })
  it('is as long as a reader counts it, in any script', () => {
    expect(judgePassword('🌳🏠🚲🌧🍜🎈📚🔑🐈☂🧦', [])).toBe('short')
    expect(judgePassword('槐'.repeat(201), [])).toBe('long')
    expect(judgePassword([...'四邻八舍都说这话'].join('x').repeat(13).slice(0, 200), [])).not.toBe('long')
  })
  it('is the same however it is typed: full width, composed or not', () => {
    expect(normalPassword('ｆｏｕｒ　neighbours')).toBe('four neighbours')
    expect(normalPassword('cafe\u0301')).toBe(normalPassword('café'))
  })
  it('is judged at any text, without end and without a throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.array(fc.string({ maxLength: 40 })),
        (text, words) => {
          judgePassword(text, words)
        },
      ),
      { numRuns: 60 },
    )
  })
})
