import type { CommunityId, DeskId, PersonId } from '../../../platform/ids.ts'
import type { DeskKind } from '../../places/model.ts'
import type { Actor, HeldRole } from '../actor.ts'
import type { Role } from '../model.ts'
import { roleMay } from '../permissions.ts'
import { installationArea, type StaffLevel } from './model.ts'

const atCommunity = ['communityStaff', 'socialWorker', 'mediator', 'propertyManager', 'ownersCommittee'] as const
const bySubdistrict = ['communitySecretary', ...atCommunity] as const

/**
 * Who may appoint whom, within their own community or area. Who manages accounts appoints at every place, but neither
 * another of their own kind nor anybody below a community's secretary. Leads come by roster, and are not appointed here.
 */
export const appoints: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  communitySecretary: atCommunity,
  streetStaff: bySubdistrict,
  districtStaff: [...bySubdistrict, 'streetStaff', 'viewer'],
  securityAdmin: ['districtStaff', 'streetStaff', 'viewer', 'communitySecretary', 'sysAdmin', 'auditAdmin'],
}

/**
 * At which levels a role is held, and under which desk of a community. `named`: its holder does the work of that desk
 * and is told what comes to it; social workers and mediators stand beside the desk and are given nothing of it.
 */
export const seats: Readonly<
  Partial<Record<Role, { levels: readonly StaffLevel[]; desk?: Exclude<DeskKind, 'utility'>; named?: boolean }>>
> = {
  communitySecretary: { levels: ['community'], desk: 'community', named: true },
  communityStaff: { levels: ['community'], desk: 'community', named: true },
  socialWorker: { levels: ['community'], desk: 'community' },
  mediator: { levels: ['community'], desk: 'community' },
  propertyManager: { levels: ['community'], desk: 'property', named: true },
  ownersCommittee: { levels: ['community'], desk: 'committee', named: true },
  streetStaff: { levels: ['subdistrict'] },
  districtStaff: { levels: ['district'] },
  viewer: { levels: ['district', 'subdistrict'] },
  sysAdmin: { levels: ['installation'] },
  securityAdmin: { levels: ['installation'] },
  auditAdmin: { levels: ['installation'] },
}

/** System, security and audit administration are three people (GB/T 22239-2019 8.1.4), who hold nothing else. */
export const administrators: readonly Role[] = ['sysAdmin', 'securityAdmin', 'auditAdmin']

/** Where a post or office is: `communityId` is null above the communities. */
export interface Spot {
  readonly communityId: CommunityId | null
  readonly areaCode: string
}

/** One post or office that somebody holds today. */
export interface Held extends Spot {
  readonly role: Role
  readonly deskId: DeskId | null
}

export type Appointer = Pick<Actor, 'personId' | 'roles'>

export type AppointingRefusal =
  | 'not_yours'
  | 'yourself'
  | 'administrators_apart'
  | 'held_already'
  | 'desk_missing'
  | 'account_taken'
  | 'no_account'
  | 'above_you'

export type Decision = { readonly ok: true } | { readonly ok: false; readonly refusal: AppointingRefusal }
const yes: Decision = { ok: true }
const no = (refusal: AppointingRefusal): Decision => ({ ok: false, refusal })

/** Division codes tell their level by their length. */
export function levelOf(areaCode: string): StaffLevel | null {
  if (areaCode === installationArea) return 'installation'
  return ({ 6: 'district', 9: 'subdistrict', 12: 'community' } as const)[areaCode.length] ?? null
}

function reaches(held: HeldRole, spot: Spot): boolean {
  if (roleMay(held.role, 'people.manage_accounts')) return true
  if (held.kind === 'place') return held.placeKind === 'community' && held.communityId === spot.communityId
  return spot.areaCode.startsWith(held.areaCode)
}

/** Whether somebody may give a role at a spot, to whomever. */
export function mayAppoint(appointer: Appointer, role: Role, spot: Spot): boolean {
  const level = spot.communityId ? 'community' : levelOf(spot.areaCode)
  if (level === null || !seats[role]?.levels.includes(level)) return false
  if ((level === 'community') !== (spot.communityId !== null)) return false
  return appointer.roles.some((held) => appoints[held.role]?.includes(role) && reaches(held, spot))
}

/** Every role that somebody may give at a spot. */
export function rolesToAppoint(appointer: Appointer, spot: Spot): Role[] {
  return (Object.keys(seats) as Role[]).filter((role) => mayAppoint(appointer, role, spot))
}

/** Whether a role may be given to this very person, who holds `held` today (nothing, when they are new). */
export function decideAppointing(
  appointer: Appointer,
  wanted: Omit<Held, 'deskId'> & { readonly deskId: DeskId | null },
  person: { readonly personId: PersonId | null; readonly held: readonly Held[] },
): Decision {
  if (!mayAppoint(appointer, wanted.role, wanted)) return no('not_yours')
  if (person.personId === appointer.personId) return no('yourself')
  if (person.held.some((one) => samePost(one, wanted))) return no('held_already')
  const administers = [wanted.role, ...person.held.map((one) => one.role)].some((role) => administrators.includes(role))
  return administers && person.held.length > 0 ? no('administrators_apart') : yes
}

/** Whether a post may be ended: by whoever may give it, and by nobody for themselves. */
export function decideEnding(appointer: Appointer, personId: PersonId, post: Held): Decision {
  if (!mayAppoint(appointer, post.role, post)) return no('not_yours')
  return personId === appointer.personId ? no('yourself') : yes
}

/**
 * Whether somebody may be given a new way in. The link opens all that the person holds, so that only who may give all
 * of it may make one: a secretary lets in nobody who holds an office at the district as well.
 */
export function decideRenewing(
  appointer: Appointer,
  person: { readonly personId: PersonId; readonly held: readonly Held[]; readonly hasAccount: boolean },
): Decision {
  if (person.personId === appointer.personId) return no('yourself')
  if (!person.held.some((one) => mayAppoint(appointer, one.role, one))) return no('not_yours')
  if (!person.held.every((one) => mayAppoint(appointer, one.role, one))) return no('above_you')
  return person.hasAccount ? yes : no('no_account')
}

function samePost(one: Held, other: Held): boolean {
  return (
    one.role === other.role &&
    one.communityId === other.communityId &&
    one.areaCode === other.areaCode &&
    (one.deskId === other.deskId || !seats[one.role]?.named || seats[one.role]?.desk === 'community')
  )
}
