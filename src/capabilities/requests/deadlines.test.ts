import { describe, expect, test } from 'vitest'
import { acceptDeadline, nextMoment, promisedAt } from './deadlines.ts'
import type { ClockClass } from './model.ts'
import { by, reportAt, says, tickAt } from './testing/life.ts'
import {
  buildingLead,
  communityDesk,
  district,
  gridLead,
  local,
  rules,
  shown,
  subdistrict,
  unitLead,
} from './testing/world.ts'

const text = '…'
const photos: never[] = []

// 2026-03-04 is a Wednesday; 2026-10-01 to 07 are holidays, and 2026-10-10 is a Saturday that is worked.
describe('what a report promises', () => {
  test.each<[string, ClockClass, string, string, string | null, string | null]>([
    // why, class, reported; accept, act, finish
    ['gas at night runs at night', 'E', '2026-03-04T23:50', '2026-03-04T23:55', '2026-03-05T00:20', '2026-03-05T23:50'],
    ['E on a holiday runs too', 'E', '2026-10-01T09:00', '2026-10-01T09:05', '2026-10-01T09:30', '2026-10-02T09:00'],
    ['a stuck lift, U', 'U', '2026-03-04T22:00', '2026-03-04T22:30', '2026-03-05T00:00', '2026-03-05T22:00'],
    [
      'a dark light in the morning',
      'D',
      '2026-03-04T10:20',
      '2026-03-04T12:20',
      '2026-03-04T21:00',
      '2026-03-04T21:00',
    ],
    ['just before four: today', 'D', '2026-03-04T15:59', '2026-03-04T17:59', '2026-03-04T21:00', '2026-03-04T21:00'],
    [
      'at four: seen today, done tomorrow',
      'D',
      '2026-03-04T16:00',
      '2026-03-04T18:00',
      '2026-03-04T21:00',
      '2026-03-05T21:00',
    ],
    [
      'at half past eight in the evening',
      'D',
      '2026-03-04T20:30',
      '2026-03-05T08:30',
      '2026-03-05T21:00',
      '2026-03-05T21:00',
    ],
    ['in the night', 'D', '2026-03-04T02:00', '2026-03-04T09:00', '2026-03-04T21:00', '2026-03-04T21:00'],
    ['just before midnight', 'D', '2026-03-04T23:59', '2026-03-05T09:00', '2026-03-05T21:00', '2026-03-05T21:00'],
    [
      'volunteers’ days include holidays',
      'D',
      '2026-10-02T10:00',
      '2026-10-02T12:00',
      '2026-10-02T21:00',
      '2026-10-02T21:00',
    ],
    ['N3 on a Friday afternoon', 'N3', '2026-03-06T15:30', '2026-03-09T10:30', '2026-03-09T17:30', '2026-03-11T17:30'],
    ['N5 before National Day', 'N5', '2026-09-30T09:00', '2026-10-08T17:30', '2026-10-09T17:30', '2026-10-13T17:30'],
    ['PL promises a plan only', 'PL', '2026-03-04T09:00', '2026-03-05T17:30', '2026-03-11T17:30', null],
    ['C, a question', 'C', '2026-03-04T09:00', '2026-03-05T17:30', null, '2026-03-05T17:30'],
    ['V in the evening', 'V', '2026-03-04T20:30', '2026-03-05T10:30', null, '2026-03-05T20:30'],
  ])('%s (%s, %s)', (_, clockClass, reported, accept, act, finish) => {
    const at = local(reported)
    const promised = promisedAt(clockClass, at, rules)
    expect([acceptDeadline(clockClass, at, rules).dueAt, promised.actAt, promised.finishAt].map(shown)).toEqual([
      accept,
      act,
      finish,
    ])
  })
})

describe('the live deadline', () => {
  test('is to accept, then to act, then to finish', () => {
    const life = reportAt('2026-03-04T22:00', { clockClass: 'U' })
    expect(life.state.deadline?.kind).toBe('accept')
    by(life, unitLead, { type: 'accept' })
    expect(life.state.deadline?.kind).toBe('act')
    by(life, unitLead, { type: 'act', text, photos })
    expect([life.state.deadline?.kind, shown(life.state.deadline?.dueAt)]).toEqual(['finish', '2026-03-05T22:00'])
  })

  test('is to finish at once where acting is due no earlier', () => {
    const life = reportAt('2026-03-04T10:20')
    by(life, unitLead, { type: 'accept' })
    expect(life.state.deadline?.kind).toBe('finish')
  })

  test('of a matter that needs a plan stays the plan’s: to have been there does not shorten it', () => {
    const life = reportAt('2026-03-04T09:00', { clockClass: 'PL' })
    by(life, unitLead, { type: 'accept' })
    by(life, unitLead, { type: 'act', text, photos })
    expect([life.state.deadline?.kind, shown(life.state.deadline?.dueAt)]).toEqual(['act', '2026-03-11T17:30'])
    expect(by(life, unitLead, { type: 'plan', text, dueDay: '2026-04-30' })).toBe('planned')
    expect([life.state.deadline?.kind, shown(life.state.deadline?.dueAt)]).toEqual(['finish', '2026-04-30T17:30'])
  })

  test('has its marks at half and four fifths of the clock, counted from the report', () => {
    const life = reportAt('2026-03-04T10:00')
    life.now = local('2026-03-04T11:00')
    by(life, unitLead, { type: 'accept' })
    expect([life.state.deadline?.halfAt, life.state.deadline?.mostAt].map(shown)).toEqual([
      '2026-03-04T15:30',
      '2026-03-04T18:48',
    ])
    expect(life.state.deadline && shown(nextMoment(life.state.deadline))).toBe('2026-03-04T15:30')
  })

  test('is not told of again at once when an extension has moved it', () => {
    const life = reportAt('2026-03-04T09:00', { clockClass: 'N3' })
    by(life, unitLead, { type: 'accept' })
    by(life, unitLead, { type: 'act', text, photos })
    expect(tickAt(life, '2026-03-06T16:00')).toBe('reminded')
    life.now = local('2026-03-06T17:00')
    expect(by(life, unitLead, { type: 'extend', text, workingDays: 10 })).toBe('extended')
    expect(shown(life.state.deadline?.dueAt)).toBe('2026-03-23T17:30')
    expect(tickAt(life, '2026-03-06T17:01')).toBe('nothing')
  })
})

describe('a finish that is near', () => {
  test('is not outlived by the time to accept', () => {
    const life = reportAt('2026-03-04T15:00')
    life.now = local('2026-03-04T20:30')
    by(life, unitLead, { type: 'raise', text })
    expect([life.state.deadline?.kind, shown(life.state.deadline?.dueAt)]).toEqual(['accept', '2026-03-04T21:00'])
  })

  test('missed before anybody accepted, it is recorded and raised, and supervised one working day after the miss', () => {
    const life = reportAt('2026-03-04T15:00')
    for (const [time, who] of [
      ['16:30', unitLead],
      ['18:00', buildingLead],
      ['19:30', gridLead],
    ] as const) {
      life.now = local(`2026-03-04T${time}`)
      by(life, who, { type: 'raise', text })
    }
    expect(life.state.handler).toEqual(communityDesk)
    expect(tickAt(life, '2026-03-04T21:00')).toBe('raised')
    expect(life.happened.at(-1)?.event).toMatchObject({ reason: 'clock', missed: 'finish', to: subdistrict })
    expect(shown(life.state.finishMissedAt)).toBe('2026-03-04T21:00')
    life.now = local('2026-03-05T08:00')
    by(life, subdistrict, { type: 'accept' })
    expect([life.state.deadline?.kind, shown(life.state.deadline?.dueAt)]).toEqual(['supervision', '2026-03-05T17:30'])
  })

  test('is missed too when the time to accept ran out before it and nobody looked', () => {
    const life = reportAt('2026-03-04T15:00')
    expect(tickAt(life, '2026-03-04T21:05')).toBe('raised')
    expect(life.happened.at(-1)?.event).toMatchObject({ missed: 'finish' })
    expect(shown(life.state.finishMissedAt)).toBe('2026-03-04T21:00')
  })

  test('missed at the top of the ladder, it is recorded there', () => {
    const life = reportAt('2026-03-04T10:00', { clockClass: 'U', startLevel: 6 })
    by(life, district, { type: 'accept' })
    by(life, district, { type: 'act', text, photos })
    expect(tickAt(life, '2026-03-05T10:00')).toBe('supervised')
    expect(shown(life.state.finishMissedAt)).toBe('2026-03-05T10:00')
  })

  test('stays ahead of whoever accepts after a pause', () => {
    const life = reportAt('2026-03-04T15:00')
    life.now = local('2026-03-04T20:00')
    by(life, unitLead, { type: 'raise', text })
    life.now = local('2026-03-04T20:40')
    by(life, buildingLead, { type: 'ask', text })
    life.now = local('2026-03-05T10:00')
    says(life, { type: 'tell', text, photos })
    expect([life.state.deadline?.dueAt, life.state.promised.finishAt].map(shown)).toEqual([
      '2026-03-05T10:20',
      '2026-03-05T10:20',
    ])
  })
})

describe('a pause', () => {
  test('gives back what was left of the day, over the night', () => {
    const life = reportAt('2026-03-04T10:00')
    by(life, unitLead, { type: 'accept' })
    life.now = local('2026-03-04T19:00')
    by(life, unitLead, { type: 'ask', text })
    life.now = local('2026-03-05T12:00')
    expect(says(life, { type: 'tell', text, photos })).toBe('told, answered')
    expect([life.state.status, shown(life.state.deadline?.dueAt)]).toEqual(['accepted', '2026-03-05T14:00'])
  })

  test('does not take the reminders along: half is half of the clock, without the pause', () => {
    const life = reportAt('2026-03-04T09:00', { clockClass: 'N5', startLevel: 4 })
    by(life, communityDesk, { type: 'accept' })
    by(life, communityDesk, { type: 'act', text, photos })
    life.now = local('2026-03-05T09:00')
    by(life, communityDesk, { type: 'shelve', text, reviewDay: '2026-04-15' })
    expect(tickAt(life, '2026-04-15T17:30')).toBe('review_due')
    expect([life.state.deadline?.halfAt, life.state.deadline?.mostAt].map(shown)).toEqual([
      '2026-04-17T17:15',
      '2026-04-21T15:18',
    ])
    expect(shown(life.state.deadline?.dueAt)).toBe('2026-04-22T17:00')
  })

  test('does not tell a second time what was told before it', () => {
    const life = reportAt('2026-03-04T10:00')
    expect(tickAt(life, '2026-03-04T11:00')).toBe('reminded')
    by(life, unitLead, { type: 'ask', text })
    life.now = local('2026-03-04T11:30')
    by(life, unitLead, { type: 'resume', text })
    expect(shown(life.state.deadline?.dueAt)).toBe('2026-03-04T12:30')
    expect(tickAt(life, '2026-03-04T12:00')).toBe('nothing')
    expect(tickAt(life, '2026-03-04T12:10')).toBe('warned')
  })

  test('does not bring back a clock that had run out before it', () => {
    const life = reportAt('2026-03-04T10:00')
    life.now = local('2026-03-04T12:01')
    by(life, unitLead, { type: 'ask', text })
    by(life, unitLead, { type: 'resume', text })
    expect(tickAt(life, '2026-03-04T12:01')).toBe('raised')
  })
})

test('a second handling is reminded of by its own clock, not by the first one’s', () => {
  const life = reportAt('2026-03-04T10:00')
  by(life, unitLead, { type: 'accept' })
  by(life, unitLead, { type: 'resolve', text, photos })
  says(life, { type: 'confirm', solved: true, text })
  life.now = local('2026-03-20T09:00')
  expect(says(life, { type: 'reopen', text })).toBe('reopened')
  by(life, unitLead, { type: 'accept' })
  expect(life.state.deadline).toMatchObject({ kind: 'finish', marked: 0 })
  expect([life.state.deadline?.halfAt, life.state.deadline?.dueAt].map(shown)).toEqual([
    '2026-03-20T15:00',
    '2026-03-20T21:00',
  ])
})
