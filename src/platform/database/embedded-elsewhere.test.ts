import { spawn } from 'node:child_process'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EmbeddedError, type EmbeddedServer, joinRunning, startEmbedded } from './embedded.ts'
import { reachableBinaries } from './embedded-elsewhere.ts'
import { findBinaries, initialise } from './embedded-processes.ts'

let root: string
const log = () => {}
const nobody = { uid: 65534, gid: 65534 }
const servers: EmbeddedServer[] = []

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'silin-elsewhere-'))
  await chmod(root, 0o711)
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 10 }))

async function start(options: { folder: string; elsewhere: string }): Promise<EmbeddedServer> {
  const server = await startEmbedded({ ...options, log, durable: false })
  servers.push(server)
  return server
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** What a start by a plain user says. */
async function startAsNobody(folder: string): Promise<string> {
  const script = `
    import { startEmbedded } from ${JSON.stringify(new URL('embedded.ts', import.meta.url).href)}
    await startEmbedded({ folder: ${JSON.stringify(folder)}, log: () => {} })
      .then(() => console.log('started'), (error) => console.log(error.code, error.message))
    process.exit()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    ...nobody,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return await text(child.stdout)
}

describe.runIf(process.getuid?.() === 0)('root, who lends PostgreSQL a user of its own,', { timeout: 30_000 }, () => {
  it('runs beside a folder that the server’s own user cannot pass, and remembers where', async () => {
    const closed = join(root, 'closed')
    await mkdir(closed, { mode: 0o700 })
    const asked = { folder: join(closed, 'data', 'postgres'), elsewhere: join(root, 'elsewhere') }
    const first = await start(asked)
    expect(dirname(first.movedTo!)).toBe(asked.elsewhere)
    await query(first.url, 'create table note (words text)')
    expect(await joinRunning(asked.folder)).toBe(first.url)
    const again = await startEmbedded({ ...asked, log }).catch((error: unknown) => error)
    expect(again).toMatchObject({ code: 'EMBEDDED_IN_USE' })
    await first.stop()

    // Also when the way was opened meanwhile: the data are where they are.
    await chmod(closed, 0o711)
    const second = await start(asked)
    expect(second.movedTo).toBe(first.movedTo)
    expect(await query(second.url, 'select * from note')).toEqual([])
    await second.stop()

    // A plain user is told, and nobody begins anew where data were.
    await chmod(join(closed, 'data'), 0o777)
    await chmod(asked.folder, 0o777)
    expect(await startAsNobody(asked.folder)).toMatch(/^EMBEDDED_CLOSED_FOLDER .*run as root/)
    await rename(first.movedTo!, `${first.movedTo}.away`)
    await expect(start(asked)).rejects.toMatchObject({ code: 'EMBEDDED_FOLDER_GONE' })
  })

  it('names the folder that is closed when there is no way around it', async () => {
    const closed = join(root, 'no-way')
    await mkdir(closed, { mode: 0o700 })
    const asked = { folder: join(closed, 'data', 'postgres'), elsewhere: join(closed, 'elsewhere') }
    const refused = startEmbedded({ ...asked, log })
    await expect(refused).rejects.toBeInstanceOf(EmbeddedError)
    await expect(refused).rejects.toMatchObject({
      code: 'EMBEDDED_CLOSED_FOLDER',
      message: expect.stringContaining(`${closed} is closed`),
    })
    // A cluster that is there already is not left behind for a new one.
    await mkdir(join(asked.folder, 'cluster'))
    const kept = startEmbedded({ ...asked, elsewhere: join(root, 'elsewhere'), log })
    await expect(kept).rejects.toMatchObject({ code: 'EMBEDDED_CLOSED_FOLDER' })
  })

  it('copies the programs once when they are installed where that user cannot pass', async () => {
    const installed = await findBinaries()
    expect(await reachableBinaries(installed, nobody, root)).toBe(installed)
    const closed = join(root, 'installed')
    await mkdir(closed, { mode: 0o700 })
    const programs = dirname(dirname(installed.postgres))
    await cp(programs, join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
    await cp(join(dirname(programs), 'package.json'), join(closed, 'package.json'))
    const hidden = { initdb: join(closed, 'native/bin/initdb'), postgres: join(closed, 'native/bin/postgres') }
    const both = await Promise.all([1, 2].map(() => reachableBinaries(hidden, nobody, join(root, 'copies'))))
    expect(both[0]).toEqual(both[1])
    expect(await readdir(join(root, 'copies'))).toHaveLength(1)
    const target = await mkdtemp(join(root, 'copied-'))
    await chown(target, nobody.uid, nobody.gid)
    await writeFile(join(root, 'copied-password'), 'x\n', { mode: 0o644 })
    const owner = { name: 'owner', passwordFile: join(root, 'copied-password') }
    await initialise(both[0]!, nobody, target, owner, false)
    expect(await readFile(join(target, 'PG_VERSION'), 'utf8')).toBe('18\n')
  })
})
