import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The cookies of a request, for the library, which reads no others. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie)
  return headers
}

/** The cookies that an answer of the library sets, as if a browser brought them back. */
export function broughtBack(headers: Headers): Headers {
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  return new Headers({ cookie: cookies.join('; ') })
}

export function setCookies(reply: FastifyReply, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) reply.header('set-cookie', cookie)
}

export const bringsSession = (request: FastifyRequest): boolean =>
  request.headers.cookie?.includes('silin.session_token') ?? false

/** Not the open door's mark, which every browser has and which tells nothing of signing in. */
const deviceCookie = 'silin_own_device'
const deviceDays = 365

/**
 * The device's own random sign, which tells nothing about it: no property of the browser is looked at. Who signed in
 * from here before is not slowed down by guessing elsewhere.
 */
function deviceOf(request: FastifyRequest): string | null {
  const brought = request.cookies?.[deviceCookie]
  return brought && /^[\w-]{32}$/.test(brought) ? brought : null
}

/** Signs that were given by an answer which is still on its way. */
const given = new WeakMap<FastifyReply, string>()

/** The device's sign; one that has none gets it with this answer. */
export function markDevice(reply: FastifyReply, secure: boolean): string {
  const known = deviceOf(reply.request) ?? given.get(reply)
  if (known) return known
  const device = randomBytes(24).toString('base64url')
  given.set(reply, device)
  const attributes = `Max-Age=${deviceDays * 86_400}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  reply.header('set-cookie', `${deviceCookie}=${device}; ${attributes}`)
  return device
}
