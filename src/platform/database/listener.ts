import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Log } from '../log/log.ts'
import { createWake, type Wake } from '../wake.ts'

const channelName = 'silin_wake'
/** By which the database knows a server that runs: each has one such connection. */
export const wakeConnection = 'silin wake'

/**
 * Wake-ups between servers by LISTEN and NOTIFY, on a connection of their own. While that connection is away, servers
 * still find their work by looking every so often.
 */
export function createDatabaseWake(url: string, log: Log): { wake: Wake; start(): void; stop(): Promise<void> } {
  const me = randomUUID()
  let client: pg.Client | null = null
  let stopped = false
  let retry: NodeJS.Timeout | undefined
  const wake = createWake({
    async send(kind) {
      await client?.query('select pg_notify($1, $2)', [channelName, `${me} ${kind}`])
    },
  })

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: wakeConnection,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    })
    fresh.on('error', () => {})
    fresh.on('end', () => {
      client = null
      if (!stopped) later()
    })
    fresh.on('notification', (message) => {
      const [from, kind] = (message.payload ?? '').split(' ')
      if (from !== me && kind) wake.heard(kind)
    })
    try {
      await fresh.connect()
      await fresh.query(`listen ${channelName}`)
      client = fresh
    } catch (error) {
      log.debug({ error }, 'the wake-up connection is away')
      await fresh.end().catch(() => {})
      later()
    }
  }
  function later(): void {
    clearTimeout(retry)
    if (stopped) return
    retry = setTimeout(() => void connect(), 2_000)
    retry.unref()
  }
  return {
    wake,
    start: () => void connect(),
    async stop() {
      stopped = true
      clearTimeout(retry)
      await client?.end().catch(() => {})
    },
  }
}
