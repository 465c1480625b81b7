import { type ChildProcess, spawn } from 'node:child_process'
import { access, chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

/** `silin backup` and `silin restore` as a person types them, on data folders of their own. */
let folder: string
let port: number
const started = new Set<ChildProcess>()
const passphrase = 'four neighbours and a lamp'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'silin-e2e-backup-'))
  await chmod(folder, 0o755)
  port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
})
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await delay(300)
  await rm(folder, { recursive: true, force: true, maxRetries: 20 })
})

function silin(args: string[], settings: Record<string, string> = {}, input = '') {
  // Straight to the server's program: a kill then ends the command itself, and not only what started it.
  const child = spawn(process.execPath, ['dist/server/main.js', ...args], {
    env: { ...process.env, NODE_ENV: '', SILIN_LOG: 'warn', PORT: String(port), ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  started.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      output += text
    })
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      started.delete(child)
      resolve(code)
    }),
  )
  child.stdin.end(input)
  return { child, ended, output: () => output }
}
async function run(args: string[], settings: Record<string, string>, input = '') {
  const command = silin(args, settings, input)
  const code = await command.ended
  return { code, output: command.output() }
}
async function plaqueAnswers(): Promise<void> {
  await expect
    .poll(async () => (await fetch(`http://127.0.0.1:${port}/p/K7M2Q9`).catch(() => null))?.status, { timeout: 60_000 })
    .toBe(200)
}
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

describe('the embedded database', () => {
  const [home, whole] = [() => ({ SILIN_DATA: join(folder, 'home') }), () => join(folder, 'whole.silin')]

  it('is backed up while the server runs, and a command that is killed or refused by the disk leaves no file', async () => {
    const server = silin(['start'], home())
    await plaqueAnswers()
    const made = await run(['backup', whole(), '--with-secret'], home(), `${passphrase}\n`)
    expect(made.code, made.output).toBe(0)
    expect(made.output).toMatch(/backup 90 %/)
    expect((await stat(whole())).mode & 0o077).toBe(0)
    expect((await readFile(whole(), 'latin1')).startsWith('age-encryption.org/v1\n')).toBe(true)

    const half = join(folder, 'half.silin')
    let killed = 0
    // Sooner and sooner, until the kill comes before the end.
    for (let pause = 900; pause > 100; pause -= 150) {
      const dying = silin(['backup', half], home())
      await Promise.race([dying.ended, delay(pause)])
      if (dying.child.exitCode === null) {
        dying.child.kill('SIGKILL')
        await dying.ended
        killed += 1
        expect(await isThere(half), `after ${pause} ms`).toBe(false)
      }
      await rm(half, { force: true })
    }
    expect(killed).toBeGreaterThan(0)
    // What a kill has left does not get in the way.
    await writeFile(`${half}.partial`, 'what a kill left')
    expect((await run(['backup', half], home())).code).toBe(0)
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([])

    // A limit on the size of files is the full disk that a test may make.
    const full = join(folder, 'full.silin')
    const limited = spawn(
      'sh',
      ['-c', `ulimit -f 64; exec "$0" dist/server/main.js backup '${full}'`, process.execPath],
      {
        env: { ...process.env, NODE_ENV: '', ...home() },
      },
    )
    let said = ''
    limited.stderr.on('data', (text) => {
      said += text
    })
    expect(await new Promise((resolve) => limited.once('exit', resolve))).toBe(1)
    expect(said.trim()).toBe(`silin: ${full}: files of this size are not allowed there; nothing was kept`)
    expect((await readdir(folder)).filter((name) => name.startsWith('full'))).toEqual([])

    server.child.kill('SIGINT')
    expect(await server.ended).toBe(0)
    // And on its own, without a server.
    const alone = await run(['backup', join(folder, 'alone.silin')], home())
    expect(alone.code, alone.output).toBe(0)
    expect(await isThere(join(folder, 'home', 'postgres', 'cluster', 'postmaster.pid'))).toBe(false)
  }, 120_000)

  it('comes back in an empty folder, however often that is killed, and a server starts on it', async () => {
    const there = { SILIN_DATA: join(folder, 'restored') }
    const again = () => silin(['restore', whole()], there, `${passphrase}\n`)
    for (const pause of [1_500, 3_000, 4_500]) {
      const dying = again()
      await Promise.race([dying.ended, delay(pause)])
      if (dying.child.exitCode !== null) break
      dying.child.kill('SIGKILL')
      await dying.ended
      const begun = await isThere(join(folder, 'restored', 'restoring'))
      if (begun) {
        // Nothing but the restore itself goes on here.
        const other = await run(['restore', join(folder, 'alone.silin')], there)
        expect(other.output).toMatch(/another backup’s restore|SILIN_SECRET/)
      }
    }
    if (!(await isThere(join(folder, 'restored'))) || (await isThere(join(folder, 'restored', 'restoring')))) {
      const last = again()
      expect(await last.ended, last.output()).toBe(0)
      expect(last.output()).toContain('Everybody signs in anew')
    }
    expect((await readdir(join(folder, 'restored'))).toSorted()).toEqual(['files', 'postgres', 'secret'])
    const names = async (home: string) =>
      (await readdir(join(folder, home, 'files'), { recursive: true }))
        .filter((name) => name.endsWith('.jpg'))
        .toSorted()
    expect((await names('home')).length).toBeGreaterThan(5)
    expect(await names('restored')).toEqual(await names('home'))

    const server = silin(['start'], there)
    await plaqueAnswers()
    expect(server.output()).not.toContain('demo: requests')
    server.child.kill('SIGINT')
    expect(await server.ended).toBe(0)

    const once = await run(['restore', whole()], there, `${passphrase}\n`)
    expect(once.code).toBe(1)
    expect(once.output).toContain('is not empty')
  }, 120_000)

  it('is not touched by a file that is damaged, sealed to us, or of another secret', async () => {
    const nowhere = { SILIN_DATA: join(folder, 'nowhere') }
    const bytes = await readFile(join(folder, 'alone.silin'))
    const cut = join(folder, 'cut.silin')
    await writeFile(cut, bytes.subarray(0, bytes.length - 1_000))
    for (const [args, settings, input, words] of [
      [['restore', cut], nowhere, '', /silin: .*cut\.silin: is damaged or not whole/],
      [['restore', whole()], nowhere, 'another passphrase\n', /silin: .*the passphrase is wrong/],
      [['restore', whole()], nowhere, '', /silin: passphrase: needs 12 signs or more/],
      [['restore', join(folder, 'alone.silin')], nowhere, '', /silin: SILIN_SECRET: is not in/],
      [
        ['restore', join(folder, 'alone.silin')],
        { ...nowhere, SILIN_SECRET: 'x'.repeat(40) },
        '',
        /silin: SILIN_SECRET: is not the secret/,
      ],
      [['restore', join(folder, 'lost.silin')], nowhere, '', /silin: .*there is no such file/],
      [['backup', join(folder, 'x.silin')], nowhere, '', /silin: .*holds no database of Silin/],
    ] as const) {
      const { code, output } = await run([...args], settings, input)
      expect(code, output).toBe(1)
      expect(output.split('\n').filter((line) => line.startsWith('silin:'))).toHaveLength(1)
      expect(output).toMatch(words)
      expect(await isThere(nowhere.SILIN_DATA), args.join(' ')).toBe(false)
    }
    const check = await run(['restore', '--check', join(folder, 'alone.silin')], nowhere)
    expect(check.code).toBe(0)
    expect(check.output).toContain('whole and sound')
  }, 60_000)
})

describe('an external database', () => {
  it('takes a backup of the embedded one, and gives one back', async () => {
    const admin = new pg.Client({ connectionString: inject('journeyServer') })
    await admin.connect()
    await admin.query('create database silin_restored')
    const address = new URL(inject('journeyServer'))
    address.pathname = '/silin_restored'
    const there = { SILIN_DATA: join(folder, 'outside'), DATABASE_URL: address.toString() }
    const restored = await run(['restore', join(folder, 'whole.silin')], there, `${passphrase}\n`)
    expect(restored.code, restored.output).toBe(0)
    const back = await run(['backup', join(folder, 'back.silin')], there)
    expect(back.code, back.output).toBe(0)
    // Taken before an upgrade and brought to a version that is older than it: left to the newer one.
    const restoredTo = new pg.Client({ connectionString: address.toString() })
    await restoredTo.connect()
    await restoredTo.query(`insert into silin_migrations (name, checksum) values ('9999-later.sql', repeat('a', 64))`)
    await restoredTo.end()
    expect((await run(['backup', join(folder, 'later.silin')], there)).code).toBe(0)
    const later = await run(['restore', join(folder, 'later.silin')], { SILIN_DATA: join(folder, 'late') })
    expect(later.code).toBe(1)
    expect(later.output).toMatch(/was made by another Silin \(\S+ knows 9999-later\.sql\)/)
    expect(await isThere(join(folder, 'late'))).toBe(false)
    const twice = await run(['restore', join(folder, 'back.silin')], there)
    expect(twice.code).toBe(1)
    expect(twice.output).toMatch(/is not empty/)
    await admin.query('drop database silin_restored with (force)')
    await admin.end()
  }, 60_000)
})
