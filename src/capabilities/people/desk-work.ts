import type { DeskId } from '../../platform/ids.ts'
import type { DeskKind } from '../places/model.ts'
import type { HeldRole } from './actor.ts'
import type { Role } from './model.ts'

/**
 * Roles that do the work of a desk without being posted at it by name. The desks of property companies and owners'
 * committees belong to those who are named at them, since a community has several.
 */
export const rolesOfDesk: Readonly<Record<DeskKind, readonly Role[]>> = {
  community: ['communityStaff', 'communitySecretary'],
  subdistrict: ['streetStaff'],
  district: ['districtStaff'],
  utility: ['districtStaff'],
  property: [],
  committee: [],
}

/**
 * Whether somebody who holds this role, in the desk's own community, does the desk's work. Who is posted at a part of it
 * does not: they may not see what comes from the other parts.
 */
export function worksAt(held: HeldRole, desk: { readonly id: DeskId; readonly kind: DeskKind }): boolean {
  if (held.kind === 'place' && held.deskId !== null) return held.deskId === desk.id
  if (held.kind === 'place' && held.placeKind !== 'community') return false
  return rolesOfDesk[desk.kind].includes(held.role)
}
