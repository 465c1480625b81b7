import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SignIn } from '../../capabilities/people/index.ts'
import type { House } from '../../platform/house.ts'
import { readForm } from '../../platform/http/form.ts'
import type { PageKit } from '../../platform/http/page-kit.ts'
import { Button, Card, Field, LinkButton, Notice } from '../../platform/pages/index.ts'
import { type Administration, AlreadyAdministered, administrations, makeAdministrators } from './administrators.ts'
import { type Asked, asked, type Faults, readAdministrators } from './set-up-form.ts'

type State =
  | { readonly page: 'form'; readonly typed?: Readonly<Record<string, string>>; readonly faults?: Faults }
  /** What was typed was good, but it could not be kept. */
  | { readonly page: 'failed'; readonly typed: Readonly<Record<string, string>> }
  | { readonly page: 'done' | 'gone' }

const statusOf = (state: State) =>
  state.page === 'gone' ? 410 : state.page === 'failed' ? 503 : state.page === 'form' && state.faults ? 422 : 200

/**
 * Where the first administrators of a real instance are made, all three of them, by whoever can read the server's
 * console. The link is good until they are made, so that a typing error or an outage does not cost a restart.
 */
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

  function show(request: FastifyRequest, reply: FastifyReply, state: State) {
    const { text } = kit.visitor(request)
    return kit.send(request, reply, {
      title: text('server.set-up.title'),
      header: { mark: { lit: state.page === 'done' ? 4 : 0, frame: 'calm' }, title: text('server.set-up.title') },
      host: null,
      status: statusOf(state),
      children:
        state.page === 'form' || state.page === 'failed' ? (
          <SetUpForm state={state} text={text} />
        ) : (
          <Card>
            <p safe>{text(`server.set-up.${state.page}`)}</p>
            {state.page === 'done' && <LinkButton word={text('server.set-up.sign-in')} href="/desk/" look="primary" />}
          </Card>
        ),
    })
  }

  server.get(path, { schema: { hide: true } }, (request, reply) =>
    show(request, reply, { page: good(request) ? 'form' : 'gone' }),
  )
  server.post(path, { schema: { hide: true } }, async (request, reply) => {
    if (!good(request)) return show(request, reply, { page: 'gone' })
    const { fields: typed } = await readForm(request, { files: 0 })
    const { three, faults } = readAdministrators(typed)
    if (faults) return show(request, reply, { page: 'form', typed, faults })
    try {
      const taken = await makeAdministrators(house, signIn, three, request.ip)
      if (taken) {
        const faults: Faults = Object.fromEntries(taken.map((role) => [`${role}-account`, 'server.set-up.taken']))
        return show(request, reply, { page: 'form', typed, faults })
      }
    } catch (error) {
      if (!(error instanceof AlreadyAdministered)) {
        house.log.error({ request: request.id, error }, 'the first administrators could not be made')
        return show(request, reply, { page: 'failed', typed })
      }
      pending = null
      return show(request, reply, { page: 'gone' })
    }
    pending = null
    return show(request, reply, { page: 'done' })
  })
  return {
    /** A link for the first administrators, to be printed on the console. A new start makes a new one and ends the old. */
    offer() {
      pending = randomBytes(24).toString('base64url')
      return `/set-up/${pending}`
    },
  }
}

function SetUpForm(props: {
  state: State & { readonly page: 'form' | 'failed' }
  text: ReturnType<House['text']>
}): JSX.Element {
  const { state, text } = props
  const faults = state.page === 'form' ? (state.faults ?? {}) : {}
  const field = (role: Administration, name: Asked) => {
    const fault = faults[`${role}-${name}`]
    return (
      <Field
        name={`${role}-${name}`}
        kind={name === 'password' ? 'password' : 'text'}
        label={text(`server.set-up.${name}`)}
        hint={name === 'password' ? text('server.set-up.password-hint') : undefined}
        value={name === 'password' ? undefined : (state.typed?.[`${role}-${name}`] ?? '')}
        error={fault && text(fault)}
        autocomplete={name === 'password' ? 'new-password' : 'off'}
        required
      />
    )
  }
  return (
    <>
      {state.page === 'failed' && <Notice kind="over" title={text('server.set-up.failed')} live="alert" />}
      <Card>
        <p safe>{text('server.set-up.about')}</p>
      </Card>
      <form method="post">
        {administrations.map((role) => (
          <Card title={text(`server.set-up.${role}`)}>
            <p safe>{text(`server.set-up.${role}-does`)}</p>
            {asked.map((name) => field(role, name))}
          </Card>
        ))}
        <Button word={text('server.set-up.send')} look="primary" />
      </form>
    </>
  )
}
