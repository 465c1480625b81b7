import pg from 'pg'
import { newId } from '../src/platform/ids.ts'
import { insertOf, type Row, valuesOf } from './bare.ts'
import { type Figure, ratio } from './figure.ts'
import { closedLoop } from './load.ts'
import type { Town } from './town.ts'

const clients = 16

/**
 * A report that is acknowledged when it is on the disk, against its own statement from a bare pool. Staff report for
 * neighbours here: they are counted by no limit of the open door, which would hold what a bench sends.
 */
export async function intake(town: Town): Promise<Figure> {
  const http = await closedLoop({ clients }, async (client, turn) => {
    const plaque = town.plaques[(client * 31 + turn * 7) % town.plaques.length]
    const body = { id: newId(), plaque, text: '楼道灯不亮，晚上看不见台阶', category: 'repair.light' }
    await town.ask('/api/v1/requests', { method: 'POST', body, staff: true })
  })
  return ratio('intake', http, { what: 'its statement', ...(await bareIntake(town)) }, { least: 0.45, p99: 60 })
}

/** The rows of one report, written again and again under new ids: in one statement and one round trip, as ours are. */
async function bareIntake(town: Town) {
  const one = async (table: string, where: string) =>
    (await town.owner.query<Row>(`select * from ${table} where ${where} limit 1`)).rows[0] ?? {}
  const request = await one('requests', "title like '楼道灯不亮%' order by reported_at desc")
  const parts = [
    { table: 'requests', row: request, own: (id: string) => ({ id, number: id }) },
    {
      table: 'request_events',
      row: await one('request_events', `request_id = '${request.id}' and sequence = 1`),
      own: (id: string) => ({ request_id: id }),
    },
    {
      table: 'voices',
      row: await one('voices', `request_id = '${request.id}'`),
      own: (id: string) => ({ request_id: id, id: newId<string>(), token_hash: Buffer.from(id) }),
    },
    {
      table: 'announcements',
      row: {
        community_id: town.communityId,
        subject_id: request.id,
        sequence: 1,
        // Nobody is told: of a kind that no server takes up.
        kind: 'bench',
        data: { tell: [] },
        at: new Date(),
      },
      own: (id: string) => ({ subject_id: id }),
    },
  ] as const
  let next = 1
  const inserts = parts.map(({ table, row }) => {
    const insert = insertOf(table, row, next)
    next += Object.keys(row).length
    return insert
  })
  const text = `with ${inserts.map((insert, index) => `part${index} as (${insert} returning 1)`).join(', ')} select 1`
  const pool = new pg.Pool({ connectionString: town.ownerUrl, max: clients })
  try {
    return await closedLoop({ clients }, async () => {
      const id = newId<string>()
      await pool.query({
        name: 'intake',
        text,
        values: parts.flatMap(({ row, own }) => valuesOf({ ...row, ...own(id) })),
      })
    })
  } finally {
    await pool.end()
    await town.owner.query("delete from announcements where kind = 'bench'")
  }
}
