import type { Temporal } from 'temporal-polyfill'

/** One message on its way to one person or machine. Its texts are final: a channel only carries them. */
export interface OutgoingMessage {
  /** Delivery id (UUIDv7), the same at each attempt: the receiver can use it to drop a repeat. */
  id: string
  subject: string
  text: string
  /** Absolute link to open. */
  link: string | null
  /** Machine-readable kind, such as 'requests.reported'. */
  kind: string
  sentAt: Temporal.Instant
}

/** The message did not leave, or nobody said that it arrived. */
export interface SendFailure {
  ok: false
  /** false: the same message to the same address would fail again. */
  retry: boolean
  /**
   * Short code such as 'smtp_550', 'http_503', 'timeout', 'refused', 'tls'.
   * Safe to store and log: never the address, phone, subject, text or the server's free text.
   */
  reason: string
}

export type SendResult =
  | { ok: true /** What the carrier calls it, to ask it later. */; receipt: string | null }
  | SendFailure

/** A way out of the house. It sends once; queueing, retries and choosing are the caller's. */
export interface Channel<Address> {
  readonly name: 'email' | 'webhook' | 'sms'
  send(to: Address, message: OutgoingMessage): Promise<SendResult>
  /** Lets what is being sent finish and frees connections. Nothing may be sent afterwards. */
  close(): Promise<void>
}

/** The carrier took the message. */
export function sent(receipt: string | null): SendResult {
  return { ok: true, receipt }
}

/** A failure that may pass: try again later. */
export function retryLater(reason: string): SendFailure {
  return { ok: false, retry: true, reason }
}

/** A failure that the same message would meet again. */
export function giveUp(reason: string): SendFailure {
  return { ok: false, retry: false, reason }
}
