import { timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DatabaseAway, isConnectionFailure } from '../../platform/database/database.ts'
import type { House } from '../../platform/house.ts'
import { HttpProblem } from '../../platform/http/problems.ts'
import { signInName } from './account-name.ts'
import type { Phone } from './model.ts'
import type { People } from './service.ts'
import { type CodeCarrier, createCodes } from './sign-in/codes.ts'
import { bringsSession, headersOf, setCookies } from './sign-in/cookies.ts'
import { createDevices } from './sign-in/devices.ts'
import { createLibrary } from './sign-in/library.ts'
import { createOidc } from './sign-in/oidc.ts'
import { createOwnPassword } from './sign-in/own-password.ts'
import { normalPassword } from './sign-in/passwords.ts'
import { postsLine } from './sign-in/rules-for-sessions.ts'
import { createSecondFactor } from './sign-in/second-factor.ts'
import { createSessions, type OpenSession, type SignedInPerson } from './sign-in/sessions.ts'
import { createTrials } from './sign-in/trials.ts'

export type { CodeCarrier } from './sign-in/codes.ts'

const bearerOf = ({ headers }: Pick<FastifyRequest, 'headers'>) =>
  /^Bearer (silin_[\w-]{20,})$/.exec(headers.authorization ?? '')?.[1]

/** A code can be asked for again after this long, in seconds. */
const codeWait = 60

export type SignedIn = SignedInPerson & { readonly byToken: boolean }
export type SignIn = ReturnType<typeof createSignIn>

/** Sign-in: by phone and code, account and password, passkey or the district's identity provider; sessions and factors. */
export function createSignIn(
  house: House,
  people: People,
  carrier: CodeCarrier,
  settings: { databaseUrl: string; secret: string },
) {
  const { config, sealing, database } = house
  const trials = createTrials(house)
  const devices = createDevices(house)
  const codes = createCodes(house)
  const { auth, orAway, withProvider, close } = createLibrary(house, settings, { takeCode: codes.take })
  const oidc = config.oidc && createOidc(house, people, config.oidc, withProvider)
  const sessions = createSessions(house, people, auth, orRefused)
  const parts = { auth, sessions, devices, trials, refused: orRefused }
  const password = createOwnPassword(house, parts)
  const factors = createSecondFactor(house, { ...parts, password })

  const phoneName = (phone: Phone) => people.phoneHash(phone).toString('hex')
  const accountName = (account: string) => signInName(people.accountHash(account))
  const csrfFor = (session: OpenSession) => sealing.hash('csrf', session.family).toString('base64url')

  /**
   * The library says "no" by an exception with a status of 4xx. It wraps an outage into one of its own that has lost its
   * cause, so the pool itself is watched, and the database asked.
   */
  async function orRefused<T>(step: () => Promise<T>): Promise<T | null> {
    try {
      return await orAway(step)
    } catch (error) {
      const { statusCode: status, body } = error as { statusCode?: number; body?: { code?: string } }
      if (status !== undefined && status >= 400 && status < 500) return null
      if (isConnectionFailure(error) || !(await database.answers())) throw new DatabaseAway(error)
      // What a browser sent as a passkey is none; the library calls that its own failure.
      if (body?.code === 'FAILED_TO_VERIFY_REGISTRATION') return null
      throw error
    }
  }

  return {
    sessions,
    factors,
    password,
    /** How staff may sign in beside account and password. Browsers make passkeys for names only, not for IP addresses. */
    ways: { oidc: oidc ? { name: oidc.name } : null, passkeys: takesPasskeys(config.publicUrl) },

    /**
     * Sends a code to a phone, good on the device that asks, at most one a minute. Answers the same for known and unknown
     * phones. On a device from which this phone signed in before, nobody else's asking is in the way.
     */
    async askCode(phone: Phone, reply: FastifyReply): Promise<{ waitSeconds: number }> {
      const name = phoneName(phone)
      const trier = await devices.trier(name, reply)
      const left = await people.takeCodeTurn(phone, trier.isKnown ? trier.device : null, codeWait)
      if (left > 0) return { waitSeconds: left }
      // Once the code is used this device is known, and has not got a turn more.
      if (!trier.isKnown) await people.takeCodeTurn(phone, trier.device, codeWait)
      const enough = await trials.countCode(name, trier, reply)
      if (enough > 0) return { waitSeconds: enough }
      await codes.send(carrier, phone, name, trier.device)
      return { waitSeconds: codeWait }
    },

    /** Signs in by phone and code; false when the code is wrong, old, used up, or was asked for on another device. */
    async byCode(phone: Phone, code: string, reply: FastifyReply): Promise<boolean> {
      const name = phoneName(phone)
      const trier = await devices.trier(name, reply)
      const right = await trials.begin('code', name, trier, reply)
      const body = { phoneNumber: name, code, disableSession: true }
      const done = await codes.from(trier.device, () => orRefused(() => auth.api.verifyPhoneNumber({ body })))
      const userId = done?.user?.id
      if (!userId) return false
      await right()
      await people.signedInByPhone(phone, userId)
      return await enter(userId, 'code', reply)
    },

    /**
     * Takes the proof that somebody who is signed in has this phone from now on.
     * @returns false when the code is wrong, old or used up, or was asked for on another device
     */
    async provePhone(request: FastifyRequest, phone: Phone, code: string, reply: FastifyReply): Promise<boolean> {
      const name = phoneName(phone)
      const trier = await devices.trier(name, reply)
      const right = await trials.begin('code', name, trier, reply)
      const body = { phoneNumber: name, code, updatePhoneNumber: true }
      const prove = () => auth.api.verifyPhoneNumber({ body, headers: headersOf(request) })
      const done = await codes.from(trier.device, () => orRefused(prove))
      if (!done?.status) return false
      await right()
      return true
    },

    /** Signs in staff by account and password. What follows for who needs a second factor is in the session's stage. */
    async byPassword(account: string, typed: string, reply: FastifyReply): Promise<boolean> {
      const name = accountName(account)
      const right = await trials.begin('password', name, await devices.trier(name, reply), reply)
      const whose = await orRefused(() => auth.api.whosePassword({ body: { name, password: normalPassword(typed) } }))
      if (!whose?.userId) return false
      await right()
      return await enter(whose.userId, 'password', reply)
    },

    /** Where the browser goes to sign in at the district's identity provider; null when there is none that answers. */
    leaveForOidc: async (request: FastifyRequest, reply: FastifyReply) =>
      oidc && (await oidc.leave(orRefused, request, reply)),
    /** Somebody comes back from there. */
    backFromOidc: async (request: FastifyRequest, reply: FastifyReply) =>
      oidc ? await oidc.comeBack({ sessions, devices }, request, reply) : ('refused' as const),

    /** Makes a staff account with a password and answers the library's user id. */
    async makeAccount(account: string, typed: string): Promise<string> {
      await people.removeUnfinishedAccount(accountName(account))
      const body = { email: accountName(account), password: normalPassword(typed), name: '-' }
      return (await auth.api.signUpEmail({ body })).user.id
    },

    async signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const session = await sessions.of(request)
      if (session) await sessions.end(session.person.personId, session.family)
      const done = await orRefused(() => auth.api.signOut({ headers: headersOf(request), returnHeaders: true }))
      if (done) setCookies(reply, done.headers)
    },

    /**
     * The signed-in person by cookie or by API token, or null. Who still owes the second factor is nobody; who proved
     * their phone is the neighbour that they are, without the posts that need more.
     */
    async person(request: FastifyRequest): Promise<SignedIn | null> {
      const bearer = bearerOf(request)
      if (bearer) {
        const actor = await people.actorByToken(bearer)
        return actor && { ...actor, language: null, phoneHash: null, byToken: true }
      }
      const session = await sessions.of(request)
      if (!session) return null
      const { person, stage, way } = session
      if (stage === 'open') return { ...person, byToken: false }
      return way === 'code' ? { ...person, roles: [], communities: [], byToken: false } : null
    },

    /**
     * As `person`, for a JSON route: who still owes the second factor is nobody there, except on the few routes that are
     * for giving it; and there they hold nothing.
     */
    async forRoute(request: FastifyRequest, isOpenToHalf: boolean): Promise<SignedIn | null> {
      const session = request.headers.authorization === undefined ? await sessions.of(request) : null
      if (!session) return await this.person(request)
      if (session.stage === 'open') return { ...session.person, byToken: false }
      return isOpenToHalf ? { ...session.person, roles: [], communities: [], byToken: false } : null
    },

    /** How to ask, long after a request was answered, whether who sent it is still who they were. */
    async stays(request: FastifyRequest): Promise<() => Promise<boolean>> {
      const bearer = bearerOf(request)
      if (bearer) {
        const posts = postsLine((await people.actorByToken(bearer))?.roles ?? [])
        return async () => {
          const now = await people.actorByToken(bearer)
          return now !== null && postsLine(now.roles) === posts
        }
      }
      const session = await sessions.of(request)
      return async () => session !== null && (await sessions.stays(session))
    },

    /** Whether somebody tries to be somebody: brings a session's cookie or a token, good or not. */
    isTried: (request: FastifyRequest): boolean =>
      bringsSession(request) || request.headers.authorization !== undefined,

    /** The token that every write of this session must carry. */
    async csrf(request: FastifyRequest): Promise<string> {
      const session = await sessions.of(request)
      return session ? csrfFor(session) : ''
    },

    /**
     * Refuses a write that a cookie signs but that did not come from our own page (OWASP: synchroniser token).
     * @throws HttpProblem csrf
     */
    async checkCsrf(request: FastifyRequest, given: string | undefined): Promise<void> {
      const session = await sessions.of(request)
      if (!session) return
      const site = request.headers['sec-fetch-site']
      if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new HttpProblem('csrf')
      const expected = Buffer.from(csrfFor(session))
      const got = Buffer.from(given ?? '')
      if (expected.length !== got.length || !timingSafeEqual(expected, got)) throw new HttpProblem('csrf')
    },

    /** Takes away sessions and devices that open nothing any more. */
    async sweep(): Promise<void> {
      await sessions.sweep()
      await devices.forgetOld()
    },

    close,
  }

  /** Begins the session of who gave a first factor. On a device that is trusted with the second it is not asked for. */
  async function enter(userId: string, way: 'code' | 'password', reply: FastifyReply): Promise<boolean> {
    const gaveFactor = await devices.isTrusted(userId, reply)
    const session = await sessions.begin(reply, userId, { way, gaveFactor })
    // A device is known once somebody came in to the end: a password alone does not make it one.
    if (session?.stage === 'open') await devices.remember(userId, reply, false)
    return session !== null
  }
}

/** WebAuthn names a site by its domain. */
function takesPasskeys(publicUrl: string): boolean {
  const { hostname, protocol } = new URL(publicUrl)
  const isAddress = /^\d+(\.\d+){3}$/.test(hostname) || hostname.startsWith('[')
  return !isAddress && (protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost'))
}
