import { describe, expect, it } from 'vitest'
import { createLog, withoutPersons } from './log.ts'

describe('the log', () => {
  it.each([
    ['call 13800138000 now', 'call [phone] now'],
    ['+8613800138000', '[phone]'],
    ['GET /r/1-k7m2q9abcdefgh', 'GET /r/[token]'],
    ['GET /welcome/Ibibyc6PmJ09-x_y', 'GET /welcome/[token]'],
    ['took 1300 ms for 20 rows', 'took 1300 ms for 20 rows'],
  ])('writes %s as %s', (text, clean) => {
    expect(withoutPersons(text)).toBe(clean)
  })
  it("cleans facts and errors, and keeps a database's message out", () => {
    const lines: string[] = []
    const log = createLog('info', (line) => lines.push(line))
    const error = Object.assign(new Error('Key (name)=(张桂兰) already exists'), { code: '23505' })
    log.error({ error, nested: { phone: '13800138000' } }, 'a write failed for 13800138000')
    expect(lines.join('')).toContain('23505')
    expect(lines.join('')).not.toMatch(/张桂兰|13800138000/)
  })
})
