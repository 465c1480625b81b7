import type { FastifyInstance } from 'fastify'
import type { createImplement } from '../../platform/http/implement.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import type { CommunityId } from '../../platform/ids.ts'
import type { Places } from '../places/index.ts'
import { mostMonths } from './model.ts'
import { routes } from './routes.ts'
import { faultOf, sumOf } from './rules.ts'
import type { FiguresBook } from './service.ts'

/** Figures as JSON, of those communities that the reader reaches as a whole. */
export function figuresApi<A>(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<A>>,
  deps: {
    book: FiguresBook
    places: Pick<Places, 'communities'>
    /** Whether the permission table lets somebody do this in the whole of this very community. */
    mayIn: (actor: A, action: string, communityId: CommunityId) => boolean
  },
): void {
  implement(server, routes.figures, async ({ actor, query, visitor }) => {
    const { from, to, community } = query
    const fault = faultOf({ from, to })
    if (fault)
      throw new HttpProblem('invalid', {
        fields: [{ field: 'to', message: visitor.text(`figures.fault.${fault}`, { most: mostMonths }) }],
      })
    const reached = (await deps.places.communities()).filter(({ id }) => deps.mayIn(actor, routes.figures.action, id))
    const communities = reached.filter(({ id }) => community === undefined || id === community)
    if (community !== undefined && communities.length === 0) throw new HttpProblem('not_found')
    const items = await deps.book.read(
      communities.map(({ id }) => id),
      { from, to },
    )
    return { from, to, communities: communities.map(({ id, name }) => ({ id, name })), items, total: sumOf(items) }
  })
}
