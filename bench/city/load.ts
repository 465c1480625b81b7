import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { initialsByPinyin } from '../../src/capabilities/requests/search/initials.ts'
import { type Initials, termsOf } from '../../src/capabilities/requests/search/rules-for-terms.ts'
import { type CopyIn, copyInto } from '../../src/platform/backup/copy-in.ts'
import type { Sealing } from '../../src/platform/sealing/sealing.ts'
import { district, type Ground, makeGround } from './ground.ts'
import { type Lived, liveCity } from './lives.ts'
import { livedTables, makeTemplates } from './template.ts'

/** Tables that have lines for each request. One more: its columns, and its lines out of what was lived. */
interface LoadedTable {
  readonly name: string
  readonly columns: readonly string[]
  lines(lived: Lived): string
}

export interface CityGiven {
  /** As the owner of the tables, who must be above the wall. */
  readonly ownerUrl: string
  readonly sealing: Sealing
  readonly requests: number
  /** So many times over: all but the first time are copies that the database makes itself (`multiply`). */
  readonly times?: number
  readonly communities?: number
  readonly seed?: string
  readonly now?: Temporal.Instant
  readonly tell?: (line: string) => void
}
export interface City {
  readonly ground: Ground
  readonly requests: number
  readonly seconds: number
  /** Of its tables with their indexes, for each request. */
  readonly bytesEach: number
}

/** Requests that are made before the database is given them. */
const batch = 500

/** Writes a whole city by COPY: communities with their rosters, then a year of requests, each with its whole life. */
export async function loadCity(given: CityGiven): Promise<City> {
  const { ownerUrl, sealing, requests, times = 1, communities = 200, seed = 'city', tell = () => {} } = given
  const now = given.now ?? Temporal.Now.instant()
  const began = performance.now()
  const open = async () => {
    const client = new pg.Client({ connectionString: ownerUrl, application_name: 'silin bench city' })
    await client.connect()
    await client.query("set synchronous_commit = off; set maintenance_work_mem = '512MB'; set timezone = 'UTC'")
    return client
  }
  const client = await open()
  try {
    const ground = await makeGround(seed, communities, { ...(await startOf(client)), sealing })
    for (const { table, columns, lines } of ground.rows) {
      const copy = copyInto(client, `copy ${table} (${columns.join(', ')}) from stdin`)
      for (let from = 0; from < lines.length; from += batch)
        await copy.write(Buffer.from(`${lines.slice(from, from + batch).join('\n')}\n`))
      await copy.end()
    }
    tell(`${communities} communities after ${seconds(began)} s`)
    const tables = await loadedTables(client, now)
    const sealers = []
    for (const { id } of ground.communities) sealers.push(await sealing.for(id))
    const lives = liveCity({
      ...{ seed, count: requests, now: now.epochMilliseconds, ground, sealing, sealers },
      templates: tables.templates,
    })
    const again = await withoutIndexes(
      client,
      tables.loaded.map(({ name }) => name),
    )
    try {
      await copyLives(open, lives, tables.loaded, { requests, tell })
      await multiply(client, times, tell)
    } finally {
      tell('indexes')
      for (const statement of again) await client.query(statement)
    }
    tell('analyze')
    await client.query('analyze')
    const names = tables.loaded.map(({ name }) => name)
    const size = await client.query<{ bytes: string }>(
      'select sum(pg_total_relation_size(name::regclass)) as bytes from unnest($1::text[]) as name',
      [names],
    )
    const bytesEach = Math.round(Number(size.rows[0]?.bytes ?? 0) / Math.max(1, requests * times))
    tell(`${requests * times} requests after ${seconds(began)} s, ${bytesEach} bytes each`)
    return { ground, requests: requests * times, seconds: seconds(began), bytesEach }
  } finally {
    await client.end()
  }
}

/** Days whose events are copied too: more than the month that is counted. */
const copiedDays = 62

/**
 * The same requests again under other ids, made by the database: for ten millions, whose whole lives would fill a disk.
 * Queues and counts read them as they read all others; who opens one older than two months finds no story.
 */
async function multiply(client: pg.Client, times: number, tell: (line: string) => void): Promise<void> {
  if (times <= 1) return
  await client.query('set session_replication_role = replica')
  for (const { table, id, where } of [
    { table: 'requests', id: 'id', where: 'true' },
    { table: 'request_events', id: 'request_id', where: `at > now() - interval '${copiedDays} days'` },
  ]) {
    const began = performance.now()
    const { rows } = await client.query<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> 'xact' order by attnum`,
      [table],
    )
    const names = rows.map(({ name }) => name)
    // Two digits say which copy it is; no copy has those of its original.
    const digits = `('x' || substr(${id}::text, 25, 2))::bit(8)::int + 25 * copy`
    const other = `overlay(${id}::text placing lpad(to_hex((${digits}) % 256), 2, '0') from 25)::uuid`
    // One statement: it sees what was there before it, and no copies.
    const made = await client.query(
      `insert into ${table} (${names.join(', ')})
       select ${names.map((name) => (name === id ? other : name)).join(', ')}
       from ${table} cross join generate_series(1, ${times - 1}) copy where ${where}`,
    )
    tell(`${made.rowCount} copies in ${table} after ${seconds(began)} s`)
  }
  await client.query('set session_replication_role = origin')
}

const seconds = (began: number) => Math.round((performance.now() - began) / 100) / 10

async function startOf(client: pg.Client) {
  const last = await client.query<{ number: number }>('select coalesce(max(number), 0)::int as number from communities')
  const areas = await client.query<{ code: string }>(
    "select code from areas where level = 'subdistrict' and parent_code = $1 order by code",
    [district],
  )
  return { number: (last.rows[0]?.number ?? 0) + 1, subdistricts: areas.rows.map((row) => row.code) }
}

/** The tables of a life, with the columns that this version of the database has; what no row of ours fills has its default. */
async function loadedTables(client: pg.Client, now: Temporal.Instant) {
  const found = await client.query<{ name: string; columns: string[] }>(
    `select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relname = any ($1) and c.relnamespace = 'public'::regnamespace group by c.relname`,
    [livedTables],
  )
  const there = new Map(found.rows.map((row) => [row.name, row.columns]))
  const templates = makeTemplates(now, (table) => there.get(table) ?? [])
  const loaded: LoadedTable[] = [
    ...livedTables.map((name) => ({
      name,
      columns: templates.columns[name],
      lines: (lived: Lived) => lived.lines(name),
    })),
    wordsTable(await initialsByPinyin()),
  ]
  return { templates, loaded }
}

/** What is found by the words of its title and its number; those of a title are reckoned once. */
function wordsTable(initials: Initials): LoadedTable {
  const known = new Map<string, readonly number[]>()
  const ofTitle = (title: string) => {
    const words = known.get(title) ?? termsOf([title], initials)
    known.set(title, words)
    return words
  }
  return {
    name: 'request_words',
    columns: ['community_id', 'reported_at', 'request_id', 'words'],
    lines: ({ communityId, id, title, number, reportedAt }) => {
      const words = [...ofTitle(title), ...termsOf(['', number], (text) => text)]
      return `${communityId}\t${new Date(reportedAt).toISOString()}\t${id}\t{${words.join(',')}}\n`
    },
  }
}

/** Takes indexes away that no constraint needs. @returns what makes them again */
async function withoutIndexes(client: pg.Client, names: readonly string[]): Promise<string[]> {
  const found = await client.query<{ name: string; again: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as again from pg_index i
     where i.indrelid = any ($1::text[]::regclass[]) and not i.indisunique
       and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`,
    [names],
  )
  for (const { name } of found.rows) await client.query(`drop index ${name}`)
  return found.rows.map((row) => row.again)
}

/** Each table by a connection of its own, so that the database works on all of them while lives are made. */
async function copyLives(
  open: () => Promise<pg.Client>,
  lives: Iterable<Lived>,
  tables: readonly LoadedTable[],
  { requests, tell }: { requests: number; tell: (line: string) => void },
): Promise<void> {
  const clients = await Promise.all(tables.map(open))
  try {
    const copies: CopyIn[] = []
    for (const [index, client] of clients.entries()) {
      // What refers to what is right by its making, and the connections do not see each other's rows: the test looks.
      await client.query('set session_replication_role = replica')
      const table = tables[index] as LoadedTable
      copies.push(copyInto(client, `copy ${table.name} (${table.columns.join(', ')}) from stdin`))
    }
    const began = performance.now()
    let told = began
    let done = 0
    let parts = tables.map(() => '')
    const flush = async () => {
      const bytes = parts.map((part) => Buffer.from(part))
      parts = tables.map(() => '')
      await Promise.all(copies.map(async (copy, index) => copy.write(bytes[index] as Buffer)))
      if (performance.now() - told < 2000) return
      told = performance.now()
      const perSecond = done / ((told - began) / 1000)
      tell(
        `${done} of ${requests} requests, ${Math.round(perSecond)}/s, ${Math.round((requests - done) / perSecond)} s left`,
      )
    }
    for (const lived of lives) {
      for (const [index, table] of tables.entries()) parts[index] += table.lines(lived)
      if (++done % batch === 0) await flush()
    }
    await flush()
    for (const copy of copies) await copy.end()
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}
