import type { FastifyInstance } from 'fastify'
import type { RequestPageDeps } from './deps.ts'
import { joinRoute } from './join-route.ts'
import { meRoutes } from './me-routes.tsx'
import { plaqueLive } from './plaque-live.tsx'
import { plaqueRoutes } from './plaque-routes.tsx'
import { trackRoutes } from './track-routes.tsx'

export type { RequestPageDeps, SignInByPhone } from './deps.ts'

/** The resident pages of this capability: the plaque's, a matter's own, and a neighbour's own. No script needed. */
export function requestPages(server: FastifyInstance, deps: RequestPageDeps): void {
  plaqueRoutes(server, deps)
  plaqueLive(server, deps)
  joinRoute(server, deps)
  trackRoutes(server, deps)
  meRoutes(server, deps)
}
