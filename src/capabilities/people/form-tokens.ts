import type { FastifyRequest } from 'fastify'
import type { SignIn } from './sign-in.ts'

/**
 * The token that a page's forms carry. A page is drawn at once, so the token is learnt before: `learn` is a hook of the
 * routes that draw forms, and of no others, since it costs a look at the session.
 */
export function createFormTokens(signIn: Pick<SignIn, 'csrf'>) {
  const tokens = new WeakMap<FastifyRequest, string>()
  return {
    async learn(request: FastifyRequest): Promise<void> {
      tokens.set(request, await signIn.csrf(request))
    },
    /** Empty where nobody is signed in. */
    of: (request: FastifyRequest): string => tokens.get(request) ?? '',
  }
}
