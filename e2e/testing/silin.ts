import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { inject } from 'vitest'
import { demoPlaqueCode, loadDemoInto } from '../../src/doors/cli/demo.ts'
import { buildHouse } from '../../src/doors/server/house.ts'
import { composeSilin } from '../../src/doors/server/silin.ts'
import { settableClock } from '../../src/platform/clock/clock.ts'
import { parseConfig } from '../../src/platform/config/config.ts'
import { appRole, asRole, jobsRole } from '../../src/platform/database/roles.ts'
import { testSecret } from '../../src/platform/database/testing/global-setup.ts'
import { createLog } from '../../src/platform/log/log.ts'
import { demoTemplate } from '../global-setup.ts'

/** A port that nobody uses right now. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

export interface Surroundings {
  /** Its database is this one, which stays, and not a copy of its own. */
  readonly database?: string
  /** What stands between server and database: the address it is given instead. */
  readonly through?: (url: string) => string
}

/** A whole Silin with the demo community on a copy of its database, and a clock that the journey can move on. */
export async function startSilin(
  settings: Readonly<Record<string, string>> = {},
  { database, through = (url) => url }: Surroundings = {},
) {
  const name = database ?? `journey_${randomBytes(5).toString('hex')}`
  const admin = new pg.Client({ connectionString: inject('journeyServer') })
  await admin.connect()
  if (!database) await admin.query(`create database ${name} template ${demoTemplate}`)
  const owner = new URL(inject('journeyServer'))
  owner.pathname = `/${name}`
  const appUrl = through(asRole(owner.toString(), appRole('silin_test', testSecret)))
  const folder = await mkdtemp(join(tmpdir(), 'silin-journey-'))
  const port = settings.PORT ? Number(settings.PORT) : await freePort()
  const config = parseConfig({ SILIN_DATA: folder, PORT: String(port), ...settings })
  // Browsers make passkeys for names only: a journey with one asks for `localhost`.
  const isNamed = config.publicUrl === `http://localhost:${port}`
  const clock = settableClock(Temporal.Now.instant())
  const lines: string[] = []
  const { house, start, close } = buildHouse(
    config,
    createLog('info', (line) => lines.push(line)),
    { appUrl, secret: testSecret },
    true,
    clock,
  )
  const silin = await composeSilin({
    house,
    appUrl,
    jobsUrl: through(asRole(owner.toString(), jobsRole('silin_test', testSecret))),
    secret: testSecret,
    distFolder: resolve('dist'),
    demoPlaque: demoPlaqueCode,
  })
  start()
  await silin.work()
  await silin.server.listen({ host: '127.0.0.1', port })
  const demo = await loadDemoInto(house, silin.signIn)
  if (demo.loaded) throw new Error('the template holds no demo')
  return {
    url: isNamed ? config.publicUrl : `http://127.0.0.1:${port}`,
    demo,
    clock,
    house,
    /** For moving its limits of patience. */
    http: silin.server.server,
    /** What the server logged so far. */
    lines,
    /** Owner's connection string of its database. */
    owner: owner.toString(),
    /** Arranges what no journey can: something behind the wall, or long ago. */
    async asOwner(statement: string, values: readonly unknown[] = []): Promise<void> {
      const client = new pg.Client({ connectionString: owner.toString() })
      await client.connect()
      try {
        const done = await client.query(statement, [...values])
        if (done.rowCount === 0) throw new Error('arranged nothing')
      } finally {
        await client.end()
      }
    },
    /** A request by the words it was reported with, looked up behind the wall. */
    async requestOf(
      title: string,
    ): Promise<{ status: string; level: number; closing: string | null; score: number | null } | undefined> {
      const client = new pg.Client({ connectionString: owner.toString() })
      await client.connect()
      try {
        const found = await client.query(
          'select status, level, closing, score from requests where title = $1 order by reported_at desc limit 1',
          [title],
        )
        return found.rows[0]
      } finally {
        await client.end()
      }
    },
    /** The id of the newest request whose title holds these words. */
    async idOf(words: string): Promise<string> {
      const client = new pg.Client({ connectionString: owner.toString() })
      await client.connect()
      try {
        const found = await client.query<{ id: string }>(
          'select id from requests where position($1 in title) > 0 order by reported_at desc, id desc limit 1',
          [words],
        )
        return found.rows[0]?.id ?? ''
      } finally {
        await client.end()
      }
    },
    /** A local hour on the next working-like day ahead of the clock: quiet hours do not get in a journey's way. */
    dayAt(hour: string): Temporal.Instant {
      const tomorrow = clock.now().toZonedDateTimeISO('Asia/Shanghai').add({ days: 1 })
      return tomorrow.withPlainTime(hour).toInstant()
    },
    async stop() {
      await silin.stop()
      await close()
      if (!database) await admin.query(`drop database ${name} with (force)`)
      await admin.end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type RunningSilin = Awaited<ReturnType<typeof startSilin>>
