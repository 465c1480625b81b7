import type { CommunityId } from '../../platform/ids.ts'
import { type Actor, worksAt } from '../people/index.ts'
import type { Desk, ServedPlace } from '../places/index.ts'

/** The desks whose work a person does in a community: by their post, or by office for the desks above. */
export function ownDesks(actor: Actor, place: Pick<ServedPlace, 'desks'>, communityId: CommunityId): Desk[] {
  const roles = actor.roles.filter((role) =>
    (role.kind === 'area' ? role.communities : [role.communityId]).includes(communityId),
  )
  return place.desks.filter((desk) => roles.some((role) => worksAt(role, desk)))
}
