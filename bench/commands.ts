import pg from 'pg'
import { newId } from '../src/platform/ids.ts'
import { insertOf, type Row, valuesOf } from './bare.ts'
import { type Figure, ratio } from './figure.ts'
import { closedLoop } from './load.ts'
import type { Town } from './town.ts'

const clients = 16

/** A command: the community's desk accepts what begins with it. Against a bare transaction that updates one row and inserts one event. */
export async function accept(town: Town): Promise<Figure> {
  const open: string[] = []
  await closedLoop({ clients, warmUp: 0, lasts: 9_000 }, async (client, turn) => {
    const id = newId<string>()
    const plaque = town.plaques[(client * 13 + turn * 5) % town.plaques.length]
    const body = { id, plaque, text: '物业电话没人接', category: 'property.quality' }
    await town.ask('/api/v1/requests', { method: 'POST', body, staff: true })
    open.push(id)
  })
  const http = await closedLoop({ clients }, async () => {
    const id = open.pop()
    if (!id) throw new Error('there is nothing left to accept; report more before')
    const body = { id: newId(), type: 'accept' }
    await town.ask(`/api/v1/requests/${id}/commands`, { method: 'POST', body, staff: true })
  })
  return ratio("a lead's command", http, { what: 'its statements', ...(await bareCommand(town)) }, { least: 0.4 })
}

async function bareCommand(town: Town) {
  const open = await town.owner.query<{ id: string }>(
    "select id from requests where status = 'reported' order by reported_at desc limit 4000",
  )
  const event = (await town.owner.query<Row>('select * from request_events where sequence = 1 limit 1')).rows[0] ?? {}
  const told = insertOf('request_events', event, 2)
  const text = `with told as (${told} returning 1)
    update requests set sequence = sequence where id = $1 and exists (select 1 from told)`
  const pool = new pg.Pool({ connectionString: town.ownerUrl, max: clients })
  let turn = 0
  try {
    return await closedLoop({ clients }, async () => {
      const id = open.rows[turn % open.rows.length]?.id
      turn += 1
      const own = { ...event, request_id: id, sequence: 1_000 + turn, command_id: null }
      await pool.query({ name: 'accept', text, values: [id, ...valuesOf(own)] })
    })
  } finally {
    await pool.end()
  }
}
