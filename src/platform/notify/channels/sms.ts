import { createHmac } from 'node:crypto'
import { type Channel, giveUp, retryLater, type SendResult, sent } from './channel.ts'
import { post } from './http-post.ts'
import { statusFailure } from './http-status.ts'
import { fillTemplate, type Json, readJson, valueAt } from './json.ts'
import { textWithLink } from './message-text.ts'

/** Whoever takes short messages to phones. */
export interface SmsProvider {
  /**
   * @param phone E.164, such as +8613812345678
   * @param id delivery id (UUIDv7), the same at each attempt
   */
  send(phone: string, text: string, id: string): Promise<SendResult>
}

/** E.164: a plus and at most fifteen digits (ITU-T E.164, section 6). */
const E164 = /^\+[1-9]\d{6,14}$/

/** Short messages: the text and its link, without the subject. */
export function smsChannel(provider: SmsProvider): Channel<string> {
  return {
    name: 'sms',
    async send(phone, message) {
      if (!E164.test(phone)) return giveUp('phone_invalid')
      return provider.send(phone, textWithLink(message, ' '), message.id)
    },
    // A provider keeps nothing between two sends.
    async close() {},
  }
}

type Scalar = string | number | boolean | null

export interface HttpSmsSettings {
  url: string
  headers?: Readonly<Record<string, string>>
  /**
   * The JSON body. Inside its strings `{phone}` (E.164), `{mobile}` (the same without +86, as many gateways in China
   * want it), `{text}` and `{id}` are replaced.
   */
  bodyTemplate: Json
  /** Token for `Authorization: Bearer …` (RFC 6750). */
  bearer?: string
  /** A header with HMAC-SHA256 over the exact bytes of the body. */
  signature?: { header: string; secret: string; encoding: 'hex' | 'base64'; prefix?: string }
  /** For gateways that answer 200 to everything: what the answer says at `pointer` (RFC 6901) when it took the message. */
  success?: {
    pointer: string
    equals: Scalar /** Values that mean "later", such as a rate limit. */
    retryOn?: Scalar[]
  }
  /** Where the answer has the gateway's own id of the message (RFC 6901). */
  receiptPointer?: string
  /** For the whole exchange, in milliseconds. */
  timeoutMs?: number
}

/** Longer than any gateway's message id; what is longer is some text and is not kept. */
const RECEIPT_LENGTH_AT_MOST = 100

/**
 * Any SMS gateway that takes a JSON POST. The url is the operator's setting, so private networks are allowed.
 * Reasons beside those of HTTP: 'sms_refused' (the answer says no), 'sms_busy' (it says later), 'answer_unreadable'.
 */
export function httpSmsProvider(settings: HttpSmsSettings): SmsProvider {
  const { url, timeoutMs = 10_000 } = settings
  return {
    async send(phone, text, id) {
      const values = { phone, mobile: phone.replace(/^\+86(?=1\d{10}$)/, ''), text, id }
      const body = JSON.stringify(fillTemplate(settings.bodyTemplate, values))
      const answer = await post({
        url,
        body,
        headers: headersFor(settings, body),
        timeoutMs,
        allowPrivateAddresses: true,
      })
      if ('ok' in answer) return answer
      return statusFailure(answer.status) ?? readAnswer(settings, answer.body)
    },
  }
}

function headersFor({ headers, bearer, signature }: HttpSmsSettings, body: string): Record<string, string> {
  const all: Record<string, string> = { ...headers }
  if (bearer !== undefined) all.authorization = `Bearer ${bearer}`
  if (signature !== undefined) {
    const mac = createHmac('sha256', signature.secret).update(body, 'utf8').digest(signature.encoding)
    all[signature.header] = `${signature.prefix ?? ''}${mac}`
  }
  return all
}

function readAnswer({ success, receiptPointer }: HttpSmsSettings, body: string | null): SendResult {
  const answer = readJson(body)
  if (success !== undefined) {
    if (answer === undefined) return retryLater('answer_unreadable')
    const said = valueAt(answer, success.pointer)
    if (success.retryOn?.some((value) => value === said)) return retryLater('sms_busy')
    if (said !== success.equals) return giveUp('sms_refused')
  }
  const receipt = receiptPointer === undefined ? undefined : valueAt(answer, receiptPointer)
  if (typeof receipt !== 'string' && typeof receipt !== 'number') return sent(null)
  return sent(String(receipt).length > RECEIPT_LENGTH_AT_MOST ? null : String(receipt))
}
