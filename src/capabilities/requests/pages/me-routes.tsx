import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readForm } from '../../../platform/http/form.ts'
import { mobilePhone } from '../../people/index.ts'
import { type RequestPageDeps, readerOf } from './deps.ts'
import { MyMatters, SignInForm, type SignInProps } from './me-page.tsx'

/** Fewer than a person needs, more than nobody: codes cost money and can be guessed at. */
const few = { rateLimit: { max: 20, timeWindow: '1 minute' } }

/** `/me`: what a neighbour reported, found again by the phone that they left. */
export function meRoutes(server: FastifyInstance, deps: RequestPageDeps): void {
  server.get('/me', async (request, reply) => {
    const reader = readerOf(deps, request)
    const person = await deps.person(request)
    if (!person) return signInPage(request, reply, { phone: '', asksCode: false, errors: {} })
    const matters = await deps.tracking.mine(person, reader.language)
    const held = await deps.held.mine(person)
    return send(request, reply, <MyMatters matters={matters} held={held} reader={reader} />)
  })

  server.post('/me/code', { config: few }, async (request, reply) => {
    const { text } = readerOf(deps, request)
    const form = await readForm(request, { files: 0 })
    await deps.signIn.check(request, form.get('_csrf'))
    const typed = form.get('phone') ?? ''
    const phone = mobilePhone.safeParse(typed)
    if (!phone.success) {
      const errors = { phone: text('requests.page.me.phone.wrong') }
      return signInPage(request, reply, { phone: typed, asksCode: false, errors }, 422)
    }
    const { waitSeconds } = await deps.signIn.askCode(phone.data, reply)
    return signInPage(request, reply, { phone: typed, asksCode: true, waitSeconds, errors: {} })
  })

  server.post('/me/sign-in', { config: few }, async (request, reply) => {
    const { text } = readerOf(deps, request)
    const form = await readForm(request, { files: 0 })
    await deps.signIn.check(request, form.get('_csrf'))
    const typed = form.get('phone') ?? ''
    const phone = mobilePhone.safeParse(typed)
    const code = (form.get('code') ?? '').normalize('NFKC').replaceAll(/\s/g, '')
    const signedIn = phone.success && /^\d{6}$/.test(code) && (await deps.signIn.byCode(phone.data, code, reply))
    if (signedIn) return reply.redirect('/me', 303)
    const errors = { code: text('requests.page.me.code.wrong') }
    return signInPage(request, reply, { phone: typed, asksCode: true, errors }, 422)
  })

  server.post('/me/sign-out', async (request, reply) => {
    const form = await readForm(request, { files: 0 })
    await deps.signIn.check(request, form.get('_csrf'))
    await deps.signIn.signOut(request, reply)
    return reply.redirect('/me', 303)
  })

  function signInPage(
    request: FastifyRequest,
    reply: FastifyReply,
    props: Omit<SignInProps, 'reader'>,
    status = 200,
  ): FastifyReply {
    return send(request, reply, <SignInForm {...props} reader={readerOf(deps, request)} />, status)
  }

  function send(request: FastifyRequest, reply: FastifyReply, children: JSX.Element, status = 200): FastifyReply {
    const { text, large } = deps.kit.visitor(request)
    return deps.kit.send(request, reply.header('x-robots-tag', 'noindex'), {
      title: text('requests.page.me'),
      header: { mark: { lit: 0, frame: 'calm' }, title: text('requests.page.me'), readAloud: large },
      host: null,
      children,
      status,
    })
  }
}
