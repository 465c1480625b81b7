import { resolve } from 'node:path'
import { z } from 'zod'
import { shortestPassphrase } from '../backup/shortest-passphrase.ts'
import type { S3Settings } from '../files/s3-request.ts'
import type { EmailSettings } from '../notify/channels/email.ts'
import type { HttpSmsSettings } from '../notify/channels/sms.ts'
import { ConfigError } from './config-error.ts'
import { parseS3, parseSms, parseSmtp } from './outside-services.ts'
import { type OidcSettings, parseOidc, parseSessionLimits, type SessionLimits } from './sign-in-settings.ts'
import { trustedProxies } from './trusted-proxies.ts'

const port = z.coerce.number().int().min(1).max(65_535)
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))

/** Every setting, parsed once at the start; nothing else reads the environment. */
const settings = z.object({
  SILIN_ENV: z
    .enum(['demo', 'production'])
    .optional()
    .describe('production: no demo, and a secret and a public URL are required'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  PORT: port.default(8080).describe('port to listen on'),
  SILIN_DATA: z.string().min(1).default('./data').describe('folder for the embedded database and files'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('external PostgreSQL 15 or newer, as the owner of its tables'),
  SILIN_APP_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('the same database as an application role that you made yourself'),
  SILIN_DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(16).describe('database connections'),
  SILIN_PUBLIC_URL: httpUrl.optional().describe('the address that residents open, such as https://silin.example.cn'),
  SILIN_SECRET: z.string().min(32).optional().describe('at least 32 random signs; keys are derived from it'),
  SILIN_SECOND_FACTOR: z
    .enum(['required', 'optional'])
    .optional()
    .describe(
      'required: staff who see personal data of others sign in with a second factor (production, unless told otherwise)',
    ),
  SILIN_OIDC: z
    .string()
    .optional()
    .describe('the district\'s identity provider as JSON: {"issuer","clientId","clientSecret","accountClaim","name"}'),
  SILIN_SESSIONS: z
    .string()
    .optional()
    .describe(
      'how long sessions last, as JSON: {"staffIdleMinutes","sensitiveIdleMinutes","staffHours","leadIdleDays","residentIdleDays"}',
    ),
  SILIN_SECRET_FILE: z.string().min(1).optional().describe('a file with that secret, in place of SILIN_SECRET'),
  SILIN_NEW_SECRET: z.string().min(32).optional().describe('for silin keys rotate --master: the secret from then on'),
  SILIN_NEW_SECRET_FILE: z.string().min(1).optional().describe('a file with it, in place of SILIN_NEW_SECRET'),
  SILIN_TRUST_PROXY: trustedProxies
    .default(false)
    .describe('how many reverse proxies set X-Forwarded-For before this server (usually 1), or their addresses'),
  SILIN_FOLLOWERS: z.coerce
    .number()
    .int()
    .min(0)
    .max(200_000)
    .default(20_000)
    .describe('pages and apps that may be open with live updates at once; each needs one open file (ulimit -n)'),
  SILIN_FOLLOWERS_OF_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .max(200_000)
    .default(500)
    .describe('of these from one address, behind which a mobile network puts many people'),
  SILIN_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('how much to log'),
  SILIN_SMTP_URL: z.string().optional().describe('smtp://user:password@host:587 or smtps://…'),
  SILIN_SMTP_FROM: z.string().optional().describe('sender of e-mail, such as 四邻 <silin@example.cn>'),
  SILIN_SMS: z.string().optional().describe('the SMS gateway as JSON: {"url","headers","bodyTemplate",…}'),
  SILIN_WEBHOOK_PRIVATE: z.stringbool().default(false).describe('true: webhooks may go to private addresses'),
  SILIN_AUDIT_MONTHS: z.coerce
    .number()
    .int()
    .min(6)
    .max(120)
    .default(12)
    .describe('months for which the audit log is kept, at least 6'),
  SILIN_S3: z
    .string()
    .optional()
    .describe('S3 storage as JSON: {"endpoint","bucket","region","accessKey","secretKey"}'),
  SILIN_BACKUP_PASSPHRASE: z
    .string()
    .min(shortestPassphrase)
    .optional()
    .describe('encrypts and opens backups, for scripts; otherwise it is asked for'),
})

export interface Config {
  readonly production: boolean
  readonly host: string
  readonly port: number
  readonly dataFolder: string
  readonly databaseUrl: string | null
  readonly appDatabaseUrl: string | null
  readonly databasePool: number
  readonly publicUrl: string
  /** null: in a file, or made at the first start and kept in the data folder. */
  readonly secret: string | null
  /** Whether staff who see personal data of others must have a second factor. */
  readonly secondFactor: 'required' | 'optional'
  readonly oidc: OidcSettings | null
  readonly sessions: SessionLimits
  readonly secretFile: string | null
  /** Only for the command that changes the secret. */
  readonly newSecret: string | null
  readonly newSecretFile: string | null
  /** How many proxies, or which, are believed about the address of who asks. */
  readonly trustProxy: false | number | string[]
  /** Who may follow live updates at once. */
  readonly followers: { readonly most: number; readonly ofOneAddress: number }
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly smtp: EmailSettings | null
  readonly sms: HttpSmsSettings | null
  readonly webhookPrivate: boolean
  readonly s3: S3Settings | null
  /** Months for which lines of the audit log are kept. */
  readonly auditMonths: number
  readonly backupPassphrase: string | null
}

/**
 * The settings out of an environment.
 * @throws ConfigError that names the first setting that is wrong
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable means "not set", as in a compose file with nothing after the colon.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const name = String(issue?.path[0] ?? 'settings')
    const meaning = settings.shape[name as keyof typeof settings.shape]?.description ?? ''
    // The value is not repeated: it may be a secret.
    throw new ConfigError(name, `${issue?.message ?? 'is wrong'} (${meaning})`)
  }
  const set = parsed.data
  const production = set.SILIN_ENV === 'production'
  if (production && !set.SILIN_SECRET && !set.SILIN_SECRET_FILE)
    throw new ConfigError('SILIN_SECRET', 'is required in production (at least 32 random signs), or SILIN_SECRET_FILE')
  if (set.SILIN_SECRET && set.SILIN_SECRET_FILE)
    throw new ConfigError('SILIN_SECRET_FILE', 'is set beside SILIN_SECRET; one of the two says the secret')
  if (set.SILIN_NEW_SECRET && set.SILIN_NEW_SECRET_FILE)
    throw new ConfigError('SILIN_NEW_SECRET_FILE', 'is set beside SILIN_NEW_SECRET; one of the two says the secret')
  if (production && !set.SILIN_PUBLIC_URL)
    throw new ConfigError('SILIN_PUBLIC_URL', 'is required in production (the address that residents open)')
  if (set.SILIN_APP_DATABASE_URL && !set.DATABASE_URL)
    throw new ConfigError(
      'SILIN_APP_DATABASE_URL',
      'needs DATABASE_URL beside it (the embedded database has its own role)',
    )
  const host = set.HOST.includes(':') ? `[${set.HOST}]` : set.HOST
  return {
    production,
    host: set.HOST,
    port: set.PORT,
    dataFolder: resolve(set.SILIN_DATA),
    databaseUrl: set.DATABASE_URL ?? null,
    appDatabaseUrl: set.SILIN_APP_DATABASE_URL ?? null,
    databasePool: set.SILIN_DATABASE_POOL,
    publicUrl: set.SILIN_PUBLIC_URL ?? `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${set.PORT}`,
    secret: set.SILIN_SECRET ?? null,
    secondFactor: set.SILIN_SECOND_FACTOR ?? (production ? 'required' : 'optional'),
    oidc: set.SILIN_OIDC ? parseOidc(set.SILIN_OIDC) : null,
    sessions: parseSessionLimits(set.SILIN_SESSIONS),
    secretFile: set.SILIN_SECRET_FILE ? resolve(set.SILIN_SECRET_FILE) : null,
    newSecret: set.SILIN_NEW_SECRET ?? null,
    newSecretFile: set.SILIN_NEW_SECRET_FILE ? resolve(set.SILIN_NEW_SECRET_FILE) : null,
    trustProxy: set.SILIN_TRUST_PROXY,
    followers: { most: set.SILIN_FOLLOWERS, ofOneAddress: set.SILIN_FOLLOWERS_OF_ADDRESS },
    logLevel: set.SILIN_LOG,
    smtp: parseSmtp(set.SILIN_SMTP_URL, set.SILIN_SMTP_FROM),
    sms: set.SILIN_SMS ? parseSms(set.SILIN_SMS) : null,
    webhookPrivate: set.SILIN_WEBHOOK_PRIVATE,
    s3: set.SILIN_S3 ? parseS3(set.SILIN_S3) : null,
    auditMonths: set.SILIN_AUDIT_MONTHS,
    backupPassphrase: set.SILIN_BACKUP_PASSPHRASE ?? null,
  }
}

/** Every setting with what it means, for `silin help` and the README. */
export function describeSettings(): readonly { name: string; meaning: string }[] {
  return Object.entries(settings.shape).map(([name, type]) => ({ name, meaning: type.description ?? '' }))
}
