import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Deed } from '../audit/deed.ts'
import type { House } from '../house.ts'
import type { CommunityId, PersonId } from '../ids.ts'
import { problem } from '../problem.ts'
import type { Route } from '../route.ts'
import { asDeed, deedOf } from './deeds.ts'
import { HttpProblem } from './problems.ts'
import { type Visitor, visitorOf } from './visitor.ts'

/** Answers who is asking, and whether they may. The capability `people` is behind it; the platform does not know how. */
export interface Gate<Actor> {
  /** The signed-in person, or null. Checks the CSRF token of writes that a cookie signs. */
  actor(request: FastifyRequest): Promise<Actor | null>
  /** Whether there is any place where this person may do the action. */
  mayAnywhere(actor: Actor, action: string): boolean
  /** Who the actor is in the audit log, and where; a gate without this leaves no lines there. */
  whoIs?(actor: Actor): { readonly personId: PersonId; readonly communities: readonly CommunityId[] }
}

/** What a part of a contract parses to; `undefined` where the contract has no such part. */
type Parsed<T> = [NonNullable<T>] extends [never]
  ? undefined
  : NonNullable<T> extends z.ZodType
    ? z.output<NonNullable<T>>
    : undefined

/** What a handler of a route gets: everything parsed, and who asks. */
export interface Call<R extends Route, Actor> {
  readonly params: Parsed<R['params']>
  readonly query: Parsed<R['query']>
  readonly body: Parsed<R['body']>
  readonly actor: R['action'] extends 'public' ? Actor | null : Actor
  readonly visitor: Visitor
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** What the audit log will tell of this call; null where it tells nothing. */
  readonly deed: Deed | null
}

/** Every route that was implemented, for the walk over all routes in tests. */
export const implementedRoutes: Route[] = []

/**
 * Implements one route of a contract: parses by its models, asks the gate, serialises the answer, and is described in
 * OpenAPI by the same models. There is no other way to make a JSON route.
 */
export function createImplement<Actor>(house: House, gate: Gate<Actor>) {
  return function implement<R extends Route>(
    server: FastifyInstance,
    route: R,
    handler: (call: Call<R, Actor>) => Promise<z.input<R['answer']> | FastifyReply>,
  ): void {
    implementedRoutes.push(route)
    const shown = new WeakMap<FastifyRequest, Deed>()
    server.route({
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      schema: {
        summary: route.summary,
        tags: [route.path.split('/')[3] ?? ''],
        ...(route.action === 'public' ? {} : { security: [{ session: [] }, { token: [] }] }),
        ...(route.params && { params: route.params }),
        ...(route.query && { querystring: route.query }),
        ...(route.body && { body: route.body }),
        ...(route.carries === 'file' && { consumes: ['multipart/form-data'] }),
        ...(route.carries === 'download' ? {} : { response: { 200: route.answer } }),
      },
      ...(route.rateLimit && { config: { rateLimit: { max: route.rateLimit, timeWindow: '1 minute' } } }),
      onRequest: async (request) => takeOnly(request, route),
      preValidation: async (request) => {
        if (holdsNul([request.params, request.query, request.body])) throw new HttpProblem('invalid')
      },
      // What is handed out is written down before its first byte leaves.
      ...(route.isAudited && {
        onSend: async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
          const deed = shown.get(request)
          shown.delete(request)
          if (deed && reply.statusCode < 400) await house.database.record(deed, 'done', null)
          return payload
        },
      }),
      handler: async (request, reply) => {
        const actor = await gate.actor(request)
        const deed = gate.whoIs ? deedOf(route, request, actor && gate.whoIs(actor)) : null
        const call = { isShown: route.isAudited === true, takeBack: () => void reply.removeHeader('set-cookie') }
        return await asDeed(house, deed, call, async () => {
          if (route.action !== 'public') {
            if (!actor) throw new HttpProblem('sign_in')
            if (route.action !== 'signed_in' && !gate.mayAnywhere(actor, route.action))
              throw new HttpProblem('forbidden')
          }
          reply.header('cache-control', 'no-store')
          if (deed?.isOfSomebody) shown.set(request, deed)
          return await handler({
            // What no model has parsed is handed to nobody.
            params: route.params && request.params,
            query: route.query && request.query,
            body: route.body && request.body,
            actor,
            visitor: visitorOf(house, request),
            request,
            reply,
            deed,
          } as Call<R, Actor>)
        })
      },
    })
  }
}

/**
 * NUL stands in nobody's words, and PostgreSQL keeps it in no text (8.3): refused here, before a statement holds it.
 * Without recursion: whoever sends JSON chooses how deep it is.
 */
function holdsNul(given: unknown): boolean {
  const left = [given]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string' && value.includes('\0')) return true
    if (typeof value === 'object' && value !== null) for (const entry of Object.entries(value)) left.push(...entry)
  }
  return false
}

/**
 * A form of another page can send three content types without asking first; JSON is none of them.
 * @throws HttpProblem unsupported
 */
function takeOnly(request: FastifyRequest, route: Route): void {
  const type = request.headers['content-type']
  if (type === undefined || route.method === 'GET') return
  const wanted = route.carries === 'file' ? 'multipart/form-data' : 'application/json'
  if (type.split(';')[0]?.trim().toLowerCase() !== wanted) throw new HttpProblem('unsupported')
}

/** What a route that carries a file takes. The name of its field stands in the summary. */
const oneFile = {
  type: 'object',
  minProperties: 1,
  additionalProperties: { type: 'string', contentMediaType: 'application/octet-stream' },
}

/** A file as an answer: which kind stands in its own header. */
const aFile = { description: 'the file', content: { 'application/octet-stream': { schema: {} } } }

/** Whatever is no success. The status says which, and `type` says it to programs. */
const notDone = {
  description: 'not done, and why (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/problem' } } },
}

/**
 * OpenAPI 3.1 out of the same models, at /api/v1/openapi.json. Only what lies below /api/v1/ is in it.
 * @param overTls browsers get the session's cookie under another name then
 */
export async function describeApi(server: FastifyInstance, version: string, overTls = false): Promise<void> {
  const { $schema: _, ...problemSchema } = z.toJSONSchema(problem)
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Silin',
        description: 'What neighbours report is handled the same day.',
        version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        schemas: { problem: problemSchema as object },
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: `${overTls ? '__Secure-' : ''}silin.session_token`,
            description: 'set by signing in; writes also need the x-csrf-token header',
          },
          token: { type: 'http', scheme: 'bearer', description: 'made by `silin token`' },
        },
      },
    },
    transform: (document) => {
      if (!document.url.startsWith('/api/v1/')) return { schema: { hide: true }, url: document.url }
      const described = jsonSchemaTransform(document)
      const { body, consumes, hide } = document.schema ?? {}
      if (hide) return described
      described.schema = {
        ...described.schema,
        ...(consumes && !body && { body: oneFile }),
        response: { 200: aFile, ...(described.schema.response as object | undefined), default: notDone },
      }
      return described
    },
  })
  server.get('/api/v1/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    return await reply.type('application/json').send(JSON.stringify(server.swagger()))
  })
}
