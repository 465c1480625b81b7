import { describe, expect, it } from 'vitest'
import { type Catalogues, chooseLanguage, joinCatalogues, textIn } from './text.ts'

const words: Catalogues = {
  'zh-CN': { plain: '已上报', age: '{hours} 小时前', count: '{n, plural, other {# 件}}', angle: '<{n}>' },
  en: {
    plain: 'Reported',
    age: '{hours, plural, one {# hour} other {# hours}} ago',
    count: '{n, plural, =0 {none} one {# matter} other {# matters}}',
    angle: '<{n}>',
  },
}

describe('words by key', () => {
  it.each([
    ['zh-CN', 'plain', {}, '已上报'],
    ['zh-CN', 'age', { hours: 2 }, '2 小时前'],
    ['zh-CN', 'count', { n: 1200 }, '1,200 件'],
    ['en', 'age', { hours: 1 }, '1 hour ago'],
    ['en', 'age', { hours: 2 }, '2 hours ago'],
    ['en', 'count', { n: 0 }, 'none'],
    ['en', 'angle', { n: '<b>' }, '<<b>>'],
  ] as const)('%s %s with %o are %s', (language, key, values, said) => {
    const text = textIn(language, words)
    expect(text(key, values)).toBe(said)
    // The second time from memory.
    expect(text(key, values)).toBe(said)
  })
  it('that nobody wrote are a bug and not a blank', () => {
    expect(() => textIn('en', words)('nowhere')).toThrow('no words for nowhere in en')
    expect(() => textIn('en', words)('toString')).toThrow('no words for toString')
  })
  it('that lack a value are a bug and not a gap', () => {
    expect(() => textIn('en', words)('age')).toThrow(/hours/)
  })
})

describe('joining catalogues', () => {
  it('makes one of several, and refuses a key that two of them claim', () => {
    const more: Catalogues = { 'zh-CN': { toString: '别的' }, en: { toString: 'More' } }
    const joined = joinCatalogues([words, more])
    expect(textIn('en', joined)('toString')).toBe('More')
    expect(textIn('zh-CN', joined)('plain')).toBe('已上报')
    expect(() => joinCatalogues([words, { 'zh-CN': {}, en: { plain: 'Again' } }])).toThrow('plain is there twice (en)')
  })
})

describe('the language of a reader', () => {
  it.each([
    [undefined, undefined, 'zh-CN'],
    [undefined, '', 'zh-CN'],
    [undefined, 'en', 'en'],
    [undefined, 'EN-gb', 'en'],
    [undefined, 'zh-Hant-TW,en;q=0.8', 'zh-CN'],
    [undefined, 'fr-FR,en;q=0.5,zh;q=0.4', 'en'],
    [undefined, 'en;q=0.3, zh-CN;q=0.9', 'zh-CN'],
    [undefined, 'en;q=0', 'zh-CN'],
    [undefined, 'de,*;q=0.1', 'zh-CN'],
    [undefined, 'en;q=odd,zh', 'zh-CN'],
    ['en', 'zh-CN', 'en'],
    ['zh-CN', 'en', 'zh-CN'],
    ['fr', 'en', 'en'],
  ] as const)('who chose %s and asks for %s reads %s', (chosen, asked, language) => {
    expect(chooseLanguage(chosen, asked)).toBe(language)
  })
})
