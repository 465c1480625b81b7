import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PageKit } from '../../../platform/http/page-kit.ts'
import { Card, LinkButton } from '../../../platform/pages/index.ts'
import type { SignIn } from '../sign-in.ts'

/** A whole office goes there and back from one address. */
const few = { rateLimit: { max: 20, timeWindow: '1 minute' } }
const statusOf = { unknown: 403, refused: 403, away: 503 } as const

/** The way to the district's identity provider and back. Whoever it does not let in is told why, and what to do. */
export function oidcPages(server: FastifyInstance, deps: { kit: PageKit; signIn: SignIn }): void {
  const { kit, signIn } = deps
  const { oidc } = signIn.ways
  if (!oidc) return

  const told = (why: keyof typeof statusOf, request: FastifyRequest, reply: FastifyReply) => {
    const { text } = kit.visitor(request)
    const title = text('people.oidc.title')
    return kit.send(request, reply, {
      title,
      header: { mark: { lit: 0, frame: 'calm' }, title },
      host: null,
      status: statusOf[why],
      children: (
        <Card>
          <p safe>{text(`people.oidc.${why}`, { name: oidc.name })}</p>
          <LinkButton word={text('people.oidc.back')} href="/desk/" look="primary" />
        </Card>
      ),
    })
  }

  server.get('/sign-in/oidc', { config: few, schema: { hide: true } }, async (request, reply) => {
    const address = await signIn.leaveForOidc(request, reply)
    return address ? reply.header('cache-control', 'no-store').redirect(address, 303) : told('away', request, reply)
  })
  server.get('/sign-in/oidc/back', { config: few, schema: { hide: true } }, async (request, reply) => {
    const outcome = await signIn.backFromOidc(request, reply)
    if (outcome !== 'signed_in') return told(outcome, request, reply)
    return reply.header('cache-control', 'no-store').redirect('/desk/', 303)
  })
}
