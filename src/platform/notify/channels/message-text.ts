import type { OutgoingMessage } from './channel.ts'

/** The plain text of a message with its link below or behind it, unless the text already shows the link. */
export function textWithLink(message: OutgoingMessage, separator: string): string {
  if (message.link === null || message.text.includes(message.link)) return message.text
  return `${message.text}${separator}${message.link}`
}

/**
 * Subject, text and link as one chat message of at most `maximumBytes` UTF-8 bytes.
 * What is too long loses the end of its text, never its link.
 */
export function chatText(message: OutgoingMessage, maximumBytes: number): string {
  const words = `${message.subject}\n${message.text}`
  const tail = message.link === null || message.text.includes(message.link) ? '' : `\n${message.link}`
  if (byteLength(words + tail) <= maximumBytes) return words + tail
  const end = message.link === null ? '…' : `…\n${message.link}`
  return cutToBytes(words, Math.max(0, maximumBytes - byteLength(end))) + end
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** The longest beginning of at most `maximumBytes` UTF-8 bytes that splits no character. */
function cutToBytes(text: string, maximumBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maximumBytes))
  return text.slice(0, read)
}
