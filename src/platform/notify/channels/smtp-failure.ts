import type { NodemailerError } from 'nodemailer'
import { giveUp, retryLater, type SendFailure } from './channel.ts'
import { networkReason } from './network-reason.ts'

/**
 * Replies that ask for other credentials (RFC 4954, section 6). They speak of our settings, not of this message:
 * once the operator has put the password right, the message goes out.
 */
const CREDENTIAL_REPLIES = new Set([530, 534, 535, 538])

/**
 * What a failed SMTP conversation means for the message (RFC 5321, section 4.2.1: 4yz transient, 5yz permanent).
 *
 * Permanent is only a 5yz that answers this message (MAIL, RCPT, DATA). A 5yz greeting, a refused sign-in or a failed
 * TLS handshake concern the server or our settings, so the message waits.
 */
export function smtpFailure(error: NodemailerError): SendFailure {
  if (error.code === 'ETLS') return retryLater('tls')
  const refusesMessage = error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
  if (error.responseCode !== undefined) {
    const reason = `smtp_${error.responseCode}`
    const permanent = refusesMessage && error.permanent === true && !CREDENTIAL_REPLIES.has(error.responseCode)
    return permanent ? giveUp(reason) : retryLater(reason)
  }
  // Without a reply it was nodemailer that refused: SMTP has no way to write this address, or the message.
  if (refusesMessage) return giveUp(error.code === 'EENVELOPE' ? 'address_invalid' : 'message_refused')
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH') return retryLater('auth')
  const reason = networkReason(error.originalCode)
  return retryLater(reason === 'network' ? networkReason(error.code) : reason)
}
