import { describe, expect, it } from 'vitest'
import { exportAddress, filterOf } from './audit-search.ts'

const person = '01890a5d-ac96-774b-bcce-b302099a8057'

describe('the address of a search', () => {
  it.each([
    [{}, {}],
    [
      { chain: 'installation', person },
      { chain: 'installation', person },
    ],
    [
      { what: 'staff.post', result: 'refused', from: '2026-03-01' },
      { what: 'staff.post', result: 'refused', from: '2026-03-01' },
    ],
    [{ result: 'lost', person: 'li', from: '2026-13-30', what: '<b>', chain: '1', other: 'x' }, {}],
    [{ person: '', what: undefined }, {}],
  ])('%j asks for %j', (search, filter) => {
    expect(filterOf(search)).toEqual(filter)
  })

  it('leads to the same lines as CSV', () => {
    expect(exportAddress({})).toBe('/api/v1/audit/export')
    expect(exportAddress(filterOf({ what: 'staff.post', to: '2026-03-01' }))).toBe(
      '/api/v1/audit/export?what=staff.post&to=2026-03-01',
    )
  })
})
