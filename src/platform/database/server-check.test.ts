import { describe, expect, it } from 'vitest'
import { judgeServer } from './server-check.ts'

describe('an external server', () => {
  it.each([
    ['good as it is', { versionNumber: 150_000, version: '15.0', available: ['pg_trgm'] }, null],
    ['newer', { versionNumber: 180_001, version: '18.1', available: ['plpgsql', 'pg_trgm'] }, null],
    ['too old', { versionNumber: 140_012, version: '14.12', available: ['pg_trgm'] }, '14.12 is too old'],
    ['without contrib', { versionNumber: 160_000, version: '16.0', available: ['plpgsql'] }, 'pg_trgm is missing'],
    ['unreadable', { versionNumber: Number.NaN, version: '?', available: ['pg_trgm'] }, 'too old'],
  ])('%s', (_what, facts, words) => {
    if (words === null) expect(judgeServer(facts)).toBeNull()
    else expect(judgeServer(facts)).toContain(words)
  })
})
