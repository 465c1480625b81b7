import { isIP } from 'node:net'

/** Where the mail server is and who we are to it. */
interface SmtpServer {
  host: string
  port: number
  /** TLS from the first byte (smtps). */
  secure: boolean
  /** Refuse to go on when the server does not offer STARTTLS. */
  requireTLS: boolean
  auth?: { user: string; pass: string }
}

/**
 * Reads `smtp://user:pass@host:587` or `smtps://user:pass@host:465` (ports default to those, RFC 6409 and RFC 8314).
 *
 * A password is never sent in the clear to another machine: with credentials, `smtp://` insists on STARTTLS unless the
 * host is this machine or the url ends in `?requireTLS=false` (an intranet relay that knows no TLS).
 *
 * @throws {Error} a setting that cannot be right; the text never repeats the url, which holds the password
 */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw new Error('The mail server must be written smtp://user:password@host:port or smtps://…')
  }
  for (const name of url.searchParams.keys()) {
    if (name !== 'requireTLS') throw new Error('The mail server url knows no other option than requireTLS')
  }
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const defaultPort = secure ? 465 : 587
  const server = { host, port: url.port === '' ? defaultPort : Number(url.port), secure }
  if (url.username === '') return { ...server, requireTLS: url.searchParams.get('requireTLS') === 'true' }
  return {
    ...server,
    requireTLS: !secure && !isThisMachine(host) && url.searchParams.get('requireTLS') !== 'false',
    auth: { user: decode(url.username), pass: decode(url.password) },
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** A password with a bare `%` is taken as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
