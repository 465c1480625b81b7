import { performance } from 'node:perf_hooks'
import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { settableClock } from '../clock/clock.ts'
import { parseConfig } from '../config/config.ts'
import { DatabaseAway } from '../database/database.ts'
import { maximumPhotoBytes } from '../files/photo.ts'
import { S3Failure } from '../files/s3-failure.ts'
import type { House } from '../house.ts'
import en from '../i18n/messages/problem.en.json' with { type: 'json' }
import zh from '../i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { joinCatalogues, textIn } from '../i18n/text.ts'
import { createLive } from '../live/live.ts'
import { createLog } from '../log/log.ts'
import { problem } from '../problem.ts'
import { createWake } from '../wake.ts'
import { readForm } from './form.ts'
import { describeApi } from './implement.ts'
import { mostInFlight } from './in-flight.ts'
import { HttpProblem } from './problems.ts'
import { createServer, type ErrorPage } from './server.ts'
import { visitorOf } from './visitor.ts'

const catalogues = joinCatalogues([{ 'zh-CN': zh, en }])
const open: FastifyInstance[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

/** The page of a door that only says its words. */
const errorPage =
  (house: House): ErrorPage =>
  (request, reply, kind) =>
    reply
      .type('text/html; charset=utf-8')
      .send(`<!doctype html><h1>${visitorOf(house, request).text(`problem.${kind}`)}</h1>`)

/** A server without a database: nothing here asks for one. */
async function door(routes: (server: FastifyInstance) => void = () => {}, environment = {}, page = errorPage) {
  const lines: string[] = []
  const house = {
    config: parseConfig(environment),
    clock: settableClock('2026-11-24T14:05:00+08:00'),
    log: createLog('debug', (line) => lines.push(line)),
    wake: createWake(null),
    live: createLive(null).live,
    demo: false,
    catalogues,
    text: (language) => textIn(language, catalogues),
  } as Partial<House> as House
  const server = await createServer(house, page(house))
  await describeApi(server, '0')
  routes(server)
  await server.ready()
  open.push(server)
  return { server, lines, logged: () => lines.join('') }
}

const english = { 'accept-language': 'en-GB,en;q=0.9' }

describe('a problem', () => {
  it('under /api is problem+json of one shape, with the id that stands in the log', async () => {
    const { server } = await door()
    const answer = await server.inject({ url: '/api/v1/nowhere' })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(problem.strict().parse(answer.json())).toEqual({
      type: '/problems/not-found',
      title: '没有找到',
      status: 404,
      instance: answer.headers['x-request-id'],
    })
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-/)
  })

  it('elsewhere is the friendly page of the door, with the same status', async () => {
    const { server } = await door()
    const answer = await server.inject({ url: '/nowhere', headers: english })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toMatch(/^text\/html/)
    expect(answer.body).toContain('<h1>Not found</h1>')
  })

  it.each([
    ['nothing said', {}, '没有找到'],
    ['Accept-Language', english, 'Not found'],
    ['their own choice before it', { ...english, cookie: 'silin_language=zh-CN' }, '没有找到'],
    ['their own choice', { 'accept-language': 'zh', cookie: 'silin_language=en' }, 'Not found'],
    ['a choice that is none', { cookie: 'silin_language=fr' }, '没有找到'],
  ])('speaks the language of its reader: %s', async (_what, headers, title) => {
    const { server } = await door()
    expect((await server.inject({ url: '/api/v1/nowhere', headers })).json().title).toBe(title)
  })

  it('says it also for an address that cannot be decoded', async () => {
    const { server } = await door()
    const answer = await server.inject({ url: '/api/v1/%E0%A4%A' })
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { type: '/problems/malformed', status: 400 }])
    const page = await server.inject({ url: '/p/%E0%A4%A' })
    expect([page.statusCode, page.body]).toEqual([400, expect.stringContaining('这次请求看不懂')])
  })

  it('carries what the thrower adds: a refusal, a detail, fields', async () => {
    const { server } = await door((s) =>
      s.get('/api/v1/refused', () => {
        throw new HttpProblem('refused', { refusal: 'not_handler', title: '这件事不在您手里', detail: '已转给网格长' })
      }),
    )
    expect((await server.inject('/api/v1/refused')).json()).toMatchObject({
      type: '/problems/refused',
      status: 409,
      title: '这件事不在您手里',
      refusal: 'not_handler',
      detail: '已转给网格长',
    })
  })
})

describe('what comes in', () => {
  const model = z.object({
    text: z.string().trim().min(1).max(5),
    phone: z
      .string()
      .regex(/^1\d{10}$/)
      .refine((value) => value.startsWith('13')),
    count: z.number().int().max(9).optional(),
    one: z.object({ deep: z.string() }).optional(),
  })
  const take = (server: FastifyInstance) => {
    server.post('/api/v1/take', { schema: { body: model } }, async () => ({}))
    server.get('/api/v1/find', { schema: { querystring: z.object({ level: z.coerce.number().max(6) }) } }, () => ({}))
  }
  const post = async (payload: unknown, headers = {}) => {
    const { server, logged } = await door(take)
    const answer = await server.inject({
      method: 'POST',
      url: '/api/v1/take',
      headers: { 'content-type': 'application/json', ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    })
    return { answer, logged }
  }

  it('is refused at 413 when it is too large', async () => {
    const { answer } = await post({ text: 'x'.repeat(300 * 1024) })
    expect([answer.statusCode, answer.json().type]).toEqual([413, '/problems/too-large'])
  })
  it.each(['{"text":', '', 'null,'])('is refused at 400 when it is no JSON: %j', async (text) => {
    const { answer } = await post(text)
    expect([answer.statusCode, answer.json().type]).toEqual([400, '/problems/malformed'])
    expect(answer.body).not.toMatch(/Unexpected|JSON/)
  })
  it('is refused at 415 when it is of another kind', async () => {
    const { answer } = await post('<a/>', { 'content-type': 'text/xml' })
    expect([answer.statusCode, answer.json().type]).toEqual([415, '/problems/unsupported'])
  })

  it.each([
    ['nothing there', { phone: '13800000000' }, 'text', '这里要填'],
    ['blanks only', { text: '  ', phone: '13800000000' }, 'text', '这里要填'],
    ['too long', { text: '一二三四五六', phone: '13800000000' }, 'text', '太长了，最多 5 个字'],
    ['another type', { text: 5, phone: '13800000000' }, 'text', '这里填得不对'],
    ['another shape', { text: '灯', phone: '8880000' }, 'phone', '电话号码不对，比如 13800000000'],
    ['a rule of its own', { text: '灯', phone: '15800000000' }, 'phone', '电话号码不对，比如 13800000000'],
    ['no phone', { text: '灯', phone: '' }, 'phone', '这里要填'],
    ['too many', { text: '灯', phone: '13800000000', count: 10 }, 'count', '最大是 9'],
    ['deep below', { text: '灯', phone: '13800000000', one: {} }, 'one.deep', '这里要填'],
  ])('is refused at 422 with the field at fault: %s', async (_what, body, field, message) => {
    const { answer } = await post(body)
    expect(answer.statusCode).toBe(422)
    expect(problem.strict().parse(answer.json())).toMatchObject({
      type: '/problems/invalid',
      title: '有几处要改一改',
      fields: [{ field, message }],
    })
  })
  it('tells all fields at once, in the language of the reader', async () => {
    const { answer } = await post({ count: 10 }, english)
    expect(answer.json().fields).toEqual([
      { field: 'text', message: 'Fill this in' },
      { field: 'phone', message: 'Fill this in' },
      { field: 'count', message: '9 at most' },
    ])
  })
  it('is checked in the address as well', async () => {
    const { server } = await door(take)
    const answer = await server.inject('/api/v1/find?level=7')
    expect([answer.statusCode, answer.json().fields]).toEqual([422, [{ field: 'level', message: '最大是 6' }]])
  })
})

describe('what fails', () => {
  const failing = (error: unknown) => (server: FastifyInstance) => {
    server.get('/api/v1/fails', () => {
      throw error
    })
    server.get('/fails', () => {
      throw error
    })
  }

  it.each([
    ['the database is away', new DatabaseAway(new Error('connect ECONNREFUSED 10.0.0.5:5432'))],
    ['a connection broke', Object.assign(new Error('terminating'), { code: '57P01' })],
    ['a statement took too long', Object.assign(new Error('canceling'), { code: '57014' })],
    ['the network is silent', new Error('Query read timeout')],
  ])('is 503 with Retry-After when %s', async (_what, error) => {
    const { server } = await door(failing(error))
    for (const url of ['/api/v1/fails', '/fails']) {
      const answer = await server.inject({ url })
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
      expect(answer.body).toContain('系统正在恢复')
      expect(answer.body).not.toContain('10.0.0.5')
    }
  })

  it.each(['55P03', '40P01', '40001'])(
    'is 503 "in a moment" when somebody else is at the same rows (%s)',
    async (code) => {
      const { server } = await door(failing(Object.assign(new Error('canceling statement'), { code })))
      for (const url of ['/api/v1/fails', '/fails']) {
        const answer = await server.inject({ url })
        expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
        expect(answer.body).toContain('现在人很多')
      }
    },
  )

  it.each([
    ['the disk is full', Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })],
    ['the disk takes no writes', Object.assign(new Error('EROFS'), { code: 'EROFS' })],
    ['the storage does not answer', S3Failure.unreachable('PUT', new Error('ECONNREFUSED'))],
    ['the storage is busy', S3Failure.answered('PUT', 503, Buffer.from('<Code>SlowDown</Code>'))],
    ['the database takes no writes', Object.assign(new Error('cannot execute INSERT'), { code: '25006' })],
  ])('is 503 with Retry-After when %s', async (_what, error) => {
    const { server } = await door(failing(error))
    for (const url of ['/api/v1/fails', '/fails']) {
      const answer = await server.inject({ url })
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
    }
  })

  it('is logged as an error when the disk is full: it does not mend itself', async () => {
    const { server, logged } = await door(failing(Object.assign(new Error('full'), { code: 'ENOSPC' })))
    await server.inject('/api/v1/fails')
    expect(logged()).toContain('the disk takes no files')
  })

  it('is 500 when the storage refuses our key: that is a wrong setting', async () => {
    const { server } = await door(failing(S3Failure.answered('PUT', 403, Buffer.from('<Code>AccessDenied</Code>'))))
    expect((await server.inject('/api/v1/fails')).statusCode).toBe(500)
  })

  it('is 500 that gives nothing away, and is logged without persons', async () => {
    const error = Object.assign(
      new Error('duplicate key: insert into people values (张桂兰, 13800138000)\nDETAIL: Key (name)=(张桂兰)'),
      { code: '23505', detail: 'Key (name)=(张桂兰)' },
    )
    const { server, logged } = await door(failing(error))
    for (const url of ['/api/v1/fails', '/fails']) {
      const answer = await server.inject({ url })
      expect(answer.statusCode).toBe(500)
      expect(answer.body).toContain('系统出了错')
      expect(answer.body).not.toMatch(/insert|张桂兰|23505|server\.test|at /)
      expect(logged()).toContain(String(answer.headers['x-request-id']))
    }
    expect(logged()).toMatch(/23505.*server\.test/)
    expect(logged()).not.toMatch(/张桂兰|13800138000|insert into/)
  })
  it('is the same for an exception without a code and for one that is no error at all', async () => {
    const plain = await door(failing(new Error('for 13800138000\nand 13800138001 so')))
    expect((await plain.server.inject('/api/v1/fails')).json()).toMatchObject({ type: '/problems/broken' })
    expect(plain.logged()).not.toMatch(/1380013800[01]/)
    const odd = await door(failing({ statusCode: 200, name: '张桂兰' }))
    expect((await odd.server.inject('/api/v1/fails')).statusCode).toBe(500)
  })
  it('is 500 when an answer does not fit its model, and the answer is not sent', async () => {
    const { server } = await door((s) =>
      s.get('/api/v1/odd', { schema: { response: { 200: z.object({ n: z.number() }) } } }, async () => {
        return { n: 'a secret' } as never
      }),
    )
    const answer = await server.inject('/api/v1/odd')
    expect([answer.statusCode, answer.json().type]).toEqual([500, '/problems/broken'])
    expect(answer.body).not.toContain('secret')
  })
  it('logs each answer by its route and never by its address', async () => {
    const { server, logged } = await door((s) => s.get('/r/:token', () => 'ok'))
    await server.inject('/r/1-k7m2q9abcdefghjkmnpqrstvwx?phone=13800138000')
    expect(logged()).toContain('/r/:token')
    expect(logged()).not.toMatch(/k7m2q9|13800138000/)
  })
})

describe('limits', () => {
  it('ask who comes too fast to wait, and let health checks through', async () => {
    const { server } = await door((s) => {
      s.get('/api/v1/here', () => ({}))
      s.get('/healthz', () => 'ok')
    })
    const statuses = new Set<number>()
    for (let n = 0; n < 600; n++) statuses.add((await server.inject('/api/v1/here')).statusCode)
    expect([...statuses]).toEqual([200])
    const answer = await server.inject('/api/v1/here')
    expect(answer.statusCode).toBe(429)
    expect(problem.parse(answer.json())).toMatchObject({
      type: '/problems/too-many',
      title: '点得太快了，请过一分钟再试',
    })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect((await server.inject('/healthz')).statusCode).toBe(200)
    expect((await server.inject({ url: '/api/v1/here', remoteAddress: '10.1.1.1' })).statusCode).toBe(200)
  })

  it.each([
    ['nobody between', {}, '10.0.0.1'],
    ['one proxy', { SILIN_TRUST_PROXY: '1' }, '203.0.113.9'],
    ['"true", which is one proxy', { SILIN_TRUST_PROXY: 'true' }, '203.0.113.9'],
    ['the address of the proxy', { SILIN_TRUST_PROXY: '10.0.0.0/8' }, '203.0.113.9'],
    ['the address of another', { SILIN_TRUST_PROXY: '10.9.0.0/16' }, '10.0.0.1'],
  ])('go by an address that nobody can make up: %s', async (_what, environment, ip) => {
    const { server } = await door((s) => s.get('/who', (request) => request.ip), environment)
    // What the client wrote stands first, what the proxy saw last.
    const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' }
    expect((await server.inject({ url: '/who', headers, remoteAddress: '10.0.0.1' })).body).toBe(ip)
  })

  it('turn people away with 503 while the server cannot follow, also after a quiet time', async () => {
    let handled = 0
    const { server } = await door(
      (s) => {
        s.get('/api/v1/here', () => ({ n: ++handled }))
        s.get('/here', () => `${++handled}`)
        s.get('/healthz', () => 'ok')
        s.get('/metrics', () => 'ok')
      },
      {},
      // A page may take a moment: the handler must not run meanwhile.
      (house) => async (request, reply, kind) => {
        await new Promise((done) => setTimeout(done, 20))
        return errorPage(house)(request, reply, kind)
      },
    )
    await new Promise((done) => setTimeout(done, 600))
    for (let times = 0; times < 2; times++) {
      const until = performance.now() + 1_800
      while (performance.now() < until) {}
      await new Promise((done) => setTimeout(done, 1))
    }
    const [api, page, health, metrics] = await Promise.all([
      server.inject('/api/v1/here'),
      server.inject('/here'),
      server.inject('/healthz'),
      server.inject('/metrics'),
    ])
    expect([api.statusCode, api.headers['retry-after'], api.json()]).toMatchObject([
      503,
      '5',
      { type: '/problems/busy', instance: api.headers['x-request-id'] },
    ])
    expect([page.statusCode, page.body]).toEqual([503, expect.stringContaining('现在人很多')])
    expect([health.statusCode, metrics.statusCode]).toEqual([200, 200])
    expect(handled).toBe(0)
  })
})

describe('many at once', () => {
  it('are turned away beyond what can be answered, and let in again as others go', async () => {
    let open: () => void = () => {}
    const held = new Promise<void>((done) => {
      open = done
    })
    const { server } = await door((s) => {
      s.get('/api/v1/slow', async () => {
        await held
        return {}
      })
      s.get('/healthz', () => 'ok')
    })
    const ask = (n: number) => server.inject({ url: '/api/v1/slow', remoteAddress: `10.0.${n >> 8}.${n & 255}` })
    const waiting = Array.from({ length: mostInFlight }, (_, n) => ask(n))
    await new Promise((done) => setTimeout(done, 200))
    const late = await ask(900)
    expect([late.statusCode, late.headers['retry-after'], late.json().type]).toEqual([503, '5', '/problems/busy'])
    expect((await server.inject('/healthz')).statusCode).toBe(200)
    open()
    expect(new Set((await Promise.all(waiting)).map((one) => one.statusCode))).toEqual(new Set([200]))
    expect((await ask(901)).statusCode).toBe(200)
  })
})

describe('a write that a page of somebody else sends', () => {
  const own = 'https://silin.example.cn'
  const write = async (url: string, headers: Record<string, string>) => {
    const { server } = await door(
      (s) => {
        s.post('/api/v1/write', () => ({}))
        s.post('/write', () => 'done')
      },
      { SILIN_PUBLIC_URL: own },
    )
    return (await server.inject({ method: 'POST', url, headers: { host: 'silin.example.cn', ...headers } })).statusCode
  }
  it.each([
    ['a script', {}, 200, 200],
    ['a script with a token', { authorization: 'Bearer silin_x' }, 200, 200],
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: own }, 200, 200],
    ['our own page behind a proxy that changes the host', { 'sec-fetch-site': 'same-origin', host: 'inner' }, 200, 200],
    ['a form sent again', { 'sec-fetch-site': 'none' }, 200, 200],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403, 403],
    ['a neighbouring site', { 'sec-fetch-site': 'same-site' }, 403, 403],
    ['our own page in an old browser', { origin: own }, 200, 200],
    ['our own page by another name', { origin: 'http://10.0.0.5:8080', host: '10.0.0.5:8080' }, 200, 200],
    ['another site in an old browser', { origin: 'https://evil.example' }, 403, 403],
    ['an origin that is none', { origin: 'evil' }, 403, 403],
    // What our own forms say there, since our pages send no referrer.
    ['a form in an old browser', { origin: 'null' }, 403, 200],
  ])('%s', async (_what, headers, api, page) => {
    expect([await write('/api/v1/write', headers), await write('/write', headers)]).toEqual([api, page])
  })
  it('is read all the same, as a link to us is', async () => {
    const { server } = await door((s) => s.get('/here', () => 'ok'))
    expect((await server.inject({ url: '/here', headers: { 'sec-fetch-site': 'cross-site' } })).statusCode).toBe(200)
  })
})

describe('headers', () => {
  it('allow no script, style or frame from elsewhere or inline, on every kind of answer', async () => {
    const { server } = await door((s) => s.get('/here', () => 'ok'))
    for (const url of ['/here', '/nowhere', '/api/v1/nowhere', '/%zz']) {
      const { headers } = await server.inject(url)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
      if (url === '/%zz') continue
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
      expect(headers['strict-transport-security']).toBeUndefined()
      expect(headers['x-powered-by']).toBeUndefined()
    }
  })
  it('hold the browser to TLS where the address has it', async () => {
    const { server } = await door(() => {}, { SILIN_PUBLIC_URL: 'https://silin.example.cn' })
    expect((await server.inject('/')).headers['strict-transport-security']).toMatch(/^max-age=31536000/)
  })
  it('give every answer an id of its own, and take none from outside', async () => {
    const { server } = await door((s) => s.get('/here', () => 'ok'))
    const ask = async () =>
      (await server.inject({ url: '/here', headers: { 'x-request-id': 'mine' } })).headers['x-request-id']
    const ids = [await ask(), await ask()]
    expect(new Set(ids).size).toBe(2)
    expect(ids).not.toContain('mine')
  })
})

describe('a form', () => {
  const read = (server: FastifyInstance) => {
    server.post('/form', async (request) => {
      const form = await readForm(request, { files: 2 })
      return {
        fields: form.fields,
        none: form.get('toString') ?? null,
        files: form.files.map(({ field, bytes, tooLarge }) => ({ field, size: bytes.length, tooLarge })),
        beyond: form.filesBeyond,
      }
    })
  }
  const boundary = 'b0undary'
  type Part = readonly [name: string, value: string] | readonly [name: string, bytes: Buffer, file: string]
  function multipart(parts: readonly Part[]): Buffer {
    const chunks = parts.flatMap(([name, value, file]) => [
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"\r\ncontent-type: image/jpeg`}\r\n\r\n`,
      value,
      '\r\n',
    ])
    return Buffer.concat([...chunks, `--${boundary}--\r\n`].map((chunk) => Buffer.from(chunk as string)))
  }
  const send = async (payload: Buffer | string, type = `multipart/form-data; boundary=${boundary}`) => {
    const { server } = await door(read)
    return await server.inject({ method: 'POST', url: '/form', headers: { 'content-type': type }, payload })
  }

  it('is read when it is urlencoded; of a name that came twice the last counts', async () => {
    const answer = await send(
      'text=%E7%81%AF&phone=&kind=help&kind=complaint&__proto__=x',
      'application/x-www-form-urlencoded',
    )
    expect(answer.json()).toEqual({
      fields: { text: '灯', phone: '', kind: 'complaint' },
      none: null,
      files: [],
      beyond: 0,
    })
  })
  it('is read when it is multipart, without the empty part of a file input that nobody touched', async () => {
    const answer = await send(
      multipart([
        ['text', '灯不亮'],
        ['photos', Buffer.alloc(0), ''],
        ['photos', Buffer.from('abc'), 'a.jpg'],
        ['name', '李'],
      ]),
    )
    expect(answer.json()).toEqual({
      fields: { text: '灯不亮', name: '李' },
      none: null,
      files: [{ field: 'photos', size: 3, tooLarge: false }],
      beyond: 0,
    })
  })
  it('counts the files that are too many, and loses nothing that was typed', async () => {
    const file = (n: number) => ['photos', Buffer.from(`photo ${n}`), 'a.jpg'] as const
    const answer = await send(multipart([...Array.from({ length: 11 }, (_, n) => file(n)), ['text', '灯不亮']]))
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ fields: { text: '灯不亮' }, files: [{}, {}], beyond: 9 })
  })
  it.each([
    ['multipart', (text: string) => send(multipart([['text', text]]))],
    [
      'urlencoded',
      (text: string) => send(new URLSearchParams({ text }).toString(), 'application/x-www-form-urlencoded'),
    ],
  ])('keeps a text that is much too long whole, so that it can be shown again (%s)', async (_how, sent) => {
    const text = '灯'.repeat(60_000)
    expect((await sent(text)).json().fields).toEqual({ text })
    expect((await sent('x'.repeat(1024 * 1024 + 1))).statusCode).toBe(413)
  })
  it('marks a file that is too large and keeps everything else', async () => {
    const answer = await send(
      multipart([
        ['photos', Buffer.alloc(maximumPhotoBytes + 1, 1), 'large.jpg'],
        ['text', '灯不亮'],
        ['photos', Buffer.alloc(maximumPhotoBytes, 1), 'just.jpg'],
      ]),
    )
    expect(answer.json().fields).toEqual({ text: '灯不亮' })
    expect(answer.json().files).toEqual([
      { field: 'photos', size: expect.any(Number), tooLarge: true },
      { field: 'photos', size: maximumPhotoBytes, tooLarge: false },
    ])
  })
  it.each([
    ['more files than any form has', Array.from({ length: 101 }, () => ['photos', Buffer.from('a'), 'a.jpg'] as const)],
    ['more fields than any form has', Array.from({ length: 41 }, (_, n) => [`f${n}`, 'x'] as const)],
  ])('is refused with %s', async (_what, parts) => {
    expect((await send(multipart(parts))).statusCode).toBe(413)
  })
  it('is refused when there is no end to its files', async () => {
    const file = ['photos', Buffer.alloc(maximumPhotoBytes, 1), 'a.jpg'] as const
    expect((await send(multipart(Array.from({ length: 21 }, () => file)))).statusCode).toBe(413)
  })
  it('with photos waits until others are read, and is told when that takes too long', async () => {
    const { server } = await door(read)
    const whole = multipart([['photos', Buffer.alloc(300 * 1024, 1), 'a.jpg']])
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
    const begin = (remoteAddress: string, payload: PassThrough | Buffer) =>
      server.inject({ method: 'POST', url: '/form', headers, payload, remoteAddress })
    const slow = Array.from({ length: 4 }, () => new PassThrough())
    const open = slow.map((stream, n) => {
      stream.write(whole.subarray(0, 1000))
      return begin(`10.0.0.${n >> 1}`, stream)
    })
    await new Promise((done) => setTimeout(done, 50))
    const late = begin('10.0.0.9', whole)
    const little = await server.inject({ method: 'POST', url: '/form', headers, payload: multipart([['text', '灯']]) })
    expect(little.statusCode).toBe(200)
    const busy = await late
    expect([busy.statusCode, busy.headers['retry-after']]).toEqual([503, '5'])
    for (const stream of slow) stream.end(whole.subarray(1000))
    expect((await Promise.all(open)).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
    expect((await begin('10.0.0.9', whole)).statusCode).toBe(200)
  }, 15_000)
  it('is refused when it breaks off', async () => {
    const whole = multipart([['photos', Buffer.alloc(1000, 1), 'a.jpg']])
    expect((await send(whole.subarray(0, 500))).statusCode).toBe(400)
  })
  it.each([
    ['no form', 'plain', 'text/plain', 400],
    ['nothing', '', 'application/x-www-form-urlencoded', 200],
    ['no boundary', 'x', 'multipart/form-data', 400],
  ])('answers %s with its status', async (_what, payload, type, status) => {
    expect((await send(payload, type)).statusCode).toBe(status)
  })
  it('that is nothing at all is malformed', async () => {
    const { server } = await door(read)
    expect((await server.inject({ method: 'POST', url: '/form' })).statusCode).toBe(400)
  })
  it('is read as it comes: a slow sender is no error', async () => {
    const { server } = await door(read)
    const whole = multipart([['text', '灯不亮']])
    const stream = new PassThrough()
    stream.write(whole.subarray(0, 40))
    setTimeout(() => stream.end(whole.subarray(40)), 30)
    const answer = await server.inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: stream,
    })
    expect(answer.json().fields).toEqual({ text: '灯不亮' })
  })
})
