import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deed } from '../../../platform/audit/deed.ts'
import type { createImplement } from '../../../platform/http/implement.ts'
import { HttpProblem } from '../../../platform/http/problems.ts'
import type { Text } from '../../../platform/i18n/text.ts'
import type { Session } from '../model.ts'
import type { SignedIn, SignIn } from '../sign-in.ts'
import { routes } from './routes.ts'
import type { FactorOutcome } from './second-factor.ts'
import type { OpenSession } from './sessions.ts'

/** Second factors, passkeys, sessions and one's own password, as JSON. */
export function ownSignInApi(
  server: FastifyInstance,
  implement: ReturnType<typeof createImplement<SignedIn>>,
  deps: {
    signIn: SignIn
    /** What the doors are told of who is signed in by this request's session, as it is now. */
    sessionOf: (request: FastifyRequest, deed: Deed | null) => Promise<Session>
    /** What is known of a person and may not be their password. */
    knownWords: (person: SignedIn) => Promise<string[]>
  },
): void {
  const { signIn, sessionOf, knownWords } = deps
  const { factors, sessions, password } = signIn

  /** The session by a cookie. An API token has no factors, no password and no sessions. */
  async function own(request: FastifyRequest): Promise<OpenSession> {
    const session = request.headers.authorization === undefined ? await sessions.of(request) : null
    if (!session) throw new HttpProblem('sign_in')
    return session
  }
  /** One whose factors may be set up: nobody adds another to skip the one that is asked for. */
  async function settingUp(request: FastifyRequest): Promise<OpenSession> {
    const session = await own(request)
    if (session.stage === 'second_factor') throw new HttpProblem('sign_in')
    return session
  }

  implement(server, routes.ways, async () => signIn.ways)

  implement(server, routes.passkeyToGive, async ({ reply }) => {
    const options = await factors.passkeyToGive(reply)
    if (!options) throw new HttpProblem('not_found')
    return options
  })
  implement(server, routes.signInByPasskey, async ({ body, request, reply, visitor, deed }) => {
    deed?.isDoneOutside()
    if (!(await factors.byPasskey(request, reply, body.response))) throw refused('passkey_wrong', visitor.text)
    return await sessionOf(request, deed)
  })
  implement(server, routes.giveSecondFactor, async ({ body, request, reply, visitor, deed }) => {
    deed?.isDoneOutside()
    const session = await own(request)
    if (session.stage !== 'open') orProblem(await factors.give(request, reply, session, body), visitor.text)
    return await sessionOf(request, deed)
  })

  implement(server, routes.factors, async ({ request }) => {
    const { hasTotp, passkeys, ...rest } = await factors.list(await own(request))
    return {
      ...rest,
      hasApp: hasTotp,
      passkeys: passkeys.map(({ addedAt, ...key }) => ({ ...key, addedAt: addedAt.toString() })),
    }
  })
  implement(server, routes.beginApp, async ({ body, request, reply, visitor, deed }) => {
    deed?.isDoneOutside()
    const session = await settingUp(request)
    const begun = orProblem(await factors.beginTotp(request, reply, session, body.password), visitor.text)
    const { secret, recoveryCodes } = begun
    const issuer = visitor.text('people.factor.issuer')
    // The library's own line would show the keyed hash that it knows instead of a name.
    const label = encodeURIComponent(`${issuer}:${session.person.name}`)
    const query = new URLSearchParams({ secret, issuer, digits: '6', period: '30' })
    return { secret, uri: `otpauth://totp/${label}?${query}`, recoveryCodes: [...recoveryCodes] }
  })
  implement(server, routes.confirmApp, async ({ body, request, reply, visitor, deed }) => {
    deed?.isDoneOutside()
    orProblem(await factors.confirmTotp(request, reply, await settingUp(request), body.code), visitor.text)
    return await sessionOf(request, deed)
  })
  implement(server, routes.removeApp, async ({ body, request, reply, visitor, deed }) => {
    orProblem(await factors.remove(reply, await own(request), { totp: true }, body.password), visitor.text)
    return await sessionOf(request, deed)
  })
  implement(server, routes.newRecoveryCodes, async ({ body, request, reply, visitor, deed }) => {
    deed?.isDoneOutside()
    const made = orProblem(await factors.newCodes(request, reply, await own(request), body.password), visitor.text)
    return { recoveryCodes: [...made.recoveryCodes] }
  })
  implement(server, routes.passkeyToMake, async ({ request, reply }) => {
    const options = await factors.passkeyToMake(request, reply, await settingUp(request))
    if (!options) throw new HttpProblem('not_found')
    return options
  })
  implement(server, routes.keepPasskey, async ({ body, request, reply, visitor, deed }) => {
    deed?.isDoneOutside()
    const made = { response: body.response, name: body.name, password: body.password }
    orProblem(await factors.keepPasskey(request, reply, await settingUp(request), made), visitor.text)
    return await sessionOf(request, deed)
  })
  implement(server, routes.removePasskey, async ({ params, body, request, reply, visitor, deed }) => {
    const which = { passkey: params.id }
    orProblem(await factors.remove(reply, await own(request), which, body.password), visitor.text)
    return await sessionOf(request, deed)
  })

  implement(server, routes.changePassword, async ({ actor, body, request, reply, visitor, deed }) => {
    const typed = { current: body.password, next: body.next }
    const outcome = await password.change(reply, await own(request), typed, await knownWords(actor))
    if (outcome === 'password_wrong') throw refused('password_wrong', visitor.text)
    if (outcome !== 'changed') {
      const message = visitor.text(`people.password.${outcome}`)
      throw new HttpProblem('invalid', {
        refusal: 'password_weak',
        title: message,
        fields: [{ field: 'next', message }],
      })
    }
    return await sessionOf(request, deed)
  })

  implement(server, routes.sessions, async ({ actor, request, visitor }) => {
    const { person, family } = await own(request)
    const listed = await sessions.list(actor.personId, family, person.roles)
    return {
      items: listed.map(({ device, begunAt, lastUsedAt, ...one }) => {
        const [browser = 'other', system = 'other'] = device.split(' ')
        const words = visitor.text('people.sessions.device', { browser, system })
        return { ...one, device: words, begunAt: begunAt.toString(), lastUsedAt: lastUsedAt.toString() }
      }),
    }
  })
  implement(server, routes.endSession, async ({ actor, params, request }) => {
    await own(request)
    if (!(await sessions.end(actor.personId, params.id))) throw new HttpProblem('not_found')
    return {}
  })
  implement(server, routes.endOtherSessions, async ({ actor, request }) => {
    await sessions.endOthers(actor.personId, (await own(request)).family)
    return {}
  })
}

type Refusal = Extract<FactorOutcome, { ok: false }>['refusal']
/** Where a refusal is mended. */
const fieldOf: Partial<Record<Refusal, string>> = { code_wrong: 'code', password_wrong: 'password' }

/** @throws HttpProblem when it was refused, with words for the reader */
function orProblem<T>(outcome: FactorOutcome<T>, text: Text): { readonly ok: true } & T {
  if (outcome.ok) return outcome
  throw refused(outcome.refusal, text)
}

function refused(refusal: Refusal, text: Text): HttpProblem {
  if (refusal === 'not_found') return new HttpProblem('not_found')
  const message = text(`people.factor.${refusal}`)
  const field = fieldOf[refusal]
  return field
    ? new HttpProblem('invalid', { refusal, title: message, fields: [{ field, message }] })
    : new HttpProblem('refused', { refusal, title: message })
}
