import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { inOneWrite } from './one-write.ts'
import { preparedName } from './prepared.ts'

/** PostgreSQL's types as Silin reads them: moments as Temporal.Instant, days as ISO text, counts as numbers. */
export const readable = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === pg.types.builtins.TIMESTAMPTZ) return (text: string) => Temporal.Instant.from(text)
      if (oid === pg.types.builtins.DATE) return (text: string) => text
      if (oid === pg.types.builtins.INT8) return Number
    }
    return pg.types.getTypeParser(oid, format)
  },
}

const texts = new WeakMap<Temporal.Instant, string>()
/** One moment stands in a dozen columns of a report, and is slow to write. */
function textOf(moment: Temporal.Instant): string {
  let text = texts.get(moment)
  if (text === undefined) {
    text = moment.toString()
    texts.set(moment, text)
  }
  return text
}

/** A parameter as the driver takes it. */
export function writable(value: unknown): unknown {
  return value instanceof Temporal.Instant ? textOf(value) : value
}

/** Whether the present unit of work has changed anything. */
export interface Changes {
  any: boolean
}

/** Statements that may change rows on their way to what they answer. */
const changesOnTheWay =
  /^\s*with\b.*\b(insert\s+into|delete\s+from|update\s+\S+\s+(as\s+)?(\S+\s+)?set|merge\s+into)\b/is

/**
 * Looks through rows before whoever asked for them gets them. What it needs for that it asks on the same connection, so
 * that it never waits for another one.
 * @returns undefined where nothing has to be waited for
 */
export type LookThrough = (
  rows: readonly Readonly<Record<string, unknown>>[],
  ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
) => Promise<void> | undefined

/**
 * Kysely on one connection that is already inside a unit of work: it neither opens nor ends transactions itself.
 * @param hooks.changes notes whether any statement changed anything
 * @param hooks.ask asked before each statement; throws when there is to be none any more
 * @param hooks.seen sees every row before whoever asked for it
 */
export function clientDialect(
  client: pg.ClientBase,
  hooks: { readonly changes: Changes; readonly ask: () => void; seen(rows: readonly object[]): Promise<void> },
): Dialect {
  const { changes, ask, seen } = hooks
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      ask()
      inOneWrite(client)
      const result = await client.query({
        text: query.sql,
        values: query.parameters.map(writable),
        ...preparedName(query.sql),
      })
      await seen(result.rows ?? [])
      const changed = result.command === 'SELECT' ? undefined : BigInt(result.rowCount ?? 0)
      changes.any ||= (changed ?? 0n) > 0n || changesOnTheWay.test(query.sql)
      return { rows: (result.rows ?? []) as R[], ...(changed !== undefined && { numAffectedRows: changed }) }
    },
    // biome-ignore lint/correctness/useYield: streaming is refused, a unit of work is short
    async *streamQuery() {
      throw new Error('a unit of work does not stream')
    },
  }
  const refuse = async () => {
    throw new Error('a unit of work is the transaction; it is opened and ended by Database.work')
  }
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => ({
      init: async () => {},
      acquireConnection: async () => connection,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
      releaseConnection: async () => {},
      destroy: async () => {},
    }),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}
