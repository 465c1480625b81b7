import { Temporal } from 'temporal-polyfill'
import { type Counts, type FiguresLine, measures, mostMonths } from './model.ts'

/** Days as ISO text, both included. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** Which rows say the figures of some days: whole months by their first day, and what is left at either end by days. */
export interface Spans {
  readonly months: Days | null
  readonly days: readonly Days[]
}

/** Why these days are no span that figures are asked for; null when they are one. */
export function faultOf({ from, to }: Days): 'reversed' | 'too_long' | null {
  if (to < from) return 'reversed'
  return to >= Temporal.PlainDate.from(from).add({ months: mostMonths }).toString() ? 'too_long' : null
}

/** Cuts days into whole months and what is left, each day once. */
export function spansOf({ from, to }: Days): Spans {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)]
  const begins = first.day === 1 ? first : first.with({ day: 1 }).add({ months: 1 })
  // The first day after the last whole month.
  const ends = last.day === last.daysInMonth ? last.add({ days: 1 }) : last.with({ day: 1 })
  if (Temporal.PlainDate.compare(begins, ends) >= 0) return { months: null, days: [{ from, to }] }
  const days: Days[] = []
  if (!begins.equals(first)) days.push({ from, to: begins.subtract({ days: 1 }).toString() })
  if (Temporal.PlainDate.compare(ends, last) <= 0) days.push({ from: ends.toString(), to })
  return { months: { from: begins.toString(), to: ends.subtract({ months: 1 }).toString() }, days }
}

/** A month's days; `month` is like 2026-11. */
export function daysOfMonth(month: string): Days {
  const first = Temporal.PlainDate.from(`${month}-01`)
  return { from: first.toString(), to: first.with({ day: first.daysInMonth }).toString() }
}

/** The month so many months away. */
export function monthBeside(month: string, by: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months: by }).toString()
}

export function sumOf(lines: readonly Counts[]): Counts {
  const sum = Object.fromEntries(measures.map((one) => [one, 0])) as Record<keyof Counts, number>
  for (const line of lines) for (const one of measures) sum[one] += line[one]
  return sum
}

/** Lines of the same community, or of the same category, added up; those with the most reports first. */
export function sumsBy(
  lines: readonly FiguresLine[],
  by: 'communityId' | 'category',
): { readonly key: string | null; readonly counts: Counts; readonly lines: readonly FiguresLine[] }[] {
  const groups = new Map<string | null, FiguresLine[]>()
  for (const line of lines) groups.set(line[by], [...(groups.get(line[by]) ?? []), line])
  return [...groups]
    .map(([key, of]) => ({ key, counts: sumOf(of), lines: of.toSorted(mostFirst) }))
    .toSorted((one, other) => mostFirst(one.counts, other.counts))
}

const mostFirst = (one: Counts, other: Counts) => other.reported - one.reported || other.resolved - one.resolved
