import type { CommunityId, DeskId, PlaceId } from '../../platform/ids.ts'
import type { Desk, PlaceNode } from './model.ts'

/** Where in a community somebody may do something, as the permission table gives it. */
export interface PlacesReach {
  readonly everywhere: boolean
  readonly placeIds: readonly PlaceId[]
  readonly deskIds: readonly DeskId[]
}

/** Asks the permission table where in this community the action may be done. */
export type ReachIn<A> = (actor: A, action: string, communityId: CommunityId) => PlacesReach

export const isNowhere = (reach: PlacesReach): boolean =>
  !reach.everywhere && reach.placeIds.length === 0 && reach.deskIds.length === 0

/**
 * The part of a community that a reach holds in: its places with all below them, and the way up from there, which only
 * says where they stand. A desk reaches the buildings of its compound; one of no compound serves the whole community.
 */
export function placesWithin(
  nodes: readonly Pick<PlaceNode, 'id' | 'parentId' | 'compoundId'>[],
  reach: PlacesReach,
  desks: readonly Pick<Desk, 'id' | 'compoundId'>[],
): { readonly own: ReadonlySet<PlaceId>; readonly above: ReadonlySet<PlaceId> } {
  const compounds = desks.filter((desk) => reach.deskIds.includes(desk.id)).map((desk) => desk.compoundId)
  if (reach.everywhere || compounds.includes(null))
    return { own: new Set(nodes.map((node) => node.id)), above: new Set() }
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const isHeld = (node: (typeof nodes)[number]) =>
    reach.placeIds.includes(node.id) || (node.compoundId !== null && compounds.includes(node.compoundId))
  const upFrom = (node: (typeof nodes)[number]) => {
    const way = [node]
    for (let next = byId.get(node.parentId as PlaceId); next; next = byId.get(next.parentId as PlaceId)) way.push(next)
    return way
  }
  const ways = nodes.map(upFrom).filter((way) => way.some(isHeld))
  const own = new Set(ways.map(([node]) => (node as (typeof nodes)[number]).id))
  const above = new Set(ways.flatMap((way) => way.map((node) => node.id)).filter((id) => !own.has(id)))
  return { own, above }
}
