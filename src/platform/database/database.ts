import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import pg from 'pg'
import type { CommunityId } from '../ids.ts'
import { clientDialect, type LookThrough, readable, writable } from './client-dialect.ts'
import type { Tables } from './tables.ts'

/** The database cannot be reached or does not answer in time. Doors say so with 503; it comes back by itself. */
export class DatabaseAway extends Error {
  constructor(cause: unknown) {
    super('the database is away', { cause })
    this.name = 'DatabaseAway'
  }
}

/** For whom a unit of work is opened: whose rows it may see and write. */
export interface Scope {
  readonly communities: readonly CommunityId[]
}

/** A unit of work: one transaction, behind the wall. */
export type Work = Kysely<Tables>

export interface DatabaseSettings {
  /** Connection string of the application role, which owns nothing. */
  readonly url: string
  /** Connections kept at most. */
  readonly size: number
  /** Milliseconds after which an answer that does not come means that the network is gone; 20,000 unless said. */
  readonly patience?: number
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The one way to the database. Every statement runs in a unit of work for a scope; the database itself refuses rows of
 * a community outside of it (row-level security, see `migrations/0001-ground.sql`).
 */
export class Database {
  readonly #pool: pg.Pool
  readonly #bound = new WeakMap<pg.PoolClient, Work>()
  readonly #looks: LookThrough[] = []
  /** Builds statements without a connection, for `statement`. */
  readonly compiler: Work = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })

  constructor(settings: DatabaseSettings) {
    this.#pool = new pg.Pool({
      connectionString: settings.url,
      max: settings.size,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      ...whenTheNetworkIsSilent(settings.patience),
      // Statements of one unit of work go out in one write; answers come back in order.
      pipeline: true,
      application_name: 'silin',
      // `options` and not a query: set in the same round trip as the sign-in.
      options:
        '-c timezone=UTC -c statement_timeout=15000 -c lock_timeout=8000 -c idle_in_transaction_session_timeout=20000',
      types: readable,
    } as pg.PoolConfig)
    // A connection can be cut while a unit of work has it: the work's own statement fails, and that is where it is told.
    this.#pool.on('connect', (client) => client.on('error', () => {}))
    // A connection that dies while idle is simply replaced; whoever needs the database next finds out.
    this.#pool.on('error', () => {})
  }

  /**
   * Opens a unit of work, runs `steps` in it and commits. An exception rolls everything back and is thrown on.
   * @throws DatabaseAway when there is no connection to be had or it broke
   */
  async work<T>(scope: Scope, steps: (work: Work) => Promise<T>): Promise<T> {
    const client = await this.#connect()
    let broken: Error | undefined
    try {
      // Not awaited: it goes out together with the first statement.
      const begun = client.query(opening(scope))
      begun.catch(() => {})
      const result = await steps(this.#workOn(client))
      await begun
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      throw isConnectionFailure(error) ? new DatabaseAway(error) : error
    } finally {
      client.release(broken)
    }
  }

  /**
   * One statement as a unit of work of its own: begin, scope, statement and commit leave in one write, so that it costs
   * one round trip and one commit.
   */
  async statement<Row>(scope: Scope, query: CompiledQuery<Row>): Promise<Row[]> {
    const client = await this.#connect()
    let broken: Error | undefined
    try {
      const begun = client.query(opening(scope))
      const answered = client.query({
        text: query.sql,
        values: query.parameters.map(writable),
        name: nameOf(query.sql),
      })
      const committed = client.query('commit')
      const [, answer] = await Promise.all([begun, answered, committed])
      await this.#lookThrough(client, answer.rows)
      return answer.rows as Row[]
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      throw isConnectionFailure(error) ? new DatabaseAway(error) : error
    } finally {
      client.release(broken)
    }
  }

  /** From now on `look` sees all rows before whoever asked for them. */
  lookThroughRows(look: LookThrough): void {
    this.#looks.push(look)
  }

  /** Whether the database answers, for /readyz. */
  async answers(): Promise<boolean> {
    try {
      const asked: pg.QueryConfig & { query_timeout: number } = { text: 'select 1', query_timeout: 3_000 }
      await this.#pool.query(asked)
      return true
    } catch {
      return false
    }
  }

  /** Connections in use and waited for, for /metrics. */
  get load(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount }
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw new DatabaseAway(error)
    }
  }

  async #lookThrough(client: pg.PoolClient, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return
    for (const look of this.#looks)
      await look(rows as Record<string, unknown>[], async (sql) => (await client.query(sql)).rows)
  }

  #workOn(client: pg.PoolClient): Work {
    let work = this.#bound.get(client)
    if (!work) {
      work = new Kysely<Tables>({ dialect: clientDialect(client, (rows) => this.#lookThrough(client, rows)) })
      this.#bound.set(client, work)
    }
    return work
  }
}

/** Ids are checked, not quoted: nothing but hexadecimal digits and hyphens can stand in this text. */
function opening(scope: Scope): string {
  for (const id of scope.communities)
    if (!uuid.test(id)) throw new Error('a scope holds ids of communities and nothing else')
  return `begin; set local silin.communities = '${scope.communities.join(',')}'`
}

const names = new Map<string, string>()
/** A prepared statement's name: the same text is parsed and planned once for each connection. */
function nameOf(sql: string): string {
  let name = names.get(sql)
  if (!name) {
    name = `s${names.size}`
    names.set(sql, name)
  }
  return name
}

/**
 * Settings of a pool that notice a network which went away without a word: a firewall that forgot the connection, a host
 * that lost its power. The database's own time limits cannot be heard then.
 * @param patience milliseconds, more than the longest statement may take
 */
export function whenTheNetworkIsSilent(patience = 20_000) {
  return { keepAlive: true, keepAliveInitialDelayMillis: 10_000, query_timeout: patience }
}

/**
 * SQLSTATE 55P03 (waited too long for a lock), 40P01 (deadlock), 40001 (serialisation): somebody else was at the same
 * rows. Nothing was written, and the same again in a moment will be done.
 */
export function isContention(error: unknown): boolean {
  return /^(55P03|40P01|40001)$/.test(String((error as { code?: unknown } | null)?.code))
}

/** SQLSTATE classes 08 (connection), 53 (resources), 57P0x (shut down), 58 (system) and socket errors. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string') return /^(08|53|58|57P0|57014|25P03|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_)/.test(code)
  const message = error instanceof Error ? error.message : ''
  return /Connection terminated|connection error|timeout exceeded when trying to connect|Client was closed|Query read timeout/.test(
    message,
  )
}
