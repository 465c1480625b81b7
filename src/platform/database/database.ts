import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import pg from 'pg'
import type { AuditResult, Deed } from '../audit/deed.ts'
import type { Line, Witness } from '../audit/witness.ts'
import { gather } from '../gather.ts'
import type { CommunityId } from '../ids.ts'
import { DatabaseAway } from './away.ts'
import { type Changes, clientDialect, type LookThrough, readable, writable } from './client-dialect.ts'
import { inOneWrite } from './one-write.ts'
import { type Patience, patienceHere, requirePatience, within } from './patience.ts'
import { isOutdatedPlan, preparedName } from './prepared.ts'
import type { Tables } from './tables.ts'
import { type Joining, opening, type Scope, scoped, sendTogether } from './together.ts'

export { DatabaseAway } from './away.ts'
export type { Scope } from './together.ts'

/** A unit of work: one transaction, behind the wall. */
export type Work = Kysely<Tables>

export interface DatabaseSettings {
  /** Connection string of the application role, which owns nothing. */
  readonly url: string
  /** Connections kept at most. */
  readonly size: number
  /** Milliseconds after which an answer that does not come means that the network is gone; 20,000 unless said. */
  readonly patience?: number
  /** Writes down what people do (`during`). Without one nothing is written down. */
  readonly witness?: Witness
}

/** Readings inside of units of work share themselves out (`kept.ts`): a few connections are enough. */
const spareConnections = 4

/**
 * Statements that are sent together: in so many transactions at once, and so many in one. More at once would be less
 * a second, since each then carries fewer; more in one would make the first of them wait for the last.
 */
const joined = { atOnce: 2, most: 32 } as const

/** Milliseconds that anybody waits for a free connection. */
const connectPatience = 5_000

/**
 * The one way to the database. Every statement runs in a unit of work for a scope; the database itself refuses rows of
 * a community outside of it (row-level security, see `migrations/0001-ground.sql`).
 */
export class Database {
  readonly #pool: pg.Pool
  /**
   * For what is read inside of a unit of work by one of its own (what was kept is read anew, a key is made). If those
   * waited in the same line, as many units as there are connections would wait for each other.
   */
  readonly #spare: pg.Pool
  readonly #isInside = new AsyncLocalStorage<true>()
  readonly #bound = new WeakMap<pg.PoolClient, { readonly work: Work; readonly changes: Changes }>()
  readonly #witness: Witness | undefined
  readonly #deeds = new AsyncLocalStorage<Deed | undefined>()
  readonly #looks: LookThrough[] = []
  readonly #afterChange: ((communityId: CommunityId) => void)[] = []
  readonly #joined = gather<Joining, Joined>((asks) => this.#sendTogether(asks), joined)
  readonly #read = gather<Joining, Joined>((asks) => this.#sendTogether(asks), joined)
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
    this.#witness = settings.witness
    const pool = (max: number) => {
      const made = new pg.Pool({
        connectionString: settings.url,
        max,
        connectionTimeoutMillis: connectPatience,
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
      made.on('connect', (client) => client.on('error', () => {}))
      // A connection that dies while idle is simply replaced; whoever needs the database next finds out.
      made.on('error', () => {})
      return made
    }
    this.#pool = pool(settings.size)
    this.#spare = pool(spareConnections)
  }

  /**
   * Opens a unit of work, runs `steps` in it and commits. An exception rolls everything back and is thrown on.
   * @throws DatabaseAway when there is no connection to be had, it broke, or who asks has waited long enough
   */
  async work<T>(scope: Scope, steps: (work: Work) => Promise<T>): Promise<T> {
    const deed = this.#deeds.getStore()
    deed?.sees(scope.communities)
    return await this.#onConnection(async (client) => {
      const { work, changes } = this.#workOn(client)
      changes.any = false
      // Not awaited: it goes out together with the first statement.
      inOneWrite(client)
      const begun = client.query(opening(scope))
      begun.catch(() => {})
      const result = await steps(work)
      await begun
      requirePatience(patienceHere())
      const line = changes.any ? this.#lineOf(deed, scope) : null
      inOneWrite(client)
      await Promise.all([...(line ? leave(client, line) : []), client.query('commit')])
      line?.left()
      if (changes.any) this.#changed(scope)
      return result
    })
  }

  /**
   * One statement as a unit of work of its own: begin, scope, statement and commit leave in one write, so that it costs
   * one round trip and one commit.
   */
  async statement<Row>(scope: Scope, query: CompiledQuery<Row>): Promise<Row[]> {
    return (await this.#send(scope, query.sql, query.parameters)) as Row[]
  }

  /**
   * One statement that stands for itself, for what comes in by the thousand: those that are asked for at the same moment
   * share one transaction and one commit, each behind its own wall. One that fails fails alone.
   * @param build the statement; whoever does something is told of by the line that it is given, as a part of it
   */
  async together<Row>(
    scope: Scope,
    build: (line: Line | null) => { readonly text: string; readonly values: readonly unknown[] },
  ): Promise<Row[]> {
    const deed = this.#deeds.getStore()
    deed?.sees(scope.communities)
    requirePatience(patienceHere())
    const line = this.#lineOf(deed, scope)
    const [only, another] = scope.communities
    // Its line stands in another chain than its rows: those are two statements.
    if (line && (line.chain !== only || another)) {
      const { text, values } = build(null)
      const rows = await this.#send(scope, text, values)
      if (rows.length > 0) this.#changed(scope)
      return rows as Row[]
    }
    const { text, values } = build(line)
    const sent = await this.#joined({ scope, text, values: values.map(writable) })
    if ('error' in sent) throw sent.error
    if (line && sent.rows.length > 0) line.left()
    if (sent.rows.length > 0) this.#changed(scope)
    return sent.rows as Row[]
  }

  /** One statement that reads, as `together`, and without a line: looking changes nothing. */
  async readTogether<Row>(scope: Scope, query: CompiledQuery<Row>): Promise<Row[]> {
    this.#deeds.getStore()?.sees(scope.communities)
    requirePatience(patienceHere())
    const sent = await this.#read({ scope, text: query.sql, values: query.parameters.map(writable) })
    if ('error' in sent) throw sent.error
    return sent.rows as Row[]
  }

  async #sendTogether(asks: readonly Joining[]): Promise<(Joined | Promise<Joined>)[]> {
    try {
      return await this.#onConnection(async (client) => {
        const answers = await sendTogether(client, asks)
        for (const rows of answers) await this.#lookThrough(client, rows)
        return answers.map((rows) => ({ rows }))
      })
    } catch (error) {
      if (asks.length === 1 || isConnectionFailure(error)) return asks.map(() => ({ error }))
      // Nothing of any was kept. Each for itself now, so that only the one at fault fails or waits.
      return asks.map(async (ask) => (await this.#sendTogether([ask]))[0] ?? { rows: [] })
    }
  }

  async #send(scope: Scope, text: string, values: readonly unknown[]): Promise<unknown[]> {
    const deed = this.#deeds.getStore()
    deed?.sees(scope.communities)
    return await this.#onConnection(async (client) => {
      const line = this.#lineOf(deed, scope)
      inOneWrite(client)
      const begun = client.query(opening(scope))
      const answered = client.query({ text, values: values.map(writable), ...preparedName(text) })
      const [, answer] = await Promise.all([
        begun,
        answered,
        ...(line ? leave(client, line) : []),
        client.query('commit'),
      ])
      line?.left()
      await this.#lookThrough(client, answer.rows)
      return answer.rows
    })
  }

  /**
   * Runs steps as something that somebody does: each unit of work in them that changes anything leaves a line in the audit
   * log, in its own transaction, also when it goes on after the steps are over. Neither is without the other.
   */
  async during<T>(deed: Deed, steps: () => Promise<T>): Promise<T> {
    return await this.#deeds.run(deed, steps)
  }

  /** Runs steps that are nobody's deed, whoever set them off: notes on how far a long piece of work has come. */
  async aside<T>(steps: () => Promise<T>): Promise<T> {
    return await this.#deeds.run(undefined, steps)
  }

  /** What is being done here, where somebody does anything. */
  get deed(): Deed | undefined {
    return this.#deeds.getStore()
  }

  /** Leaves a line for what is no unit of work: a refusal, a sign-in, something shown. */
  async record(deed: Deed, result: AuditResult, reason: string | null): Promise<void> {
    if (!this.#witness) return
    const chain = deed.chainFor(null)
    const { text, values } = this.#witness.line(deed, chain, { result, reason, isAlone: true })
    await this.aside(() => this.#send({ communities: [chain] }, text, values))
    deed.leftLine()
  }

  /** From now on `look` sees all rows before whoever asked for them. */
  lookThroughRows(look: LookThrough): void {
    this.#looks.push(look)
  }

  /** From now on `listener` hears of every unit of work of this server that changed something of one community. */
  afterChange(listener: (communityId: CommunityId) => void): void {
    this.#afterChange.push(listener)
  }

  #changed({ communities: [only, another] }: Scope): void {
    if (only && !another) for (const listener of this.#afterChange) listener(only)
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
    const pools = [this.#pool, this.#spare]
    const sum = (of: (pool: pg.Pool) => number) => pools.reduce((all, pool) => all + of(pool), 0)
    return {
      total: sum((pool) => pool.totalCount),
      idle: sum((pool) => pool.idleCount),
      waiting: sum((pool) => pool.waitingCount),
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#spare.end()])
  }

  /** Takes a connection for these steps. When they fail what they began is rolled back. */
  async #onConnection<T>(steps: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const patience = patienceHere()
    const waited = patience?.wait()
    try {
      const client = await this.#connect(patience)
      let broken: Error | undefined
      try {
        return await this.#isInside.run(true, () => steps(client))
      } catch (error) {
        // Over a connection that has fallen silent nothing is rolled back any more; closing it does that.
        if (isSilence(error)) broken = error as Error
        else
          await client.query('rollback').catch((failure: Error) => {
            broken = failure
          })
        // After a fail-over it leads to the former primary for good; the next one is opened anew.
        if (takesNoWrites(error) || isOutdatedPlan(error)) broken ??= error as Error
        throw isConnectionFailure(error) ? new DatabaseAway(error) : error
      } finally {
        client.release(broken)
      }
    } finally {
      waited?.()
    }
  }

  async #connect(patience: Patience | null): Promise<pg.PoolClient> {
    requirePatience(patience)
    const coming = (this.#isInside.getStore() ? this.#spare : this.#pool).connect()
    try {
      const left = patience?.left() ?? connectPatience
      // The pool itself waits no longer than its patience.
      return left < connectPatience ? await within(coming, left) : await coming
    } catch (error) {
      // It may still come when nobody waits for it any more.
      coming.then(
        (client) => client.release(),
        () => {},
      )
      throw new DatabaseAway(error)
    }
  }

  async #lookThrough(client: pg.PoolClient, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return
    for (const look of this.#looks)
      await look(rows as Record<string, unknown>[], async (sql) => (await client.query(sql)).rows)
  }

  #workOn(client: pg.PoolClient): { readonly work: Work; readonly changes: Changes } {
    let bound = this.#bound.get(client)
    if (!bound) {
      const changes: Changes = { any: false }
      const ask = () => requirePatience(patienceHere())
      const seen = (rows: readonly object[]) => this.#lookThrough(client, rows)
      bound = { work: new Kysely<Tables>({ dialect: clientDialect(client, { changes, ask, seen }) }), changes }
      this.#bound.set(client, bound)
    }
    return bound
  }

  #lineOf(deed: Deed | undefined, { communities }: Scope) {
    if (!this.#witness || !deed?.isWitnessed) return null
    const chain = deed.chainFor(communities)
    const line = this.#witness.line(deed, chain, { result: 'done', reason: null, isAlone: false })
    return { ...line, chain, left: () => deed.leftLine() }
  }
}

/** Writes a line at the end of a transaction, whose scope may be another one: these are its last statements. */
function leave(client: pg.PoolClient, line: { chain: CommunityId; text: string; values: readonly unknown[] }) {
  return [client.query(scoped([line.chain])), client.query({ text: line.text, values: [...line.values] })]
}

/** What became of one of the statements that were sent together. */
type Joined = { readonly rows: readonly object[] } | { readonly error: unknown }

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
 * rows; or a migration has just changed a table. Nothing was written, and the same again in a moment will be done.
 */
export function isContention(error: unknown): boolean {
  return /^(55P03|40P01|40001)$/.test(String((error as { code?: unknown } | null)?.code)) || isOutdatedPlan(error)
}

/** SQLSTATE 25006: a standby, or set so by an administrator. */
const takesNoWrites = (error: unknown) => (error as { code?: unknown } | null)?.code === '25006'

/** The answer to a statement did not come in time. */
const isSilence = (error: unknown) => error instanceof Error && error.message === 'Query read timeout'

/**
 * SQLSTATE classes 08 (connection), 53 (resources), 57P0x (shut down), 58 (system), 25006 (takes no writes just now: a
 * standby, or an administrator), and socket errors.
 */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string')
    return /^(08|53|58|57P0|57014|25P03|25006|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_)/.test(code)
  const message = error instanceof Error ? error.message : ''
  return /Connection terminated|connection error|timeout exceeded when trying to connect|Client was closed|Query read timeout/.test(
    message,
  )
}
