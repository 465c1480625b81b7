import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Random } from '../../demo/random.ts'
import { newId, type RequestId } from '../../src/platform/ids.ts'
import { call, type Sending } from './sending.ts'

/** Milliseconds within which the sweeper has to raise what is overdue. */
const longest = 15_000

/**
 * Whether the sweeper goes on: reports a matter of its own, arranges that its clock ran out a while ago (in its row and
 * in the event that says so), and waits until it went up.
 * @returns the request, or null when the server was killed meanwhile
 */
export async function probeSweeper(
  sending: Sending,
  random: Random,
  ownerUrl: string,
): Promise<{ id: RequestId; milliseconds: number } | null> {
  const before = sending.killed()
  const id = newId<RequestId>()
  const body = JSON.stringify({ id, plaque: 'K7M2Q9', text: '演习：时钟', category: 'safety.manhole' })
  const headers = { 'content-type': 'application/json' }
  const { answer } = await call(sending, random, '/api/v1/requests', { method: 'POST', headers, body })
  if (answer?.status !== 200) return null
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => {})
  try {
    await client.connect()
    await letItBeLate(client, id)
    const began = performance.now()
    while (performance.now() - began < longest) {
      if ((await raises(client, id)) > 0) return { id, milliseconds: performance.now() - began }
      await delay(50)
    }
    if (sending.killed() === before) sending.ledger.violate(`the sweeper left ${id} overdue for ${longest / 1000} s`)
    return null
  } catch (error) {
    if (sending.killed() === before) throw error
    return null
  } finally {
    await client.end().catch(() => {})
  }
}

/** Moves the live deadline of a request a day back. */
export async function letItBeLate(client: pg.ClientBase, id: RequestId): Promise<void> {
  await client.query('begin')
  await client.query(
    `update requests set deadline_start_at = deadline_start_at - interval '1 day',
       deadline_due_at = deadline_due_at - interval '1 day', deadline_half_at = deadline_half_at - interval '1 day',
       deadline_most_at = deadline_most_at - interval '1 day', next_due_at = next_due_at - interval '1 day' where id = $1`,
    [id],
  )
  await client.query(
    `update request_events set data = jsonb_set(data, '{deadline}', (
       select jsonb_object_agg(key, case when key like '%At' and value <> 'null'
         then to_jsonb(to_char(((value #>> '{}')::timestamptz - interval '1 day') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
         else value end) from jsonb_each(data -> 'deadline')))
     where request_id = $1 and sequence = 1`,
    [id],
  )
  await client.query('commit')
}

export async function raises(client: pg.ClientBase, id: RequestId): Promise<number> {
  const found = await client.query<{ n: string }>(
    "select count(*) as n from request_events where request_id = $1 and type = 'raised'",
    [id],
  )
  return Number(found.rows[0]?.n)
}
