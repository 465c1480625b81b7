import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfig } from '../config/config.ts'
import type { House } from '../house.ts'
import en from '../i18n/messages/problem.en.json' with { type: 'json' }
import zh from '../i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { textIn } from '../i18n/text.ts'
import { createLive } from '../live/live.ts'
import { createLog } from '../log/log.ts'
import { route } from '../route.ts'
import { createImplement, describeApi, type Gate, implementedRoutes } from './implement.ts'
import { createServer } from './server.ts'
import { expectOpenApi } from './testing/openapi.ts'

const catalogues = { 'zh-CN': zh, en }
const byId = z.object({ id: z.uuid().brand<'LampId'>() })
const lamp = z.object({ id: z.uuid(), lit: z.boolean(), at: z.iso.datetime().nullable() })
const routes = {
  open: route({ method: 'GET', path: '/api/v1/lamps', summary: 'All.', action: 'public', answer: z.array(lamp) }),
  mine: route({ method: 'GET', path: '/api/v1/lamps/mine', summary: 'Mine.', action: 'signed_in', answer: lamp }),
  one: route({
    method: 'GET',
    path: '/api/v1/lamps/{id}',
    summary: 'One.',
    action: 'lamps.read',
    params: byId,
    query: z.object({ level: z.coerce.number().int().max(6).default(1), late: z.stringbool().optional() }),
    answer: z.object({ id: z.uuid(), level: z.number(), late: z.boolean().nullable() }),
  }),
  change: route({
    method: 'PUT',
    path: '/api/v1/lamps/{id}',
    summary: 'Change one.',
    action: 'lamps.change',
    params: byId,
    body: z.object({
      phone: z.string().trim().min(1).max(20).describe('as typed'),
      kind: z.enum(['a', 'b']).default('a'),
    }),
    answer: z.object({ said: z.string() }),
  }),
  picture: route({
    method: 'POST',
    path: '/api/v1/lamps/{id}/picture',
    summary: 'A picture.',
    action: 'public',
    params: byId,
    carries: 'file',
    answer: z.object({ size: z.number() }),
  }),
  sheet: route({
    method: 'GET',
    path: '/api/v1/sheet',
    summary: 'A sheet.',
    action: 'signed_in',
    carries: 'download',
    answer: z.unknown(),
  }),
}
const id = '01890a5d-ac96-774b-bcce-b302099a8057'

interface Actor {
  readonly name: string
  readonly may: readonly string[]
}
/** Who asks stands in a header: `li lamps.read`. */
const gate: Gate<Actor> = {
  async actor(request) {
    const [name, ...may] = String(request.headers['x-who'] ?? '').split(' ')
    return name ? { name, may } : null
  },
  mayAnywhere: (actor, action) => actor.may.includes(action),
}

let server: FastifyInstance
afterEach(() => server.close())

async function door() {
  const house = {
    config: parseConfig({}),
    log: createLog('silent'),
    live: createLive(null).live,
    catalogues,
    text: (language) => textIn(language, catalogues),
  } as Partial<House> as House
  server = await createServer(house, (_request, reply) => reply.send('page'))
  await describeApi(server, '1.2.3')
  const implement = createImplement<Actor>(house, gate)
  const handled: string[] = []
  implement(server, routes.open, async ({ actor, params, query, body }) => {
    handled.push(`open ${actor?.name ?? 'nobody'} ${params} ${query} ${body}`)
    return [{ id, lit: true, at: null, secret: 'no' } as never]
  })
  implement(server, routes.mine, async ({ actor, visitor }) => {
    handled.push(`mine ${actor.name} ${visitor.language}`)
    return { id, lit: true, at: null }
  })
  implement(server, routes.one, async ({ params, query }) => ({
    id: params.id,
    level: query.level,
    late: query.late ?? null,
  }))
  implement(server, routes.change, async ({ body }) => {
    handled.push('change')
    return { said: `${body.phone} ${body.kind}` }
  })
  implement(server, routes.picture, async ({ request }) => {
    const file = await request.file()
    return { size: (await file?.toBuffer())?.length ?? 0 }
  })
  implement(server, routes.sheet, async ({ reply }) => await reply.type('text/csv').send('a,b'))
  server.get('/lamps', (_request, reply) => reply.type('text/html').send('a page'))
  await server.ready()
  return { handled }
}
const ask = async (method: 'GET' | 'PUT', url: string, who = '', payload?: object) => {
  const answer = await server.inject({ method, url, headers: who ? { 'x-who': who } : {}, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}

describe('a route of a contract', () => {
  it('that is public asks for nobody, and says who it is when somebody is there', async () => {
    const { handled } = await door()
    expect((await ask('GET', '/api/v1/lamps')).status).toBe(200)
    expect((await ask('GET', '/api/v1/lamps', 'li')).status).toBe(200)
    expect(handled).toEqual(['open nobody undefined undefined undefined', 'open li undefined undefined undefined'])
  })
  it('that needs a sign-in is 401 without one, and nothing is done', async () => {
    const { handled } = await door()
    expect(await ask('GET', '/api/v1/lamps/mine')).toMatchObject({ status: 401, body: { type: '/problems/sign-in' } })
    expect((await ask('GET', '/api/v1/lamps/mine', 'li')).status).toBe(200)
    expect(handled).toEqual(['mine li zh-CN'])
  })
  it('that needs a permission is 403 without it, and nothing is done', async () => {
    const { handled } = await door()
    const body = { phone: '1' }
    expect(await ask('PUT', `/api/v1/lamps/${id}`, '', body)).toMatchObject({ status: 401 })
    expect(await ask('PUT', `/api/v1/lamps/${id}`, 'li lamps.read', body)).toMatchObject({
      status: 403,
      body: { type: '/problems/forbidden' },
    })
    expect(handled).toEqual([])
    expect((await ask('PUT', `/api/v1/lamps/${id}`, 'li lamps.change', body)).status).toBe(200)
  })
  it('refuses NUL wherever it stands, and reads JSON as deep as it comes', async () => {
    const { handled } = await door()
    const who = 'li lamps.read lamps.change'
    expect(await ask('GET', `/api/v1/lamps/${id}?level=1&x=%00`, who)).toMatchObject({
      status: 422,
      body: { type: '/problems/invalid' },
    })
    expect((await ask('PUT', `/api/v1/lamps/${id}`, who, { phone: '1\0' })).status).toBe(422)
    expect((await ask('PUT', `/api/v1/lamps/${id}`, who, { phone: '1', 'a\0': 1 })).status).toBe(422)
    expect((await ask('PUT', `/api/v1/lamps/${id}`, who, { phone: '1', more: [{ deep: '\0' }] })).status).toBe(422)
    expect(handled).toEqual([])
    const deep = JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) as unknown[]
    expect((await ask('PUT', `/api/v1/lamps/${id}`, who, { phone: '1', more: deep })).status).toBe(200)
  })
  it('gets everything parsed by its models', async () => {
    await door()
    const who = 'li lamps.read lamps.change'
    expect((await ask('GET', `/api/v1/lamps/${id}`, who)).body).toEqual({ id, level: 1, late: null })
    expect((await ask('GET', `/api/v1/lamps/${id}?level=3&late=true`, who)).body).toEqual({ id, level: 3, late: true })
    expect((await ask('PUT', `/api/v1/lamps/${id}`, who, { phone: ' 1 ', more: 1 })).body).toEqual({ said: '1 a' })
    expect(await ask('GET', '/api/v1/lamps/nine', who)).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'id' }] },
    })
  })
  it('answers what its model says and not a word more, and is kept by no cache', async () => {
    await door()
    const { body, headers } = await ask('GET', '/api/v1/lamps')
    expect(body).toEqual([{ id, lit: true, at: null }])
    expect(headers['cache-control']).toBe('no-store')
  })
  it('takes JSON and nothing that a form of another page could send', async () => {
    await door()
    const send = (type: string, payload: string) =>
      server.inject({
        method: 'PUT',
        url: `/api/v1/lamps/${id}`,
        headers: { 'x-who': 'li lamps.change', 'content-type': type },
        payload,
      })
    expect((await send('application/json; charset=utf-8', '{"phone":"1"}')).statusCode).toBe(200)
    expect((await send('application/x-www-form-urlencoded', 'phone=1')).statusCode).toBe(415)
    expect((await send('text/plain', '{"phone":"1"}')).statusCode).toBe(415)
    expect((await send('multipart/form-data; boundary=x', '--x--')).statusCode).toBe(415)
    const picture = { method: 'POST', url: `/api/v1/lamps/${id}/picture` } as const
    expect((await server.inject({ ...picture, payload: {} })).statusCode).toBe(415)
  })
  it('may answer with a file', async () => {
    await door()
    const answer = await server.inject({ url: '/api/v1/sheet', headers: { 'x-who': 'li' } })
    expect([answer.body, answer.headers['content-type']]).toEqual(['a,b', 'text/csv'])
  })
  it('is known to the walk over all routes', async () => {
    await door()
    expect(implementedRoutes).toEqual(expect.arrayContaining(Object.values(routes)))
  })
})

describe('the description of the API', () => {
  const described = async () => {
    await door()
    const answer = await server.inject('/api/v1/openapi.json')
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    return answer.json()
  }

  it('is OpenAPI 3.1 with every route, and with nothing that is no route of a contract', async () => {
    const document = await described()
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: 'Silin', version: '1.2.3', license: { identifier: 'Apache-2.0' } })
    const found = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(found.toSorted()).toEqual(
      Object.values(routes)
        .map((one) => `${one.method} ${one.path}`)
        .toSorted(),
    )
  })
  it('is generated from the models: what goes in as it is typed, what comes out as it is sent', async () => {
    const { paths } = await described()
    const change = paths['/api/v1/lamps/{id}'].put
    expect(change).toMatchObject({ summary: 'Change one.', tags: ['lamps'] })
    expect(change.parameters).toMatchObject([{ in: 'path', name: 'id', required: true, schema: { format: 'uuid' } }])
    const body = change.requestBody.content['application/json'].schema
    expect(body).toMatchObject({
      type: 'object',
      required: ['phone'],
      properties: { phone: { type: 'string', description: 'as typed' }, kind: { enum: ['a', 'b'], default: 'a' } },
    })
    expect(change.responses['200'].content['application/json'].schema).toMatchObject({
      properties: { said: { type: 'string' } },
      required: ['said'],
    })
    expect(paths['/api/v1/lamps'].get.responses['200'].content['application/json'].schema.items.properties.at).toEqual({
      anyOf: [expect.objectContaining({ type: 'string', format: 'date-time' }), { type: 'null' }],
    })
    const names = paths['/api/v1/lamps/{id}'].get.parameters.map((one: { name: string; in: string }) => one.name)
    expect(names.toSorted()).toEqual(['id', 'late', 'level'])
  })
  it('says which routes need whom, by schemes that it explains', async () => {
    const { paths, components } = await described()
    expect(paths['/api/v1/lamps'].get.security).toBeUndefined()
    expect(paths['/api/v1/lamps/mine'].get.security).toEqual([{ session: [] }, { token: [] }])
    expect(Object.keys(components.securitySchemes).toSorted()).toEqual(['session', 'token'])
  })
  it('says that a picture is sent as a form', async () => {
    const { paths } = await described()
    expect(Object.keys(paths['/api/v1/lamps/{id}/picture'].post.requestBody.content)).toEqual(['multipart/form-data'])
  })
  it('says of every route what else may be answered, and keeps to what OpenAPI asks', async () => {
    const document = await described()
    expectOpenApi(document)
    expect(document.paths['/api/v1/lamps'].get.responses.default.content).toEqual({
      'application/problem+json': { schema: { $ref: '#/components/schemas/problem' } },
    })
    expect(document.components.schemas.problem).toMatchObject({ required: ['type', 'title', 'status'] })
  })
})
