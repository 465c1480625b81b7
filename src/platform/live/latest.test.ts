import { expect, it } from 'vitest'
import { createLatest } from './latest.ts'

it('knows whether anything changed since a page was read', () => {
  const latest = createLatest('here')
  const before = latest.state()
  expect(latest.isChanged(['lamp', 'door'], before)).toBe(false)
  latest.mark(['lamp'])
  expect(latest.isChanged(['lamp', 'door'], before)).toBe(true)
  expect(latest.isChanged(['door'], before)).toBe(false)
  expect(latest.isChanged(['lamp'], latest.state())).toBe(false)
})

it('whoever was away for longer than it remembers, or comes from another server, looks once', () => {
  const latest = createLatest('here', 2)
  const first = latest.state()
  latest.mark(['a'])
  const second = latest.state()
  latest.mark(['b'])
  latest.mark(['c'])
  expect(latest.isChanged(['z'], first)).toBe(true)
  expect(latest.isChanged(['z'], second)).toBe(false)
  expect(latest.isChanged(['z'], 'there.9')).toBe(true)
  latest.markEverything()
  expect(latest.isChanged(['z'], second)).toBe(true)
  expect(latest.isChanged(['z'], latest.state())).toBe(false)
})
