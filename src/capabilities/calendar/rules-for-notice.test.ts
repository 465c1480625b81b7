import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { seedDays } from '../../platform/clock/calendar-seed.ts'
import { exceptionsIn, faultsIn, spansOf } from './rules.ts'
import { readNotice } from './rules-for-notice.ts'

/** 国务院办公厅关于2026年部分节假日安排的通知 (国办发明电〔2025〕7号), as it was published. */
const noticeOf2026 = `各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。

一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。`

test('the State Council’s own notice, pasted as it is, says what the published data say', () => {
  const { days, unread } = readNotice(noticeOf2026, 2026)
  const kinds = (list: readonly { day: string; working: boolean }[]) => list.map(({ day, working }) => [day, working])
  expect(kinds(days)).toEqual(kinds(exceptionsIn(seedDays(2026, 2026))))
  expect(faultsIn(2026, days, '2025-11-05')).toEqual([])
  expect(unread.map(({ line, reason }) => [line, reason])).toEqual([
    [1, 'no_date'],
    [2, 'no_date'],
  ])
  expect(spansOf(days).map(({ name }) => name)).toContain('清明节')
})

describe('a line', () => {
  const span = (from: string, to: string, working: boolean, name: string) => ({ from, to, working, name })
  test.each([
    ['2027-01-01 元旦 休', [span('2027-01-01', '2027-01-01', false, '元旦')]],
    ['2027-02-20 春节 班', [span('2027-02-20', '2027-02-20', true, '春节')]],
    ['2027-01-01 至 2027-01-03 元旦 休', [span('2027-01-01', '2027-01-03', false, '元旦')]],
    ['2027/1/1~2027/1/3 元旦 放假', [span('2027-01-01', '2027-01-03', false, '元旦')]],
    ['2027-01-01 - 2027-01-03 元旦 休', [span('2027-01-01', '2027-01-03', false, '元旦')]],
    ['2027年1月1日 元旦 休息', [span('2027-01-01', '2027-01-01', false, '元旦')]],
    ['1月1日至3日 元旦 休', [span('2027-01-01', '2027-01-03', false, '元旦')]],
    ['元旦：1月1日放假。', [span('2027-01-01', '2027-01-01', false, '元旦')]],
    [
      '三、国庆节、中秋节：10月1日至7日放假调休，共7天。9月26日（周日）、10月9日（周六）上班。',
      [
        span('2027-09-26', '2027-09-26', true, '国庆节、中秋节'),
        span('2027-10-01', '2027-10-07', false, '国庆节、中秋节'),
        span('2027-10-09', '2027-10-09', true, '国庆节、中秋节'),
      ],
    ],
    ['2027-01-01 to 2027-01-03 New Year off', [span('2027-01-01', '2027-01-03', false, 'New Year')]],
    ['2027-02-20 Spring Festival work', [span('2027-02-20', '2027-02-20', true, 'Spring Festival')]],
  ])('%s', (line, spans) => {
    const { days, unread } = readNotice(line, 2027)
    expect(unread).toEqual([])
    expect(spansOf(days)).toEqual(spans)
  })

  test.each([
    ['元旦 休', 'no_date'],
    ['2027-01-01 元旦', 'no_kind'],
    ['2027-01-01 休', 'no_name'],
    [`2027-01-01 ${'节'.repeat(21)} 休`, 'no_name'],
    ['2027-02-30 春节 休', 'no_such_day'],
    ['2027-01-03 至 2027-01-01 元旦 休', 'no_such_day'],
    ['2026-12-31 元旦 休', 'another_year'],
    ['元旦：2026年12月31日至2027年1月2日放假。', 'another_year'],
    ['2027-01-04 元旦 班', 'worked_anyway'],
  ])('%s is left out: %s', (line, reason) => {
    expect(readNotice(line, 2027)).toEqual({ days: [], unread: [{ line: 1, words: line, reason }] })
  })
})

it('whatever is pasted, what is read could be written or is worked on a weekend', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('2027-01-01', '1月1日', '至', '3日', '元旦', '休', '上班', '。', '：', '、', '\n', ' '),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { days } = readNotice(pieces.join(''), 2027)
      expect(faultsIn(2027, days, '2026-11-24').filter(({ code }) => code !== 'too_many')).toEqual([])
    }),
  )
})
