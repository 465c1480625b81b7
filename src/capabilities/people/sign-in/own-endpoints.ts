import type { BetterAuthPlugin } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'

/** What we ask of the sign-in library beside what it offers. Callable on the server only: no address leads to them. */
export const ownEndpoints = {
  id: 'silin',
  endpoints: {
    /**
     * Whose this name and password are; null when they are nobody's. Beginning a session is a step of its own, since a
     * second factor may stand between the two.
     */
    whosePassword: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ name: z.string(), password: z.string() }) },
      async ({ context, body }) => {
        const found = await context.internalAdapter.findUserByEmail(body.name, { includeAccounts: true })
        const hash = found?.accounts.find((account) => account.providerId === 'credential')?.password
        if (!found || !hash) {
          // As slow as a wrong password: how long it takes tells nobody which accounts there are.
          await context.password.hash(body.password)
          return { userId: null }
        }
        const isRight = await context.password.verify({ hash, password: body.password })
        return { userId: isRight ? found.user.id : null }
      },
    ),

    /** Begins a session for a user, with a token that nobody had before. */
    beginSession: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ userId: z.string() }) },
      async (ctx) => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
        if (!user) throw new Error('no such user')
        const session = await ctx.context.internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        return { userId: user.id }
      },
    ),
  },
} satisfies BetterAuthPlugin
