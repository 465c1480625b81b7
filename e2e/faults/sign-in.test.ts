import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sessionOfLead } from '../testing/people.ts'
import { type RunningSilin, startSilin } from '../testing/silin.ts'

let silin: RunningSilin
let owner: pg.Client
let cookie: string
beforeAll(async () => {
  silin = await startSilin()
  cookie = (await sessionOfLead(silin)).cookie
  owner = new pg.Client({ connectionString: silin.owner })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await silin?.stop()
})

const waiting = async () =>
  (
    await owner.query(
      "select pid from pg_stat_activity where datname = current_database() and application_name = 'silin sign-in' and wait_event_type = 'Lock'",
    )
  ).rows.length

it('a connection of sign-in that is cut is an outage, also when the database is back at once', async () => {
  const ask = () => fetch(`${silin.url}/api/v1/session`, { headers: { cookie } })
  expect((await ask()).status).toBe(200)
  // Somebody else holds the sessions, so that looking one up is surely under way when its connection is cut.
  await owner.query('begin; lock table "session" in access exclusive mode')
  const asked = ask()
  await expect.poll(waiting, { timeout: 5_000 }).toBe(1)
  await owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'silin sign-in'",
  )
  const answer = await asked
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
  await owner.query('rollback')
  expect((await ask()).status).toBe(200)
  expect(silin.lines.filter((line) => line.includes('a request failed'))).toEqual([])
})

it('more people than sign-in has connections are put off when looking them up takes long, and none is told it failed', async () => {
  await owner.query('begin; lock table "session" in access exclusive mode')
  const began = performance.now()
  const many = Promise.all(
    Array.from(
      { length: 24 },
      async () => (await fetch(`${silin.url}/api/v1/session`, { headers: { cookie } })).status,
    ),
  )
  await delay(6_000)
  await owner.query('rollback')
  const answers = await many
  expect(performance.now() - began).toBeLessThan(10_000)
  expect([...new Set(answers)].sort()).toEqual([200, 503])
  expect(silin.lines.filter((line) => line.includes('a request failed'))).toEqual([])
  expect((await fetch(`${silin.url}/api/v1/session`, { headers: { cookie } })).status).toBe(200)
})
