import type { Temporal } from 'temporal-polyfill'
import { type Demo, makeDemo } from '../../demo/demo.ts'
import { day } from '../../demo/hours.ts'
import type { Life } from '../../demo/life.ts'
import { eventRows, requestRow, voiceRows } from '../../demo/rows.ts'
import { buildCalendar } from '../../src/platform/clock/calendar.ts'
import { seedDays } from '../../src/platform/clock/calendar-seed.ts'
import type { Sealing } from '../../src/platform/sealing/sealing.ts'
import { copyLine } from './copy-text.ts'

/** Tables that a template has lines for. */
export const livedTables = ['requests', 'request_events', 'voices'] as const
export type LivedTable = (typeof livedTables)[number]

/** What has to be put in anew each time that a template is lived again. */
export type Slot =
  | { readonly kind: 'id'; readonly at: number }
  | { readonly kind: 'time' | 'day'; readonly at: number }
  | { readonly kind: 'title' | 'number' | 'text' }
  | { readonly kind: 'say' | 'name' | 'phone' | 'phoneHash' | 'track'; readonly at: number }

/** A row in COPY's text format: what always stands there, and between it what does not. */
export interface Line {
  readonly fixed: readonly string[]
  readonly slots: readonly Slot[]
}

/** Whose place an id takes: the request, its voices, or one of the spot where it is lived again (`Spot.ids`). */
export type Part = { readonly what: 'request' | 'voice' | 'spot'; readonly name: string; readonly born: number }

/** A life that the product's own rules have decided, made ready to be lived at other places and times. */
export interface Template {
  readonly lines: Readonly<Record<LivedTable, readonly Line[]>>
  readonly parts: readonly Part[]
  /** Places in `parts` of its voices, in order. */
  readonly voices: readonly number[]
  readonly request: number
  readonly category: string | null
  /** Milliseconds since 1970. */
  readonly reportedAt: number
  readonly lastAt: number
  readonly isOpen: boolean
}

export interface Templates {
  readonly ended: readonly Template[]
  readonly open: readonly Template[]
  /** What is said in the events of all of them; a slot `say` names one. */
  readonly sayings: readonly string[]
  /** What is reported, by category; '' for what nobody has sorted. */
  readonly texts: ReadonlyMap<string, readonly string[]>
  /** What the lines hold, in their order. */
  readonly columns: Columns
}
type Columns = Readonly<Record<LivedTable, readonly string[]>>

/** Texts stay readable in the rows until they become slots. */
const plain = { seal: (text: string) => Buffer.from(text) }
const unsealed: Sealing = {
  for: async () => plain,
  shared: async () => plain,
  open: (bytes) => bytes.toString(),
  hash: () => Buffer.alloc(32),
}
/** Between two signs that are nobody's (Unicode's private use), so that no text has them. */
const slot = (kind: string, at = 0) => `\ue000${kind}:${at}\ue001`

/**
 * Three months of the demo's lives, up to now, decided by the product's own rules. A life that was merged or took another
 * one in is left out: it takes two.
 * @param columnsOf a table, as the database has them; those that the product's rows do not fill are left out
 */
export function makeTemplates(now: Temporal.Instant, columnsOf: (table: LivedTable) => readonly string[]): Templates {
  const year = now.toZonedDateTimeISO('Asia/Shanghai').year
  const demo = makeDemo({ now, calendar: buildCalendar(seedDays(year - 1, year)) })
  const [first] = demo.lives
  if (!first) throw new Error('the demo has no lives')
  const filled = rowsOf(demo, first, () => 0)
  const columns = Object.fromEntries(
    livedTables.map((table) => [table, columnsOf(table).filter((column) => column in (filled[table][0] ?? {}))]),
  ) as Record<LivedTable, string[]>
  const sayings: string[] = []
  const numbers = new Map<string, number>()
  const numberOfSaying = (text: string) => {
    const known = numbers.get(text) ?? sayings.push(text) - 1
    numbers.set(text, known)
    return known
  }
  const texts = new Map<string, string[]>()
  const made: Template[] = []
  for (const life of demo.lives) {
    const template = templateOf(demo, life, columns, numberOfSaying)
    if (!template) continue
    made.push(template)
    const category = life.report.category ?? ''
    texts.set(category, [...new Set([...(texts.get(category) ?? []), life.report.text])])
  }
  return { ended: made.filter((one) => !one.isOpen), open: made.filter((one) => one.isOpen), sayings, texts, columns }
}

/** The rows of a life, with marks where its words and secrets stand. */
function rowsOf(
  demo: Demo,
  life: Life,
  numberOfSaying: (text: string) => number,
): Record<LivedTable, readonly object[]> {
  const said = (bytes: Buffer | null | undefined) => (bytes ? slot('say', numberOfSaying(bytes.toString())) : null)
  const request = {
    ...requestRow(life, demo.structural.has(life.state.id), plain),
    title: slot('title'),
    number: slot('number'),
    text_sealed: slot('text'),
  }
  const events = eventRows(life, plain).map((row) => ({
    ...row,
    text_sealed: row.type === 'reported' ? slot('text') : said(row.text_sealed),
  }))
  const voices = voiceRows(life, 1, unsealed, plain).map((row, at) => ({
    ...row,
    token_hash: slot('track', at),
    name_sealed: row.name_sealed && slot('name', at),
    phone_sealed: row.phone_sealed && slot('phone', at),
    phone_hash: row.phone_hash && slot('phoneHash', at),
  }))
  return { requests: [request], request_events: events, voices }
}

/** A life that names another one: they were merged. */
class NamesAnother extends Error {}

function templateOf(
  ...given: readonly [demo: Demo, life: Life, columns: Columns, numberOfSaying: (text: string) => number]
): Template | null {
  try {
    return wholeTemplateOf(...given)
  } catch (error) {
    if (error instanceof NamesAnother) return null
    throw error
  }
}

function wholeTemplateOf(demo: Demo, life: Life, columns: Columns, numberOfSaying: (text: string) => number): Template {
  const parts: Part[] = []
  const known = new Map<string, number>()
  const spots = spotNames(demo, life)
  const partOf = (id: string): number => {
    const before = known.get(id)
    if (before !== undefined) return before
    const voice = life.voices.find((one) => one.id === id)
    const name = spots.get(id)
    if (!voice && id !== life.state.id && !name) throw new NamesAnother()
    const what = voice ? 'voice' : name ? 'spot' : 'request'
    const number = parts.push({ what, name: name ?? '', born: voice?.joinedAt ?? life.report.at }) - 1
    known.set(id, number)
    return number
  }
  const rows = rowsOf(demo, life, numberOfSaying)
  const linesOf = (table: LivedTable) =>
    rows[table].map((row) =>
      cut(copyLine(columns[table].map((name) => (row as Record<string, unknown>)[name])), partOf),
    )
  return {
    request: partOf(life.state.id),
    voices: life.voices.map((voice) => partOf(voice.id)),
    lines: {
      requests: linesOf('requests'),
      request_events: linesOf('request_events'),
      voices: linesOf('voices'),
    },
    parts,
    category: life.report.category,
    reportedAt: life.report.at,
    lastAt: life.at,
    isOpen: life.open,
  }
}

/** By which name the spot of another life knows what stands in the same place there. */
function spotNames({ places, people }: Demo, { report: { place }, state }: Life): Map<string, string> {
  const names = new Map<string, string>([[state.communityId, 'community']])
  for (const kind of ['grid', 'building', 'unit'] as const) {
    const id = place[`${kind}Id`]
    if (!id) continue
    names.set(id, kind)
    for (const post of people.posts) if (post.placeId === id) names.set(post.personId, `${kind}Lead`)
  }
  for (const desk of places.desks) names.set(desk.id, `${desk.kind}Desk`)
  for (const { id, account } of people.people) if (account) names.set(id, account.replace(/^property\d$/, 'property'))
  return names
}

const changing =
  /\ue000(\w+):(\d+)\ue001|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)|(\d{4}-\d\d-\d\d)/g

/** Cuts a row where something else is to be put in: ids, moments, days, words. */
function cut(row: string, partOf: (id: string) => number): Line {
  const fixed: string[] = []
  const slots: Slot[] = []
  let from = 0
  for (const found of row.matchAll(changing)) {
    fixed.push(row.slice(from, found.index))
    from = found.index + found[0].length
    const [, kind, at, id, moment, date] = found
    if (kind) slots.push({ kind: kind as 'say', at: Number(at) })
    else if (id) slots.push({ kind: 'id', at: partOf(id) })
    else if (moment) slots.push({ kind: 'time', at: Date.parse(moment) })
    else slots.push({ kind: 'day', at: Date.parse(date ?? '') })
  }
  return { fixed: [...fixed, row.slice(from)], slots }
}

/** Weeks of seven days, in milliseconds: lives move by whole weeks, so that weekday and hour stay as they were. */
export const week = 7 * day
