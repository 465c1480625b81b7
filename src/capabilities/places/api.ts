import type { FastifyInstance } from 'fastify'
import type { House } from '../../platform/house.ts'
import type { createImplement } from '../../platform/http/implement.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import { sendFile, workbookType } from '../../platform/http/send-file.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Desk } from './model.ts'
import { plaqueList } from './plaque-list/plaque-list.ts'
import { routes } from './routes.ts'
import type { Places } from './service.ts'

/** Places and coverage as JSON. `mayIn` asks the permission table for this very community. */
export function placesApi<A>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: {
    house: Pick<House, 'database' | 'config'>
    places: Places
    mayIn: (actor: A, action: string, communityId: CommunityId) => boolean
    /** Those of these desks whose work somebody does today. */
    staffedDesks: (communityId: CommunityId, desks: readonly Desk[]) => Promise<readonly Desk[]>
  },
): void {
  const { places, mayIn } = deps
  implement(server, routes.tree, async ({ actor, query }) => {
    if (!mayIn(actor, routes.tree.action, query.community)) throw new HttpProblem('not_found')
    return { items: await places.tree(query.community) }
  })
  implement(server, routes.plaques, async ({ actor, query, visitor, reply }) => {
    if (!mayIn(actor, routes.plaques.action, query.community)) throw new HttpProblem('not_found')
    const bytes = await plaqueList(deps.house, query.community, visitor.text)
    return await sendFile(reply, { bytes, contentType: workbookType }, 'silin-plaques.xlsx')
  })
  implement(server, routes.coverage, async ({ actor, query }) => {
    if (!mayIn(actor, routes.coverage.action, query.community)) throw new HttpProblem('not_found')
    const desks = (await places.root(query.community))?.desks ?? []
    const staffed = await deps.staffedDesks(query.community, desks)
    const emptyDesks = desks.filter((desk) => !staffed.includes(desk))
    return {
      ...(await places.coverage(query.community)),
      emptyDesks: emptyDesks.map(({ id, kind, name }) => ({ deskId: id, kind, name })),
    }
  })
}
