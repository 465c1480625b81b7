import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { createLive, type Live } from '../live/live.ts'
import type { Log } from '../log/log.ts'
import { createWake, type Wake } from '../wake.ts'

const wakeChannel = 'silin_wake'
const liveChannel = 'silin_live'
/** By which the database knows a server that runs: each has one such connection. */
export const wakeConnection = 'silin wake'

/**
 * Wake-ups and what followers are told, between servers by LISTEN and NOTIFY, on a connection of their own. While that
 * connection is away, servers still find their work by looking every so often; followers look when it is back.
 */
export function createDatabaseWake(
  url: string,
  log: Log,
): { wake: Wake; live: Live; start(): void; stop(): Promise<void> } {
  const me = randomUUID()
  let client: pg.Client | null = null
  let stopped = false
  let retry: NodeJS.Timeout | undefined
  async function notify(channel: string, message: string): Promise<boolean> {
    const sent = await client?.query('select pg_notify($1, $2)', [channel, `${me} ${message}`])
    return sent !== undefined
  }
  const wake = createWake({
    async send(kind) {
      await notify(wakeChannel, kind)
    },
  })
  const { live, heard, backAgain } = createLive({ send: (message) => notify(liveChannel, message) })

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
    fresh.on('notification', ({ channel, payload = '' }) => {
      const [from, message] = payload.split(' ')
      if (from === me || !message) return
      if (channel === liveChannel) heard(message)
      else wake.heard(message)
    })
    try {
      await fresh.connect()
      await fresh.query(`listen ${wakeChannel}; listen ${liveChannel}`)
      client = fresh
      backAgain()
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
    live,
    start: () => void connect(),
    async stop() {
      stopped = true
      clearTimeout(retry)
      await client?.end().catch(() => {})
    },
  }
}
