import pg from 'pg'
import { newId } from '../src/platform/ids.ts'
import { insertOf, type Row, valuesOf } from './bare.ts'
import { type Figure, ratio } from './figure.ts'
import { closedLoop } from './load.ts'
import type { Town } from './town.ts'

const clients = 16
/** More than are accepted while it is measured. */
const enough = 5_000

/** A command: the community's desk accepts what begins with it. Against a bare transaction that updates one row and inserts one event. */
export async function accept(town: Town): Promise<Figure> {
  const open: string[] = []
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let turn = 0; open.length < enough; turn++) {
        const id = newId<string>()
        const plaque = town.plaques[(client * 13 + turn * 5) % town.plaques.length]
        const body = { id, plaque, text: '物业电话没人接', category: 'property.quality' }
        await town.ask('/api/v1/requests', { method: 'POST', body, staff: true })
        open.push(id)
      }
    }),
  )
  const http = await closedLoop({ clients }, async () => {
    const id = open.pop()
    if (!id) throw new Error('there is nothing left to accept; report more before')
    const body = { id: newId(), type: 'accept' }
    await town.ask(`/api/v1/requests/${id}/commands`, { method: 'POST', body, staff: true })
  })
  return ratio("a lead's command", http, { what: 'its statements', ...(await bareCommand(town)) }, { least: 0.4 })
}

/** What acceptance changes in a row. */
const changed = `status, deadline_kind, deadline_start_at, deadline_due_at, deadline_half_at, deadline_most_at,
  deadline_marked, next_due_at, accepted_at, sequence, handler_since`
  .split(',')
  .map((name) => name.trim())

async function bareCommand(town: Town) {
  const rowOf = async (status: string) =>
    (
      await town.owner.query<Row>('select * from requests where status = $1 order by reported_at desc limit 1', [
        status,
      ])
    ).rows[0] ?? {}
  const open = await town.owner.query<{ id: string }>(
    'select id from requests where community_id = $1 order by reported_at desc limit 4000',
    [town.communityId],
  )
  // There and back again: what is set to what it is already moves in no index.
  const states = await Promise.all(['accepted', 'reported'].map(rowOf))
  const events = await town.owner.query<Row>('select * from request_events where sequence = 2 limit 1')
  const { xact: _, ...event } = events.rows[0] ?? {}
  const set = changed.map((name, index) => `${name} = $${index + 3}`).join(', ')
  const text = `with changed as (update requests set ${set} where community_id = $1 and id = $2 returning 1)
    ${insertOf('request_events', event, changed.length + 3)}`
  const pool = new pg.Pool({ connectionString: town.ownerUrl, max: clients })
  let turn = 0
  try {
    return await closedLoop({ clients }, async () => {
      const id = open.rows[turn % open.rows.length]?.id
      const state = states[Math.floor(turn / open.rows.length) % 2] ?? {}
      turn += 1
      const own = { ...event, community_id: town.communityId, request_id: id, sequence: 1_000 + turn, command_id: null }
      const values = [town.communityId, id, ...changed.map((name) => state[name]), ...valuesOf(own)]
      await pool.query({ name: 'accept', text, values })
    })
  } finally {
    await pool.end()
  }
}
