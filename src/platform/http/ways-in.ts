import type { FastifyInstance } from 'fastify'

/** One way into the server: the method and the address as it was written, `GET /p/:code`. */
export type OpenedRoute = `${string} /${string}`

const opened = new WeakMap<FastifyInstance, Set<OpenedRoute>>()

/** Writes down every route that is opened from now on, whoever opens it: a capability, a door or a library. */
export function writeRoutesDown(server: FastifyInstance): void {
  const routes = new Set<OpenedRoute>()
  opened.set(server, routes)
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.add(`${one} ${url}` as OpenedRoute)
  })
}

/** Every way into a server, for whoever has to answer for all of them: the walk over who may do what. */
export function openedRoutes(server: FastifyInstance): readonly OpenedRoute[] {
  return [...(opened.get(server) ?? [])].toSorted()
}
