const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ENODATA: 'dns',
  EDNS: 'dns',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  EABORT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNRESET: 'disconnected',
  ECONNECTION: 'disconnected',
  EPIPE: 'disconnected',
  ETLS: 'tls',
  EPROTO: 'tls',
}

/** Names of Node's TLS errors and of OpenSSL's certificate verification results. */
const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

/**
 * Short reason for an error code of Node, OpenSSL or nodemailer; 'network' for one that is not known here.
 * Only the code is looked at, since messages of these errors carry addresses and server texts.
 */
export function networkReason(code: string | undefined): string {
  if (code === undefined) return 'network'
  if (TLS_CODE.test(code)) return 'tls'
  if (code.startsWith('HPE_')) return 'malformed'
  return REASONS[code] ?? 'network'
}
