import { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { parseJson } from './json-setting.ts'

/** The identity provider of a district, by which staff sign in as they do everywhere else (OpenID Connect Core 1.0). */
export interface OidcSettings {
  /** As the provider's own description says it: `<issuer>/.well-known/openid-configuration` is read from there. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
  /** The claim that says the account by which somebody was appointed here. */
  readonly accountClaim: string
  /** What stands on the button. */
  readonly name: string
}

/** How long sessions last. Idle: since they were last used. */
export interface SessionLimits {
  readonly staffIdleMinutes: number
  /** For roles that see health or hardship. */
  readonly sensitiveIdleMinutes: number
  /** Since sign-in, however much it is used. */
  readonly staffHours: number
  readonly leadIdleDays: number
  readonly residentIdleDays: number
}

const oidc = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).default(['openid', 'profile']),
  accountClaim: z.string().min(1).default('preferred_username'),
  name: z.string().trim().min(1).max(40),
})

const sessions = z.strictObject({
  staffIdleMinutes: z.int().min(5).max(720).default(30),
  sensitiveIdleMinutes: z.int().min(5).max(720).default(15),
  staffHours: z.int().min(1).max(24).default(12),
  leadIdleDays: z.int().min(1).max(365).default(30),
  residentIdleDays: z.int().min(1).max(365).default(30),
})

/** @throws ConfigError that names SILIN_OIDC and the option at fault, never its value */
export function parseOidc(text: string): OidcSettings {
  const settings = parseJson('SILIN_OIDC', oidc, text)
  // The client's secret and everybody's tokens travel there.
  const { protocol, hostname } = new URL(settings.issuer)
  if (protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    throw new ConfigError('SILIN_OIDC', 'issuer must begin with https://')
  return { ...settings, scopes: [...new Set(['openid', ...settings.scopes])] }
}

/** @throws ConfigError that names SILIN_SESSIONS and the option at fault */
export const parseSessionLimits = (text: string | undefined): SessionLimits =>
  parseJson('SILIN_SESSIONS', sessions, text ?? '{}')
