import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'

/** One request as a receiver saw it. */
interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** A real HTTP server on a free port of this machine that notes what it gets and answers as told. */
export async function receiver(answer: (response: ServerResponse, received: Received) => void) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { method = '', url = '', headers } = request
    const seen = { method, path: url, headers, body: Buffer.concat(parts).toString('utf8') }
    received.push(seen)
    answer(response, seen)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    received,
    port: address.port,
    url: `http://127.0.0.1:${address.port}/hook`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
