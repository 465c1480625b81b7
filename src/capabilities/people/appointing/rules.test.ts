import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CommunityId, DeskId, PersonId, PlaceId } from '../../../platform/ids.ts'
import type { HeldRole } from '../actor.ts'
import { type Role, roles } from '../model.ts'
import { roleMay } from '../permissions.ts'
import {
  type Appointer,
  administrators,
  appoints,
  decideAppointing,
  decideEnding,
  decideRenewing,
  type Held,
  mayAppoint,
  rolesToAppoint,
  type Spot,
  seats,
} from './rules.ts'

/** Who may appoint whom, to be read as a whole. */
const table = `
                 secretary street district security
communitySecretary   .       x      x        x
communityStaff       x       x      x        .
socialWorker         x       x      x        .
mediator             x       x      x        .
propertyManager      x       x      x        .
ownersCommittee      x       x      x        .
streetStaff          .       .      x        x
districtStaff        .       .      .        x
viewer               .       .      x        x
sysAdmin             .       .      .        x
auditAdmin           .       .      .        x
securityAdmin        .       .      .        .
`
const columns: readonly Role[] = ['communitySecretary', 'streetStaff', 'districtStaff', 'securityAdmin']

const [here, next, far] = ['c-1', 'c-2', 'c-3'] as unknown as [CommunityId, CommunityId, CommunityId]
const spots: Readonly<Record<string, Spot>> = {
  here: { communityId: here, areaCode: '370705007008' },
  next: { communityId: next, areaCode: '370705007009' },
  far: { communityId: far, areaCode: '370705001001' },
  street: { communityId: null, areaCode: '370705007' },
  otherStreet: { communityId: null, areaCode: '370705001' },
  district: { communityId: null, areaCode: '370705' },
  otherDistrict: { communityId: null, areaCode: '370702' },
  installation: { communityId: null, areaCode: '00' },
}
const spot = (name: string): Spot => {
  const found = spots[name]
  if (!found) throw new Error(name)
  return found
}
const at = (role: Role, communityId = here, placeKind: 'community' | 'unit' = 'community'): HeldRole => ({
  kind: 'place',
  role,
  communityId,
  placeId: communityId as string as PlaceId,
  placeKind,
  placeName: '',
  deskId: null,
})
const over = (role: Role, areaCode: string): HeldRole => ({
  kind: 'area',
  role,
  areaCode,
  areaName: '',
  communities: [here, next, far].filter((_, n) =>
    (['370705007008', '370705007009', '370705001001'][n] ?? '').startsWith(areaCode),
  ),
})
const somebody = (...held: HeldRole[]): Appointer => ({ personId: 'me' as PersonId, roles: held })
const secretary = somebody(at('communitySecretary'))
const street = somebody(over('streetStaff', '370705007'))
const district = somebody(over('districtStaff', '370705'))
const security = somebody(over('securityAdmin', '00'))
const post = (role: Role, where: Spot, deskId: DeskId | null = null): Held => ({ role, ...where, deskId })
const nobodyYet = { personId: null, held: [] }

describe('who may appoint whom', () => {
  it('is this table, and nothing else', () => {
    const [, ...rows] = table.split('\n').filter((line) => line !== '')
    const read = rows.map((row) => {
      const [role = '', ...marks] = row.trim().split(/\s+/)
      return [role, columns.filter((_, n) => marks[n] === 'x')]
    })
    const held = rows.map((row) => {
      const [role = ''] = row.trim().split(/\s+/)
      return [role, columns.filter((one) => appoints[one]?.includes(role as Role))]
    })
    expect(read).toEqual(held)
    expect(Object.keys(appoints).toSorted()).toEqual(columns.toSorted())
    expect(rows.map((row) => row.trim().split(/\s+/)[0]).toSorted()).toEqual(Object.keys(seats).toSorted())
  })
  it('agrees with the table of permissions', () => {
    expect(roles.filter((role) => roleMay(role, 'people.appoint')).toSorted()).toEqual(Object.keys(appoints).toSorted())
  })

  it.each([
    ['a secretary', secretary, ['here']],
    ['a secretary of a unit, which there is not', somebody(at('communitySecretary', here, 'unit')), []],
    ['the subdistrict', street, ['here', 'next']],
    ['the district', district, ['here', 'next', 'far', 'street', 'otherStreet', 'district']],
    ['who manages accounts', security, Object.keys(spots)],
    ['system administration', somebody(over('sysAdmin', '00')), []],
    ['a lead', somebody(at('unitLead', here, 'unit')), []],
    ['a clerk', somebody(at('communityStaff')), []],
  ] as const)('%s appoints only there', (_, who, where) => {
    expect(Object.keys(spots).filter((name) => rolesToAppoint(who, spot(name)).length > 0)).toEqual(where)
  })

  it('each role is held at its own level', () => {
    expect(rolesToAppoint(district, spot('district'))).toEqual(['viewer'])
    expect(rolesToAppoint(district, spot('street'))).toEqual(['streetStaff', 'viewer'])
    expect(rolesToAppoint(security, spot('installation'))).toEqual(['sysAdmin', 'auditAdmin'])
    expect(rolesToAppoint(security, spot('here'))).toEqual(['communitySecretary'])
  })

  it('a post that is held is not given again, and another desk is another post', () => {
    const manager = post('propertyManager', spot('here'), 'd-1' as DeskId)
    const person = { personId: 'p' as PersonId, held: [manager] }
    expect(decideAppointing(secretary, manager, person)).toEqual({ ok: false, refusal: 'held_already' })
    expect(decideAppointing(secretary, { ...manager, deskId: 'd-2' as DeskId }, person).ok).toBe(true)
    const clerk = post('communityStaff', spot('here'), 'd-0' as DeskId)
    const before = { personId: 'p' as PersonId, held: [{ ...clerk, deskId: null }] }
    expect(decideAppointing(secretary, clerk, before)).toEqual({ ok: false, refusal: 'held_already' })
  })

  it('a way in that opens more than the appointer may give is not theirs to make', () => {
    const clerk = post('communityStaff', spot('here'))
    const both = [clerk, post('districtStaff', spot('district'))]
    const ask = (who: Appointer, held: readonly Held[], hasAccount = true) =>
      decideRenewing(who, { personId: 'p' as PersonId, held, hasAccount })
    expect(ask(secretary, [clerk])).toEqual({ ok: true })
    expect(ask(secretary, both)).toEqual({ ok: false, refusal: 'above_you' })
    expect(ask(secretary, [])).toEqual({ ok: false, refusal: 'not_yours' })
    expect(ask(secretary, [clerk], false)).toEqual({ ok: false, refusal: 'no_account' })
  })
})

const anyRole = fc.constantFrom(...roles)
const anySpot = fc.constantFrom(...Object.values(spots))
const anyHeld: fc.Arbitrary<HeldRole> = fc.oneof(
  fc.tuple(anyRole, fc.constantFrom(here, next, far)).map(([role, community]) => at(role, community)),
  fc.tuple(anyRole, fc.constantFrom('00', '370705', '370705007', '370702')).map(([role, area]) => over(role, area)),
)
const anyAppointer = fc.array(anyHeld, { maxLength: 4 }).map((held) => somebody(...held))
const anyPost = fc.tuple(anyRole, anySpot).map(([role, where]) => post(role, where))

describe('for anybody and anything', () => {
  it('nobody appoints, ends or lets in themselves', () => {
    fc.assert(
      fc.property(anyAppointer, anyPost, fc.array(anyPost, { maxLength: 3 }), (who, wanted, held) => {
        const { personId } = who
        expect(decideAppointing(who, wanted, { personId, held }).ok).toBe(false)
        expect(decideEnding(who, personId, wanted).ok).toBe(false)
        expect(decideRenewing(who, { personId, held, hasAccount: true }).ok).toBe(false)
      }),
    )
  })

  it('however often and by whomever people are appointed, no administrator holds anything else', () => {
    const step = fc.tuple(anyAppointer, anyPost, fc.constantFrom('p-1', 'p-2', 'p-3'))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const held = new Map<string, Held[]>()
        for (const [who, wanted, name] of [...steps, ...steps]) {
          const before = held.get(name) ?? []
          const { ok } = decideAppointing(who, wanted, { personId: name as PersonId, held: before })
          if (ok) held.set(name, [...before, wanted])
        }
        for (const posts of held.values())
          if (posts.some((one) => administrators.includes(one.role))) expect(posts).toHaveLength(1)
      }),
    )
  })

  it('who appoints holds a role of the table that reaches the place, and never gives their own role or a higher one', () => {
    const rank: readonly Role[] = ['communitySecretary', 'streetStaff', 'districtStaff']
    fc.assert(
      fc.property(anyHeld, anyPost, (held, wanted) => {
        if (!mayAppoint(somebody(held), wanted.role, wanted)) return
        expect(roleMay(held.role, 'people.appoint')).toBe(true)
        expect(wanted.role).not.toBe(held.role)
        if (held.role === 'securityAdmin') return
        expect(rank.indexOf(wanted.role)).toBeLessThan(rank.indexOf(held.role))
        if (held.kind === 'place') expect(wanted.communityId).toBe(held.communityId)
        else expect(wanted.areaCode.startsWith(held.areaCode)).toBe(true)
      }),
    )
  })

  it('who may let somebody in may have given them all that they hold', () => {
    fc.assert(
      fc.property(anyAppointer, fc.array(anyPost, { maxLength: 3 }), (who, held) => {
        const person = { personId: 'p' as PersonId, held, hasAccount: true }
        if (decideRenewing(who, person).ok) for (const one of held) expect(mayAppoint(who, one.role, one)).toBe(true)
      }),
    )
  })

  it('a new person may be given whatever the table gives', () => {
    fc.assert(
      fc.property(anyAppointer, anyPost, (who, wanted) => {
        expect(decideAppointing(who, wanted, nobodyYet).ok).toBe(mayAppoint(who, wanted.role, wanted))
      }),
    )
  })
})
