import { createServer, type Server, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { Temporal } from 'temporal-polyfill'
import { afterEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage, SendResult } from './channel.ts'
import { type EmailSettings, emailChannel } from './email.ts'

const MESSAGE: OutgoingMessage = {
  id: '0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b',
  subject: '【四邻】三号楼二单元:楼道灯不亮了,请今天去看',
  text: '居民说楼道灯不亮。\n.\n请在今天 18:00 前处理。',
  link: 'https://silin.example.cn/r/K7M2Q9',
  kind: 'requests.reported',
  sentAt: Temporal.Instant.from('2026-03-01T08:00:00Z'),
}
const READER = 'wang.lijuan@example.cn'
const FROM = '四邻 <noreply@silin.example.cn>'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A real SMTP server on a free port of this machine. */
async function smtpServer(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ authOptional: true, logger: false, disabledCommands: ['STARTTLS'], ...options })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => new Promise((resolve) => server.close(resolve)))
  return portOf(server.server)
}

async function tcpServer(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    talk(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(() => resolve()))
  })
  return portOf(server)
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function channel(port: number, settings: Partial<EmailSettings> = {}) {
  const email = emailChannel({ url: `smtp://127.0.0.1:${port}`, from: FROM, timeoutMs: 2_000, ...settings })
  cleanups.push(() => email.close())
  return email
}

function refusal(text: string, responseCode: number): Error {
  return Object.assign(new Error(text), { responseCode })
}

function expectFailure(result: SendResult, retry: boolean, reason: string) {
  expect(result).toEqual({ ok: false, retry, reason })
}

describe('a server that receives', () => {
  const mails: { raw: string; from: string; to: string[] }[] = []
  const receiving: SMTPServerOptions = {
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const raw = Buffer.concat(parts).toString('utf8')
        mails.push({ raw, from: mailFrom ? mailFrom.address : '', to: rcptTo.map((to) => to.address) })
        done(null, 'queued')
      })
    },
  }
  afterEach(() => void mails.splice(0))

  function headerOf(raw: string, name: string): string {
    const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
    const line = head.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    return (line ?? '').slice(name.length + 1).trim()
  }

  /** Decodes RFC 2047 words, B and Q. */
  function decodeWords(value: string): string {
    const joined = value.replace(/\?=\s+=\?/g, '?==?')
    const bytes = [...joined.matchAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi)].map(([, how, word]) =>
      how?.toUpperCase() === 'B' ? Buffer.from(word!, 'base64') : unquote(word!.replaceAll('_', ' ')),
    )
    return Buffer.concat(bytes).toString('utf8')
  }

  function unquote(text: string): Buffer {
    const plain = text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return Buffer.from(plain, 'latin1')
  }

  function bodyOf(raw: string): string {
    const body = raw.slice(raw.indexOf('\r\n\r\n') + 4)
    const encoding = headerOf(raw, 'Content-Transfer-Encoding').toLowerCase()
    if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
    return encoding === 'quoted-printable' ? unquote(body).toString('utf8') : body
  }

  it('gets the Chinese subject and text, the link, and headers that keep machines silent', async () => {
    const email = channel(await smtpServer(receiving))
    const result = await email.send(READER, MESSAGE)
    expect(result).toEqual({ ok: true, receipt: `<${MESSAGE.id}@silin.example.cn>` })
    const [mail] = mails
    expect(mail).toMatchObject({ from: 'noreply@silin.example.cn', to: [READER] })
    expect(decodeWords(headerOf(mail!.raw, 'Subject'))).toBe(MESSAGE.subject)
    expect(decodeWords(headerOf(mail!.raw, 'From'))).toBe('四邻')
    expect(headerOf(mail!.raw, 'Auto-Submitted')).toBe('auto-generated')
    expect(headerOf(mail!.raw, 'Date')).toBe('Sun, 01 Mar 2026 08:00:00 +0000')
    expect(headerOf(mail!.raw, 'Content-Type')).toMatch(/^text\/plain; charset=utf-8/i)
    expect(bodyOf(mail!.raw).replaceAll('\r\n', '\n').trimEnd()).toBe(`${MESSAGE.text}\n\n${MESSAGE.link}`)
  })

  it('recognises a repeat by its Message-ID', async () => {
    const email = channel(await smtpServer(receiving))
    await email.send(READER, MESSAGE)
    await email.send(READER, MESSAGE)
    const ids = mails.map(({ raw }) => headerOf(raw, 'Message-ID'))
    expect(ids).toEqual([`<${MESSAGE.id}@silin.example.cn>`, `<${MESSAGE.id}@silin.example.cn>`])
  })

  it('cannot be given more headers or receivers through the subject or the address', async () => {
    const email = channel(await smtpServer(receiving))
    await email.send(READER, { ...MESSAGE, subject: 'light\r\nBcc: spy@example.com' })
    expect(headerOf(mails[0]!.raw, 'Bcc')).toBe('')
    expect(mails[0]!.to).toEqual([READER])
    for (const to of [
      `${READER}, spy@example.com`,
      `${READER}\r\nRCPT TO:<spy@example.com>`,
      'not an address',
      '',
      `Wang <${READER}>`,
    ]) {
      expectFailure(await email.send(to, MESSAGE), false, 'address_invalid')
    }
    expect(mails).toHaveLength(1)
  })

  it('does not read files or urls that a text names', async () => {
    const email = channel(await smtpServer(receiving))
    await email.send(READER, { ...MESSAGE, text: 'file:///etc/passwd', link: null })
    expect(bodyOf(mails[0]!.raw).trim()).toBe('file:///etc/passwd')
  })

  it('lets a delivery finish when it is closed, and takes none afterwards', async () => {
    const email = channel(await smtpServer(receiving))
    const underway = email.send(READER, MESSAGE)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await email.close()
    expect(await underway).toMatchObject({ ok: true })
    expectFailure(await email.send(READER, MESSAGE), true, 'disconnected')
  })

  it('signs in with the password of the url', async () => {
    const seen: unknown[] = []
    const port = await smtpServer({
      ...receiving,
      authOptional: false,
      onAuth({ username, password }, _session, done) {
        seen.push([username, password])
        if (password === 'p@ss/字') done(null, { user: username })
        else done(refusal('no such user', 535))
      },
    })
    const password = encodeURIComponent('p@ss/字')
    const email = channel(port, { url: `smtp://postman:${password}@127.0.0.1:${port}` })
    expect(await email.send(READER, MESSAGE)).toMatchObject({ ok: true })
    expect(seen).toEqual([['postman', 'p@ss/字']])
    const wrong = channel(port, { url: `smtp://postman:wrong@127.0.0.1:${port}` })
    expectFailure(await wrong.send(READER, MESSAGE), true, 'smtp_535')
  })
})

describe('a server that refuses', () => {
  it('is asked again after 451 and given up after 550, and its words stay out of the reason', async () => {
    const replies = [refusal(`try later, ${READER}`, 451), refusal(`no mailbox ${READER} for ${MESSAGE.subject}`, 550)]
    const port = await smtpServer({ onRcptTo: (_address, _session, done) => done(replies.shift()) })
    const email = channel(port)
    expectFailure(await email.send(READER, MESSAGE), true, 'smtp_451')
    expectFailure(await email.send(READER, MESSAGE), false, 'smtp_550')
  })

  it('may refuse the content for good, or its sender for want of a sign-in', async () => {
    const content = await smtpServer({
      onData(stream, _session, done) {
        stream.on('end', () => done(refusal('spam', 554)))
        stream.resume()
      },
    })
    expectFailure(await channel(content).send(READER, MESSAGE), false, 'smtp_554')
    const closed = await smtpServer({ onMailFrom: (_address, _session, done) => done(refusal('sign in first', 530)) })
    expectFailure(await channel(closed).send(READER, MESSAGE), true, 'smtp_530')
  })

  it('may want smaller messages', async () => {
    const port = await smtpServer({
      size: 1_000,
      rejectOversized: true,
      onData(stream, _session, done) {
        stream.on('end', () => done())
        stream.resume()
      },
    })
    const long = { ...MESSAGE, text: 'a'.repeat(5_000) }
    expectFailure(await channel(port).send(READER, long), false, 'smtp_552')
  })

  it('does not lose the message when the greeting is a refusal', async () => {
    const port = await tcpServer((socket) => socket.end('554 go away\r\n'))
    expectFailure(await channel(port).send(READER, MESSAGE), true, 'smtp_554')
  })
})

describe('a server that is not there', () => {
  it('that never greets is given up after the timeout', async () => {
    const port = await tcpServer(() => {})
    const started = performance.now()
    expectFailure(await channel(port, { timeoutMs: 150 }).send(READER, MESSAGE), true, 'timeout')
    expect(performance.now() - started).toBeLessThan(1_500)
  })

  it('that trickles its replies is given up as well', async () => {
    const port = await tcpServer((socket) => {
      socket.write('220 here\r\n')
      const drip = setInterval(() => socket.write('250-and more\r\n'), 40)
      socket.on('close', () => clearInterval(drip))
    })
    expectFailure(await channel(port, { timeoutMs: 150 }).send(READER, MESSAGE), true, 'timeout')
  })

  it('that hangs up is tried again later', async () => {
    const port = await tcpServer((socket) => socket.destroy())
    expectFailure(await channel(port).send(READER, MESSAGE), true, 'disconnected')
  })

  it('that does not listen refuses', async () => {
    const port = await tcpServer(() => {})
    await cleanups.pop()?.()
    expectFailure(await channel(port).send(READER, MESSAGE), true, 'refused')
  })

  it('whose certificate nobody signed is not trusted', async () => {
    const port = await smtpServer({ disabledCommands: [] })
    expectFailure(await channel(port).send(READER, MESSAGE), true, 'tls')
    const secure = await smtpServer({ secure: true })
    expectFailure(await channel(secure, { url: `smtps://127.0.0.1:${secure}` }).send(READER, MESSAGE), true, 'tls')
  })
})

describe('settings', () => {
  it('that cannot be right are refused at the start, without repeating the password', () => {
    for (const url of [
      'http://postman:hunter2@mail.example.cn',
      'smtp://',
      'hunter2',
      'smtp://a:hunter2@b.cn/?logger=true',
    ]) {
      const attempt = () => emailChannel({ url, from: FROM })
      expect(attempt).toThrow()
      expect(attempt).not.toThrow(/hunter2/)
    }
    expect(() => emailChannel({ url: 'smtp://127.0.0.1', from: 'a@b.cn, c@d.cn' })).toThrow()
  })
})
