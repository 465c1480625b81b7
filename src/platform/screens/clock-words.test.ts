import { expect, test } from 'vitest'
import { type ClockedMatter, clockWords, isOver, type LiveDeadline } from './clock-words.ts'
import { moment } from './moments.ts'

// A Tuesday, 14:40 in Weifang.
const now = moment('2026-11-24T06:40:00Z')
const deadline = (kind: LiveDeadline['kind'], startAt: string, dueAt: string, overdue = false): ClockedMatter => ({
  status: 'reported',
  closing: null,
  deadline: { kind, startAt, dueAt, overdue },
})

test.each<[string, ClockedMatter, ReturnType<typeof clockWords>]>([
  [
    'the last hour is counted in minutes',
    deadline('accept', '2026-11-24T05:20:00Z', '2026-11-24T07:20:00Z'),
    { key: 'screens.clock.left', values: { kind: 'accept', minutes: 40 }, tone: 'soon' },
  ],
  [
    'half a minute is not nothing',
    deadline('accept', '2026-11-24T06:00:00Z', '2026-11-24T06:40:30Z'),
    { key: 'screens.clock.left', values: { kind: 'accept', minutes: 1 }, tone: 'soon' },
  ],
  [
    'today says the time alone',
    deadline('finish', '2026-11-24T05:00:00Z', '2026-11-24T13:00:00Z'),
    { key: 'screens.clock.by', values: { kind: 'finish', when: '21:00' }, tone: 'calm' },
  ],
  [
    'the last fifth of five days is soon',
    deadline('finish', '2026-11-18T01:00:00Z', '2026-11-25T10:00:00Z'),
    { key: 'screens.clock.by', values: { kind: 'finish', when: '明天 18:00' }, tone: 'soon' },
  ],
  [
    'a later day says its date',
    deadline('finish', '2026-11-24T01:00:00Z', '2026-12-01T10:00:00Z'),
    { key: 'screens.clock.by', values: { kind: 'finish', when: '12月1日 18:00' }, tone: 'calm' },
  ],
  [
    'the moment itself is over',
    deadline('accept', '2026-11-24T04:40:00Z', '2026-11-24T06:40:00Z'),
    { key: 'screens.clock.over', values: { kind: 'accept', unit: 'minutes', count: 1 }, tone: 'over' },
  ],
  [
    'hours are cut, not rounded up',
    deadline('act', '2026-11-24T01:00:00Z', '2026-11-24T03:50:00Z', true),
    { key: 'screens.clock.over', values: { kind: 'act', unit: 'hours', count: 2 }, tone: 'over' },
  ],
  [
    'days are days of the calendar',
    deadline('finish', '2026-11-20T01:00:00Z', '2026-11-22T13:00:00Z', true),
    { key: 'screens.clock.over', values: { kind: 'finish', unit: 'days', count: 2 }, tone: 'over' },
  ],
  [
    'a finish that is missed is told before the time that somebody new has to accept',
    {
      ...deadline('accept', '2026-11-24T06:30:00Z', '2026-11-25T01:00:00Z', true),
      finishDueAt: '2026-11-24T01:40:00Z',
    },
    { key: 'screens.clock.over', values: { kind: 'finish', unit: 'hours', count: 5 }, tone: 'over' },
  ],
  [
    'a finish that lies ahead leaves the live clock its words',
    { ...deadline('accept', '2026-11-24T05:20:00Z', '2026-11-24T07:20:00Z'), finishDueAt: '2026-11-24T13:00:00Z' },
    { key: 'screens.clock.left', values: { kind: 'accept', minutes: 40 }, tone: 'soon' },
  ],
  [
    'a pause says when it ends, also after the finish',
    { ...deadline('answer', '2026-11-20T01:00:00Z', '2026-11-24T08:00:00Z'), finishDueAt: '2026-11-23T13:00:00Z' },
    { key: 'screens.clock.answer', values: { when: '16:00' }, tone: 'wait' },
  ],
  [
    'supervision has begun because something is over',
    deadline('supervision', '2026-11-24T01:00:00Z', '2026-11-25T10:00:00Z'),
    { key: 'screens.clock.supervision', values: { when: '明天 18:00' }, tone: 'over' },
  ],
  [
    'waiting for the neighbour is nobody’s lateness',
    deadline('confirmation', '2026-11-20T01:00:00Z', '2026-11-24T06:00:00Z', true),
    { key: 'screens.clock.confirmation', values: { when: '14:00' }, tone: 'wait' },
  ],
])('%s', (_, matter, said) => {
  expect(clockWords(matter, now, 'zh-CN')).toEqual(said)
})

test.each([
  ['confirmed', 'screens.clock.confirmed', 'done'],
  ['called_back', 'screens.clock.confirmed', 'done'],
  ['unconfirmed', 'screens.clock.unconfirmed', 'wait'],
] as const)('closed as %s', (closing, key, tone) => {
  expect(clockWords({ status: 'closed', closing, deadline: null }, now, 'en')).toEqual({ key, values: {}, tone })
})

test('an end without a clock says its status', () => {
  expect(clockWords({ status: 'withdrawn', closing: null, deadline: null }, now, 'en')).toEqual({
    key: 'screens.status.withdrawn',
    values: {},
    tone: 'wait',
  })
})

test('the server’s word that something is over counts, whatever the phone’s clock says', () => {
  const { deadline: late } = deadline('accept', '2026-11-24T05:00:00Z', '2026-11-24T07:00:00Z', true)
  expect(isOver(late, now)).toBe(true)
})

test('English says the day before the time', () => {
  const matter = deadline('finish', '2026-11-24T01:00:00Z', '2026-12-01T10:00:00Z')
  expect(clockWords(matter, now, 'en').values).toEqual({ kind: 'finish', when: '1 Dec 18:00' })
})
