import type { Who } from './asks.ts'

/** Whom the server knows, and how they come in: a lead by phone and code, staff by account and password. */
export interface Known {
  readonly leadPhone: string
  readonly password: string
}
/** Headers that sign a request. */
export type Keys = Readonly<Record<Who, readonly (readonly [string, string])[]>>

const accounts = { clerk: 'staff1', 'system administrator': 'sysadmin', 'security administrator': 'security' } as const

const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')

/** Signs everybody in as they would. */
export async function keysOf(url: string, { leadPhone, password }: Known): Promise<Keys> {
  const send = (path: string, body: object, cookie?: string) =>
    fetch(`${url}/api/v1/sign-in/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    })
  async function keyOf(answer: Response): Promise<Keys[Who]> {
    if (answer.status !== 200) throw new Error(`nobody came in: ${answer.status} ${await answer.text()}`)
    const { csrfToken } = (await answer.json()) as { csrfToken: string }
    return [
      ['cookie', cookiesOf(answer)],
      ['x-csrf-token', csrfToken],
    ]
  }
  // A code is good in the browser that asked for it.
  const asked = cookiesOf(await send('code', { phone: leadPhone }))
  const codes = await (await fetch(`${url}/demo/codes`)).text()
  const code = new RegExp(`${leadPhone} ·[^<]*</span>\\s*<strong[^>]*>(\\d{6})<`).exec(codes)?.[1]
  const byPassword = async (account: string) => await keyOf(await send('password', { account, password }))
  return {
    nobody: [],
    lead: await keyOf(await send('phone', { phone: leadPhone, code }, asked)),
    clerk: await byPassword(accounts.clerk),
    'system administrator': await byPassword(accounts['system administrator']),
    'security administrator': await byPassword(accounts['security administrator']),
  }
}
