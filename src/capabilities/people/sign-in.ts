import { AsyncLocalStorage } from 'node:async_hooks'
import { timingSafeEqual } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { phoneNumber } from 'better-auth/plugins'
import type { FastifyReply, FastifyRequest } from 'fastify'
import pg from 'pg'
import { DatabaseAway, isConnectionFailure, whenTheNetworkIsSilent } from '../../platform/database/database.ts'
import type { House } from '../../platform/house.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import { newId } from '../../platform/ids.ts'
import { phoneAddress, signInName } from './account-name.ts'
import type { Actor } from './actor.ts'
import type { Phone } from './model.ts'
import type { People } from './service.ts'
import { createTrials } from './trials.ts'

/** Carries a sign-in code to a phone: an SMS gateway, or the demo's own page. */
export interface CodeCarrier {
  send(phone: Phone, code: string): Promise<void>
}

/** A code can be asked for again after this long, in seconds. */
const codeWait = 60
const sessionDays = 30

export type SignedIn = Actor & {
  readonly language: 'zh-CN' | 'en' | null
  readonly phoneHash: Buffer | null
  readonly byToken: boolean
}
export type SignIn = ReturnType<typeof createSignIn>

/**
 * Sign-in on better-auth. The library keeps sessions, codes and password hashes, and is only ever given keyed hashes:
 * it never learns a phone, a name or an account.
 */
export function createSignIn(
  house: House,
  people: People,
  carrier: CodeCarrier,
  settings: { databaseUrl: string; secret: string },
) {
  const { config, sealing, database } = house
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    max: 4,
    connectionTimeoutMillis: 5_000,
    application_name: 'silin sign-in',
    ...whenTheNetworkIsSilent(),
  })
  // As in `Database`: a connection can be cut while it is idle or in the middle of something, and neither ends the server.
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('error', () => {})
  const trials = createTrials(house)
  // The library hands a code to its callback; this leads it back to the call that knows the phone.
  const asking = new AsyncLocalStorage<{ phone: Phone }>()
  const auth = betterAuth({
    database: pool,
    secret: settings.secret,
    baseURL: config.publicUrl,
    trustedOrigins: [config.publicUrl],
    emailAndPassword: { enabled: true, minPasswordLength: 12, maxPasswordLength: 200, autoSignIn: false },
    session: { expiresIn: sessionDays * 86_400, updateAge: 86_400 },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'silin',
      useSecureCookies: config.publicUrl.startsWith('https:'),
      database: { generateId: () => newId<string>() },
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      phoneNumber({
        otpLength: 6,
        expiresIn: 300,
        allowedAttempts: 5,
        async sendOTP({ code }) {
          const call = asking.getStore()
          if (call) await carrier.send(call.phone, code)
        },
        signUpOnVerification: { getTempEmail: phoneAddress, getTempName: () => '-' },
      }),
    ],
  })

  const phoneName = (phone: Phone) => people.phoneHash(phone).toString('hex')
  const accountName = (account: string) => signInName(people.accountHash(account))

  function headersOf(request: FastifyRequest): Headers {
    const headers = new Headers()
    if (request.headers.cookie) headers.set('cookie', request.headers.cookie)
    return headers
  }
  function setCookies(reply: FastifyReply, headers: Headers): void {
    for (const cookie of headers.getSetCookie()) reply.header('set-cookie', cookie)
  }
  /**
   * The library says "no" by an exception with a status of 4xx. It wraps an outage into one of its own that has lost its
   * cause, so the database itself is asked.
   */
  async function orRefused<T>(step: () => Promise<T>): Promise<T | null> {
    try {
      return await step()
    } catch (error) {
      const status = (error as { statusCode?: number }).statusCode
      if (status !== undefined && status >= 400 && status < 500) return null
      throw isConnectionFailure(error) || !(await database.answers()) ? new DatabaseAway(error) : error
    }
  }

  const bringsCookie = (request: FastifyRequest) => request.headers.cookie?.includes('silin.session_token') ?? false
  const csrfFor = (sessionToken: string) => sealing.hash('csrf', sessionToken).toString('base64url')
  const sessions = new WeakMap<FastifyRequest, Promise<{ user: SignedIn; token: string } | null>>()

  async function readSession(request: FastifyRequest) {
    if (!bringsCookie(request)) return null
    const session = await orRefused(() => auth.api.getSession({ headers: headersOf(request) }))
    if (!session) return null
    const actor = await people.actorByUser(session.user.id)
    return actor ? { user: { ...actor, byToken: false }, token: session.session.token } : null
  }
  function sessionOf(request: FastifyRequest) {
    let session = sessions.get(request)
    if (!session) {
      session = readSession(request)
      sessions.set(request, session)
    }
    return session
  }

  return {
    /** Sends a code to a phone, at most one a minute. Answers the same for known and unknown phones. */
    async askCode(phone: Phone): Promise<{ waitSeconds: number }> {
      const left = await people.takeCodeTurn(phone, codeWait)
      if (left > 0) return { waitSeconds: left }
      const enough = await trials.countCode(phoneName(phone))
      if (enough > 0) return { waitSeconds: enough }
      await asking.run({ phone }, () =>
        orRefused(() => auth.api.sendPhoneNumberOTP({ body: { phoneNumber: phoneName(phone) } })),
      )
      return { waitSeconds: codeWait }
    },

    /** Signs in by phone and code; false when the code is wrong, old or used up. */
    async byCode(phone: Phone, code: string, reply: FastifyReply): Promise<boolean> {
      const right = await trials.begin('code', phoneName(phone), reply)
      const done = await orRefused(() =>
        auth.api.verifyPhoneNumber({ body: { phoneNumber: phoneName(phone), code }, returnHeaders: true }),
      )
      if (!done?.response.user) return false
      await right()
      await people.signedInByPhone(phone, done.response.user.id, done.response.token ?? '')
      setCookies(reply, done.headers)
      return true
    },

    /**
     * Takes the proof that somebody who is signed in has this phone from now on.
     * @returns false when the code is wrong, old or used up
     */
    async provePhone(request: FastifyRequest, phone: Phone, code: string, reply: FastifyReply): Promise<boolean> {
      const right = await trials.begin('code', phoneName(phone), reply)
      const done = await orRefused(() =>
        auth.api.verifyPhoneNumber({
          body: { phoneNumber: phoneName(phone), code, updatePhoneNumber: true },
          headers: headersOf(request),
        }),
      )
      if (!done?.status) return false
      await right()
      return true
    },

    /** Signs in staff by account and password. */
    async byPassword(account: string, password: string, reply: FastifyReply): Promise<boolean> {
      const right = await trials.begin('password', accountName(account), reply)
      const done = await orRefused(() =>
        auth.api.signInEmail({ body: { email: accountName(account), password }, returnHeaders: true }),
      )
      if (!done) return false
      await right()
      setCookies(reply, done.headers)
      return true
    },

    /** Makes a staff account with a password and answers the library's user id. */
    async makeAccount(account: string, password: string): Promise<string> {
      await people.removeUnfinishedAccount(accountName(account))
      const made = await auth.api.signUpEmail({ body: { email: accountName(account), password, name: '-' } })
      return made.user.id
    },

    async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const done = await orRefused(() => auth.api.signOut({ headers: headersOf(request), returnHeaders: true }))
      if (done) setCookies(reply, done.headers)
    },

    /** The signed-in person by cookie or by API token, or null. */
    async person(request: FastifyRequest): Promise<SignedIn | null> {
      const bearer = /^Bearer (silin_[\w-]{20,})$/.exec(request.headers.authorization ?? '')?.[1]
      if (bearer) {
        const actor = await people.actorByToken(bearer)
        return actor && { ...actor, language: null, phoneHash: null, byToken: true }
      }
      return (await sessionOf(request))?.user ?? null
    },

    /** Whether somebody tries to be somebody: brings a session's cookie or a token, good or not. */
    isTried: (request: FastifyRequest): boolean => bringsCookie(request) || request.headers.authorization !== undefined,

    /** The token that every write of this session must carry. */
    async csrf(request: FastifyRequest): Promise<string> {
      const session = await sessionOf(request)
      return session ? csrfFor(session.token) : ''
    },

    /**
     * Refuses a write that a cookie signs but that did not come from our own page (OWASP: synchroniser token).
     * @throws HttpProblem csrf
     */
    async checkCsrf(request: FastifyRequest, given: string | undefined): Promise<void> {
      const session = await sessionOf(request)
      if (!session) return
      const site = request.headers['sec-fetch-site']
      if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new HttpProblem('csrf')
      const expected = Buffer.from(csrfFor(session.token))
      const got = Buffer.from(given ?? '')
      if (expected.length !== got.length || !timingSafeEqual(expected, got)) throw new HttpProblem('csrf')
    },

    close: () => pool.end(),
  }
}
