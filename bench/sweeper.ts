import { setTimeout as delay } from 'node:timers/promises'
import { newId } from '../src/platform/ids.ts'
import type { OpenCity } from './city/open-city.ts'
import { type Figure, round } from './figure.ts'
import { closedLoop } from './load.ts'

const mostSeconds = 60
const wanted = 100_000
const clients = 4

/**
 * Clocks that run out at one moment for a whole city: all are raised, each once, while neighbours go on reporting. Those
 * that are open already are taken, and as many more as it takes are reported and never looked at.
 */
export async function sweeper(city: OpenCity): Promise<Figure> {
  const { plaques } = city.city.ground
  const report = async (client: number, turn: number) => {
    const plaque = plaques[(client * 977 + turn * 131) % plaques.length]?.code
    const body = { id: newId(), plaque, text: '楼道灯不亮，晚上看不见台阶', category: 'repair.light' }
    await city.ask('/api/v1/requests', { method: 'POST', body, staff: true })
  }
  const overdue = await makeOpen(city)
  const quiet = await closedLoop({ clients, lasts: 3_000 }, report)
  await city.owner.query(
    `update requests set deadline_due_at = now(), deadline_half_at = now() - interval '2 hours',
       deadline_most_at = now() - interval '1 hour', deadline_marked = 80, next_due_at = now()
     where id = any (select id from bench_overdue)`,
  )
  const began = performance.now()
  let isOver = false
  const left = async () => {
    const found = await city.owner.query<{ n: number }>(
      'select count(*)::int as n from requests where next_due_at <= now() and id in (select id from bench_overdue)',
    )
    return found.rows[0]?.n ?? 0
  }
  const times: number[] = []
  const asking = Array.from({ length: clients }, async (_, client) => {
    for (let turn = 0; !isOver; turn++) {
      const asked = performance.now()
      await report(client, turn)
      times.push(performance.now() - asked)
    }
  })
  let seconds = 0
  do {
    await delay(500)
    seconds = (performance.now() - began) / 1_000
  } while ((await left()) > 0 && seconds < 4 * mostSeconds)
  isOver = true
  await Promise.all(asking)
  const raised = await city.owner.query<{ once: number; more: number }>(
    `select count(*) filter (where n = 1)::int as once, count(*) filter (where n > 1)::int as more from (
       select e.request_id, count(*) filter (where e.type in ('raised', 'supervised') and e.at >= $1) as n
       from request_events e join bench_overdue o on o.id = e.request_id group by 1) counted`,
    [new Date(Date.now() - (performance.now() - began) - 1_000)],
  )
  const { once = 0, more = 0 } = raised.rows[0] ?? {}
  times.sort((one, other) => one - other)
  const p95 = times[Math.floor(times.length * 0.95)] ?? 0
  const slower = p95 / quiet.p95
  // A small city has fewer: the bound is what the same rate would take.
  const bound = (mostSeconds * overdue) / wanted
  return {
    what: 'sweeper',
    value: `${overdue.toLocaleString('en')} overdue in ${round(seconds)} s, ${once.toLocaleString('en')} raised once, ${more} more than once; intake p95 ${slower.toFixed(1)} of quiet (${round(p95)} of ${round(quiet.p95)} ms)`,
    bound: `≤ ${round(bound)} s, once each, ≤ 2 of quiet`,
    isOk: seconds <= bound && once === overdue && more === 0 && slower <= 2,
    numbers: { overdue, seconds, once, more, p95, quietP95: quiet.p95 },
  }
}

/** Requests that wait to be accepted, copied from those that do until there are enough; their ids in a table. */
async function makeOpen(city: OpenCity): Promise<number> {
  const many = Math.min(wanted, Math.round(city.city.requests / 10))
  await city.owner.query(`
    create table bench_overdue (id uuid primary key);
    insert into bench_overdue select id from requests where status = 'reported' and handler_person_id is not null limit ${many}`)
  const names = await city.owner.query<{ names: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute
     where attrelid = 'requests'::regclass and attnum > 0 and not attisdropped and attname <> 'id'`,
  )
  for (;;) {
    const there = await city.owner.query<{ n: number }>('select count(*)::int as n from bench_overdue')
    const n = there.rows[0]?.n ?? 0
    if (n >= many || n === 0) return n
    await city.owner.query(`
      with source as (select r.*, gen_random_uuid() as other from requests r join bench_overdue o on o.id = r.id limit ${many - n}),
      born as (insert into requests (id, ${names.rows[0]?.names}) select other, ${names.rows[0]?.names} from source returning id, community_id),
      told as (insert into request_events (community_id, request_id, sequence, at, type, audience, author_kind, author_id, text_sealed, data, photos)
        select s.community_id, s.other, e.sequence, e.at, e.type, e.audience, e.author_kind, e.author_id, e.text_sealed, e.data, e.photos
        from source s join request_events e on e.community_id = s.community_id and e.request_id = s.id)
      insert into bench_overdue select id from born`)
  }
}
