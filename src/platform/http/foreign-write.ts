import type { FastifyRequest } from 'fastify'

/**
 * Whether a browser sends this write for a page that is not ours (OWASP: Fetch Metadata, with Origin for older browsers).
 * Asked of every write, also without a session: who is signed in by a stranger's form works in the stranger's name.
 * Scripts send neither header and are none of this.
 */
export function isForeignWrite(request: FastifyRequest, publicUrl: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return false
  const { 'sec-fetch-site': site, origin, host } = request.headers
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  if (origin === undefined) return false
  // Our pages send no referrer, and so their forms say `null`; only a script on a page says the whole origin.
  if (origin === 'null') return request.url.startsWith('/api/')
  if (origin === new URL(publicUrl).origin) return false
  // The same machine by another of its names: an address of the own network, localhost.
  return !URL.canParse(origin) || new URL(origin).host !== host
}
