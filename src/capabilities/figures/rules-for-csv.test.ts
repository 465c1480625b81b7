import { describe, expect, it } from 'vitest'
import { csvOf } from './rules-for-csv.ts'

describe('a table for a spreadsheet', () => {
  it('begins with the mark of UTF-8, quotes what would break it, and holds no formula', () => {
    expect(
      csvOf([
        ['社区', '上报'],
        ['a,"b"', 3],
        ['=1+1', -1],
      ]),
    ).toBe('\u{FEFF}社区,上报\r\n"a,""b""",3\r\n\'=1+1,-1\r\n')
  })
})
