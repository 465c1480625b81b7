import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { migrationLock } from '../database/migrate.ts'
import { asRole, jobsRole } from '../database/roles.ts'
import { type TestDatabase, testDatabase } from '../database/testing/test-database.ts'
import { createLog } from '../log/log.ts'
import { createJobs, type Jobs, type JobsSettings, prepareJobs } from './jobs.ts'

let test: TestDatabase
let role: { name: string; password: string }
let url: string
const lines: string[] = []
const log = createLog('debug', (line) => lines.push(line))
let started: Jobs[] = []

beforeAll(async () => {
  test = await testDatabase()
  role = jobsRole(new URL(test.ownerUrl).pathname.slice(1), test.secret)
  url = asRole(test.ownerUrl, role)
  await Promise.all([1, 2].map(() => prepareJobs(test.ownerUrl, role, log)))
  await prepareJobs(test.ownerUrl, role, log)
})
afterEach(async () => {
  await Promise.all(started.map((jobs) => jobs.stop()))
  started = []
  await test.owner.query('truncate graphile_worker._private_jobs')
})
afterAll(() => test.drop())

function jobs(tasks: JobsSettings['tasks'], more: Partial<JobsSettings> = {}): Jobs {
  const made = createJobs({ url, tasks, cron: [], log, concurrency: 2, ...more })
  started.push(made)
  return made
}
const waiting = async () =>
  (await test.owner.query('select key, attempts, last_error, locked_at from graphile_worker._private_jobs')).rows

describe('the queue’s role', () => {
  it('is made when nobody else gives rights: two servers that start at once would fail each other', async () => {
    const other = new pg.Client({ connectionString: test.ownerUrl })
    await other.connect()
    await other.query('select pg_advisory_lock($1)', [migrationLock])
    let done = false
    const prepared = prepareJobs(test.ownerUrl, role, log).then(() => {
      done = true
    })
    await delay(400)
    expect(done).toBe(false)
    await other.end()
    await prepared
    expect(done).toBe(true)
  })

  it('is nobody special, owns its schema, and sees no table of Silin’s', async () => {
    const { rows } = await test.owner.query(
      'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = $1',
      [role.name],
    )
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }])
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const tables = await client.query<{ name: string; readable: boolean }>(`
      select c.oid::regclass::text as name, has_table_privilege(c.oid, 'select, insert, update, delete') as readable
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'v')`)
    expect(tables.rows.length).toBeGreaterThan(20)
    expect(tables.rows.filter(({ readable }) => readable)).toEqual([])
    await expect(client.query('select * from people')).rejects.toThrow(/permission denied/)
    await expect(client.query('create table mine ()')).rejects.toThrow(/permission denied|no schema/)
    await client.end()
  })
  it('and the application’s role cannot see the queue', async () => {
    const client = new pg.Client({ connectionString: test.appUrl })
    await client.connect()
    await expect(client.query('select * from graphile_worker.jobs')).rejects.toThrow(/permission denied/)
    await client.end()
  })
})

describe('a job', () => {
  it('is done once for its key, at its time', async () => {
    const done: unknown[] = []
    const one = jobs({
      async note(payload, { attempts, maxAttempts }) {
        done.push({ payload, attempts, maxAttempts })
      },
    })
    await one.add('note', { n: 1 }, { key: 'a' })
    await one.add('note', { n: 2 }, { key: 'a' })
    await one.add('note', { n: 3 }, { key: 'b', runAt: Temporal.Now.instant().add({ hours: 1 }), maxAttempts: 3 })
    await one.start()
    await vi.waitFor(() => expect(done).toEqual([{ payload: { n: 2 }, attempts: 1, maxAttempts: 25 }]))
    // The queue forgets a job a moment after it was done.
    await vi.waitFor(async () => expect(await waiting()).toMatchObject([{ key: 'b' }]))
  })

  it('that fails is tried again, and neither log nor queue learn more than a code', async () => {
    const one = jobs({
      async fail() {
        throw Object.assign(new Error('张桂兰 13800000000 楼道灯'), { code: '23505' })
      },
    })
    await one.add('fail', { secret: '三号楼' }, { key: 'f' })
    await one.start()
    await vi.waitFor(async () => expect(await waiting()).toMatchObject([{ attempts: 1, last_error: '23505' }]))
    expect(lines.join('\n')).toContain('a job failed')
    expect(lines.join('\n')).not.toMatch(/张桂兰|138|楼道灯|三号楼/)
  })
})

describe('stopping', () => {
  it('lets what runs finish, and leaves the rest for the next server', async () => {
    const done: number[] = []
    const slow = {
      async slow(payload: unknown) {
        await new Promise((resolve) => setTimeout(resolve, 300))
        done.push((payload as { n: number }).n)
      },
    }
    const one = jobs(slow, { concurrency: 1 })
    await one.add('slow', { n: 1 }, { key: '1' })
    await one.add('slow', { n: 2 }, { key: '2' })
    await one.start()
    await vi.waitFor(async () => expect((await waiting()).some((job) => job.locked_at)).toBe(true))
    await one.stop()
    expect(done).toEqual([1])
    await jobs(slow).start()
    await vi.waitFor(() => expect(done).toEqual([1, 2]))
  })

  it('takes no longer than three seconds, and gives back what would not end', async () => {
    const one = jobs({ hang: () => new Promise(() => {}) })
    await one.add('hang', {}, { key: 'h' })
    await one.start()
    await vi.waitFor(async () => expect(await waiting()).toMatchObject([{ locked_at: expect.any(Date) }]))
    const begun = performance.now()
    await one.stop()
    expect(performance.now() - begun).toBeLessThan(3_000)
    expect(await waiting()).toMatchObject([{ locked_at: null, attempts: 1 }])
  })
})

it('goes on by itself after its connections were cut', async () => {
  const done: unknown[] = []
  const one = jobs({
    async note(payload) {
      done.push(payload)
      if (done.length === 1) {
        await test.owner.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [role.name])
      }
    },
  })
  await one.start()
  await one.add('note', 1, { key: '1' })
  await vi.waitFor(() => expect(done).toHaveLength(1))
  await vi.waitFor(() => one.add('note', 2, { key: '2' }))
  await vi.waitFor(() => expect(done).toContain(2), { timeout: 15_000, interval: 100 })
})
