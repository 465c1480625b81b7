import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../database/database.ts'
import { newId, type PersonId } from '../ids.ts'
import { sent } from './channels/channel.ts'
import { emailChannel } from './channels/email.ts'
import { receiver } from './channels/testing/receiver.ts'
import { webhookChannel } from './channels/webhook.ts'
import type { Channels } from './deliverer.ts'
import { createNotify } from './service.ts'
import { mailServer } from './testing/mail-server.ts'
import { type NotifyHouse, notifyHouse, values } from './testing/notify-house.ts'

const address = 'wang.lijuan@example.cn'
const secret = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`

let h: NotifyHouse
let smtp: Awaited<ReturnType<typeof mailServer>>
let channels: Channels
/** What was put on the queue; the tests carry it out by hand. */
let queue: { task: string; payload: unknown; key: string; runAt: Temporal.Instant | null }[]

beforeAll(async () => {
  h = await notifyHouse()
  smtp = await mailServer()
  channels = {
    email: emailChannel({ url: smtp.url, from: '四邻 <noreply@silin.example.cn>', timeoutMs: 2_000 }),
    webhook: webhookChannel({ allowPrivateAddresses: true, timeoutMs: 2_000 }),
    sms: null,
  }
})
afterAll(async () => {
  await channels.email?.close()
  await smtp.close()
  await h.test.drop()
})
beforeEach(async () => {
  queue = []
  smtp.mails.splice(0)
  smtp.answers.splice(0)
  h.lines.splice(0)
  await h.test.owner.query('delete from announcements; delete from deliveries')
})
afterEach(() => {
  // Whatever happened, a log line names nobody and quotes nothing.
  expect(h.lines.join('\n')).not.toMatch(
    new RegExp([address, '13800000000', '127.0.0.1', secret, ...Object.values(values)].join('|')),
  )
})

function notify(more: Partial<Channels> = {}, database: Database = h.test.database) {
  return createNotify(
    { ...h.house, database },
    h.addressees,
    { ...channels, ...more },
    {
      async add(task, payload, { key, runAt }) {
        queue.push({ task, payload, key, runAt: runAt ?? null })
      },
    },
  )
}
type Row = { id: string; status: string; attempts: number; last_error: string | null; next_attempt_at: Date | null }
async function announced(personId: PersonId, service = notify()) {
  await h.announce([{ kind: 'person', personId }])
  await service.announcer.run()
  return queue.at(-1)?.payload
}
const row = async () => {
  const [only, ...others] = await h.rows<Row>(
    "select id, status, attempts, last_error, next_attempt_at from deliveries where channel <> 'app'",
  )
  expect(others).toEqual([])
  return only
}
const inSeconds = (seconds: number) => new Date(h.clock.now().add({ seconds }).epochMilliseconds)
const byEmail = { choices: [{ channel: 'email', address }] } as const

describe('an e-mail', () => {
  it('goes out once, in the language of its reader, with a link and nothing of it kept', async () => {
    const service = notify()
    const payload = await announced(await h.person({ ...byEmail, language: 'en' }), service)
    expect(queue).toMatchObject([{ task: 'deliver', runAt: null }])
    await service.deliverer.deliver(payload)
    await service.deliverer.deliver(payload)
    expect(smtp.mails).toHaveLength(1)
    expect(smtp.mails[0]?.to).toEqual([address])
    const { raw } = smtp.mails[0]!
    expect(raw).toContain(`Message-ID: <${(await row())?.id}@silin.example.cn>`)
    const body = decoded(raw)
    expect(body).toContain('A neighbour at 三号楼二单元 says “楼道灯不亮”.')
    expect(body).toContain('https://silin.example.cn/lead/requests/')
    expect(await row()).toMatchObject({ status: 'sent', attempts: 1, next_attempt_at: null, last_error: null })
    expect(JSON.stringify(await h.rows('select * from deliveries'))).not.toContain(address)
  })

  it('that the server puts off is tried again, ever later, and sent once', async () => {
    smtp.answers.push(451, 451)
    const service = notify()
    const payload = await announced(await h.person(byEmail), service)
    await service.deliverer.deliver(payload)
    expect(await row()).toMatchObject({ status: 'waiting', attempts: 1, last_error: 'smtp_451' })
    expect((await row())?.next_attempt_at).toEqual(inSeconds(30))
    expect(queue.at(-1)?.runAt).not.toBeNull()

    await service.deliverer.deliver(payload)
    expect(await row()).toMatchObject({ attempts: 1 })
    h.clock.advance({ seconds: 30 })
    await service.deliverer.deliver(payload)
    expect(await row()).toMatchObject({ status: 'waiting', attempts: 2 })
    expect((await row())?.next_attempt_at).toEqual(inSeconds(60))
    h.clock.advance({ seconds: 60 })
    await service.deliverer.deliver(payload)
    await service.deliverer.deliver(payload)
    expect(await row()).toMatchObject({ status: 'sent', attempts: 3, last_error: null })
    expect(smtp.mails).toHaveLength(1)
  })

  it('that the server refuses has failed, and the desk sees it', async () => {
    smtp.answers.push(550)
    const service = notify()
    await service.deliverer.deliver(await announced(await h.person(byEmail), service))
    const log = await service.deliveries({ community: h.community, status: 'failed', limit: 10 }, 'zh-CN')
    expect(log).toMatchObject({
      items: [{ channel: 'email', recipient: '张**', status: 'failed', attempts: 1, lastError: 'smtp_550' }],
      next: null,
    })
    expect(log.items[0]?.nextAttemptAt).toBeNull()
    expect(h.lines.join()).toContain('smtp_550')
  })

  it('gives up after about a day', async () => {
    smtp.answers.push(...Array.from({ length: 40 }, () => 451))
    const service = notify()
    const payload = await announced(await h.person(byEmail), service)
    const begun = h.clock.now()
    for (let n = 0; n < 40; n++) {
      await service.deliverer.deliver(payload)
      const next = (await row())?.next_attempt_at
      if (next) h.clock.set(Temporal.Instant.fromEpochMilliseconds(next.getTime()))
    }
    expect(await row()).toMatchObject({ status: 'failed', attempts: 30, last_error: 'smtp_451' })
    expect(begun.until(h.clock.now()).total('hours')).toBeGreaterThan(20)
    expect(begun.until(h.clock.now()).total('hours')).toBeLessThan(28)
  })

  it('of an installation without a mail server has failed at once', async () => {
    const service = notify({ email: null })
    await service.deliverer.deliver(await announced(await h.person(byEmail), service))
    expect(await row()).toMatchObject({ status: 'failed', last_error: 'channel_not_configured' })
  })
  it('to somebody who has switched it off since is not sent', async () => {
    const personId = await h.person(byEmail)
    const payload = await announced(personId)
    h.addressees.ways.delete(personId)
    await notify().deliverer.deliver(payload)
    expect(await row()).toMatchObject({ status: 'failed', last_error: 'recipient_gone' })
  })
})

describe('two of them, and a crash', () => {
  it('two servers at one delivery send it once', async () => {
    const payload = await announced(await h.person(byEmail))
    await Promise.all([1, 2, 3].map(() => notify().deliverer.deliver(payload)))
    expect(smtp.mails).toHaveLength(1)
  })

  it('a success that could not be recorded is sent once more with the same id, and then never', async () => {
    const payload = await announced(await h.person(byEmail))
    let works = 0
    const breaks = {
      work: (...given: Parameters<Database['work']>) => {
        works++
        if (works === 2) throw new Error('killed')
        return h.test.database.work(...given)
      },
    } as unknown as Database
    await expect(notify({}, breaks).deliverer.deliver(payload)).rejects.toThrow('killed')
    expect(smtp.mails).toHaveLength(1)
    await notify().deliverer.deliver(payload)
    expect(smtp.mails).toHaveLength(1)
    h.clock.advance({ seconds: 120 })
    await notify().deliverer.deliver(payload)
    expect(smtp.mails).toHaveLength(2)
    const ids = smtp.mails.map(({ raw }) => /^Message-ID: .*$/m.exec(raw)?.[0])
    expect(new Set(ids).size).toBe(1)
    h.clock.advance({ hours: 3 })
    await notify().deliverer.deliver(payload)
    expect(smtp.mails).toHaveLength(2)
  })

  it('what never came onto the queue is found a minute later', async () => {
    const deaf = createNotify(h.house, h.addressees, channels, {
      async add() {
        throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' })
      },
    })
    await announced(await h.person(byEmail), deaf)
    expect(await row()).toMatchObject({ status: 'waiting', attempts: 0 })
    expect(await notify().deliverer.lookForLost()).toBe(0)
    h.clock.advance({ seconds: 61 })
    expect(await notify().deliverer.lookForLost()).toBe(1)
    await notify().deliverer.deliver(queue[0]?.payload)
    expect(await row()).toMatchObject({ status: 'sent' })
    expect(await notify().deliverer.lookForLost()).toBe(0)
  })
})

describe('other ways', () => {
  it('a webhook receiver that is away, then busy, then there gets it once', async () => {
    const there = await receiver((response) => {
      response.statusCode = 503
      response.end()
    })
    const at = (url: string) => ({
      choices: [{ channel: 'webhook', address: JSON.stringify({ url, secret, format: 'standard' }) }] as const,
    })
    const service = notify()
    const personId = await h.person(at(there.url))
    const payload = await announced(personId, service)
    await service.deliverer.deliver(payload)
    expect(await row()).toMatchObject({ status: 'waiting', last_error: 'http_503' })
    await there.close()
    h.clock.advance({ seconds: 30 })
    await service.deliverer.deliver(payload)
    expect(await row()).toMatchObject({ status: 'waiting', attempts: 2, last_error: 'refused' })

    // It came back under another address: what counts is the address of now.
    const back = await receiver((response) => response.end())
    h.addressees.ways.set(personId, { ...h.addressees.ways.get(personId)!, ...at(back.url) })
    h.clock.advance({ seconds: 60 })
    await service.deliverer.deliver(payload)
    await service.deliverer.deliver(payload)
    expect(await row()).toMatchObject({ status: 'sent', attempts: 3 })
    expect(back.received.map(({ headers }) => headers['webhook-id'])).toEqual([(await row())?.id])
    await back.close()
  })

  it('a neighbour gets a short message with their own page, and stands in the log as a neighbour', async () => {
    const got: unknown[] = []
    const sms: Channels['sms'] = {
      name: 'sms',
      send: async (to, message) => {
        got.push({ to, link: message.link, text: message.text })
        return sent('r1')
      },
      close: async () => {},
    }
    const service = notify({ sms })
    const subjectId = newId()
    h.voice(subjectId, { phone: '+8613800000000' })
    await h.announce([{ kind: 'voices' }], { subjectId })
    await service.announcer.run()
    await service.deliverer.deliver(queue[0]?.payload)
    expect(got).toEqual([
      {
        to: '+8613800000000',
        link: 'https://silin.example.cn/r/1-secrettoken',
        text: '三号楼二单元的邻居说“楼道灯不亮”，等您接。',
      },
    ])
    const { items } = await service.deliveries({ community: h.community, limit: 10 }, 'zh-CN')
    expect(items).toMatchObject([{ recipient: '邻居', channel: 'sms', status: 'sent', subjectId }])
  })

  it('a channel that throws is tried again like one that is away', async () => {
    const broken: Channels['email'] = {
      name: 'email',
      send: async () => {
        throw new TypeError('a bug')
      },
      close: async () => {},
    }
    const service = notify({ email: broken })
    await service.deliverer.deliver(await announced(await h.person(byEmail), service))
    expect(await row()).toMatchObject({ status: 'waiting', last_error: 'error' })
  })
})

function decoded(raw: string): string {
  const body = raw.slice(raw.indexOf('\r\n\r\n') + 4)
  if (/^Content-Transfer-Encoding: base64/im.test(raw)) return Buffer.from(body, 'base64').toString('utf8')
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
