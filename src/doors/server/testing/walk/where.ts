import type { Role } from '../../../../capabilities/people/model.ts'

/**
 * The made-up country of the walk: two districts, three subdistricts, four communities that look alike. A place is named
 * by the way to it, `A`, `A.g1.b1.u1`; an area by its code.
 */
export const communities = {
  A: '370705007901',
  /** Beside A: the same subdistrict. */
  B: '370705007902',
  /** Another subdistrict of the same district. */
  C: '370705008901',
  /** Another district. */
  D: '370704001901',
} as const
export type CommunityName = keyof typeof communities
export const communityNames = Object.keys(communities) as CommunityName[]

/** Below each community. b1 and b2 are of one compound, b3 of another. */
export const placesBelow = ['g1', 'g1.b1', 'g1.b1.u1', 'g1.b1.u2', 'g1.b2', 'g1.b2.u3', 'g2', 'g2.b3', 'g2.b3.u4']
export type Compound = 'east' | 'west'
export const compoundOf = (place: string): Compound | null =>
  /\.b[12]/.test(place) ? 'east' : /\.b3/.test(place) ? 'west' : null

export type PlaceName = string
export const placesOf = (community: CommunityName): PlaceName[] => [
  community,
  ...placesBelow.map((below) => `${community}.${below}`),
]
export const communityOf = (place: PlaceName) => place.split('.')[0] as CommunityName
export const isWithin = (place: PlaceName, above: PlaceName) => place === above || place.startsWith(`${above}.`)

/** Desks of compounds: two companies, and the committee of the first compound. */
export const deskNames = ['property-east', 'property-west', 'committee-east'] as const
export type DeskName = (typeof deskNames)[number]
export const compoundOfDesk = (desk: DeskName): Compound => (desk.endsWith('east') ? 'east' : 'west')

/** A role where it is held: at a place, at a desk of a community, or at an area of the country. */
export interface Post {
  readonly role: Role
  readonly at: PlaceName
  readonly desk?: DeskName
}
export const isArea = (at: string) => /^\d/.test(at)

/** Whether a post covers a place by where it is held. Posts at a desk cover what their desk has, and nothing by place. */
export function coversPlace(post: Post, place: PlaceName): boolean {
  if (post.desk) return false
  return isArea(post.at) ? communities[communityOf(place)].startsWith(post.at) : isWithin(place, post.at)
}

/** How a place lies to whoever is posted: what a failure of the walk begins with. */
export function relation(posts: readonly Post[], place: PlaceName): string {
  const [post] = posts
  if (!post || isArea(post.at)) return posts.some((one) => coversPlace(one, place)) ? 'own place' : 'foreign place'
  if (place === post.at) return 'own place'
  if (isWithin(place, post.at)) return 'child place'
  if (isWithin(post.at, place)) return 'parent place'
  const [here, there] = [communities[communityOf(post.at)], communities[communityOf(place)]]
  if (here === there) return 'sibling place'
  if (here.slice(0, 9) === there.slice(0, 9)) return 'other community'
  return here.slice(0, 6) === there.slice(0, 6) ? 'other subdistrict' : 'other district'
}
