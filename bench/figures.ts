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
    numbers: { p95, raw: rawTook, lines: items.length, isEqual: Number(isEqual) },
  }
}

/** Lines in an order of their own, without those in which nothing was counted. */
const said = (lines: readonly Line[]): string =>
  lines
    .filter((line) => Object.values(line).some((value) => typeof value === 'number' && value > 0))
    .map((line) => JSON.stringify(Object.entries(line).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .toSorted()
    .join('\n')
