import { Webhook } from 'standardwebhooks'
import { Temporal } from 'temporal-polyfill'
import { type Channel, giveUp, type OutgoingMessage, type SendFailure, type SendResult, sent } from './channel.ts'
import { dingtalkBody, dingtalkUrl, robotResult, wecomBody } from './group-robots.ts'
import { post, type Resolve } from './http-post.ts'
import { statusFailure } from './http-status.ts'

export interface WebhookAddress {
  url: string
  /** 'standard': `whsec_…` (base64); 'dingtalk': `SEC…`, or '' for a robot without 加签; 'wecom': not used. */
  secret: string
  format: 'standard' | 'wecom' | 'dingtalk'
}

export interface WebhookSettings {
  /** For the whole exchange, in milliseconds. */
  timeoutMs?: number
  /** true where receivers live in the operator's own network. Link-local and metadata addresses stay closed. */
  allowPrivateAddresses: boolean
  /** The clock that stamps signatures. */
  now?: () => Temporal.Instant
  /** The name service; its answers are what gets checked and connected to. */
  resolve?: Resolve
}

interface Envelope {
  url: string
  body: string
  headers: Record<string, string>
}

/**
 * Messages for other systems and group robots by HTTP POST. Each goes over a connection of its own, see {@link post}
 * for what guards the house. 2xx is a success; 408, 425, 429 and 5xx may be tried again; all else is final.
 */
export function webhookChannel(settings: WebhookSettings): Channel<WebhookAddress> {
  const { timeoutMs = 10_000, allowPrivateAddresses, now = () => Temporal.Now.instant(), resolve } = settings
  return {
    name: 'webhook',
    async send(to, message): Promise<SendResult> {
      const envelope = seal(to, message, now())
      if ('ok' in envelope) return envelope
      const answer = await post({ ...envelope, timeoutMs, allowPrivateAddresses, ...(resolve ? { resolve } : {}) })
      if ('ok' in answer) return answer
      const failure = statusFailure(answer.status)
      if (failure) return failure
      return to.format === 'standard' ? sent(null) : robotResult(to.format, answer.body)
    },
    // Nothing is kept between two sends.
    async close() {},
  }
}

function seal(to: WebhookAddress, message: OutgoingMessage, now: Temporal.Instant): Envelope | SendFailure {
  switch (to.format) {
    case 'wecom':
      return { url: to.url, body: wecomBody(message), headers: {} }
    case 'dingtalk':
      return { url: dingtalkUrl(to.url, to.secret, now), body: dingtalkBody(message), headers: {} }
    case 'standard':
      return sealStandard(to, message, now)
  }
}

/**
 * Standard Webhooks 1.0: `webhook-id` stays the same over all attempts, `webhook-timestamp` is the attempt's own (so
 * that a late retry is not taken for a replay), the body's `timestamp` is when the message was made.
 */
function sealStandard(to: WebhookAddress, message: OutgoingMessage, now: Temporal.Instant): Envelope | SendFailure {
  const signer = signerFor(to.secret)
  if (signer === null) return giveUp('secret_invalid')
  const { subject, text, link } = message
  const body = JSON.stringify({
    type: message.kind,
    timestamp: message.sentAt.toString(),
    data: { subject, text, link },
  })
  const headers = {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(now.epochMilliseconds / 1000)),
    'webhook-signature': signer.sign(message.id, new Date(now.epochMilliseconds), body),
  }
  return { url: to.url, body, headers }
}

function signerFor(secret: string): Webhook | null {
  try {
    return new Webhook(secret)
  } catch {
    // Empty or not base64. The library has no other way to say so.
    return null
  }
}
