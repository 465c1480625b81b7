import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../src/platform/ids.ts'
import { type RunningSilin, startSilin } from '../testing/silin.ts'

let silin: RunningSilin
let owner: pg.Client
beforeAll(async () => {
  silin = await startSilin()
  owner = new pg.Client({ connectionString: silin.owner })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await silin?.stop()
})

async function report(id = newId<string>()): Promise<{ id: string; path: string }> {
  const answer = await fetch(`${silin.url}/api/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, plaque: silin.demo.plaqueCode, text: '电梯停了', category: 'repair.lift' }),
  })
  expect(answer.status).toBe(200)
  return { id, path: ((await answer.json()) as { url: string }).url }
}
const told = async (id: string) =>
  (
    await owner.query<{ type: string }>('select type from request_events where request_id = $1 order by sequence', [id])
  ).rows.map((row) => row.type)
const count = async (id: string, type: string) => (await told(id)).filter((one) => one === type).length
const page = async (path: string) => {
  const answer = await fetch(`${silin.url}${path}`)
  expect(answer.status).toBe(200)
  return await answer.text()
}
/** The sweeper has looked at least once since now. */
async function swept(): Promise<void> {
  const runs = async () =>
    Number(/duty_runs\w*\{duty="sweeper",outcome="done"\} (\d+)/.exec(await page('/metrics'))?.[1] ?? 0)
  const before = await runs()
  await expect.poll(runs, { timeout: 5_000 }).toBeGreaterThan(before + 1)
}
/** Times on a page never run backwards, whatever the clock does: no minus before a number, no "in" what is past. */
const negative = /[-−]\s?\d+\s?(分钟|小时|天|秒|minutes?|hours?|days?)/

it('an hour back and a day ahead: no clock runs out twice, none is lost, nothing is minus some minutes ago', async () => {
  // By day, and on a day with the next one free of surprises.
  silin.clock.set(silin.dayAt('10:00'))
  const matter = await report()
  // Half of its thirty minutes: reminded.
  silin.clock.advance({ minutes: 16 })
  await expect.poll(() => told(matter.id), { timeout: 5_000 }).toEqual(['reported', 'reminded'])

  silin.clock.advance({ hours: -1 })
  await swept()
  expect(await told(matter.id)).toEqual(['reported', 'reminded'])
  for (const path of [matter.path, `/p/${silin.demo.plaqueCode}`]) expect(await page(path)).not.toMatch(negative)
  // What is reported meanwhile is in order too, also under an id of the clock's future.
  const earlier = await report()
  const ahead = await report(newId<string>(Date.now() + 3_600_000))
  for (const path of [earlier.path, ahead.path]) expect(await page(path)).not.toMatch(negative)

  // Where it was before: what was told then is not told again.
  silin.clock.advance({ hours: 1 })
  await expect.poll(() => count(earlier.id, 'raised'), { timeout: 5_000 }).toBe(1)
  await swept()
  expect(await told(matter.id)).toEqual(['reported', 'reminded'])

  // A whole day at once: each clock that ran out meanwhile raises once, and then the next one begins.
  silin.clock.advance({ days: 1 })
  await expect.poll(() => count(matter.id, 'raised'), { timeout: 5_000 }).toBe(1)
  await expect.poll(() => count(ahead.id, 'raised'), { timeout: 5_000 }).toBe(2)
  await swept()
  expect([await count(matter.id, 'raised'), await count(ahead.id, 'raised')]).toEqual([1, 2])
  for (const { path } of [matter, earlier, ahead]) expect(await page(path)).not.toMatch(negative)

  // And back again: nothing happens, and the next clock is still there.
  const all = await told(matter.id)
  silin.clock.advance({ days: -1 })
  await swept()
  expect(await told(matter.id)).toEqual(all)
  const due = await owner.query('select 1 from requests where id = $1 and next_due_at is not null', [matter.id])
  expect(due.rowCount).toBe(1)
  // Ids stay in the order of their birth in this process, whatever the wall clock says.
  const ids = Array.from({ length: 50 }, () => newId<string>())
  expect(ids.toSorted()).toEqual(ids)
})
