import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../src/platform/ids.ts'
import { sessionOfLead } from './testing/people.ts'
import { type RunningSilin, startSilin } from './testing/silin.ts'

let silin: RunningSilin
beforeAll(async () => {
  silin = await startSilin({ SILIN_PUBLIC_URL: 'https://silin.example.cn' })
})
afterAll(() => silin?.stop())

it('who is signed in can report, and sign out, also where cookies carry the name that https gives them', async () => {
  const { cookie } = await sessionOfLead(silin)
  expect(cookie).toContain('__Secure-silin.session_token=')
  const tokenOn = async (path: string) => {
    const html = await (await fetch(`${silin.url}${path}`, { headers: { cookie } })).text()
    return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
  }
  const send = (path: string, fields: Record<string, string>) =>
    fetch(`${silin.url}${path}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
  const plaque = `/p/${silin.demo.plaqueCode}`
  const report = { id: newId(), tell: newId(), text: '楼道窗户关不上', confirm: '1' }
  expect((await send(plaque, report)).status).toBe(403)
  const sent = await send(plaque, { ...report, _csrf: await tokenOn(plaque) })
  expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/r\//)])
  expect((await send('/me/sign-out', { _csrf: await tokenOn('/me') })).status).toBe(303)
  expect((await fetch(`${silin.url}/api/v1/session`, { headers: { cookie } })).status).toBe(401)
})
