import type { FastifyInstance } from 'fastify'
import type { createImplement } from '../../../platform/http/implement.ts'
import { HttpProblem } from '../../../platform/http/problems.ts'
import { type Actor, communitiesFor } from '../../people/index.ts'
import type { Places } from '../../places/index.ts'
import { routes } from '../routes.ts'
import type { ClockProfiles } from './clock-profiles.ts'

/** The clocks of an area, as JSON: read by all who work by them, set by the district for itself and below. */
export function clockProfilesApi<A extends Actor>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: { clockProfiles: ClockProfiles; places: Places },
): void {
  const { clockProfiles, places } = deps

  implement(server, routes.clocks, async ({ actor, query }) => {
    const community = await places.community(query.community)
    if (!community || !communitiesFor(actor, 'clocks.read').includes(query.community))
      throw new HttpProblem('not_found')
    return { ...(await clockProfiles.inForce(community.areaCode)), areaCode: community.areaCode }
  })
  implement(server, routes.setClocks, async ({ actor, body }) => {
    const mayHere = actor.roles.some(
      (role) => role.kind === 'area' && role.role === 'districtStaff' && body.area.startsWith(role.areaCode),
    )
    if (!mayHere) throw new HttpProblem('not_found')
    const now = await clockProfiles.set(body.id, body.area, body.profile, actor.personId)
    return { ...now, areaCode: body.area }
  })
}
