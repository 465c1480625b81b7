import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SignIn } from '../../capabilities/people/index.ts'
import type { House } from '../../platform/house.ts'
import { readForm } from '../../platform/http/form.ts'
import type { PageKit } from '../../platform/http/page-kit.ts'
import { Button, Card, Field, LinkButton } from '../../platform/pages/index.ts'
import { makeAdministrator } from './administrators.ts'

const first = z.object({
  account: z.string().trim().min(3).max(60),
  name: z.string().trim().min(1).max(40),
  password: z.string().min(12).max(200),
})

/** Where the first administrator of a real instance is made: once, by whoever can read the server's console. */
export function setUpPage(
  server: FastifyInstance,
  deps: { house: House; kit: PageKit; signIn: SignIn },
): { offer(): string } {
  const { house, kit, signIn } = deps
  let pending: string | null = null
  const path = '/set-up/:token'
  const good = (request: FastifyRequest) => {
    const given = Buffer.from((request.params as { token: string }).token)
    const expected = Buffer.from(pending ?? '')
    return pending !== null && given.length === expected.length && timingSafeEqual(given, expected)
  }

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    state: 'form' | 'done' | 'gone',
    typed: Record<string, string> = {},
    wrong: string[] = [],
  ) {
    const { text } = kit.visitor(request)
    const error = (name: string) => (wrong.includes(name) ? text('field.missing') : null)
    return kit.send(request, reply, {
      title: text('server.set-up.title'),
      header: { mark: { lit: state === 'done' ? 4 : 0, frame: 'calm' }, title: text('server.set-up.title') },
      host: null,
      status: state === 'gone' ? 410 : wrong.length > 0 ? 422 : 200,
      children:
        state === 'form' ? (
          <Card>
            <p safe>{text('server.set-up.about')}</p>
            <form method="post">
              <Field
                name="account"
                label={text('server.set-up.account')}
                value={typed.account ?? ''}
                error={error('account') ?? undefined}
                autocomplete="username"
                required
              />
              <Field
                name="name"
                label={text('server.set-up.name')}
                value={typed.name ?? ''}
                error={error('name') ?? undefined}
                autocomplete="name"
                required
              />
              <Field
                name="password"
                kind="password"
                label={text('server.set-up.password')}
                hint={text('server.set-up.password-hint')}
                error={wrong.includes('password') ? text('server.set-up.password-hint') : undefined}
                autocomplete="new-password"
                required
              />
              <Button word={text('server.set-up.send')} look="primary" />
            </form>
          </Card>
        ) : (
          <Card>
            <p safe>{text(state === 'done' ? 'server.set-up.done' : 'server.set-up.gone')}</p>
            {state === 'done' && <LinkButton word={text('server.set-up.sign-in')} href="/desk/" look="primary" />}
          </Card>
        ),
    })
  }

  server.get(path, { schema: { hide: true } }, (request, reply) =>
    show(request, reply, good(request) ? 'form' : 'gone'),
  )
  server.post(path, { schema: { hide: true } }, async (request, reply) => {
    if (!good(request)) return show(request, reply, 'gone')
    const { fields } = await readForm(request, { files: 0 })
    const parsed = first.safeParse(fields)
    if (!parsed.success)
      return show(
        request,
        reply,
        'form',
        fields,
        parsed.error.issues.map((issue) => String(issue.path[0])),
      )
    // Spent before it is used: two submits at once make one administrator.
    pending = null
    await makeAdministrator(house, signIn, parsed.data, 'sysAdmin')
    return show(request, reply, 'done')
  })
  return {
    /** A link for the first administrator, to be printed on the console. A new start makes a new one and ends the old. */
    offer() {
      pending = randomBytes(24).toString('base64url')
      return `/set-up/${pending}`
    },
  }
}
