import { createHmac } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

let addresses = 1

/** A browser as far as sign-in is concerned: it keeps cookies, brings them back, and knows its page's token for writes. */
export function browserAt(server: FastifyInstance, userAgent = chromeOnWindows) {
  const cookies = new Map<string, string>()
  let csrf = ''
  const remoteAddress = `10.7.${Math.floor(addresses / 200)}.${(addresses++ % 200) + 1}`
  const brought = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')

  async function send(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, headers: object = {}) {
    const answer = await server.inject({
      method,
      url: /^(page|https?):/.test(path) ? path.replace(/^page:/, '') : `/api/v1${path}`,
      remoteAddress,
      headers: {
        'user-agent': userAgent,
        ...(cookies.size > 0 && { cookie: brought() }),
        ...(method === 'GET' ? {} : { 'x-csrf-token': csrf }),
        ...headers,
      },
      ...(payload && { payload }),
    })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (value === '' || attributes.some((one) => one.trim() === 'Max-Age=0')) cookies.delete(name)
      else cookies.set(name, value)
    }
    const isJson = String(answer.headers['content-type']).includes('json')
    const body = isJson ? answer.json() : answer.body
    if (body?.csrfToken) csrf = body.csrfToken
    return { status: answer.statusCode, body, headers: answer.headers }
  }
  return {
    page: (path: string) => send('GET', `page:${path}`),
    get: (path: string, headers?: object) => send('GET', path, undefined, headers),
    post: (path: string, payload: object = {}, headers?: object) => send('POST', path, payload, headers),
    put: (path: string, payload: object) => send('PUT', path, payload),
    form: (path: string, fields: Record<string, string>) =>
      server.inject({
        method: 'POST',
        url: path,
        remoteAddress,
        headers: { cookie: brought(), 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
      }),
    /** The session's token, as it stands in the cookie. */
    token: () => cookies.get('silin.session_token') ?? null,
    /** What it had at some moment, and will have again. */
    keep: () => new Map(cookies),
    have(kept: ReadonlyMap<string, string>) {
      cookies.clear()
      for (const [name, value] of kept) cookies.set(name, value)
    },
    csrf: () => csrf,
    async byPassword(account: string, password: string) {
      return await send('POST', '/sign-in/password', { account, password })
    },
    async byPhone(phone: string, codes: ReadonlyMap<string, string>) {
      await send('POST', '/sign-in/code', { phone })
      return await send('POST', '/sign-in/phone', { phone, code: codes.get(phone) ?? '000000' })
    },
  }
}
export type TestBrowser = ReturnType<typeof browserAt>

export const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
export const wechatOnAndroid =
  'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49'

/** What an authenticator app shows (RFC 6238: SHA-1, 30 s, six digits), some steps from now. */
export function appCode(secret: string, steps = 0): string {
  const bits = [...secret.replaceAll('=', '').toUpperCase()]
    .map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}
