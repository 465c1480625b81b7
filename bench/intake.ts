import pg from 'pg'
import { type Intake, intakeStatement } from '../src/capabilities/requests/intake-store.ts'
import { newId } from '../src/platform/ids.ts'
import { type Row, writableValue } from './bare.ts'
import type { OpenCity } from './city/open-city.ts'
import { type Figure, ratio } from './figure.ts'
import { closedLoop } from './load.ts'

const clients = 16

/**
 * A report that is acknowledged when it is on the disk, against its own statement from a bare pool. Staff report for
 * neighbours here: they are counted by no limit of the open door, which would hold what a bench sends.
 */
export async function intake(town: OpenCity): Promise<Figure> {
  const { plaques } = town.city.ground
  const http = await closedLoop({ clients }, async (client, turn) => {
    const plaque = plaques[(client * 977 + turn * 131) % plaques.length]?.code
    const body = { id: newId(), plaque, text: '楼道灯不亮，晚上看不见台阶', category: 'repair.light' }
    await town.ask('/api/v1/requests', { method: 'POST', body, staff: true })
  })
  return ratio('intake', http, { what: 'its statement', ...(await bareIntake(town)) }, { least: 0.45, p99: 60 })
}

/** The very statement of a report, with the rows of one of them under new ids, from a bare pool. */
async function bareIntake(town: OpenCity) {
  const one = async (table: string, where: string) =>
    (await town.owner.query<Row>(`select * from ${table} where ${where} limit 1`)).rows[0] ?? {}
  const { structural: _structural, ...request } = await one(
    'requests',
    "title like '楼道灯不亮%' order by reported_at desc",
  )
  const { xact: _xact, ...event } = await one('request_events', `request_id = '${request.id}' and sequence = 1`)
  const { words } = await one('request_words', `request_id = '${request.id}'`)
  const voice = await one('voices', `request_id = '${request.id}'`)
  const line = await one('audit_entries', "what = 'requests.post' order by id desc")
  const { number, hash, ...witnessed } = line
  const announcement = {
    community_id: request.community_id,
    subject_id: request.id,
    sequence: 1,
    // Nobody is told: of a kind that no server takes up.
    kind: 'bench',
    data: { tell: [] },
    at: new Date(),
  }
  const names = Object.keys(witnessed)
  const statementOf = (id: string) => {
    const own = { ...witnessed, id: newId<string>() }
    return intakeStatement(
      {
        request: { ...request, id, number: id },
        event: { ...event, request_id: id },
        voice: { ...voice, request_id: id, id: newId<string>(), token_hash: Buffer.from(id) },
        announcement: { ...announcement, subject_id: id },
        words,
      } as unknown as Intake,
      {
        text: '',
        values: Object.values(own),
        partFrom: (source, first) =>
          `insert into audit_entries (${names.join(', ')}) select ${names.map((_, index) => `$${first + index}`).join(', ')} from ${source}`,
      },
    )
  }
  const pool = new pg.Pool({ connectionString: town.ownerUrl, max: clients })
  try {
    return await closedLoop({ clients }, async () => {
      const { text, values } = statementOf(newId<string>())
      await pool.query({ name: 'intake', text, values: values.map(writableValue) })
    })
  } finally {
    await pool.end()
    await town.owner.query("delete from announcements where kind = 'bench'")
  }
}
