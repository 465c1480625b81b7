import { expect, test } from 'vitest'
import { isNarrowed, listQuery, readAddress, writeAddress } from './queue-address.ts'

/** The address without what is not in it. */
const said = (address: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(address).filter(([, value]) => value !== undefined))

test('an empty address is the usual queue: everything open, the first due on top', () => {
  const filters = readAddress({})
  expect(filters).toMatchObject({ scope: 'all', status: 'open', overdue: false, text: '', sort: 'due' })
  expect(said(writeAddress(filters))).toEqual({})
  expect(isNarrowed(filters)).toBe(false)
})

test('what is written is read again', () => {
  const address = {
    scope: 'mine',
    status: 'any',
    category: 'repair.light',
    level: '4',
    overdue: 'yes',
    text: '灯',
    sort: 'newest',
  }
  expect(said(writeAddress(readAddress(address)))).toEqual(address)
})

test.each([{ level: '7' }, { level: '1.5' }, { status: 'lost' }, { scope: 'yours' }])(
  'what no filter knows counts as not said: %o',
  (address) => {
    expect(isNarrowed(readAddress(address))).toBe(false)
  },
)

test('an order is not a filter', () => {
  expect(isNarrowed(readAddress({ sort: 'newest' }))).toBe(false)
})

test('a place goes before the community that it is in', () => {
  const root = '01900000-0000-7000-8000-000000000001' as never
  const place = '01900000-0000-7000-8000-000000000002'
  expect(listQuery(readAddress({}), root).place).toBe(root)
  expect(listQuery(readAddress({ place }), root).place).toBe(place)
  expect(listQuery(readAddress({ status: 'any' }), undefined).status).toBeUndefined()
})
