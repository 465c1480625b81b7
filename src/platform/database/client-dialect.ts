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

/** A parameter as the driver takes it. */
export function writable(value: unknown): unknown {
  return value instanceof Temporal.Instant ? value.toString() : value
}

/**
 * Looks through rows before whoever asked for them gets them. What it needs for that it asks on the same connection, so
 * that it never waits for another one.
 * @returns undefined where nothing has to be waited for
 */
export type LookThrough = (
  rows: readonly Readonly<Record<string, unknown>>[],
  ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
) => Promise<void> | undefined

/** Kysely on one connection that is already inside a unit of work: it neither opens nor ends transactions itself. */
export function clientDialect(client: pg.ClientBase, seen: (rows: readonly object[]) => Promise<void>): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const result = await client.query({ text: query.sql, values: query.parameters.map(writable) })
      await seen(result.rows ?? [])
      const changed = result.command === 'SELECT' ? undefined : BigInt(result.rowCount ?? 0)
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
