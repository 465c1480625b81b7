import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Somebody else's system that is told by webhook: notes each id that comes, and how often. */
export async function openHook() {
  const seen = new Map<string, number>()
  const server = createServer((request, response) => {
    const id = String(request.headers['webhook-id'] ?? '')
    request.resume().on('end', () => {
      seen.set(id, (seen.get(id) ?? 0) + 1)
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    seen,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
