import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Temporal } from 'temporal-polyfill'
import { afterEach, expect, it } from 'vitest'
import type { OutgoingMessage } from './channel.ts'
import { type HttpSmsSettings, httpSmsProvider, smsChannel } from './sms.ts'
import { receiver } from './testing/receiver.ts'

const PHONE = '+8613812345678'
const MESSAGE: OutgoingMessage = {
  id: '0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  subject: '楼道灯',
  text: '他说:"灯\\不亮"\n{phone} {id} $& \u2028 ","admin":true,"x":"',
  link: null,
  kind: 'requests.reported',
  sentAt: Temporal.Instant.from('2026-03-01T08:00:00Z'),
}
const TEMPLATE = {
  to: ['{phone}'],
  short: '{mobile}',
  content: { body: '【四邻】{text}' },
  ref: 'silin-{id}',
  '{id}': 1,
  other: '{unknown}',
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function gateway(answer: unknown, status = 200) {
  const respond = (response: ServerResponse) => void response.writeHead(status).end(JSON.stringify(answer))
  const server = await receiver(respond)
  closers.push(server.close)
  const channel = (settings: Partial<HttpSmsSettings> = {}) =>
    smsChannel(httpSmsProvider({ url: server.url, bodyTemplate: TEMPLATE, timeoutMs: 2_000, ...settings }))
  return { ...server, channel }
}

it('puts any text into the template as a value, never as JSON', async () => {
  const { channel, received } = await gateway({})
  expect(await channel().send(PHONE, MESSAGE)).toEqual({ ok: true, receipt: null })
  expect(JSON.parse(received[0]!.body)).toEqual({
    to: [PHONE],
    short: '13812345678',
    content: { body: `【四邻】${MESSAGE.text}` },
    ref: `silin-${MESSAGE.id}`,
    '{id}': 1,
    other: '{unknown}',
  })
})

it('appends the link unless the text shows it', async () => {
  const { channel, received } = await gateway({})
  const link = 'https://silin.example.cn/r/K7M2Q9'
  const bodyTemplate = '{text}'
  await channel({ bodyTemplate }).send(PHONE, { ...MESSAGE, text: '请看', link })
  await channel({ bodyTemplate }).send(PHONE, { ...MESSAGE, text: `请看 ${link} 。`, link })
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([`请看 ${link}`, `请看 ${link} 。`])
})

it('signs the bytes that are sent and shows its token', async () => {
  const { channel, received } = await gateway({})
  const signature = { header: 'X-Signature', secret: 's', encoding: 'hex', prefix: 'sha256=' } as const
  await channel({ signature, bearer: 'token', headers: { 'X-App': 'silin' } }).send(PHONE, MESSAGE)
  const { headers, body } = received[0]!
  expect(headers['x-signature']).toBe(`sha256=${createHmac('sha256', 's').update(body).digest('hex')}`)
  expect(headers).toMatchObject({ authorization: 'Bearer token', 'x-app': 'silin' })
})

it('fails loudly when a setting cannot be sent, without showing it', async () => {
  const { channel } = await gateway({})
  const attempt = channel({ bearer: 'tok\nen' }).send(PHONE, MESSAGE)
  await expect(attempt).rejects.toThrow(TypeError)
  await expect(attempt).rejects.not.toThrow(/tok/)
})

it('believes the answer where the settings say so, and keeps its id', async () => {
  const settings: Partial<HttpSmsSettings> = {
    success: { pointer: '/result/0/code', equals: 'OK', retryOn: ['BUSY'] },
    receiptPointer: '/result/0/a~1b',
  }
  const says = async (code: unknown, receipt: unknown = 7) =>
    (await gateway({ result: [{ code, 'a/b': receipt }] })).channel(settings).send(PHONE, MESSAGE)
  expect(await says('OK')).toEqual({ ok: true, receipt: '7' })
  expect(await says('OK', MESSAGE.text.repeat(10))).toEqual({ ok: true, receipt: null })
  expect(await says('BUSY')).toEqual({ ok: false, retry: true, reason: 'sms_busy' })
  expect(await says(`bad number ${PHONE}`)).toEqual({ ok: false, retry: false, reason: 'sms_refused' })
  const empty = await gateway(undefined)
  expect(await empty.channel(settings).send(PHONE, MESSAGE)).toEqual({
    ok: false,
    retry: true,
    reason: 'answer_unreadable',
  })
})

it('classifies statuses as webhooks do', async () => {
  const broken = await gateway({ error: PHONE }, 502)
  expect(await broken.channel().send(PHONE, MESSAGE)).toEqual({ ok: false, retry: true, reason: 'http_502' })
  const refusing = await gateway({ error: PHONE }, 403)
  expect(await refusing.channel().send(PHONE, MESSAGE)).toEqual({ ok: false, retry: false, reason: 'http_403' })
})

it('sends to nothing that is no E.164 number', async () => {
  const { channel, received } = await gateway({})
  for (const phone of ['13812345678', '+0123456789', '+86 138 1234 5678', '', `${PHONE}\n`, '+1234567890123456']) {
    expect(await channel().send(phone, MESSAGE)).toEqual({ ok: false, retry: false, reason: 'phone_invalid' })
  }
  expect(received).toEqual([])
})
