import type { CommunityId, DeskId, PersonId, PlaceId } from '../../platform/ids.ts'
import type { PlaceKind } from '../places/model.ts'
import type { Role } from './model.ts'
import { type Action, roleMay } from './permissions.ts'

/** A role held today, and where it holds: at a place of a community, or in every community of an area. */
export type HeldRole =
  | {
      readonly kind: 'place'
      readonly role: Role
      readonly communityId: CommunityId
      readonly placeId: PlaceId
      readonly placeKind: PlaceKind
      readonly placeName: string
      readonly deskId: DeskId | null
    }
  | {
      readonly kind: 'area'
      readonly role: Role
      readonly areaCode: string
      readonly areaName: string
      readonly communities: readonly CommunityId[]
    }

/** Who is asking: a signed-in person with what they hold today. */
export interface Actor {
  readonly personId: PersonId
  readonly name: string
  readonly roles: readonly HeldRole[]
  /** Behind whose walls this person has anything to do. */
  readonly communities: readonly CommunityId[]
}

/**
 * Where in a community a person may do an action: everywhere, at some places and below, at some desks, or nowhere.
 * This is what turns the permission table into a condition of a query.
 */
export interface Reach {
  readonly everywhere: boolean
  readonly placeIds: readonly PlaceId[]
  readonly deskIds: readonly DeskId[]
}

/** Roles that act for an organisation reach only what their own desk handles or follows. */
const ofDeskOnly: readonly Role[] = ['propertyManager', 'ownersCommittee']

export function reach(actor: Actor, action: Action, communityId: CommunityId): Reach {
  const held = actor.roles.filter((role) => roleMay(role.role, action))
  let everywhere = false
  const placeIds: PlaceId[] = []
  const deskIds: DeskId[] = []
  for (const role of held) {
    if (role.kind === 'area') everywhere ||= role.communities.includes(communityId)
    else if (role.communityId !== communityId) continue
    else if (ofDeskOnly.includes(role.role)) role.deskId && deskIds.push(role.deskId)
    else if (role.placeKind === 'community') everywhere = true
    else placeIds.push(role.placeId)
  }
  return { everywhere, placeIds, deskIds }
}

/** Whether a reach covers a place, given with all places above it. */
export function covers(found: Reach, path: readonly PlaceId[]): boolean {
  return found.everywhere || found.placeIds.some((id) => path.includes(id))
}

/** Whether there is any place at all where a person may do an action: what a route asks before it looks at anything. */
export function mayAnywhere(actor: Actor, action: Action): boolean {
  return actor.roles.some((role) => roleMay(role.role, action))
}

/** Communities in which a person may do an action somewhere. */
export function communitiesFor(actor: Actor, action: Action): CommunityId[] {
  return actor.communities.filter((id) => {
    const found = reach(actor, action, id)
    return found.everywhere || found.placeIds.length > 0 || found.deskIds.length > 0
  })
}
