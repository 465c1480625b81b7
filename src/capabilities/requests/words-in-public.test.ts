import { describe, expect, test } from 'vitest'
import { personalParts, titleFrom, withoutPersonalParts } from './words-in-public.ts'

describe('what is personal in a neighbour’s words', () => {
  test.each<[string, string[]]>([
    ['打13812345678找我', ['13812345678']],
    ['打１３８１２３４５６７８找我', ['１３８１２３４５６７８']],
    ['打 138 1234 5678', ['138 1234 5678']],
    ['座机0536-8888888', ['0536-8888888']],
    ['身份证37070219560101123X', ['37070219560101123X']],
    ['我是1203室', ['1203室']],
    ['3号楼2单元301王秀英家漏水', ['301王秀英']],
    ['3号楼2单元 301 漏水', ['301']],
    ['3号楼402漏水', ['402']],
    ['3-2-301漏水', ['3-2-301']],
    ['３－２－３０１漏水', ['３－２－３０１']],
    ['王秀英阿姨摔了', ['王秀英阿姨']],
    ['三楼李师傅修过', ['李师傅']],
    ['找欧阳女士', ['欧阳女士']],
    ['张三家的狗', ['张三']],
    ['王建国家没人', ['王建国']],
    ['王小明大爷和李奶奶都说了', ['王小明大爷', '李奶奶']],
  ])('%s', (text, parts) => {
    expect(personalParts(text)).toEqual(parts)
    for (const part of parts) expect(withoutPersonalParts(text)).not.toContain(part)
  })

  test.each([
    '大家都说灯不亮',
    '马上回家，方便大家',
    '高兴大家都来',
    '周围人家都停水，许多家没电',
    '任何一家都一样',
    '周边的大爷大妈常坐在这里',
    '马路上大爷在下棋',
    '保洁阿姨没来，物业师傅也没来',
    '请专家来看，找厂家',
    '马桶漏到我家',
    '2026-11-24报过，3天了',
    '3号楼100米外有坑',
    '2单元3楼的灯',
    '200多户都没水',
  ])('nothing in: %s', (text) => {
    expect(personalParts(text)).toEqual([])
    expect(withoutPersonalParts(text)).toBe(text)
  })

  test('what is left stays as it was typed', () => {
    expect(withoutPersonalParts('楼道，３０１室（２楼）漏水！')).toBe('楼道，…（２楼）漏水！')
    expect(titleFrom('3号楼2单元301王秀英家漏水。请快来')).toBe('3号楼2单元…家漏水')
  })
})
