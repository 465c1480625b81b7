import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { CommunityId, DeskId, PersonId, PlaceId } from '../../platform/ids.ts'
import type { Route } from '../../platform/route.ts'
import { actionOf } from '../requests/allowed.ts'
import { type Actor, communitiesFor, covers, type HeldRole, mayAnywhere, reach } from './actor.ts'
import { type Role, roles } from './model.ts'
import { type Action, permissions, roleMay } from './permissions.ts'

/** Who may what, to be read as a whole. A change here is a decision about power and not a detail. */
const matrix = `
                           leads staff secretary social mediator partners street district police system security audit viewer resident
requests.read              x     x     x         x      x        x        x      x        .      .      .        .     .      .
requests.command           x     x     x         x      .        x        x      x        .      .      .        .     .      .
requests.figures           x     x     x         .      .        .        x      x        .      .      .        .     x      .
requests.assign            .     x     x         .      .        .        x      x        .      .      .        .     .      .
requests.supervise         .     x     x         .      .        .        x      x        .      .      .        .     .      .
requests.decline           .     x     x         .      .        .        x      x        .      .      .        .     .      .
requests.merge             .     x     x         .      .        .        .      .        .      .      .        .     .      .
requests.call_back         .     x     x         .      .        .        x      x        .      .      .        .     .      .
requests.see_reporter      x     x     x         x      .        .        .      .        .      .      .        .     .      .
requests.see_confidential  .     x     x         .      .        .        .      .        .      .      .        .     .      .
requests.hold              .     x     x         .      .        .        .      .        .      .      .        .     .      .
requests.report_for        x     x     x         .      .        .        .      .        .      .      .        .     .      .
figures.read               .     x     x         .      .        .        x      x        .      .      .        .     x      .
plaque.own                 x     .     .         .      .        .        .      .        .      .      .        .     .      .
places.read                x     x     x         x      x        x        x      x        .      x      .        .     x      .
places.coverage            x     x     x         .      .        .        x      x        .      .      .        .     x      .
places.edit                .     x     x         .      .        .        .      .        .      .      .        .     .      .
roster.import              .     x     x         .      .        .        .      .        .      .      .        .     .      .
people.appoint             .     .     x         .      .        .        x      x        .      .      x        .     .      .
people.manage_accounts     .     .     .         .      .        .        .      .        .      .      x        .     .      .
desks.add                  .     .     .         .      .        .        .      x        .      .      .        .     .      .
calendar.read              x     x     x         x      x        x        x      x        .      x      .        .     x      .
calendar.edit              .     .     .         .      .        .        .      x        .      x      .        .     .      .
clocks.read                x     x     x         x      x        x        x      x        .      .      .        .     x      .
clocks.edit                .     .     .         .      .        .        .      x        .      .      .        .     .      .
feedback.read              .     .     x         .      .        .        .      x        .      x      .        .     .      .
deliveries.read            .     x     x         .      .        .        x      x        .      x      .        .     .      .
audit.read                 .     .     .         .      .        .        .      .        .      .      .        x     .      .
settings.edit              .     .     .         .      .        .        .      .        .      x      .        .     .      .
`
const columns: Readonly<Record<string, readonly Role[]>> = {
  leads: ['unitLead', 'buildingLead', 'gridLead'],
  staff: ['communityStaff'],
  secretary: ['communitySecretary'],
  social: ['socialWorker'],
  mediator: ['mediator'],
  partners: ['propertyManager', 'ownersCommittee'],
  street: ['streetStaff'],
  district: ['districtStaff'],
  police: ['policeOfficer'],
  system: ['sysAdmin'],
  security: ['securityAdmin'],
  audit: ['auditAdmin'],
  viewer: ['viewer'],
  resident: ['resident'],
}
const actions = Object.keys(permissions) as Action[]
const may = (role: Role) => new Set(actions.filter((action) => roleMay(role, action)))
const within = (less: Role, more: Role) => [...may(less)].every((action) => may(more).has(action))

describe('the table of permissions', () => {
  it('is this, and nothing else', () => {
    const [head = '', ...rows] = matrix.split('\n').filter((line) => line !== '')
    const names = head.trim().split(/\s+/)
    expect(names.flatMap((name) => columns[name] ?? []).toSorted()).toEqual(roles.toSorted())
    const read = rows.map((row) => {
      const [action = '', ...marks] = row.trim().split(/\s+/)
      return [action, names.flatMap((name, index) => (marks[index] === 'x' ? (columns[name] ?? []) : [])).toSorted()]
    })
    const held = actions.map((action) => [action, roles.filter((role) => roleMay(role, action)).toSorted()])
    expect(read).toEqual(held)
  })

  it('keeps the three administrators from what neighbours tell, and from one another', () => {
    const administrators = (['sysAdmin', 'securityAdmin', 'auditAdmin'] as const).map((role) => may(role))
    for (const admin of administrators) {
      expect(admin.size).toBeGreaterThan(0)
      expect([...admin].filter((action) => action.startsWith('requests.'))).toEqual([])
    }
    const all = administrators.flatMap((admin) => [...admin])
    expect(new Set(all).size).toBe(all.length)
  })
  it('gives the three leads the same, and the desk above them all of it and more', () => {
    expect(may('buildingLead')).toEqual(may('unitLead'))
    expect(may('gridLead')).toEqual(may('unitLead'))
    // But for their own face on the plaque, which is nobody else's.
    expect([...may('unitLead')].filter((action) => !may('communityStaff').has(action))).toEqual(['plaque.own'])
    expect(within('communityStaff', 'communitySecretary')).toBe(true)
    expect(within('streetStaff', 'districtStaff')).toBe(true)
  })
  it('gives volunteers no power of office', () => {
    for (const action of ['assign', 'supervise', 'decline', 'merge', 'call_back', 'see_confidential', 'hold'] as const)
      expect(may('unitLead')).not.toContain(`requests.${action}`)
  })
  it('tells partners, police, viewers and residents of nobody who reported', () => {
    for (const role of [
      'propertyManager',
      'ownersCommittee',
      'policeOfficer',
      'viewer',
      'resident',
      'mediator',
    ] as const) {
      expect(may(role)).not.toContain('requests.see_reporter')
      expect(may(role)).not.toContain('requests.see_confidential')
    }
    expect(may('policeOfficer').size + may('resident').size).toBe(0)
  })
  it('lets nobody command what they may not read, or know a reporter of what they may not read', () => {
    for (const role of roles) {
      const held = may(role)
      for (const action of Object.values(actionOf)) if (held.has(action)) expect(held).toContain('requests.read')
      for (const action of Object.values(actionOf)) if (held.has(action)) expect(held).toContain('requests.command')
      if (held.has('requests.see_reporter')) expect(held).toContain('requests.read')
      if (held.has('requests.see_confidential')) expect(held).toContain('requests.see_reporter')
    }
  })
})

describe('every route', async () => {
  const files = globSync('src/{capabilities,platform}/**/routes.ts')
  const all: Route[] = []
  for (const file of files) {
    const { routes } = (await import(pathToFileURL(resolve(file)).href)) as { routes: Record<string, Route> }
    all.push(...Object.values(routes))
  }
  it('names a row of the table, or says that it needs none', () => {
    expect(files.length).toBeGreaterThan(3)
    const unknown = all.filter(({ action }) => !['public', 'signed_in', ...actions].includes(action))
    expect(unknown.map(({ method, path, action }) => `${method} ${path}: ${action}`)).toEqual([])
  })
  it('that is public is one of the few', () => {
    const open = all.filter(({ action }) => action === 'public').map(({ method, path }) => `${method} ${path}`)
    expect(open.toSorted()).toEqual([
      'GET /api/v1/categories',
      'GET /api/v1/session',
      'GET /api/v1/sign-in/ways',
      'POST /api/v1/requests',
      'POST /api/v1/sign-in/code',
      'POST /api/v1/sign-in/passkey',
      'POST /api/v1/sign-in/passkey/options',
      'POST /api/v1/sign-in/password',
      'POST /api/v1/sign-in/phone',
    ])
  })
  it('has an address of its own', () => {
    const addresses = all.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
    expect(addresses.filter((one, index) => addresses.indexOf(one) !== index)).toEqual([])
  })
})

describe('where a permission holds', () => {
  const [here, next] = ['c-1', 'c-2'] as unknown as [CommunityId, CommunityId]
  const [root, building, unit, other] = ['c-1', 'b', 'u', 'o'] as unknown as [PlaceId, PlaceId, PlaceId, PlaceId]
  const desk = 'd-1' as DeskId
  const at = (role: Role, placeId: PlaceId, kind: 'community' | 'building' | 'unit', deskId: DeskId | null = null) =>
    ({ kind: 'place', role, communityId: here, placeId, placeKind: kind, placeName: '', deskId }) satisfies HeldRole
  const over = (role: Role, ...communities: CommunityId[]): HeldRole => ({
    kind: 'area',
    role,
    areaCode: '370705',
    areaName: '',
    communities,
  })
  const actor = (...held: HeldRole[]): Actor => ({
    personId: 'p' as PersonId,
    name: '',
    roles: held,
    communities: [...new Set(held.flatMap((one) => (one.kind === 'place' ? [one.communityId] : one.communities)))],
  })
  const sees = (who: Actor, path: PlaceId[], community = here) => covers(reach(who, 'requests.read', community), path)

  it('of a lead: at their place and below it', () => {
    const lead = actor(at('buildingLead', building, 'building'))
    expect(sees(lead, [root, building])).toBe(true)
    expect(sees(lead, [root, building, unit])).toBe(true)
    expect(sees(lead, [root])).toBe(false)
    expect(sees(lead, [root, other])).toBe(false)
    expect(sees(lead, [root, building], next)).toBe(false)
  })
  it('of a community’s staff: everywhere in it, and nowhere else', () => {
    const staff = actor(at('communityStaff', root, 'community'))
    expect([sees(staff, [root, other]), sees(staff, [root, other], next)]).toEqual([true, false])
  })
  it('of a partner: at their own desk only, also when the post is at the whole community', () => {
    const found = reach(actor(at('propertyManager', root, 'community', desk)), 'requests.read', here)
    expect(found).toEqual({ everywhere: false, placeIds: [], deskIds: [desk] })
    const without = actor(at('propertyManager', root, 'community'))
    expect(communitiesFor(without, 'requests.read')).toEqual([])
  })
  it('of an office: in every community of its area', () => {
    const street = actor(over('streetStaff', here, next))
    expect([sees(street, [root], here), sees(street, [root], next)]).toEqual([true, true])
    expect(communitiesFor(street, 'requests.read')).toEqual([here, next])
    expect(communitiesFor(street, 'requests.merge')).toEqual([])
  })
  it('of several posts: each where it is held', () => {
    const both = actor(at('unitLead', unit, 'unit'), over('viewer', here, next), over('auditAdmin'))
    expect(reach(both, 'requests.read', here)).toEqual({ everywhere: false, placeIds: [unit], deskIds: [] })
    expect(reach(both, 'requests.figures', here)).toMatchObject({ everywhere: true })
    expect(communitiesFor(both, 'requests.read')).toEqual([here])
    expect(communitiesFor(both, 'requests.figures')).toEqual([here, next])
    expect([mayAnywhere(both, 'audit.read'), mayAnywhere(both, 'settings.edit')]).toEqual([true, false])
  })
  it('of nobody: nowhere', () => {
    for (const action of actions) expect(mayAnywhere(actor(), action)).toBe(false)
  })
})
