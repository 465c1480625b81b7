import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EmbeddedInUseError, type EmbeddedServer, startEmbedded } from './embedded.ts'

let root: string
let folder: string
const lines: string[] = []
const log = (line: string) => void lines.push(line)
const servers: EmbeddedServer[] = []
const children: ChildProcess[] = []

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'silin-embedded-'))
  // When the tests run as root, the server's own user must pass through.
  await chmod(root, 0o711)
  folder = join(root, 'data', 'postgres')
})

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
  for (const child of children.splice(0)) child.kill('SIGKILL')
  lines.length = 0
})

afterAll(async () => {
  for (const data of await readdir(root)) {
    const pid = await postmasterPid(join(root, data, 'postgres')).catch(() => undefined)
    if (pid && (await alive(pid))) process.kill(pid, 'SIGKILL')
  }
  await rm(root, { recursive: true, force: true, maxRetries: 10 })
})

async function start(more: Partial<Parameters<typeof startEmbedded>[0]> = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ folder, log, ...more })
  servers.push(server)
  return server
}

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

async function postmasterPid(of = folder): Promise<number> {
  return Number((await readFile(join(of, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

/** A zombie is dead: in a container an orphan may have nobody to reap it. */
async function alive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^State:\sZ/m.test(await readFile(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Measured times show in the test's output. */
function note(what: string, began: number): void {
  process.stdout.write(`${what}: ${Math.round(performance.now() - began)} ms\n`)
}

/** Another Node process that starts the server of a folder; its first line says `{url}` or `{code, pid}`. */
async function startElsewhere(where = folder, as: { uid?: number; gid?: number } = {}) {
  const script = `
    import { startEmbedded } from ${JSON.stringify(new URL('embedded.ts', import.meta.url).href)}
    try {
      const { url } = await startEmbedded({ folder: ${JSON.stringify(where)}, log: () => undefined })
      console.log(JSON.stringify({ url }))
    } catch (error) {
      console.log(JSON.stringify({ code: error.code, pid: error.pid, message: error.message }))
    }
    process.stdin.resume().once('end', () => process.exit())`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    ...as,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, said: JSON.parse(line) as { url?: string; code?: string; pid?: number; message?: string } }
}

describe('the embedded PostgreSQL', { timeout: 30_000 }, () => {
  it('makes a cluster that knows Chinese, listens on this machine only and keeps its password to itself', async () => {
    const began = performance.now()
    const server = await start()
    note('first start', began)
    expect(new URL(server.url)).toMatchObject({ username: 'silin_owner', hostname: '127.0.0.1', pathname: '/silin' })

    await query(server.url, 'create extension pg_trgm; create table note (words text primary key)')
    await query(server.url, `insert into note values ('楼道灯不亮')`)
    expect(
      await query(
        server.url,
        `select cardinality(show_trgm('四邻')) > 0 as chinese, current_setting('server_version_num')::int / 10000 as major,
           current_setting('listen_addresses') as addresses, current_setting('fsync') as fsync,
           datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding
         from pg_database where datname = 'silin'`,
      ),
    ).toEqual([
      {
        chinese: true,
        major: 18,
        addresses: '127.0.0.1',
        fsync: 'on',
        datlocprovider: 'b',
        datlocale: 'C.UTF-8',
        encoding: 'UTF8',
      },
    ])
    expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600)
    const wrong = new URL(server.url)
    wrong.password = 'wrong'
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('stops, starts again quickly on the same port, and remembers', async () => {
    const first = await start()
    const pid = await postmasterPid()
    // An open connection does not hold up the stop.
    const client = new pg.Client({ connectionString: first.url })
    client.on('error', () => undefined)
    await client.connect()
    await Promise.all([first.stop(), first.stop()])
    expect(await alive(pid)).toBe(false)

    const began = performance.now()
    const second = await start()
    const took = performance.now() - began
    note('restart', began)
    expect(took).toBeLessThan(2_000)
    expect(second.port).toBe(first.port)
    expect(await query(second.url, 'select words from note')).toEqual([{ words: '楼道灯不亮' }])
  })

  it('takes another port when the last one is taken', async () => {
    const first = await start()
    await first.stop()
    const squatter = createServer().listen(first.port, '127.0.0.1')
    await once(squatter, 'listening')
    try {
      const second = await start()
      expect(second.port).not.toBe(first.port)
      await query(second.url, 'select 1')
    } finally {
      squatter.close()
    }
  })

  it('refuses a second server on the folder, from this process and from another', async () => {
    await start()
    const here = await startEmbedded({ folder, log }).catch((error: unknown) => error)
    expect(here).toBeInstanceOf(EmbeddedInUseError)
    expect(here).toMatchObject({ code: 'EMBEDDED_IN_USE', pid: process.pid })
    const { said } = await startElsewhere()
    expect(said).toMatchObject({ code: 'EMBEDDED_IN_USE', pid: process.pid })
  })

  it('lets exactly one of two processes win that start a new folder at once', async () => {
    const fresh = join(root, 'race', 'postgres')
    const both = await Promise.all([startElsewhere(fresh), startElsewhere(fresh)])
    const winner = both.find(({ said }) => said.url)!
    const loser = both.find(({ said }) => said.code)!
    expect(loser.said).toMatchObject({ code: 'EMBEDDED_IN_USE', pid: winner.child.pid })
    await query(winner.said.url!, 'select 1')
    const pid = await postmasterPid(fresh)
    // An exit without stop() ends the server too.
    winner.child.stdin!.end()
    await expect.poll(() => alive(pid), { timeout: 5_000 }).toBe(false)
  })

  it('says when the server dies, and recovers at the next start', async () => {
    const died = Promise.withResolvers<string>()
    const first = await start({ onExit: died.resolve })
    await query(first.url, `insert into note values ('井盖松动')`)
    const busy = query(first.url, 'select pg_sleep(60)').catch((error: unknown) => error)
    process.kill(await postmasterPid(), 'SIGKILL')
    expect(await died.promise).toContain('SIGKILL')
    expect(await busy).toBeInstanceOf(Error)
    const second = await start()
    expect(await query(second.url, 'select count(*)::int as count from note')).toEqual([{ count: 2 }])
    await first.stop()
  })

  it('clears a server whose owner was killed', async () => {
    const { child, said } = await startElsewhere()
    await query(said.url!, `insert into note values ('电梯困人')`)
    const orphan = await postmasterPid()
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await alive(orphan)).toBe(true)

    const server = await start()
    expect(await alive(orphan)).toBe(false)
    expect(lines.some((line) => line.includes(`${orphan}`))).toBe(true)
    expect(await query(server.url, 'select count(*)::int as count from note')).toEqual([{ count: 3 }])
  })

  it('is not held up by a stale postmaster.pid, whoever has the pid now', async () => {
    await (await start()).stop()
    const path = join(folder, 'cluster', 'postmaster.pid')
    const bystander = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'])
    children.push(bystander)
    const dead = spawn(process.execPath, ['--version'])
    await once(dead, 'exit')
    const rest = `${folder}/cluster\n1700000000\n5432\n\n127.0.0.1\n  1234567         1\nready   \n`
    for (const stale of [`${bystander.pid}\n${rest}`, `${dead.pid}\n${rest}`, '', 'nonsense\n']) {
      await writeFile(path, stale)
      await (await start()).stop()
    }
    expect(await alive(bystander.pid!)).toBe(true)
  })

  it('starts afresh when the first start was killed while making the cluster', async () => {
    const fresh = join(root, 'interrupted', 'postgres')
    await mkdir(join(fresh, 'cluster.new-abc', 'base'), { recursive: true })
    await writeFile(join(fresh, 'cluster.new-abc', 'PG_VERSION'), '18\n')
    const server = await start({ folder: fresh, durable: false, connections: 144 })
    expect(await query(server.url, 'show fsync')).toEqual([{ fsync: 'off' }])
    expect(await query(server.url, 'show max_connections')).toEqual([{ max_connections: '144' }])
    expect((await readdir(fresh)).sort()).toEqual(['cluster', 'lock', 'lock.pid', 'password', 'port'])
  })

  it('writes no values into the log', async () => {
    const server = await start()
    const secret = '13800138000'
    await query(server.url, `insert into note values ('${secret}')`)
    for (const wrong of [`insert into note values ('${secret}')`, `select '${secret}x'::int`, `selec ${secret}`]) {
      await expect(query(server.url, wrong)).rejects.toThrow()
    }
    const client = new pg.Client({ connectionString: server.url })
    client.on('error', () => undefined)
    await client.connect()
    const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid
    const busy = client.query(`select pg_sleep(60), '${secret}'`).catch((error: unknown) => error)
    await delay(100)
    // A crashed server process: PostgreSQL would name its statement, and restarts the others.
    process.kill(pid, 'SIGKILL')
    expect(await busy).toBeInstanceOf(Error)
    await expect.poll(() => lines.join('\n')).toContain('terminated by signal 9')
    await expect.poll(() => query(server.url, 'select 1').catch(() => 'not yet'), { timeout: 5_000 }).toHaveLength(1)
    expect(lines.join('\n')).not.toContain(secret)
  })

  it('names a cluster of another version, and a lost password', async () => {
    const version = join(folder, 'cluster', 'PG_VERSION')
    await writeFile(version, '17\n')
    await expect(start()).rejects.toMatchObject({ code: 'EMBEDDED_VERSION_MISMATCH' })
    await writeFile(version, '18\n')
    await rename(join(folder, 'password'), join(folder, 'password.away'))
    await expect(start()).rejects.toMatchObject({ code: 'EMBEDDED_PASSWORD_LOST' })
    await writeFile(join(folder, 'password'), 'another\n')
    await expect(start()).rejects.toMatchObject({ code: 'EMBEDDED_PASSWORD_LOST' })
    await rename(join(folder, 'password.away'), join(folder, 'password'))
    // No refusal kept the lock or a server.
    await start()
  })

  describe.runIf(process.getuid?.() === 0)('started by root', () => {
    it('and a plain user can take turns on one folder', async () => {
      const shared = join(root, 'plain', 'postgres')
      const nobody = { uid: 65534, gid: 65534 }
      await mkdir(dirname(shared))
      await chown(dirname(shared), nobody.uid, nobody.gid)
      for (let turn = 0; turn < 2; turn += 1) {
        const { child, said } = await startElsewhere(shared, nobody)
        expect(said.message).toBeUndefined()
        await query(said.url!, 'select 1')
        child.kill('SIGKILL')
        await once(child, 'exit')
        await (await start({ folder: shared })).stop()
      }
    })
  })
})
