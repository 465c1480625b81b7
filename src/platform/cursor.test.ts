import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { readCursor, writeCursor } from './cursor.ts'

const id = '01a20f39-adc3-7735-9d5a-fe8a69237842'
const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a cursor', () => {
  it('comes back as it was written, to the nanosecond', () => {
    const moments = fc.bigInt(0n, 250_000_000_000_000_000_000n).map((ns) => Temporal.Instant.fromEpochNanoseconds(ns))
    fc.assert(
      fc.property(moments, fc.uuid(), (at, row) => {
        const written = writeCursor({ at, id: row })
        expect(written).toMatch(/^[\w-]+$/)
        const read = readCursor(written)
        expect([read?.at.toString(), read?.id]).toEqual([at.toString(), row])
      }),
    )
  })

  it.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['letters', 'x'],
    ['no pair', made(null)],
    ['an id that is none', made(['2026-11-24T00:00:00Z', 'x'])],
    ['a number for an id', made(['2026-11-24T00:00:00Z', 5])],
    ['no moment', made(['soon', id])],
    ['the first moment that Temporal knows, which the database does not', made(['-271821-04-20T00:00:00Z', id])],
    ['the last one', made(['+275760-09-13T00:00:00Z', id])],
  ])('of %s is the beginning', (_, text) => {
    expect(readCursor(text)).toBe(null)
  })

  it('of anything at all is read without a fault', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json().map(made)), (text) => void readCursor(text)))
  })
})
