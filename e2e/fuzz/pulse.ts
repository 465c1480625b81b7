import { Wire } from './wire.ts'

/** Milliseconds within which a server that lives says so. */
const alive = 1_000

/** Asks a server all along whether it lives, and remembers when it did not say so in time. */
export function feelPulse(where: { host: string; port: number }) {
  const wire = new Wire(where)
  const late: number[] = []
  let slowest = 0
  let stopped = false
  const bytes = Buffer.from('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
  const run = (async () => {
    while (!stopped) {
      const began = performance.now()
      const answer = await wire.ask(bytes, 'GET', 10_000).catch(() => null)
      const took = Math.round(performance.now() - began)
      slowest = Math.max(slowest, took)
      if (answer?.status !== 200 || took > alive) late.push(took)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })()
  return {
    /** Ends it, and tells the slowest answer and those that came too late, in milliseconds. */
    async stop(): Promise<{ slowest: number; late: readonly number[] }> {
      stopped = true
      await run
      wire.close()
      return { slowest, late }
    },
  }
}
