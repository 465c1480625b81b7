import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { DatabaseAway, isConnectionFailure, isContention } from '../database/database.ts'
import { type Patience, patienceOf, withPatience } from '../database/patience.ts'
import { maximumPhotoBytes } from '../files/photo.ts'
import { S3Failure } from '../files/s3-failure.ts'
import type { House } from '../house.ts'
import { asksForStream } from '../live/answer.ts'
import { answerBrokenFrame } from './broken-frame.ts'
import { isForeignWrite } from './foreign-write.ts'
import { maximumFormText } from './form.ts'
import { isWatching, limitInFlight } from './in-flight.ts'
import { fieldsOf, HttpProblem, type ProblemKind, problemOf, problemStatus, sendProblem } from './problems.ts'
import { bringsFiles, uploadGate } from './upload-gate.ts'
import { visitorOf } from './visitor.ts'
import { writeRoutesDown } from './ways-in.ts'

/** How a door shows an error to a person. The resident door hands in its friendly page. */
export type ErrorPage = (
  request: FastifyRequest,
  reply: FastifyReply,
  kind: ProblemKind,
) => FastifyReply | Promise<FastifyReply>

/** Largest body that is not a file: a report of 2,000 signs with everything around it is far below. */
const bodyLimit = 256 * 1024
/** Each upload holds up to 60 MB until it is answered, and the machine may be a small one. */
const uploads = { places: 4, ofOneAddress: 2, waiting: 20, patience: 5_000 }
/** Milliseconds that one request waits for the database in all; after that its sender is asked to come again. */
const databasePatience = 10_000
/** Programs and scripts; a script that follows live updates reads no page. */
const isApi = (request: FastifyRequest) => request.url.startsWith('/api/') || asksForStream(request)

/**
 * What a page may load: its own host and nothing else, no inline script and no inline style.
 * @param styleNonce lets style elements in that carry it: Ant Design makes its own while it runs
 */
export function contentSecurityPolicy(styleNonce?: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self'${styleNonce ? ` 'nonce-${styleNonce}'` : ''}`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    // Proof of work is computed beside the page.
    "worker-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join('; ')
}

/**
 * The HTTP server: limits, security headers, request ids, one way for errors. Nothing of any capability is in here.
 */
export async function createServer(house: House, errorPage: ErrorPage): Promise<FastifyInstance> {
  const { log, config } = house
  // The library itself takes no count: it cannot know who the nearest proxy is. Whoever sets one keeps others from here.
  const hops = config.trustProxy
  const server = fastify({
    logger: false,
    trustProxy: typeof hops === 'number' ? (_address, hop) => hop < hops : hops,
    genReqId: () => randomUUID(),
    bodyLimit,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    // Node looks only each 30 s whether a request has taken too long, so that it could take twice its time.
    http: { connectionsCheckingInterval: 2_000 },
    keepAliveTimeout: 20_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    clientErrorHandler: answerBrokenFrame(house),
    // An address that cannot be decoded comes to no hook and no handler.
    frameworkErrors: (error, request, reply) => {
      reply.header('content-security-policy', contentSecurityPolicy())
      void sendError(request, reply, kindOf(error))
    },
  })

  writeRoutesDown(server)

  const sendError = (
    request: FastifyRequest,
    reply: FastifyReply,
    kind: ProblemKind,
    more: HttpProblem['more'] = {},
  ) => {
    if (problemStatus[kind] === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '5')
    reply.header('cache-control', 'no-store')
    reply.header('x-request-id', request.id)
    if (!isApi(request)) return errorPage(request, reply.code(problemStatus[kind]), kind)
    return sendProblem(reply, problemOf(kind, visitorOf(house, request).text, request.id, more))
  }

  /** What else an error says: fields to mend, when a model did not parse. */
  const moreOf = (error: unknown, request: FastifyRequest): HttpProblem['more'] => {
    if (error instanceof HttpProblem) return error.more
    if (!hasZodFastifySchemaValidationErrors(error)) return {}
    // The type provider takes an issue apart: path and code stand beside what is left of it.
    const issues = error.validation.map(({ keyword, message, instancePath, params }) => {
      const path = instancePath.split('/').filter((step) => step !== '')
      return { ...params, code: keyword, message, path } as unknown as z.core.$ZodIssue
    })
    const { validationContext: part } = error as { validationContext?: string }
    const given = part === 'querystring' ? request.query : part === 'params' ? request.params : request.body
    return { fields: fieldsOf(issues, visitorOf(house, request).text, given ?? {}) }
  }

  server.setErrorHandler((error, request, reply) => {
    const kind = kindOf(error)
    const facts = { request: request.id, route: request.routeOptions.url, error }
    if (kind === 'broken') log.error(facts, 'a request failed')
    // It does not go away by itself: whoever looks after the machine has to hear of it.
    if (isFullDisk((error as { code?: unknown }).code)) log.error(facts, 'the disk takes no files')
    return sendError(request, reply, kind, moreOf(error, request))
  })
  server.setNotFoundHandler((request, reply) => sendError(request, reply, 'not_found'))

  const patience = new WeakMap<FastifyRequest, Patience>()
  server.addHook('onRequest', (request, _reply, done) => {
    const own = patienceOf(databasePatience)
    patience.set(request, own)
    withPatience(own, done)
  })
  // A body is read in the context of its socket.
  server.addHook('preValidation', (request, _reply, done) => {
    withPatience(patience.get(request) ?? patienceOf(databasePatience), done)
  })
  const policy = contentSecurityPolicy()
  // These hooks answer at once: a promise for each would cost every request as much as what they do.
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.header('content-security-policy', policy)
    done(isForeignWrite(request, config.publicUrl) ? new HttpProblem('csrf') : undefined)
  })
  limitInFlight(server)
  await server.register(cookie)
  await server.register(helmet, {
    // Set by the hook above: one page of the desk sends its own, with a nonce.
    contentSecurityPolicy: false,
    // Plain http is what a first start on one's own machine speaks; behind TLS the browser is told to stay there.
    strictTransportSecurity: config.publicUrl.startsWith('https:')
      ? { maxAge: 31_536_000, includeSubDomains: false }
      : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  })
  await server.register(underPressure, {
    maxEventLoopDelay: 1_500,
    // Not by utilisation: a server that is busy all the time and answers each within milliseconds is not overloaded.
    pressureHandler: async (request, reply) => {
      if (isWatching(request as FastifyRequest)) return
      await sendError(request as FastifyRequest, reply as FastifyReply, 'busy')
    },
  })
  await server.register(rateLimit, {
    global: true,
    max: 600,
    timeWindow: '1 minute',
    allowList: (request) =>
      request.url === '/healthz' || request.url === '/readyz' || request.url.startsWith('/assets/'),
    errorResponseBuilder: () => new HttpProblem('too_many'),
  })
  await server.register(formbody, { bodyLimit: maximumFormText })
  await server.register(multipart, {
    // A file that is too large is marked and told at its field; it does not throw away what else was typed.
    throwFileSizeLimit: false,
    limits: { fileSize: maximumPhotoBytes, files: 6, fields: 40, fieldSize: 20_000, parts: 60, headerPairs: 100 },
  })
  const gate = uploadGate(uploads)
  server.addHook('preHandler', async (request, reply) => {
    if (!bringsFiles(request)) return
    const leave = await gate.enter(request.ip)
    // Until it is answered, not only read: the bytes are held while they are worked on.
    reply.raw.once('finish', leave).once('close', leave)
    if (reply.raw.closed) leave()
  })

  // Followers are no requests that could finish: they come back to whichever server is there.
  server.addHook('preClose', async () => house.live.close())

  server.addHook('onResponse', (request, reply, done) => {
    log.debug(
      {
        request: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    )
    done()
  })
  return server
}

/** There is no room for files, or the disk takes none just now: an administrator mends that, and nothing is lost. */
const isFullDisk = (code: unknown) => /^(ENOSPC|EDQUOT|EROFS|EIO|EMFILE|ENFILE)$/.test(String(code))

/** Which kind of problem an exception is. Whatever is not expected is a bug and says no more than that. */
function kindOf(error: unknown): ProblemKind {
  if (error instanceof HttpProblem) return error.kind
  if (hasZodFastifySchemaValidationErrors(error)) return 'invalid'
  if (error instanceof DatabaseAway || isConnectionFailure(error)) return 'away'
  if (isContention(error)) return 'busy'
  const { statusCode, code } = error as { statusCode?: number; code?: string }
  if (isFullDisk(code) || (error instanceof S3Failure && error.mayPass)) return 'away'
  if (code === 'FST_REQ_FILE_TOO_LARGE' || code === 'FST_FILES_LIMIT' || statusCode === 413) return 'too_large'
  if (statusCode === 415) return 'unsupported'
  if (statusCode === 429) return 'too_many'
  if (statusCode === 503) return 'busy'
  if (statusCode === 404) return 'not_found'
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return 'malformed'
  return 'broken'
}
