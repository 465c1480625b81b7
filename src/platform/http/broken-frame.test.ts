import { connect } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import zh from '../i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { joinCatalogues, textIn } from '../i18n/text.ts'
import { problem } from '../problem.ts'
import { answerBrokenFrame } from './broken-frame.ts'

const catalogues = joinCatalogues([{ 'zh-CN': zh, en: zh }])
let server: FastifyInstance
afterEach(() => server.close())

/** What a server answers to these bytes until it hangs up. */
async function answered(bytes: string, patience?: number): Promise<{ status: number; head: string; body: unknown }> {
  server = fastify({
    clientErrorHandler: answerBrokenFrame({ text: (language) => textIn(language, catalogues) }),
    ...(patience && { requestTimeout: patience, http: { connectionsCheckingInterval: 50 } }),
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as { port: number }
  const text = await new Promise<string>((resolve, reject) => {
    let got = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('close', () => resolve(got))
    socket.on('error', reject)
  })
  const [head = '', body = ''] = text.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), head, body: JSON.parse(body) }
}

it.each([
  ['no request at all', 'nonsense\r\n\r\n', 400, '/problems/malformed', zh['problem.malformed']],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
    400,
    '/problems/malformed',
    zh['problem.malformed'],
  ],
  [
    'too many headers',
    `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    431,
    '/problems/headers-too-large',
    zh['problem.headers_too_large'],
  ],
])(
  '%s is answered in the one shape of our errors, and the connection ends',
  async (_what, bytes, status, type, title) => {
    const answer = await answered(bytes)
    expect(answer.status).toBe(status)
    expect(answer.head.toLowerCase()).toContain('content-type: application/problem+json')
    expect(answer.head.toLowerCase()).toContain('x-content-type-options: nosniff')
    expect(problem.strict().parse(answer.body)).toMatchObject({ type, title, status })
  },
)

it('a request that does not come to its end is told so', async () => {
  const answer = await answered('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n', 200)
  expect(answer).toMatchObject({ status: 408, body: { type: '/problems/too-slow', title: zh['problem.too_slow'] } })
})
