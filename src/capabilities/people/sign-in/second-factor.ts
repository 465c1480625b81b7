import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Temporal } from 'temporal-polyfill'
import type { House } from '../../../platform/house.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import { bringsSession, broughtBack, headersOf, setCookies } from './cookies.ts'
import type { Devices } from './devices.ts'
import { dropPasskey, dropTotp, passkeysOf } from './factors-store.ts'
import type { Library } from './library.ts'
import type { OwnPassword } from './own-password.ts'
import { mustHaveSecondFactor } from './rules-for-sessions.ts'
import type { OpenSession, Refused, Sessions } from './sessions.ts'
import type { Trials } from './trials.ts'

const shared = { communities: [] as CommunityId[] }
/** Done, or why not. `password`: the own password is wrong, or was not given. */
export type FactorOutcome<T = object> =
  | ({ readonly ok: true } & T)
  | {
      readonly ok: false
      readonly refusal: 'code_wrong' | 'password_wrong' | 'last_factor' | 'not_found' | 'passkey_wrong'
    }
const no = <R extends string>(refusal: R) => ({ ok: false, refusal }) as const

export interface Factors {
  readonly isRequired: boolean
  readonly hasPassword: boolean
  readonly hasTotp: boolean
  /** Recovery codes that were not used yet. */
  readonly codesLeft: number
  readonly passkeys: readonly { readonly id: string; readonly name: string; readonly addedAt: Temporal.Instant }[]
}

/** The second factor: a code of an app (RFC 6238) with recovery codes, and passkeys, which ask for a finger or a PIN. */
export function createSecondFactor(
  house: House,
  deps: {
    auth: Library['auth']
    sessions: Sessions
    devices: Devices
    trials: Trials
    password: OwnPassword
    refused: Refused
  },
) {
  const { database, config } = house
  const { auth, sessions, devices, trials, password, refused } = deps
  const isRequired = (session: OpenSession) =>
    config.secondFactor === 'required' && mustHaveSecondFactor(session.person.roles)

  /** From here on the session has given its second factor, under a new token. */
  async function opened(reply: FastifyReply, session: OpenSession, trust: boolean, given?: Headers): Promise<void> {
    const { way, userId } = session
    await sessions.begin(reply, userId, {
      way,
      gaveFactor: true,
      given: given && bringsToken(given) ? given : undefined,
    })
    await devices.remember(userId, reply, trust)
  }

  return {
    async list(session: OpenSession): Promise<Factors> {
      const { userId, hasTotp } = session
      const [keys, codes] = await Promise.all([
        database.work(shared, (work) => passkeysOf(work, userId)),
        hasTotp ? refused(() => auth.api.viewBackupCodes({ body: { userId } })) : null,
      ])
      return {
        isRequired: isRequired(session),
        hasPassword: await password.has(userId),
        hasTotp,
        codesLeft: codes?.backupCodes.length ?? 0,
        passkeys: keys.map(({ id, name, createdAt }) => ({ id, name: name ?? '', addedAt: createdAt })),
      }
    },

    /** Begins to set up an app: a secret for it, and recovery codes, which are good once the app proved itself. */
    async beginTotp(
      request: FastifyRequest,
      reply: FastifyReply,
      session: OpenSession,
      typed: string | undefined,
    ): Promise<FactorOutcome<{ secret: string; recoveryCodes: readonly string[] }>> {
      if (!(await password.isOwn(session, typed, reply))) return no('password_wrong')
      // The library asks for it once more, where there is one.
      const body = typed === undefined ? {} : { password: password.normal(typed) }
      const made = await refused(() => auth.api.enableTwoFactor({ body, headers: headersOf(request) }))
      if (made?.method !== 'totp') return no('not_found')
      const secret = new URL(made.totpURI).searchParams.get('secret') ?? ''
      return { ok: true, secret, recoveryCodes: made.backupCodes }
    },

    /** The app proves itself by its first code: from now on it is the second factor. */
    async confirmTotp(
      request: FastifyRequest,
      reply: FastifyReply,
      session: OpenSession,
      code: string,
    ): Promise<FactorOutcome> {
      const right = await trials.begin('second', session.userId, await devices.trierOf(session.userId, reply), reply)
      const done = await refused(() =>
        auth.api.verifyTOTP({ body: { code }, headers: headersOf(request), returnHeaders: true }),
      )
      if (!done || !(await trials.takeOnce(session.userId, code))) return no('code_wrong')
      await right()
      await opened(reply, session, false, done.headers)
      return { ok: true }
    },

    /** Gives the second factor after the first: a code of the app, or one of the recovery codes, each good once. */
    async give(
      request: FastifyRequest,
      reply: FastifyReply,
      session: OpenSession,
      typed: { code: string; trust: boolean },
    ): Promise<FactorOutcome> {
      const { userId } = session
      const right = await trials.begin('second', userId, await devices.trierOf(userId, reply), reply)
      const headers = headersOf(request)
      const { code } = typed
      const isApp = /^\d{6}$/.test(code)
      const done = !session.hasTotp
        ? null
        : isApp
          ? await refused(() => auth.api.verifyTOTP({ body: { code }, headers }))
          : await refused(() => auth.api.verifyBackupCode({ body: { code, disableSession: true }, headers }))
      if (!done || (isApp && !(await trials.takeOnce(userId, code)))) return no('code_wrong')
      await right()
      await opened(reply, session, typed.trust)
      return { ok: true }
    },

    /** New recovery codes in the place of the old ones. */
    async newCodes(
      request: FastifyRequest,
      reply: FastifyReply,
      session: OpenSession,
      typed: string | undefined,
    ): Promise<FactorOutcome<{ recoveryCodes: readonly string[] }>> {
      if (!(await password.isOwn(session, typed, reply))) return no('password_wrong')
      const body = typed === undefined ? {} : { password: password.normal(typed) }
      const made = await refused(() => auth.api.generateBackupCodes({ body, headers: headersOf(request) }))
      return made ? { ok: true, recoveryCodes: made.backupCodes } : no('not_found')
    },

    /** Takes away the app or one passkey. The last factor of who must have one stays until there is another. */
    async remove(
      reply: FastifyReply,
      session: OpenSession,
      what: { totp: true } | { passkey: string },
      typed: string | undefined,
    ): Promise<FactorOutcome> {
      if (!(await password.isOwn(session, typed, reply))) return no('password_wrong')
      const { userId } = session
      const done = await database.work(shared, async (work) => {
        const keys = await passkeysOf(work, userId)
        const left = 'totp' in what ? keys.length : keys.length - 1 + Number(session.hasTotp)
        if (left === 0 && isRequired(session)) return no('last_factor')
        if ('totp' in what) await dropTotp(work, userId)
        else if (!(await dropPasskey(work, userId, what.passkey))) return no('not_found')
        return { ok: true } as const
      })
      if (!done.ok) return done
      await devices.distrustAll(userId)
      await opened(reply, session, false)
      return done
    },

    /** What the browser needs to make a passkey for this person, whom it shows under their own name. */
    async passkeyToMake(request: FastifyRequest, reply: FastifyReply, session: OpenSession) {
      const done = await refused(() =>
        auth.api.generatePasskeyRegistrationOptions({ headers: headersOf(request), returnHeaders: true }),
      )
      if (!done) return null
      setCookies(reply, done.headers)
      const { name } = session.person
      return { ...done.response, user: { ...done.response.user, name, displayName: name } }
    },

    /** Keeps a passkey that the browser made. */
    async keepPasskey(
      request: FastifyRequest,
      reply: FastifyReply,
      session: OpenSession,
      made: { response: unknown; name: string; password: string | undefined },
    ): Promise<FactorOutcome> {
      // Right after the first factor there is nobody else at the keyboard.
      if (session.stage === 'open' && !(await password.isOwn(session, made.password, reply)))
        return no('password_wrong')
      const body = { response: made.response, name: made.name }
      const done = await refused(() => auth.api.verifyPasskeyRegistration({ body, headers: headersOf(request) }))
      if (!done) return no('passkey_wrong')
      await opened(reply, session, false)
      return { ok: true }
    },

    /** What the browser needs to sign in by a passkey: nobody is named, whoever holds one is asked which. */
    async passkeyToGive(reply: FastifyReply) {
      // Without the session: also after the password the browser offers every key that it has for here.
      const done = await refused(() =>
        auth.api.generatePasskeyAuthenticationOptions({ headers: new Headers(), returnHeaders: true }),
      )
      if (!done) return null
      setCookies(reply, done.headers)
      return { ...done.response, userVerification: 'required' as const }
    },

    /** Signs in by a passkey alone: what one has, and a finger, a face or a PIN with it. */
    async byPasskey(request: FastifyRequest, reply: FastifyReply, response: object): Promise<boolean> {
      const done = await refused(() =>
        auth.api.verifyPasskeyAuthentication({
          // The library reads it with care: what is none is refused.
          body: { response: response as never },
          headers: headersOf(request),
          returnHeaders: true,
        }),
      )
      if (!done) return false
      const { user } = done.response
      const session = await sessions.begin(reply, user.id, { way: 'passkey', gaveFactor: true, given: done.headers })
      if (!session) return false
      await devices.remember(user.id, reply, false)
      return true
    },
  }
}

const bringsToken = (headers: Headers): boolean =>
  bringsSession({ headers: { cookie: broughtBack(headers).get('cookie') ?? '' } } as FastifyRequest)
