import { describe, expect, it } from 'vitest'
import type { DeskId, PlaceId } from '../../platform/ids.ts'
import { isNowhere, placesWithin } from './places-within.ts'

const parents = { A: null, g1: 'A', b1: 'g1', u1: 'b1', u2: 'b1', b2: 'g1', g2: 'A', b3: 'g2', u3: 'b3' } as const
const compounds: Readonly<Record<string, string>> = { b1: 'east', b2: 'east', b3: 'west' }
const nodes = Object.entries(parents).map(([id, parent]) => ({
  id: id as PlaceId,
  parentId: parent as PlaceId | null,
  compoundId: compounds[id] ?? null,
}))
const desks = [
  { id: 'east-company' as DeskId, compoundId: 'east' },
  { id: 'west-company' as DeskId, compoundId: 'west' },
  { id: 'water' as DeskId, compoundId: null },
]
const all = Object.keys(parents)

describe('the part of a community that somebody reaches', () => {
  it.each<[what: string, everywhere: boolean, places: string[], desks: string[], own: string[], above: string[]]>([
    ['all of it', true, [], [], all, []],
    ['a unit, with the way up to it and nothing beside it', false, ['u1'], [], ['u1'], ['A', 'g1', 'b1']],
    ['a building with its units', false, ['b1'], [], ['b1', 'u1', 'u2'], ['A', 'g1']],
    ['a grid', false, ['g2'], [], ['g2', 'b3', 'u3'], ['A']],
    ['two places', false, ['u2', 'g2'], [], ['u2', 'g2', 'b3', 'u3'], ['A', 'g1', 'b1']],
    ['the compound of a company', false, [], ['east-company'], ['b1', 'u1', 'u2', 'b2'], ['A', 'g1']],
    [
      'a company and a unit elsewhere',
      false,
      ['u3'],
      ['east-company'],
      ['b1', 'u1', 'u2', 'b2', 'u3'],
      ['A', 'g1', 'g2', 'b3'],
    ],
    ['all, by a desk of no compound', false, [], ['water'], all, []],
    ['nothing, by a desk of another community', false, [], ['foreign'], [], []],
    ['nothing, by a place of another community', false, ['foreign'], [], [], []],
  ])('%s', (_what, everywhere, placeIds, deskIds, own, above) => {
    const found = placesWithin(
      nodes,
      { everywhere, placeIds: placeIds as PlaceId[], deskIds: deskIds as DeskId[] },
      desks,
    )
    expect([...found.own].toSorted()).toEqual(own.toSorted())
    expect([...found.above].toSorted()).toEqual(above.toSorted())
  })
  it('is nowhere when nothing is held', () => {
    expect(isNowhere({ everywhere: false, placeIds: [], deskIds: [] })).toBe(true)
    expect(isNowhere({ everywhere: false, placeIds: ['u1' as PlaceId], deskIds: [] })).toBe(false)
  })
})
