import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { Temporal } from 'temporal-polyfill'
import { afterEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from './channel.ts'
import type { Resolve } from './http-post.ts'
import { receiver } from './testing/receiver.ts'
import { type WebhookAddress, type WebhookSettings, webhookChannel } from './webhook.ts'

const SECRET = `whsec_${Buffer.from('a secret of twenty-four+ bytes').toString('base64')}`
const MESSAGE: OutgoingMessage = {
  id: '0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  subject: '楼道灯不亮',
  text: '王丽娟,三号楼"二单元",请今天去看。',
  link: 'https://silin.example.cn/r/K7M2Q9',
  kind: 'requests.reported',
  sentAt: Temporal.Instant.from('2026-03-01T08:00:00Z'),
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listen(answer: (response: ServerResponse) => void) {
  const server = await receiver(answer)
  closers.push(server.close)
  return server
}

function send(
  to: Partial<WebhookAddress> & { url: string },
  settings: Partial<WebhookSettings> = {},
  message = MESSAGE,
) {
  const channel = webhookChannel({ allowPrivateAddresses: true, timeoutMs: 2_000, ...settings })
  return channel.send({ secret: SECRET, format: 'standard', ...to }, message)
}

function status(code: number, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => void response.writeHead(code, headers).end(`${MESSAGE.text} failed`)
}

function json(body: unknown) {
  return (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

describe('standard webhooks', () => {
  it('carry a signature that the reference library verifies', async () => {
    const server = await listen(status(204))
    expect(await send({ url: server.url })).toEqual({ ok: true, receipt: null })
    const [request] = server.received
    const verified = new Webhook(SECRET).verify(request!.body, request!.headers as Record<string, string>)
    expect(verified).toEqual({
      type: 'requests.reported',
      timestamp: '2026-03-01T08:00:00Z',
      data: { subject: MESSAGE.subject, text: MESSAGE.text, link: MESSAGE.link },
    })
    expect(request).toMatchObject({ method: 'POST', path: '/hook', headers: { 'webhook-id': MESSAGE.id } })
    expect(request!.headers['content-type']).toMatch(/^application\/json/)
    const forged = request!.body.replace('今天', '明天')
    expect(() => new Webhook(SECRET).verify(forged, request!.headers as Record<string, string>)).toThrow()
  })

  it('keep the id and renew the timestamp at each attempt', async () => {
    const server = await listen(status(503))
    for (const second of [100, 900]) {
      const now = () => Temporal.Instant.fromEpochMilliseconds(second * 1000 + 999)
      await send({ url: server.url }, { now })
    }
    expect(server.received.map(({ headers }) => headers['webhook-timestamp'])).toEqual(['100', '900'])
    expect(new Set(server.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('are not sent with a secret that is none', async () => {
    const server = await listen(status(204))
    for (const secret of ['', 'whsec_', 'whsec_***']) {
      expect(await send({ url: server.url, secret })).toEqual({ ok: false, retry: false, reason: 'secret_invalid' })
    }
    expect(server.received).toEqual([])
  })
})

describe('answers', () => {
  it.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [410, false],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
  ])('%i may be retried: %s', async (code, retry) => {
    const server = await listen(status(code))
    expect(await send({ url: server.url })).toEqual({ ok: false, retry, reason: `http_${code}` })
  })

  it('that point elsewhere are not followed', async () => {
    const elsewhere = await listen(status(200))
    const server = await listen(status(307, { location: elsewhere.url }))
    expect(await send({ url: server.url })).toEqual({ ok: false, retry: false, reason: 'http_307' })
    expect(elsewhere.received).toEqual([])
  })

  it('are read up to 64 KB; the status counts all the same', async () => {
    let written = 0
    const server = await listen((response) => {
      response.writeHead(200)
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, 'x'))) written += 16_384
      }
      response.on('drain', pour)
      pour()
    })
    expect(await send({ url: server.url })).toEqual({ ok: true, receipt: null })
    const wecom = await send({ url: server.url, format: 'wecom' })
    expect(wecom).toEqual({ ok: false, retry: true, reason: 'answer_unreadable' })
    expect(written).toBeLessThan(64 * 1024 * 1024)
  })

  it('that do not come, or are no HTTP, or break off, are waited for no longer', async () => {
    const silent = await listen(() => {})
    const started = performance.now()
    expect(await send({ url: silent.url }, { timeoutMs: 150 })).toEqual({ ok: false, retry: true, reason: 'timeout' })
    expect(performance.now() - started).toBeLessThan(1_500)
    const endless = await listen((response) => void response.writeHead(202).write('…'))
    expect(await send({ url: endless.url }, { timeoutMs: 150 })).toEqual({ ok: true, receipt: null })
    const dripping = await listen((response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n')
      const drip = setInterval(() => response.socket?.write('x-drip: 1\r\n'), 20)
      response.socket?.on('close', () => clearInterval(drip))
    })
    const dripped = performance.now()
    expect(await send({ url: dripping.url }, { timeoutMs: 150 })).toEqual({ ok: false, retry: true, reason: 'timeout' })
    expect(performance.now() - dripped).toBeLessThan(1_500)
    const rude = await listen((response) => void response.socket?.end('hello\r\n\r\n'))
    expect(await send({ url: rude.url })).toEqual({ ok: false, retry: true, reason: 'malformed' })
    const gone = await listen((response) => void response.socket?.destroy())
    expect(await send({ url: gone.url })).toEqual({ ok: false, retry: true, reason: 'disconnected' })
    const tls = await send({ url: gone.url.replace('http:', 'https:') })
    expect(tls).toEqual({ ok: false, retry: true, reason: 'tls' })
    await gone.close()
    closers.splice(closers.indexOf(gone.close), 1)
    expect(await send({ url: gone.url })).toEqual({ ok: false, retry: true, reason: 'refused' })
  })
})

describe('the house is guarded', () => {
  const closed = { ok: false, retry: false, reason: 'address_not_allowed' }

  it('against addresses of its own network, however they are written', async () => {
    const server = await listen(status(200))
    const hosts = [
      '127.0.0.1',
      'localhost',
      '2130706433',
      '0x7f.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '0',
    ]
    for (const host of hosts) {
      const url = `http://${host}:${server.port}/hook`
      expect(await send({ url }, { allowPrivateAddresses: false }), host).toEqual(closed)
    }
    expect(server.received).toEqual([])
  })

  it('against metadata services even where private addresses are allowed', async () => {
    for (const host of [
      '169.254.169.254',
      '100.100.100.200',
      '[::ffff:169.254.169.254]',
      '[fd00:ec2::254]',
      '0.0.0.0',
    ]) {
      expect(await send({ url: `http://${host}/latest/meta-data` }), host).toEqual(closed)
    }
  })

  it('against names that change their answer: the one answer that is checked is connected to', async () => {
    const server = await listen(status(200))
    let lookups = 0
    const resolve: Resolve = (_name, _options, done) => {
      lookups += 1
      done(null, [{ address: '127.0.0.1', family: 4 }])
    }
    const url = `http://rebind.example:${server.port}/hook`
    expect(await send({ url }, { allowPrivateAddresses: false, resolve })).toEqual(closed)
    expect(server.received).toEqual([])
    // Where it is allowed, the same answer carries the connection: nobody asks a second time.
    expect(await send({ url }, { resolve })).toEqual({ ok: true, receipt: null })
    expect(lookups).toBe(2)
    expect(server.received[0]!.headers.host).toBe(`rebind.example:${server.port}`)
  })

  it('against names with one private address among public ones', async () => {
    const mixed: Resolve = (_name, _options, done) =>
      done(null, [
        { address: '93.184.215.14', family: 4 },
        { address: 'fd12::1', family: 6 },
      ])
    const settings = { allowPrivateAddresses: false, resolve: mixed }
    expect(await send({ url: 'https://mixed.example' }, settings)).toEqual(closed)
  })

  it('and only speaks HTTP', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://example.com', 'gopher://example.com', 'nonsense', '']) {
      expect(await send({ url })).toEqual({ ok: false, retry: false, reason: 'url_invalid' })
      expect(await send({ url, format: 'dingtalk' })).toEqual({ ok: false, retry: false, reason: 'url_invalid' })
    }
  })

  it('and waits when the name is not known', async () => {
    const unknown: Resolve = (_name, _options, done) =>
      done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
    const result = await send({ url: 'https://nowhere.example' }, { resolve: unknown })
    expect(result).toEqual({ ok: false, retry: true, reason: 'dns' })
  })
})

describe('企业微信', () => {
  it('gets text with the link', async () => {
    const server = await listen(json({ errcode: 0, errmsg: 'ok' }))
    expect(await send({ url: `${server.url}?key=k`, format: 'wecom', secret: '' })).toEqual({ ok: true, receipt: null })
    expect(server.received[0]!.path).toBe('/hook?key=k')
    expect(JSON.parse(server.received[0]!.body)).toEqual({
      msgtype: 'text',
      text: { content: `${MESSAGE.subject}\n${MESSAGE.text}\n${MESSAGE.link}` },
    })
  })

  it('gets at most 2048 bytes, whole characters, with the link, and calls nobody', async () => {
    const server = await listen(json({ errcode: 0 }))
    const text = `<@all>${'灯🏮'.repeat(500)}`
    await send({ url: server.url, format: 'wecom' }, {}, { ...MESSAGE, text })
    const { content } = JSON.parse(server.received[0]!.body).text as { content: string }
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048)
    expect(Buffer.byteLength(content)).toBeGreaterThan(2040)
    expect(content.isWellFormed()).toBe(true)
    expect(content).not.toContain('<@')
    expect(content.endsWith(`…\n${MESSAGE.link}`)).toBe(true)
  })

  it.each([
    [{ errcode: 93000, errmsg: MESSAGE.text }, false, 'wecom_93000'],
    [{ errcode: 45009, errmsg: 'freq out of limit' }, true, 'wecom_45009'],
    [{ errcode: MESSAGE.text }, true, 'answer_unreadable'],
    ['<html>', true, 'answer_unreadable'],
  ])('answers 200 and means it not: %j', async (answer, retry, reason) => {
    const server = await listen(json(answer))
    expect(await send({ url: server.url, format: 'wecom' })).toEqual({ ok: false, retry, reason })
  })
})

describe('钉钉', () => {
  it('gets text signed as it asks', async () => {
    const server = await listen(json({ errcode: 0, errmsg: 'ok' }))
    // Instants whose signatures contain + and / as well.
    for (let second = 0; second < 20; second += 1) {
      const now = () => Temporal.Instant.fromEpochMilliseconds(1_772_352_000_000 + second * 1000)
      const to = { url: `${server.url}?access_token=t`, format: 'dingtalk' as const, secret: 'SECabc' }
      expect(await send(to, { now })).toEqual({ ok: true, receipt: null })
    }
    for (const { path, body } of server.received) {
      const query = new URL(path, 'http://robot').searchParams
      const timestamp = query.get('timestamp')
      expect(query.get('access_token')).toBe('t')
      const sign = createHmac('sha256', 'SECabc').update(`${timestamp}\nSECabc`).digest('base64')
      expect(path).toContain(`&sign=${encodeURIComponent(sign)}`)
      expect(JSON.parse(body)).toMatchObject({ msgtype: 'text', at: { isAtAll: false } })
    }
  })

  it('without 加签 gets no signature', async () => {
    const server = await listen(json({ errcode: 0 }))
    await send({ url: `${server.url}?access_token=t`, format: 'dingtalk', secret: '' })
    expect(server.received[0]!.path).toBe('/hook?access_token=t')
  })

  it('answers 200 and means it not', async () => {
    const server = await listen(json({ errcode: 310000, errmsg: 'sign not match' }))
    const result = await send({ url: server.url, format: 'dingtalk', secret: 'SECabc' })
    expect(result).toEqual({ ok: false, retry: false, reason: 'dingtalk_310000' })
  })
})
