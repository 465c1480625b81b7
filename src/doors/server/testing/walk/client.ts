import type { FastifyInstance } from 'fastify'
import { readable } from './markers.ts'

export interface Sent {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: object | Buffer
}
export interface Answer {
  readonly status: number
  /** As a person would read it: what is packed is unpacked. */
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}
/** How somebody says who they are. */
export interface Key {
  readonly read: Readonly<Record<string, string>>
  readonly write: Readonly<Record<string, string>>
}
export const noKey: Key = { read: {}, write: {} }
export type Client = ReturnType<typeof createClient>

/** Comes to the server from another network each time, so that no limit on one of them gets in the way. */
export function createClient(server: FastifyInstance) {
  let calls = 0

  async function send({ method, url, headers, payload }: Sent): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      calls += 1
      const answer = await server.inject({
        method: method as 'GET',
        url,
        headers: { ...headers },
        ...(payload && { payload }),
        remoteAddress: `10.${calls & 255}.${(calls >> 8) & 255}.${(calls >> 16) & 255}`,
      })
      // The walk is a rush of its own making: the server may ask it to wait.
      if (answer.statusCode === 503 && tries < 20) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        continue
      }
      const type = String(answer.headers['content-type'] ?? '')
      return { status: answer.statusCode, text: await readable(answer.rawPayload, type), headers: answer.headers }
    }
  }

  return {
    send,
    calls: () => calls,
    json: async <T>(sent: Sent): Promise<T> => {
      const answer = await send(sent)
      if (answer.status !== 200) throw new Error(`${sent.method} ${sent.url}: ${answer.status} ${answer.text}`)
      return JSON.parse(answer.text) as T
    },

    /** Signs somebody in by the code that the demo's page shows, as a person would. */
    async signIn(phone: string): Promise<Key> {
      const post = (path: string, payload: object, headers = {}) =>
        send({ method: 'POST', url: `/api/v1/sign-in/${path}`, payload, headers })
      // A code is good in the browser that asked for it.
      const asked = cookiesOf(await post('code', { phone }))
      const codes = await send({ method: 'GET', url: '/demo/codes' })
      const code = new RegExp(`${phone} ·[^<]*</span>\\s*<strong[^>]*>(\\d{6})<`).exec(codes.text)?.[1]
      const answer = await post('phone', { phone, code }, { cookie: asked })
      if (answer.status !== 200) throw new Error(`nobody signs in by ${phone}: ${answer.status} ${answer.text}`)
      const cookie = cookiesOf(answer)
      const { csrfToken } = JSON.parse(answer.text) as { csrfToken: string }
      return { read: { cookie }, write: { cookie, 'x-csrf-token': csrfToken } }
    },
  }
}

/** What a browser brings from now on, where the answer renews its session. */
export function renewed(key: Key, answer: Answer): Key {
  const csrfToken = /"csrfToken":"([^"]+)"/.exec(answer.text)?.[1]
  if (answer.status !== 200 || csrfToken === undefined || answer.headers['set-cookie'] === undefined) return key
  const pairs = [key.read.cookie ?? '', cookiesOf(answer)].join('; ').split('; ')
  const kept = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair] as const))
  const cookie = [...kept.values()].join('; ')
  return { read: { cookie }, write: { cookie, 'x-csrf-token': csrfToken } }
}

const cookiesOf = ({ headers }: Answer): string =>
  [headers['set-cookie'] ?? []]
    .flat()
    .map((one) => String(one).split(';')[0])
    .join('; ')

/** A form with one file, as a browser encodes it. */
export async function oneFile(field: string, name: string, bytes: Buffer | string, type: string) {
  const form = new FormData()
  form.append(field, new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], { type }), name)
  const encoded = new Response(form)
  return {
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    payload: Buffer.from(await encoded.arrayBuffer()),
  }
}
