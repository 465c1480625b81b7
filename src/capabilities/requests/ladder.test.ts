import { describe, expect, test } from 'vitest'
import { firstAt, firstFor, type Ladder, leadsBelow, nextAbove } from './ladder.ts'
import type { About, Handler, Level } from './model.ts'
import {
  buildingLead,
  committee,
  communityDesk,
  district,
  everybody,
  gridLead,
  property,
  subdistrict,
  unitLead,
  utility,
  without,
} from './testing/world.ts'

const aboutThe = (handler: Handler): About =>
  handler.kind === 'lead' ? { kind: 'lead', personId: handler.personId } : { kind: 'desk', deskId: handler.deskId }
const allDesks = [committee, communityDesk, property, subdistrict, utility, district]

describe('who takes a new matter', () => {
  test.each<[string, Ladder, Level, About | null, Handler, Level[]]>([
    ['a unit matter goes to the unit lead', everybody, 1, null, unitLead, []],
    ['a grid matter goes to the grid lead', everybody, 3, null, gridLead, []],
    ['a community matter goes to the community’s desk', everybody, 4, null, communityDesk, []],
    ['a vacant post is passed, and shows as a gap', without(unitLead), 1, null, buildingLead, [1]],
    ['so are two', without(unitLead, buildingLead), 1, null, gridLead, [1, 2]],
    [
      'without any lead, the community’s desk',
      without(unitLead, buildingLead, gridLead),
      1,
      null,
      communityDesk,
      [1, 2, 3],
    ],
    ['a lead complained about is gone around, which is no gap', everybody, 1, aboutThe(unitLead), buildingLead, []],
    [
      'a property company does not stand in for the community’s desk',
      without(communityDesk),
      4,
      null,
      subdistrict,
      [4],
    ],
    ['a utility does not stand in for the district', without(district), 6, null, subdistrict, [6]],
    [
      'with nobody that high, the highest below',
      without(subdistrict, utility, district),
      6,
      null,
      communityDesk,
      [5, 6],
    ],
    ['with leads only, the highest of them', without(...allDesks), 4, null, gridLead, [4, 5, 6]],
    ['the highest below is gone around too', without(utility, district), 6, aboutThe(subdistrict), communityDesk, [6]],
    [
      'with a property company only, that one',
      everybody.filter((rung) => rung.handler === property),
      1,
      null,
      property,
      [],
    ],
  ])('%s', (_, ladder, level, about, handler, passed) => {
    const found = firstFor(ladder, level, about)
    expect(found?.handler).toEqual(handler)
    if (handler !== property) expect(found?.passed).toEqual(passed)
  })

  test('the desk that the catalogue names first has it first, unless the complaint is about it', () => {
    expect(firstFor(everybody, 4, null, 'property')?.handler).toEqual(property)
    expect(firstFor(everybody, 6, null, 'utility')?.handler).toEqual(utility)
    expect(firstFor(everybody, 4, aboutThe(property), 'property')?.handler).toEqual(communityDesk)
    expect(firstFor(without(property), 4, null, 'property')?.handler).toEqual(communityDesk)
  })

  test('where nobody at all is, nobody is found', () => {
    expect(firstFor([], 1, null)).toBe(null)
    expect(firstAt(without(district), 6, null)).toBe(null)
  })
})

describe('who is next above', () => {
  test.each<[string, Ladder, Handler, About | null, Handler | null]>([
    ['above the unit lead stands the building lead', everybody, unitLead, null, buildingLead],
    ['above the grid lead stands the community', everybody, gridLead, null, communityDesk],
    ['above the community stands the subdistrict', everybody, communityDesk, null, subdistrict],
    ['above the subdistrict stands the district', everybody, subdistrict, null, district],
    ['above the district stands nobody', everybody, district, null, null],
    ['a vacant post is passed', without(buildingLead), unitLead, null, gridLead],
    ['the one complained about is gone around', everybody, unitLead, aboutThe(buildingLead), gridLead],
    ['from the property company up is the community’s desk', everybody, property, null, communityDesk],
    ['from the owners’ committee too', everybody, committee, null, communityDesk],
    ['from a utility up is the district', everybody, utility, null, district],
    ['from a utility without a district there is no way up', without(district), utility, null, null],
    ['a lead whose post is vacant by now: the level above', without(unitLead), unitLead, null, buildingLead],
    ['a property company that is gone: the community’s desk', without(property), property, null, communityDesk],
    ['a community’s desk that is gone: the subdistrict', without(communityDesk), communityDesk, null, subdistrict],
  ])('%s', (_, ladder, from, about, next) => {
    expect(nextAbove(ladder, from, about)?.handler ?? null).toEqual(next)
  })
})

test('a lead who works for the desk complained about is gone around as well, which is no gap', () => {
  const ladder = everybody.map((rung) =>
    rung.handler === unitLead && property.kind === 'desk' ? { ...rung, worksFor: [property.deskId] } : rung,
  )
  expect(firstFor(ladder, 1, aboutThe(property))).toEqual({ handler: buildingLead, passed: [] })
  expect(leadsBelow(ladder, 4, aboutThe(property))).toEqual([buildingLead, gridLead])
  expect(firstFor(ladder, 1, aboutThe(committee))?.handler).toEqual(unitLead)
})

test('the leads below follow, without the one complained about', () => {
  expect(leadsBelow(everybody, 4, null)).toEqual([unitLead, buildingLead, gridLead])
  expect(leadsBelow(everybody, 2, null)).toEqual([unitLead])
  expect(leadsBelow(everybody, 4, aboutThe(buildingLead))).toEqual([unitLead, gridLead])
})
