import { setTimeout as delay } from 'node:timers/promises'
import { rawCount } from '../src/capabilities/figures/testing/raw-count.ts'
import type { Figure } from './figure.ts'
import { round } from './figure.ts'
import type { Town } from './town.ts'

type Line = Readonly<Record<string, string | number | null>>

/**
 * The figures of a month over everything that the town's database holds, asked over HTTP by somebody of the district,
 * against the same by GROUP BY over the raw rows. Both must say the same.
 * @param month like 2026-11
 * @param staff the token of somebody of the district
 */
export async function figuresOfMonth(town: Town, month: string, staff: string): Promise<Figure> {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10)
  const path = `/api/v1/figures?from=${month}-01&to=${last}`
  const caughtUp = await untilCounted(town)
  const took: number[] = []
  let items: readonly Line[] = []
  let communities: readonly { id: string }[] = []
  for (let turn = 0; turn < 60; turn += 1) {
    const begun = performance.now()
    const answer = await town.ask(path, { staff })
    // The first ones fill what is kept in memory.
    if (turn >= 10) took.push(performance.now() - begun)
    ;({ items, communities } = JSON.parse(answer))
  }
  const begun = performance.now()
  const raw = await town.owner.query<Line>(rawCount, [communities.map(({ id }) => id), `${month}-01`, last])
  const rawTook = performance.now() - begun
  took.sort((one, other) => one - other)
  const p95 = took[Math.floor(took.length * 0.95)] ?? Number.POSITIVE_INFINITY
  const isEqual = said(items) === said(raw.rows)
  return {
    what: 'figures of a month',
    value: `p95 ${round(p95)} ms, ${isEqual ? 'equal to' : 'NOT EQUAL to'} the raw count (${round(rawTook)} ms)`,
    bound: '≤ 100 ms, equal',
    isOk: p95 <= 100 && isEqual,
    numbers: { p95, raw: rawTook, lines: items.length, isEqual: Number(isEqual), caughtUp },
  }
}

/** What was loaded at once is counted in the background, some thousand events at a time. @returns seconds it took */
async function untilCounted(town: Town): Promise<number> {
  const began = performance.now()
  for (;;) {
    const left = await town.owner.query(
      `select 1 from communities c left join figure_cursors f on f.community_id = c.id
       where exists (select 1 from request_events e where e.community_id = c.id and (f.community_id is null
         or (e.xact, e.request_id, e.sequence) > (f.xact, f.request_id, f.sequence))) limit 1`,
    )
    if (left.rowCount === 0) return (performance.now() - began) / 1_000
    await delay(500)
  }
}

/** Lines in an order of their own, without those in which nothing was counted. */
const said = (lines: readonly Line[]): string =>
  lines
    .filter((line) => Object.values(line).some((value) => typeof value === 'number' && value > 0))
    .map((line) => JSON.stringify(Object.entries(line).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .toSorted()
    .join('\n')
