import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    sign_in_trials: { key: Buffer; tries: number; last_at: Moment }
  }
}

/** What was tried under a key, locked until this unit of work ends: of two tries at once the second sees the first. */
export async function lockTrials(work: Work, key: Buffer, now: Moment): Promise<{ tries: number; last_at: Moment }> {
  await work
    .insertInto('sign_in_trials')
    .values({ key, tries: 0, last_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return await work
    .selectFrom('sign_in_trials')
    .select(['tries', 'last_at'])
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

export async function countTrial(work: Work, key: Buffer, tries: number, now: Moment): Promise<void> {
  await work.updateTable('sign_in_trials').set({ tries, last_at: now }).where('key', '=', key).execute()
}

export async function forgetTrials(work: Work, keys: readonly Buffer[]): Promise<void> {
  await work.deleteFrom('sign_in_trials').where('key', 'in', keys).execute()
}

export async function forgetTrialsBefore(work: Work, before: Moment): Promise<void> {
  await work.deleteFrom('sign_in_trials').where('last_at', '<', before).execute()
}

/** Marks something as happened once. False when it had happened already. */
export async function markOnce(work: Work, key: Buffer, now: Moment): Promise<boolean> {
  const done = await work
    .insertInto('sign_in_trials')
    .values({ key, tries: 1, last_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .execute()
  return done.length > 0
}
