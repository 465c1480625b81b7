import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { clockClasses } from '../model.ts'
import { reasonsToHold } from './model.ts'
import { canBeProved, isNeverHeld, remindAt, whyHeld } from './rules-for-holding.ts'

const facts = (...is: string[]) => ({
  over: { device: is.includes('device'), plaque: is.includes('plaque'), network: is.includes('network') },
  isGuarded: is.includes('proof'),
  hasBlockedWord: is.includes('words'),
})

describe('what is held', () => {
  it.each([
    [[], [], false],
    [['device'], ['device'], false],
    [['plaque'], ['plaque'], true],
    [['network'], ['network'], true],
    [['proof'], ['proof'], true],
    [['words'], ['words'], false],
    [['plaque', 'network', 'proof'], ['plaque', 'network', 'proof'], true],
    [['proof', 'device'], ['device', 'proof'], false],
    [['proof', 'words'], ['words', 'proof'], false],
  ] as const)('for %j: %j, and proof of work releases it: %s', (is, why, proves) => {
    expect(whyHeld(facts(...is))).toEqual(why)
    expect(canBeProved(why)).toBe(proves)
  })

  it('is held for a reason, and for each that there is', () => {
    fc.assert(
      fc.property(fc.subarray([...reasonsToHold]), (is) => {
        expect(whyHeld(facts(...is))).toEqual(is)
      }),
    )
  })

  it('is never what cannot wait', () => {
    expect(clockClasses.filter(isNeverHeld)).toEqual(['E', 'U'])
  })
})

describe('a reminder of what nobody has looked at', () => {
  const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime('Asia/Shanghai').toInstant()
  it.each([
    ['2026-11-24T14:00', null, '2026-11-24T14:30'],
    ['2026-11-24T20:30', null, '2026-11-24T21:00'],
    ['2026-11-24T20:50', null, '2026-11-25T07:20'],
    ['2026-11-24T23:10', null, '2026-11-25T07:30'],
    ['2026-11-25T03:00', null, '2026-11-25T07:30'],
    ['2026-11-25T07:00', null, '2026-11-25T07:30'],
    ['2026-11-24T14:00', '2026-11-24T14:30', '2026-11-24T16:30'],
    ['2026-11-24T14:00', '2026-11-24T20:00', '2026-11-25T08:00'],
  ])('held %s, reminded %s: next %s', (held, reminded, next) => {
    expect(remindAt(at(held), reminded === null ? null : at(reminded))).toEqual(at(next))
  })

  it('comes in the day, never before its time, and never later than the next morning', () => {
    const minutes = fc.integer({ min: 0, max: 400 * 24 * 60 })
    fc.assert(
      fc.property(minutes, fc.boolean(), (minute, again) => {
        const from = at('2026-01-01T00:00').add({ minutes: minute })
        const due = remindAt(from, again ? from : null)
        const local = due.toZonedDateTimeISO('Asia/Shanghai')
        const clock = local.hour * 60 + local.minute
        expect(clock).toBeGreaterThanOrEqual(7 * 60)
        expect(clock).toBeLessThanOrEqual(21 * 60)
        const waited = from.until(due).total('minutes')
        expect(waited).toBeGreaterThanOrEqual(again ? 120 : 30)
        expect(waited).toBeLessThanOrEqual(12 * 60 + (again ? 120 : 30))
      }),
    )
  })
})
