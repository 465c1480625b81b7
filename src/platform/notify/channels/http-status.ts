import { giveUp, retryLater, type SendFailure } from './channel.ts'

/** Request Timeout, Too Early, Too Many Requests: the same message is welcome later (RFC 9110, 8470, 6585). */
const WELCOME_LATER = new Set([408, 425, 429])

/**
 * What an HTTP status means for a message: null for 2xx, else the failure.
 * A redirect is a wrong address and as final as 410 Gone and other 4xx.
 */
export function statusFailure(status: number): SendFailure | null {
  if (status >= 200 && status < 300) return null
  const reason = `http_${status}`
  return status >= 500 || WELCOME_LATER.has(status) ? retryLater(reason) : giveUp(reason)
}
