import { randomInt } from 'node:crypto'
import { passkey } from '@better-auth/passkey'
import { type BetterAuthOptions, type BetterAuthPlugin, betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { phoneNumber, twoFactor } from 'better-auth/plugins'
import pg from 'pg'
import { whenTheNetworkIsSilent } from '../../../platform/database/database.ts'
import { watchOutages } from '../../../platform/database/outages.ts'
import type { House } from '../../../platform/house.ts'
import { newId } from '../../../platform/ids.ts'
import { phoneAddress } from '../account-name.ts'
import { ownEndpoints } from './own-endpoints.ts'

/** As long as browsers keep a cookie at most; when a session ends is decided by `rules-for-sessions.ts`. */
const cookieDays = 400

export type Library = ReturnType<typeof createLibrary>

/**
 * better-auth, set up. It keeps sessions, password hashes, second factors and passkeys, and is only ever given keyed
 * hashes: it never learns a phone, a name or an account. None of its own HTTP routes is served.
 */
export function createLibrary(
  { config }: Pick<House, 'config'>,
  settings: { databaseUrl: string; secret: string },
  deps: {
    /** Whether this is the code that the phone (its keyed hash) was sent; a right one is used up. */
    takeCode(phoneName: string, code: string): Promise<boolean>
  },
) {
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
  const orAway = watchOutages(pool)
  const { publicUrl, options } = commonOptions(config, pool, settings.secret)
  const auth = betterAuth({
    ...options,
    plugins: [
      phoneNumber({
        otpLength: 6,
        // Codes are made, carried and kept by `codes.ts`: this library would keep them in the clear.
        sendOTP: () => {
          throw new Error('codes are not sent by the library')
        },
        verifyOTP: ({ phoneNumber: name, code }) => deps.takeCode(name, code),
        signUpOnVerification: { getTempEmail: phoneAddress, getTempName: () => '-' },
      }),
      twoFactor({
        issuer: '四邻',
        allowPasswordless: true,
        backupCodeOptions: { customBackupCodesGenerate: recoveryCodes },
        // Counted by `trials.ts`, which cannot be used to keep somebody else out.
        accountLockout: { enabled: false },
      }),
      passkey({
        rpName: '四邻',
        rpID: publicUrl.hostname,
        origin: publicUrl.origin,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: { afterVerification: requireVerified },
        authentication: { afterVerification: requireVerified },
        advanced: { webAuthnChallengeCookie: 'passkey' },
      }),
      ownEndpoints,
    ],
  })
  return {
    auth,
    /** Runs steps of the library: DatabaseAway when its pool could not serve them. */
    orAway,
    /**
     * The library once more, with one identity provider, on the same sessions. It asks the provider for its description
     * when it is first used: a provider that hangs holds up who comes by it, and nobody else.
     */
    withProvider: (plugin: BetterAuthPlugin) => betterAuth({ ...options, plugins: [plugin] }),
    close: () => pool.end(),
  }
}

function commonOptions(config: House['config'], pool: pg.Pool, secret: string) {
  const publicUrl = new URL(config.publicUrl)
  return {
    publicUrl,
    options: {
      appName: '四邻',
      database: pool,
      secret,
      baseURL: config.publicUrl,
      trustedOrigins: [config.publicUrl],
      // Which passwords are good is decided by `passwords.ts`; these only keep the library out of it.
      emailAndPassword: { enabled: true, minPasswordLength: 1, maxPasswordLength: 1_000, autoSignIn: false },
      session: { expiresIn: cookieDays * 86_400, disableSessionRefresh: true },
      account: {
        accountLinking: { enabled: true, trustedProviders: ['district'], requireLocalEmailVerified: false },
        updateAccountOnSignIn: false,
      },
      databaseHooks: { account: { create: { before: withoutTokens } } },
      rateLimit: { enabled: false },
      telemetry: { enabled: false },
      logger: { disabled: true },
      advanced: {
        cookiePrefix: 'silin',
        useSecureCookies: publicUrl.protocol === 'https:',
        database: { generateId: () => newId<string>() },
        ipAddress: { disableIpTracking: true },
      },
    } satisfies BetterAuthOptions,
  }
}

/** What an identity provider tells of somebody is used once and kept nowhere. */
const withoutTokens = async <A extends object>(account: A) => ({
  data: { ...account, accessToken: null, refreshToken: null, idToken: null, scope: null },
})

/** Ten codes of 49 bits, without signs that look alike when they are written down by hand. */
function recoveryCodes(): string[] {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789'
  const five = () => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('')
  return Array.from({ length: 10 }, () => `${five()}-${five()}`)
}

/** A key that did not ask for a finger, a face or a PIN proves one thing only, and is no second factor by itself. */
async function requireVerified({
  verification,
}: {
  verification: {
    registrationInfo?: { userVerified: boolean } | undefined
    authenticationInfo?: { userVerified: boolean }
  }
}): Promise<undefined> {
  const facts = verification.registrationInfo ?? verification.authenticationInfo
  if (!facts?.userVerified) throw new APIError('BAD_REQUEST')
}
