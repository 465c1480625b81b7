import { describe, expect, it } from 'vitest'
import { type CommunityId, newId } from '../ids.ts'
import { type Change, messagesOf, readMessage } from './change.ts'

const change = (communityId = newId<CommunityId>()): Change => ({
  id: newId(),
  number: 41,
  communityId,
  places: [newId()],
})

describe('what servers tell each other', () => {
  it('is read as it was written, and has no word of anybody in it', () => {
    const changes = [change(), { ...change(), places: [] }, change()]
    const [message = '', ...more] = messagesOf(changes)
    expect(more).toEqual([])
    expect(message).toMatch(/^[\w.,-]+$/)
    expect(readMessage(message)).toEqual({ changes, communities: [], everything: false })
    expect(messagesOf([])).toEqual([])
  })

  it('fits into a NOTIFY: many take several, a rush names its communities, and a rush everywhere is everything', () => {
    const communityId = newId<CommunityId>()
    const of = (count: number, community?: CommunityId) => Array.from({ length: count }, () => change(community))
    const some = messagesOf(of(300))
    expect(some.length).toBeGreaterThan(1)
    expect(some.flatMap((one) => readMessage(one).changes)).toHaveLength(300)
    for (const one of some) expect(one.length).toBeLessThanOrEqual(7_900)
    const rush = messagesOf(of(5_000, communityId))
    expect(rush.map(readMessage)).toEqual([{ changes: [], communities: [communityId], everything: false }])
    expect(messagesOf(of(5_000))).toEqual(['*'])
  })

  it.each(['*', 'what?', '1.x', ''])('what it does not know is everything: %j', (message) => {
    expect(readMessage(message).everything).toBe(true)
  })

  it('nothing but ids goes out', () => {
    expect(() => messagesOf([{ ...change(), id: '138 0013 8000' }])).toThrow()
  })
})
