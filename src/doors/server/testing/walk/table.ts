import { type Action, roleMay } from '../../../../capabilities/people/permissions.ts'
import type { Holder } from './holders.ts'
import type { Marker, Part } from './markers.ts'
import type { Matter } from './matters.ts'
import {
  type CommunityName,
  communityOf,
  compoundOf,
  compoundOfDesk,
  coversPlace,
  isWithin,
  type PlaceName,
  type Post,
  placesOf,
} from './where.ts'

/**
 * What the permission table says, worked out from nothing but its rows and where roles are held: a role's permission
 * holds at its place and below, or at its area; a desk's people have what their desk has.
 */
const carrying = ({ posts }: Holder, action: Action): Post[] => posts.filter((post) => roleMay(post.role, action))

export const mayAnywhere = (holder: Holder, action: Action): boolean => carrying(holder, action).length > 0
export const mayAt = (holder: Holder, action: Action, place: PlaceName): boolean =>
  carrying(holder, action).some((post) => coversPlace(post, place))

const hasDeskIn = (post: Post, name: CommunityName) => post.desk !== undefined && post.at === name
/** At some place or some desk of a community. */
export const maySomewhereIn = (holder: Holder, action: Action, name: CommunityName): boolean =>
  placesOf(name).some((place) => mayAt(holder, action, place)) ||
  carrying(holder, action).some((post) => hasDeskIn(post, name))

export const mayOn = (holder: Holder, action: Action, matter: Matter): boolean =>
  mayAt(holder, action, matter.place) ||
  carrying(holder, action).some((post) => post.desk === matter.desk && hasDeskIn(post, communityOf(matter.place)))

/** A command by whoever has a desk there asks the rules, which know whose the matter is. */
export const mayCommand = (holder: Holder, action: Action, matter: Matter): boolean =>
  mayAt(holder, action, matter.place) ||
  carrying(holder, action).some((post) => hasDeskIn(post, communityOf(matter.place)))

/** The places of a community that a list of places tells somebody of: theirs, and the way up to them. */
export function placesShown(holder: Holder, action: Action, name: CommunityName): PlaceName[] {
  const posts = carrying(holder, action)
  const isOwn = (place: PlaceName) =>
    posts.some(
      (post) =>
        coversPlace(post, place) ||
        (post.desk && hasDeskIn(post, name) && compoundOf(place) === compoundOfDesk(post.desk)),
    )
  const own = placesOf(name).filter(isOwn)
  return placesOf(name).filter((place) => own.some((one) => isWithin(one, place)))
}

/** What stands beside the way up from somebody's own place, and is told them as well. */
const ofTheWayUp: readonly Part[] = ['place', 'lead', 'desk', 'staff', 'community']

/** Whether a row may have got into an answer to this holder. `matters` are all there are. */
export function mayBeShown(holder: Holder, action: Action, marker: Marker, matters: readonly Matter[]): boolean {
  const { place, part } = marker
  // Who appoints sees who holds what, and whoever manages accounts does everywhere.
  if (holder.posts.some((post) => roleMay(post.role, 'people.manage_accounts')) && part !== 'title')
    return action === 'people.appoint'
  // The auditor's lists are of all communities; of none more than its name.
  if (action === 'audit.read') return part === 'community' && mayAnywhere(holder, action)
  // An office is told in which communities it is held.
  if (part === 'community' && holder.posts.some((post) => coversPlace(post, place))) return true
  if (part === 'reporter') return mayAt(holder, 'requests.see_reporter', place)
  if (mayAt(holder, action, place)) return true
  const ownMatters = matters.filter((matter) => mayOn(holder, action, matter))
  if (part === 'title' || part === 'note') return ownMatters.some((matter) => matter.place === place)
  const reached = [
    ...ownMatters.map((matter) => matter.place),
    ...placesShown(holder, action, communityOf(place)),
    ...holder.posts.map((post) => post.at),
  ]
  return ofTheWayUp.includes(part) && reached.some((one) => isWithin(one, place))
}
