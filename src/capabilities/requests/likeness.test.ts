import fc from 'fast-check'
import { expect, it } from 'vitest'
import { likeliest, likeness } from './likeness.ts'

const open = [
  { title: '单元门口垃圾桶满了', category: 'env.garbage' },
  { title: '三楼的灯不亮了', category: 'repair.light' },
  { title: '一楼门禁刷不开', category: 'repair.door' },
  { title: '下水道返味', category: 'repair.drain' },
  { title: 'The lift stops between floors', category: 'repair.lift' },
]

it.each([
  ['a picture alone: the same kind', '', 'repair.light', ['三楼的灯不亮了']],
  ['words alone: what says the same', '三楼灯不亮，老人上楼看不见', null, ['三楼的灯不亮了']],
  ['a neighbouring kind that shares a word', '门禁坏了', 'repair.stairs', ['一楼门禁刷不开']],
  ['the same words under another kind', '垃圾桶又满了', 'env.dump', ['单元门口垃圾桶满了']],
  ['nothing alike', '楼上半夜唱歌', null, []],
  ['nothing alike, only what is said of everything', '坏了', null, []],
  ['English words', 'lift stops again', null, ['The lift stops between floors']],
])('%s', (_name, text, category, titles) => {
  expect(likeliest(open, { text, category }).map((matter) => matter.title)).toEqual(titles)
})

it('is the same both ways, between 0 and 1, and whole for the same words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      const like = likeness(one, other)
      expect(like).toBe(likeness(other, one))
      expect(like >= 0 && like <= 1).toBe(true)
      expect([0, 1]).toContain(likeness(one, one))
    }),
  )
})
