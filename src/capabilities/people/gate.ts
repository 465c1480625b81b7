import type { FastifyRequest } from 'fastify'
import type { Gate } from '../../platform/http/implement.ts'
import { mayAnywhere } from './actor.ts'
import type { Action } from './permissions.ts'
import { routes } from './routes.ts'
import { openToHalf } from './sign-in/routes.ts'
import type { SignedIn, SignIn } from './sign-in.ts'

/** What is opened before the second factor was given: that, and the way out. */
const half = new Set([...openToHalf, routes.signOut].map(({ method, path }) => `${method} ${path}`))
const isOpenToHalf = ({ method, routeOptions: { url } }: FastifyRequest) =>
  half.has(`${method} ${(url ?? '').replaceAll(/:(\w+)/g, '{$1}')}`)

/** The gate of every JSON route: who asks, whether a cookie-signed write is really theirs, and the permission table. */
export function createGate(signIn: SignIn): Gate<SignedIn> {
  return {
    async actor(request: FastifyRequest) {
      const person = await signIn.forRoute(request, isOpenToHalf(request))
      if (person && !person.byToken && request.method !== 'GET' && request.method !== 'HEAD') {
        const header = request.headers['x-csrf-token']
        await signIn.checkCsrf(request, typeof header === 'string' ? header : undefined)
      }
      return person
    },
    whoIs: (actor) => actor,
    mayAnywhere: (actor, action) => mayAnywhere(actor, action as Action),
  }
}
