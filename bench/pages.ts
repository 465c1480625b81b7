import fastify from 'fastify'
import { Pool } from 'undici'
import { type Figure, ratio } from './figure.ts'
import { closedLoop } from './load.ts'
import type { Town } from './town.ts'

const clients = 16

/** The page that a scan opens, against a bare server that answers a string of the same size. */
export async function plaquePage(town: Town): Promise<Figure> {
  const plaque = town.plaques[0]
  const path = `/p/${plaque}`
  const size = Buffer.byteLength(await town.ask(path))
  const ours = await closedLoop({ clients, warmUp: 5_000 }, async () => void (await town.ask(path)))
  const server = fastify()
  const page = 'x'.repeat(size)
  server.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const http = new Pool(url, { connections: clients, pipelining: 1 })
  try {
    const bare = await closedLoop({ clients, warmUp: 5_000 }, async () => {
      await (await http.request({ path: '/', method: 'GET' })).body.text()
    })
    return ratio('plaque page, warm', ours, { what: 'a bare page', perSecond: bare.perSecond }, { least: 0.3 })
  } finally {
    await http.close()
    await server.close()
  }
}
