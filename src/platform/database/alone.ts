import { sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * Runs steps that only one server may take at a time; another one waits for its turn, however long that takes.
 * The steps open units of work of their own.
 * @param lock PostgreSQL's advisory lock: any number, but always the same one for the same steps
 */
export async function alone<T>(database: Database, lock: number, steps: () => Promise<T>): Promise<T> {
  return await database.work({ communities: [] }, async (work) => {
    // This connection waits, and then idles while the steps go on beside it.
    for (const limit of ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'])
      await sql`select set_config(${limit}, '0', true)`.execute(work)
    await sql`select pg_advisory_xact_lock(${lock})`.execute(work)
    return await steps()
  })
}
