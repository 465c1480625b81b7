import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainWord, wordsIn } from './rules-for-words.ts'

const finds = (text: string, word: string) => wordsIn(text, [plainWord(word)]).length > 0

describe('a blocked word', () => {
  it.each([
    ['as it is', '请加微信领钱', '加微信'],
    ['spaced out', '请加 微 信领钱', '加微信'],
    ['dotted out', '加·微…信', '加微信'],
    ['with unseen signs between', '加\u200b微\u00ad信', '加微信'],
    ['over a line', '加微\n信', '加微信'],
    ['in full width', 'ＶＩＡＧＲＡ', 'viagra'],
    ['in capitals', 'ViAgRa', 'viagra'],
    ['in styled letters', '𝓿𝓲𝓪𝓰𝓻𝓪', 'viagra'],
    ['in Cyrillic that looks alike', 'vіаgrа', 'viagra'],
    ['in Greek that looks alike', 'νiαgrα', 'viagra'],
    ['with accents', 'vìågrâ', 'viagra'],
    ['letter by letter', 'v i a g r a', 'viagra'],
    ['between signs', '***viagra!!!', 'viagra'],
    ['beside Chinese', '买viagra吧', 'viagra'],
    ['as digits in circles', '打①③⑧', '138'],
    ['written spaced in the list, and together in the text', '加微信', '加 微 信'],
    ['of signs beyond the first plane', '有人卖𠮷𠮷丹', '𠮷𠮷丹'],
  ])('is found %s', (_, text, word) => {
    expect(finds(text, word)).toBe(true)
  })

  it.each([
    ['inside of a Latin word', 'the passage is dark', 'ass'],
    ['at the beginning of a longer one', 'assembly of owners', 'ass'],
    ['at the end of a longer one', 'the grass', 'ass'],
    ['in another order', '信微加', '加微信'],
    ['with another sign between', '加我微信', '加微信'],
    ['in nothing', '', '加微信'],
  ])('is not found %s', (_, text, word) => {
    expect(finds(text, word)).toBe(false)
  })

  it('of nothing but signs is nothing to look for', () => {
    expect(plainWord(' …!·')).toBe('')
    expect(wordsIn('…', [''])).toEqual([])
  })

  it('is found wherever it stands, with anything that is no letter between its signs', () => {
    const noise = fc
      .array(fc.constantFrom(' ', '·', '-', '\u200b', '\n', '。', '*'), { maxLength: 3 })
      .map((a) => a.join(''))
    fc.assert(
      fc.property(
        fc.constantFrom('加微信', '办证', '高利贷'),
        fc.array(noise, { minLength: 4, maxLength: 4 }),
        fc.string(),
        (word, gaps, around) => {
          const spread = [...word].map((sign, n) => sign + (gaps[n] ?? '')).join('')
          expect(finds(`${around}。${spread}。${around}`, word)).toBe(true)
        },
      ),
    )
  })

  it('looks through the longest text in no time, whatever is in it', () => {
    for (const text of ['加微'.repeat(1_000), 'a '.repeat(1_000), 'а'.repeat(2_000), ' '.repeat(2_000)]) {
      const began = performance.now()
      wordsIn(
        text,
        Array.from({ length: 500 }, (_, n) => `加微信${n}`),
      )
      expect(performance.now() - began).toBeLessThan(200)
    }
  })
})
