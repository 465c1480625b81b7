import { expect, test } from 'vitest'
import type { HandlerView } from '../model.ts'
import { choicesFor, offerOf } from './commands.ts'

const until = (kind: 'accept' | 'act' | 'finish') => ({ kind, startAt: '', dueAt: '', overdue: false })
const lead = (level: 1 | 2 | 3, personId: string) =>
  ({ handler: { kind: 'lead', level, personId }, name: personId, phone: null }) as HandlerView

test('what is reported is to be taken, and raising stands beside it', () => {
  const offer = offerOf({ allowed: ['raise', 'note', 'accept', 'return', 'hand_over'], deadline: until('accept') })
  expect(offer).toEqual({ next: 'accept', beside: ['note', 'raise'], more: ['hand_over', 'return'] })
})

test('while the act clock runs, being there comes first; after it, solving', () => {
  const allowed = ['act', 'resolve', 'note']
  expect(offerOf({ allowed, deadline: until('act') }).next).toBe('act')
  expect(offerOf({ allowed, deadline: until('finish') }).next).toBe('resolve')
})

test('who only follows can note but need not, and who may do nothing is offered nothing', () => {
  expect(offerOf({ allowed: ['note'], deadline: null })).toEqual({ next: null, beside: ['note'], more: [] })
  expect(offerOf({ allowed: ['supervise', 'merge'], deadline: null })).toEqual({ next: null, beside: [], more: [] })
})

test('a return never goes down, a hand-over may, and neither goes to who has it', () => {
  const detail = { handler: lead(2, 'b'), ladder: [lead(1, 'a'), lead(2, 'b'), lead(3, 'c')] }
  expect(choicesFor('return', detail).map(({ name }) => name)).toEqual(['c'])
  expect(choicesFor('hand_over', detail).map(({ name }) => name)).toEqual(['a', 'c'])
})
