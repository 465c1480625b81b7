import { type RawBuilder, sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { Moment } from '../../platform/database/tables.ts'

interface Dated {
  readonly table: string
  readonly key: string
  /** When it was of no use any more. */
  readonly at: RawBuilder<unknown>
}

/** Shared rows of sign-in and appointing that are of no use after a day of their own. */
export const outlived = {
  codes: { table: 'verification', key: 'id', at: sql`"expiresAt"` },
  sessions: { table: 'session', key: 'id', at: sql`"expiresAt"` },
  trials: { table: 'sign_in_trials', key: 'key', at: sql`last_at` },
  invitations: { table: 'invitations', key: 'id', at: sql`coalesce(ended_at, expires_at)` },
  tokens: { table: 'api_tokens', key: 'id', at: sql`expires_at` },
} as const satisfies Record<string, Dated>

export async function countOutlived(work: Work, { table, at }: Dated, before: Moment): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table)} where ${at} < ${before}`.execute(work)
  return found.rows[0]?.n ?? 0
}

export async function removeOutlived(
  work: Work,
  { table, key, at }: Dated,
  before: Moment,
  limit: number,
): Promise<number> {
  const done = await sql`
    delete from ${sql.table(table)} where ${sql.ref(key)} in (
      select ${sql.ref(key)} from ${sql.table(table)} where ${at} < ${before}
      order by ${at} limit ${limit} for update skip locked)`.execute(work)
  return Number(done.numAffectedRows ?? 0n)
}
