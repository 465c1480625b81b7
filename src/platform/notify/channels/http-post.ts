import { lookup as systemLookup } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { giveUp, retryLater, type SendFailure } from './channel.ts'
import { networkReason } from './network-reason.ts'
import { isReachable } from './reachable-address.ts'

/** Resolves a host name to all its addresses: `dns.lookup` with `all`, or a test's own. */
export type Resolve = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6' },
  callback: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void,
) => void

interface Post {
  url: string
  body: string
  headers: Readonly<Record<string, string>>
  /** For the whole exchange, in milliseconds. */
  timeoutMs: number
  allowPrivateAddresses: boolean
  resolve?: Resolve
}

interface Answer {
  status: number
  /** null when it was longer than 64 KB or broke off: the status still counts. */
  body: string | null
}

const ANSWER_BYTES_AT_MOST = 64 * 1024

class AddressNotAllowed extends Error {}

/**
 * Posts JSON to an address that somebody typed into a form, without letting it reach into the house (SSRF):
 * http and https only, no redirect is followed, no proxy is asked, and the address that is checked is the one that is
 * connected to, because the check sits inside the connection's own name lookup (a name that changes its answer between
 * check and use gains nothing).
 *
 * @returns the answer whatever its status, or why there is none
 * @throws {TypeError} a header that HTTP cannot carry
 */
export async function post(order: Post): Promise<Answer | SendFailure> {
  const url = URL.canParse(order.url) ? new URL(order.url) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return giveUp('url_invalid')
  // A literal address is never looked up, so it is checked here. URL has turned 0x7f.1 and its like into 127.0.0.1.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0 && !isReachable(host, order.allowPrivateAddresses)) return giveUp('address_not_allowed')
  const deadline = AbortSignal.timeout(order.timeoutMs)
  try {
    const response = await exchange(url, order, deadline)
    return { status: response.statusCode ?? 0, body: await readBody(response) }
  } catch (error) {
    if (error instanceof AddressNotAllowed) return giveUp('address_not_allowed')
    // Node's word for a header or url that cannot be written: a wrong setting or a bug, not an outage.
    if (error instanceof TypeError) throw error
    if (deadline.aborted) return retryLater('timeout')
    return retryLater(networkReason((error as NodeJS.ErrnoException).code))
  }
}

function exchange(url: URL, order: Post, signal: AbortSignal): Promise<IncomingMessage> {
  const body = Buffer.from(order.body, 'utf8')
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    request(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': 'Silin',
          ...order.headers,
          'content-length': body.length,
        },
        agent: false,
        lookup: guardedLookup(order.resolve ?? systemLookup, order.allowPrivateAddresses),
        signal,
      },
      resolve,
    )
      .on('error', reject)
      .end(body)
  })
}

/** A name lookup that fails when any of the name's addresses is out of bounds. */
function guardedLookup(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  return (hostname, { family }, callback) => {
    resolve(hostname, { all: true, ...(family === undefined ? {} : { family }) }, (error, addresses) => {
      if (error) return callback(error, [])
      if (!addresses.every(({ address }) => isReachable(address, allowPrivate))) {
        return callback(new AddressNotAllowed(), [])
      }
      callback(null, addresses)
    })
  }
}

async function readBody(response: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length
      // Leaving the loop destroys the connection: nothing more is read.
      if (bytes > ANSWER_BYTES_AT_MOST) return null
      parts.push(part)
    }
  } catch {
    // The connection broke or the deadline passed after the status line: the status is the answer.
    return null
  }
  return Buffer.concat(parts).toString('utf8')
}
