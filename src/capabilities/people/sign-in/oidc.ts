import { AsyncLocalStorage } from 'node:async_hooks'
import type { BetterAuthPlugin } from 'better-auth'
import { genericOAuth } from 'better-auth/plugins'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Deed } from '../../../platform/audit/deed.ts'
import type { OidcSettings } from '../../../platform/config/sign-in-settings.ts'
import type { House } from '../../../platform/house.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import { signInName } from '../account-name.ts'
import type { People } from '../service.ts'
import { broughtBack, headersOf, setCookies } from './cookies.ts'
import type { Devices } from './devices.ts'
import { userOfAccount } from './factors-store.ts'
import type { Library } from './library.ts'
import type { Refused, Sessions } from './sessions.ts'

const shared = { communities: [] as CommunityId[] }
const providerId = 'district'
/** What coming back is called in the audit log. */
const deedName = 'sign-in.oidc'
/** How long the identity provider may think, in milliseconds. */
const patience = 10_000

/** What became of coming back from the identity provider. `unknown`: it knows this account, we do not. */
export type OidcOutcome = 'signed_in' | 'unknown' | 'refused' | 'away'

type Claims = Readonly<Record<string, unknown>>
/** What one coming back learns on its way through the library. */
interface Coming {
  isUnknown: boolean
  /** Under which name (a keyed hash) somebody comes. */
  name: string | null
  gaveTwoFactors: boolean
}

export type Oidc = ReturnType<typeof createOidc>

/**
 * The district's own identity provider (OpenID Connect Core 1.0), through better-auth's generic-oauth: authorization code
 * with PKCE, state and nonce, and an ID token checked against the provider's published keys. Somebody is recognised by
 * the account under which they were appointed here and is never made.
 */
export function createOidc(
  house: House,
  people: People,
  settings: OidcSettings,
  makeLibrary: (plugin: BetterAuthPlugin) => ReturnType<Library['withProvider']>,
) {
  const { config, clock, database, log } = house
  const coming = new AsyncLocalStorage<Coming>()
  const redirectURI = `${config.publicUrl}/sign-in/oidc/back`

  /** The claims of an ID token that the library has checked, with those of the userinfo address where one is missing. */
  async function claimsOf(tokens: { idToken?: string | undefined; accessToken?: string | undefined }) {
    // Without an ID token nothing was checked, and nothing is believed.
    const claims = tokens.idToken ? payloadOf(tokens.idToken) : null
    if (!claims || claims.iss !== settings.issuer || typeof claims.sub !== 'string') return null
    if (claims[settings.accountClaim] !== undefined || !tokens.accessToken) return claims
    const more = await userInfo(settings.issuer, tokens.accessToken)
    // OpenID Connect Core 5.3.2: about the same subject, or not to be used.
    return more?.sub === claims.sub ? { ...more, ...claims } : claims
  }

  /** The library's user of the account that is claimed; nobody where we know no such account. */
  async function whose(claims: Claims): Promise<{ email: string; emailVerified: boolean; name: string }> {
    const state = coming.getStore()
    const account = claims[settings.accountClaim]
    const hash = typeof account === 'string' && account !== '' ? people.accountHash(account) : null
    const name = hash ? signInName(hash) : 'nobody@account.invalid'
    const user = hash && (await database.work(shared, (work) => userOfAccount(work, hash, name, clock.now())))
    if (state) {
      state.isUnknown = !user
      state.name = hash && name
      // RFC 8176: the provider says that it asked for two factors itself.
      state.gaveTwoFactors = Array.isArray(claims.amr) && claims.amr.includes('mfa')
    }
    return { email: name, emailVerified: true, name: '-' }
  }

  const plugin: BetterAuthPlugin = genericOAuth({
    config: [
      {
        providerId,
        discoveryUrl: `${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        scopes: [...settings.scopes],
        redirectURI,
        pkce: true,
        requireIdTokenVerification: true,
        disableSignUp: true,
        // What is kept of the link is a keyed hash, and the account decides: who has another one now is somebody else.
        accountSubject: ({ profile }) => {
          const account = (profile as Claims)[settings.accountClaim]
          return typeof account === 'string' ? people.accountHash(account).toString('hex') : ''
        },
        getUserInfo: async (tokens) => (await claimsOf(tokens)) as never,
        mapProfileToUser: async (claims) => await whose(claims as Claims),
      },
    ],
  })

  let made: ReturnType<typeof makeLibrary> | undefined
  const library = () => {
    made ??= makeLibrary(plugin)
    return made
  }

  return {
    name: settings.name,

    /** Where the browser is sent to sign in, with what it brings back; null when the provider cannot be asked. */
    async leave(refused: Refused, request: FastifyRequest, reply: FastifyReply) {
      const body = { provider: providerId, callbackURL: '/desk/', errorCallbackURL: '/desk/', disableRedirect: true }
      const begun = await refused(() =>
        inTime(library().api.signInSocial({ body, headers: headersOf(request), returnHeaders: true })),
      )
      if (!begun?.response.url) return null
      setCookies(reply, begun.headers)
      return begun.response.url
    },

    /** Somebody comes back with a code. */
    async comeBack(
      deps: { sessions: Sessions; devices: Devices },
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<OidcOutcome> {
      const state: Coming = { isUnknown: false, name: null, gaveTwoFactors: false }
      const answer = await coming.run(state, () => inTime(library().handler(asLibraryRequest(request))))
      if (!answer || answer.status >= 500) return 'away'
      const deed = new Deed({ what: deedName, personId: null, address: request.ip })
      if (state.name) deed.triedAs(state.name)
      if (state.isUnknown) {
        if (state.name) await database.record(deed, 'refused', 'unknown')
        return 'unknown'
      }
      const session = await library().api.getSession({ headers: broughtBack(answer.headers) })
      if (!session) {
        log.warn({ reason: reasonOf(answer.headers) }, 'coming back from the identity provider was refused')
        return 'refused'
      }
      const gaveFactor = state.gaveTwoFactors || (await deps.devices.isTrusted(session.user.id, reply))
      const how = { way: 'oidc' as const, gaveFactor, given: answer.headers }
      const begun = await deps.sessions.begin(reply, session.user.id, how)
      if (!begun) return 'unknown'
      deed.by(begun.person.personId)
      await recordOrTakeBack(deed, reply)
      if (begun.stage === 'open') await deps.devices.remember(begun.userId, reply, false)
      return 'signed_in'
    },
  }

  /** Nobody is let in of whom the audit log does not tell. */
  async function recordOrTakeBack(deed: Deed, reply: FastifyReply): Promise<void> {
    try {
      await database.record(deed, 'done', null)
    } catch (error) {
      reply.removeHeader('set-cookie')
      throw error
    }
  }

  /** The library serves this one address itself; its own name for it is asked with what the browser brought. */
  function asLibraryRequest(request: FastifyRequest): Request {
    const query = new URL(request.url, config.publicUrl).search
    return new Request(`${config.publicUrl}/api/auth/callback/${providerId}${query}`, { headers: headersOf(request) })
  }
}

/** What takes longer than its patience is away. */
async function inTime<T>(step: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patience)
  })
  try {
    return await Promise.race([step, enough])
  } finally {
    clearTimeout(timer)
    step.catch(() => {})
  }
}

/** The library's word for what went wrong; never a value that somebody sent. */
function reasonOf(headers: Headers): string {
  const error = /[?&]error=([a-z_]{1,60})(&|$)/i.exec(headers.get('location') ?? '')?.[1]
  return error ?? 'no reason given'
}

function payloadOf(token: string): Claims | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof read === 'object' && read !== null ? (read as Claims) : null
  } catch {
    return null
  }
}

async function userInfo(issuer: string, accessToken: string): Promise<Claims | null> {
  const read = async (url: string, headers: Record<string, string>) => {
    const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(patience) })
    return answer.ok ? ((await answer.json()) as Claims) : null
  }
  try {
    const described = await read(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {})
    const address = described?.userinfo_endpoint
    return typeof address === 'string' ? await read(address, { authorization: `Bearer ${accessToken}` }) : null
  } catch {
    return null
  }
}
