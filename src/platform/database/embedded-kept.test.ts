import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EmbeddedServer } from './embedded.ts'
import { keepEmbedded } from './embedded-kept.ts'

let root: string
let server: EmbeddedServer
const returned: string[] = []
const lost: string[] = []
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'silin-kept-'))
  // When the tests run as root, the server's own user must pass through.
  await chmod(root, 0o711)
  const options = {
    folder: join(root, 'postgres'),
    log: () => {},

    onExit: (why: string) => lost.push(why),
  }
  server = await keepEmbedded(options, (why) => returned.push(why))
})
afterAll(async () => {
  await server?.stop()
  await rm(root, { recursive: true, force: true, maxRetries: 10 })
})

const pid = async () =>
  Number((await readFile(join(root, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0])
async function answer(): Promise<string> {
  const client = new pg.Client({ connectionString: server.url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query('select count(*) from kept')).rows[0].count
  } finally {
    await client.end().catch(() => undefined)
  }
}

it('a database that is killed is back at the same address with what was written, and stops when asked', async () => {
  const client = new pg.Client({ connectionString: server.url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('create table kept (n int); insert into kept values (1), (2)')
  await client.end()
  for (let times = 1; times <= 2; times++) {
    process.kill(await pid(), 'SIGKILL')
    await expect.poll(() => returned.length, { timeout: 20_000 }).toBe(times)
    expect(await answer()).toBe('2')
  }
  expect(lost).toEqual([])
  await server.stop()
  await expect(answer()).rejects.toThrow()
  expect(returned).toHaveLength(2)
}, 60_000)
