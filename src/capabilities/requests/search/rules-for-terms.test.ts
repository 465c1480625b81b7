import { expect, it } from 'vitest'
import { initialsByPinyin } from './initials.ts'
import { type Fields, isMeant, readAsked, termsOf } from './rules-for-terms.ts'

const light: Fields = ['三楼楼道灯不亮', '3号楼 2单元', '楼道灯不亮', 'Dark corridor light', '1124-7K2M']

/** Whether its words are among those of the request, and whether it is meant by them. */
async function look(typed: string, fields: Fields) {
  const initials = await initialsByPinyin()
  const terms = new Set(termsOf(fields, initials))
  const asked = readAsked(typed)
  const isFound =
    asked.every.every((term) => terms.has(term)) &&
    (asked.anyOf.length === 0 || asked.anyOf.some((term) => terms.has(term)))
  return { isFound, isMeant: isMeant(asked, fields, initials) }
}

it.each([
  '楼道',
  '楼道灯',
  '灯',
  'ldd',
  'LDD',
  'ｌｄｄ',
  'ld',
  'bl',
  'corridor',
  '1124-7k2m',
  '7K2M',
  '3号楼 灯',
  '单元',
  '3hl',
])('finds by %s', async (typed) => expect(await look(typed, light)).toEqual({ isFound: true, isMeant: true }))

it.each(['电梯', 'dt', 'xyz', '1124-7K2N', '灯楼', '楼道 电梯'])('does not mean it by %s', async (typed) =>
  expect(await look(typed, light)).toMatchObject({ isMeant: false }),
)

it('reads a character by the word it stands in: 银行 is yh', async () => {
  expect(await look('yhmk', ['银行门口停车', '', ''])).toEqual({ isFound: true, isMeant: true })
})

it('takes what only shares its parts for what it is', async () => {
  expect(await look('道灯楼道', ['楼道灯楼', '', ''])).toMatchObject({ isFound: true, isMeant: false })
})
