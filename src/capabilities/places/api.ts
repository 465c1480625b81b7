import type { FastifyInstance } from 'fastify'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import { sendFile, workbookType } from '../../platform/http/send-file.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Desk } from './model.ts'
import { isNowhere, placesWithin, type ReachIn } from './places-within.ts'
import { plaqueList } from './plaque-list/plaque-list.ts'
import { routes } from './routes.ts'
import type { Places } from './service.ts'

/** Places and coverage as JSON: to each what lies within their own reach. */
export function placesApi<A>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: {
    house: Pick<House, 'database' | 'config'>
    places: Places
    /** Whether the permission table lets somebody do this in the whole of this very community. */
    mayIn: (actor: A, action: string, communityId: CommunityId) => boolean
    reachIn: ReachIn<A>
    /** Those of these desks whose work somebody does today. */
    staffedDesks: (communityId: CommunityId, desks: readonly Desk[]) => Promise<readonly Desk[]>
  },
): void {
  const { places, mayIn, reachIn } = deps

  /** The places of a community with those that the action may be done in. */
  async function within(actor: A, action: string, community: CommunityId) {
    const reach = reachIn(actor, action, community)
    if (isNowhere(reach)) throw new HttpProblem('not_found')
    const nodes = await places.tree(community)
    const desks = (await places.root(community))?.desks ?? []
    return { nodes, desks, ...placesWithin(nodes, reach, desks) }
  }

  implement(server, routes.tree, async ({ actor, query }) => {
    const { nodes, own, above } = await within(actor, routes.tree.action, query.community)
    return { items: nodes.filter(({ id }) => own.has(id) || above.has(id)) }
  })
  implement(server, routes.plaques, async ({ actor, query, visitor, reply }) => {
    if (!mayIn(actor, routes.plaques.action, query.community)) throw new HttpProblem('not_found')
    const bytes = await plaqueList(deps.house, query.community, visitor.text)
    return await sendFile(reply, { bytes, contentType: workbookType }, 'silin-plaques.xlsx')
  })
  implement(server, routes.coverage, async ({ actor, query }) => {
    const { nodes, desks, own } = await within(actor, routes.coverage.action, query.community)
    const compounds = new Set(nodes.filter(({ id }) => own.has(id)).map((node) => node.compoundId))
    const here = desks.filter((desk) => desk.compoundId === null || compounds.has(desk.compoundId))
    const staffed = await deps.staffedDesks(query.community, here)
    const emptyDesks = here.filter((desk) => !staffed.includes(desk))
    return {
      ...(await places.coverage(query.community, (id) => own.has(id))),
      emptyDesks: emptyDesks.map(({ id, kind, name }) => ({ deskId: id, kind, name })),
    }
  })
}
