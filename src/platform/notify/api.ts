import type { FastifyInstance } from 'fastify'
import type { createImplement } from '../http/implement.ts'
import { HttpProblem } from '../http/problems.ts'
import type { CommunityId, PersonId } from '../ids.ts'
import { routes } from './routes.ts'
import type { Notify } from './service.ts'

/** One's own notices, and the desk's log of deliveries. */
export function notifyApi<A extends { readonly personId: PersonId; readonly communities: readonly CommunityId[] }>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: {
    notify: Notify
    /** Messages of a neighbour without a post can come from any community that they spoke up in. */
    communities: () => Promise<readonly CommunityId[]>
    mayIn: (actor: A, action: string, communityId: CommunityId) => boolean
  },
): void {
  const { notify, mayIn } = deps
  const mine = async (actor: A) => (actor.communities.length > 0 ? actor.communities : await deps.communities())
  implement(
    server,
    routes.notices,
    async ({ actor, visitor }) => await notify.myNotices(actor.personId, await mine(actor), visitor.language),
  )
  implement(server, routes.readNotices, async ({ actor }) => {
    await notify.readNotices(actor.personId, await mine(actor))
    return {}
  })
  implement(server, routes.deliveries, async ({ actor, query, visitor }) => {
    if (!mayIn(actor, routes.deliveries.action, query.community)) throw new HttpProblem('not_found')
    return await notify.deliveries(query, visitor.language)
  })
}
