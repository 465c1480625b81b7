import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export const client = { clientId: 'silin', clientSecret: 'a secret between the two' }
type Claims = Record<string, unknown>

/**
 * A real OpenID provider on a port of its own, with a sign-in page where any name is somebody. What it answers can be
 * changed on its way out, as by somebody in between who even holds its key.
 */
export async function identityProvider(redirectUri: string) {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const jwk = { ...key.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }
  /** Set: every ID token is written anew, by this key or another. */
  let forge: { claims?: (claims: Claims) => Claims; key?: typeof key; without?: true } | null = null
  let isDown = false
  const asked: URLSearchParams[] = []
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: [randomUUID()] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username', 'name'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: `sub-of-${id}`, preferred_username: id, name: `姓名 ${id}` }),
    }),
    // Without asking whether Silin may know: a district's staff are not asked either.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId ?? '',
        accountId: context.oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (isDown) return void request.socket.destroy()
    if (request.url?.startsWith('/auth?')) asked.push(new URL(request.url, issuer).searchParams)
    if (request.url === '/token' && forge) rewrite(response)
    void answer(request, response)
  })

  function rewrite(response: ServerResponse): void {
    const end = response.end.bind(response)
    response.end = ((body?: unknown) => {
      const told = JSON.parse(String(body)) as Claims
      if (typeof told.id_token === 'string') {
        if (forge?.without) delete told.id_token
        else told.id_token = written(told.id_token)
      }
      const text = JSON.stringify(told)
      response.setHeader('content-length', Buffer.byteLength(text))
      return end(text)
    }) as typeof response.end
  }
  function written(token: string): string {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const head = `${encode({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${encode(forge?.claims?.(claims) ?? claims)}`
    const by = forge?.key ?? createPrivateKey({ key: jwk, format: 'jwk' })
    return `${head}.${sign('sha256', Buffer.from(head), by).toString('base64url')}`
  }

  return {
    issuer,
    /** What each browser was sent here with. */
    asked,
    forge(how: typeof forge): void {
      forge = how
    },
    strangersKey: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    down(is: boolean): void {
      isDown = is
    },

    /** Signs somebody in there, as a person would in a browser; answers where they are sent back to. */
    async signIn(address: string, login: string): Promise<string> {
      const cookies = new Map<string, string>()
      let [at, form] = [address, null as URLSearchParams | null]
      for (let step = 0; step < 12; step++) {
        if (at.startsWith(redirectUri)) return at
        const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
        const told = await fetch(at, { redirect: 'manual', headers, ...(form && { method: 'POST', body: form }) })
        for (const line of told.headers.getSetCookie()) {
          const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
          cookies.set(name, value)
        }
        const next = told.headers.get('location')
        if (next) {
          ;[at, form] = [new URL(next, at).toString(), null]
          continue
        }
        const action = /action="([^"]+)"/.exec(await told.text())?.[1]
        if (!action) throw new Error(`the identity provider answered ${told.status} at ${at}`)
        ;[at, form] = [new URL(action, at).toString(), new URLSearchParams({ prompt: 'login', login, password: 'any' })]
      }
      throw new Error('the identity provider goes round in circles')
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
export type IdentityProvider = Awaited<ReturnType<typeof identityProvider>>
