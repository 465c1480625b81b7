import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'
import { bucketAddress } from '../files/s3-address.ts'
import type { S3Settings } from '../files/s3-request.ts'
import type { EmailSettings } from '../notify/channels/email.ts'
import { soleMailbox } from '../notify/channels/mailbox.ts'
import type { HttpSmsSettings } from '../notify/channels/sms.ts'
import { parseSmtpUrl } from '../notify/channels/smtp-server-url.ts'
import { ConfigError } from './config-error.ts'
import { parseJson, sentenceOf } from './json-setting.ts'

const headerName = z.string().refine((name) => canBe(() => validateHeaderName(name)), 'is no header name')
const headerValue = z
  .string()
  .refine((value) => canBe(() => validateHeaderValue('x', value)), 'has signs that a header cannot carry')
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const pointer = z.string().regex(/^(\/.*)?$/, 'is no JSON Pointer, such as /code')
const milliseconds = z.number().int().min(100).max(120_000)

/** Every setting of the HTTP provider, and no other: an option that is misspelt would be missed only at a night's first code. */
const sms = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(headerName, headerValue).exactOptional(),
  bodyTemplate: z.json(),
  bearer: headerValue.exactOptional(),
  signature: z
    .strictObject({
      header: headerName,
      secret: z.string().min(1),
      encoding: z.enum(['hex', 'base64']),
      prefix: headerValue.exactOptional(),
    })
    .exactOptional(),
  success: z.strictObject({ pointer, equals: scalar, retryOn: z.array(scalar).exactOptional() }).exactOptional(),
  receiptPointer: pointer.exactOptional(),
  timeoutMs: milliseconds.exactOptional(),
}) satisfies z.ZodType<HttpSmsSettings>

const s3 = z
  .strictObject({
    endpoint: z.string(),
    bucket: z.string(),
    region: z.string().min(1),
    accessKey: z.string().min(1),
    secretKey: z.string().min(1),
    addressing: z.enum(['path', 'host']).exactOptional(),
    timeoutMs: milliseconds.exactOptional(),
    backOffMs: milliseconds.exactOptional(),
  })
  .superRefine((settings, context) => {
    try {
      bucketAddress(settings)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
    }
  }) satisfies z.ZodType<S3Settings>

/** @throws ConfigError that names SILIN_SMS and the option at fault, never its value */
export const parseSms = (text: string): HttpSmsSettings => parseJson('SILIN_SMS', sms, text)

/** @throws ConfigError that names SILIN_S3 and the option at fault, never its value */
export const parseS3 = (text: string): S3Settings => parseJson('SILIN_S3', s3, text)

/**
 * The mail server and the sender; null when no server is set.
 * @throws ConfigError that names the one of the two settings that is wrong; the password in the url is not repeated
 */
export function parseSmtp(url: string | undefined, from: string | undefined): EmailSettings | null {
  if (!url) return null
  try {
    parseSmtpUrl(url)
  } catch (error) {
    throw new ConfigError('SILIN_SMTP_URL', sentenceOf((error as Error).message))
  }
  if (!from) throw new ConfigError('SILIN_SMTP_FROM', 'is required beside SILIN_SMTP_URL')
  if (soleMailbox(from) === null)
    throw new ConfigError('SILIN_SMTP_FROM', 'must be one address, such as 四邻 <noreply@example.cn>')
  return { url, from }
}

function canBe(attempt: () => void): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
