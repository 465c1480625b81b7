import { domainToASCII } from 'node:url'
import { createTransport, type NodemailerError } from 'nodemailer'
import { type Channel, giveUp, type OutgoingMessage, type SendResult, sent } from './channel.ts'
import { soleMailbox } from './mailbox.ts'
import { textWithLink } from './message-text.ts'
import { smtpFailure } from './smtp-failure.ts'
import { parseSmtpUrl } from './smtp-server-url.ts'

export interface EmailSettings {
  /** `smtp://user:pass@host:port` or `smtps://…`, see {@link parseSmtpUrl}. */
  url: string
  /** The sender as readers see it: `四邻 <noreply@example.cn>`. */
  from: string
  /** Longest silence of the server in one step (connect, greeting, each reply), in milliseconds. */
  timeoutMs?: number
}

/** A whole delivery may take this many times the longest silence: a server that trickles its replies is given up too. */
const STEPS_AT_MOST = 3

/**
 * E-mail over pooled SMTP connections (RFC 5321). The receipt is the Message-ID, by which a mail server's log is asked.
 *
 * - The Message-ID comes from the delivery id: a repeat of one delivery carries the same one (RFC 5322, section 3.6.4).
 * - `Auto-Submitted: auto-generated` keeps vacation responders silent (RFC 3834, section 5).
 *
 * @throws {Error} when `url` or `from` cannot be right; never at sending
 */
export function emailChannel({ url, from, timeoutMs = 20_000 }: EmailSettings): Channel<string> {
  const sender = soleMailbox(from)
  if (sender === null) throw new Error('The sender of e-mails must be one address, such as 四邻 <noreply@example.cn>')
  const domain = domainToASCII(sender.slice(sender.lastIndexOf('@') + 1)) || 'localhost'
  const transport = createTransport({
    ...serverOptions(url, timeoutMs),
    pool: true,
    // Repeating is the queue's work; one new connection covers a pooled one that the server has dropped meanwhile.
    maxRequeues: 1,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const underway = new Set<Promise<unknown>>()

  async function deliver(to: string, message: OutgoingMessage): Promise<SendResult> {
    const address = soleMailbox(to)
    if (address === null || address !== to.trim()) return giveUp('address_invalid')
    try {
      const info = await transport.sendMail({
        from,
        to: { name: '', address },
        subject: message.subject,
        text: `${textWithLink(message, '\n\n')}\n`,
        messageId: `<${message.id}@${domain}>`,
        date: new Date(message.sentAt.epochMilliseconds),
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: AbortSignal.timeout(timeoutMs * STEPS_AT_MOST),
      })
      return sent(info.serverMessageId ?? info.messageId)
    } catch (error) {
      return smtpFailure(error as NodemailerError)
    }
  }

  return {
    name: 'email',
    async send(to, message) {
      const delivery = deliver(to, message)
      underway.add(delivery)
      try {
        return await delivery
      } finally {
        underway.delete(delivery)
      }
    },
    async close() {
      transport.close()
      await Promise.all(underway)
    },
  }
}

/**
 * Signs in to the mail server and sends nothing.
 * @returns null when it would take messages; else why not, in a short code as `SendFailure` has them
 */
export async function tryMailServer({ url, timeoutMs = 8_000 }: EmailSettings): Promise<string | null> {
  const transport = createTransport(serverOptions(url, timeoutMs))
  try {
    await transport.verify()
    return null
  } catch (error) {
    return smtpFailure(error as NodemailerError).reason
  } finally {
    transport.close()
  }
}

const serverOptions = (url: string, timeoutMs: number) => ({
  ...parseSmtpUrl(url),
  connectionTimeout: timeoutMs,
  greetingTimeout: timeoutMs,
  socketTimeout: timeoutMs,
  dnsTimeout: timeoutMs,
  logger: false as const,
})
