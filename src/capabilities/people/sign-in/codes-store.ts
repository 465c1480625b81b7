import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    sign_in_codes: { key: Buffer; code_hash: Buffer; tries: number; expires_at: Moment }
  }
}

/** Puts a code in the place of any that is out under this key. */
export async function putCode(work: Work, key: Buffer, codeHash: Buffer, expiresAt: Moment): Promise<void> {
  const values = { code_hash: codeHash, tries: 0, expires_at: expiresAt }
  await work
    .insertInto('sign_in_codes')
    .values({ key, ...values })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute()
}

/** Counts a try at a code and answers what it is compared with; nothing when there is none to try any more. */
export async function tryCode(work: Work, key: Buffer, tries: number, now: Moment): Promise<Buffer | null> {
  const found = await sql<{ code_hash: Buffer }>`
    update sign_in_codes set tries = tries + 1
    where key = ${key} and tries < ${tries} and expires_at > ${now} returning code_hash`.execute(work)
  return found.rows[0]?.code_hash ?? null
}

/** Uses a code up. Of several who bring it at once, one has used it. */
export async function spendCode(work: Work, key: Buffer, codeHash: Buffer): Promise<boolean> {
  const done = await work
    .deleteFrom('sign_in_codes')
    .where('key', '=', key)
    .where('code_hash', '=', codeHash)
    .returning('tries')
    .execute()
  return done.length > 0
}

export async function forgetCodesBefore(work: Work, before: Moment): Promise<void> {
  await work.deleteFrom('sign_in_codes').where('expires_at', '<', before).execute()
}
