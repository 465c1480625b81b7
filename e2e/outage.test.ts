import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sessionOfLead } from './testing/people.ts'
import { type RunningSilin, startSilin } from './testing/silin.ts'

let silin: RunningSilin
beforeAll(async () => {
  silin = await startSilin()
})
afterAll(() => silin?.stop())

it('database away: 503 with a page that says so and a problem for programs; recovery by itself', async () => {
  const page = `${silin.url}/p/${silin.demo.plaqueCode}`
  const { cookie } = await sessionOfLead(silin)
  expect((await fetch(page)).status).toBe(200)
  const name = new URL(silin.owner).pathname.slice(1)
  const admin = new URL(silin.owner)
  admin.pathname = '/postgres'
  const client = new pg.Client({ connectionString: admin.toString() })
  await client.connect()
  await client.query(`alter database ${name} allow_connections false`)
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])

  const away = await fetch(`${silin.url}/r/1-00000000000000000000000000`)
  expect(away.status).toBe(503)
  expect(away.headers.get('retry-after')).toBe('5')
  expect(await away.text()).toMatch(/tel:/)
  const problem = await fetch(`${silin.url}/api/v1/requests`, {
    headers: { authorization: `Bearer silin_${'x'.repeat(32)}` },
  })
  expect(problem.status).toBe(503)
  expect(problem.headers.get('content-type')).toContain('application/problem+json')
  // Who is signed in is told the same, and what needs no database goes on.
  for (const [path, status] of [
    ['/me', 503],
    [`/p/${silin.demo.plaqueCode}`, 503],
    ['/api/v1/session', 503],
    ['/lead/', 200],
    ['/healthz', 200],
  ] as const) {
    const answer = await fetch(`${silin.url}${path}`, { headers: { cookie } })
    expect([path, answer.status]).toEqual([path, status])
    if (status === 503) expect(answer.headers.get('retry-after')).toBe('5')
  }
  expect((await fetch(`${silin.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${silin.url}/healthz`)).status).toBe(200)

  await client.query(`alter database ${name} allow_connections true`)
  await client.end()
  await expect.poll(async () => (await fetch(`${silin.url}/readyz`)).status, { timeout: 15_000 }).toBe(200)
  expect((await fetch(`${silin.url}/r/1-00000000000000000000000000`)).status).toBe(404)
  expect((await fetch(`${silin.url}/api/v1/session`, { headers: { cookie } })).status).toBe(200)
  // The sweeper goes on by itself as well.
  const before = await silin.requestOf('三楼的灯不亮了')
  silin.clock.set(silin.dayAt('12:00'))
  await expect
    .poll(async () => (await silin.requestOf('三楼的灯不亮了'))?.level, { timeout: 20_000 })
    .toBeGreaterThan(before?.level ?? 9)
})
