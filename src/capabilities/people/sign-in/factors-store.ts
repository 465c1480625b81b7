import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import { newId } from '../../../platform/ids.ts'

/** Whether a user signs in by a password at all. */
export async function hasPassword(work: Work, userId: string): Promise<boolean> {
  const found = await sql`
    select 1 from "account" where "userId" = ${userId} and "providerId" = 'credential' and "password" is not null`.execute(
    work,
  )
  return found.rows.length > 0
}

export async function putPassword(work: Work, userId: string, hash: string, now: Moment): Promise<void> {
  await sql`
    update "account" set "password" = ${hash}, "updatedAt" = ${now}
    where "userId" = ${userId} and "providerId" = 'credential'`.execute(work)
}

export async function dropTotp(work: Work, userId: string): Promise<void> {
  await sql`delete from "twoFactor" where "userId" = ${userId}`.execute(work)
  await sql`update "user" set "twoFactorEnabled" = false where "id" = ${userId}`.execute(work)
}

export async function dropPasskey(work: Work, userId: string, id: string): Promise<boolean> {
  const done = await sql`delete from "passkey" where "userId" = ${userId} and "id" = ${id}`.execute(work)
  return (done.numAffectedRows ?? 0n) > 0n
}

export interface PasskeyRow {
  id: string
  name: string | null
  createdAt: Moment
}
export async function passkeysOf(work: Work, userId: string): Promise<PasskeyRow[]> {
  const found = await sql<PasskeyRow>`
    select "id", "name", "createdAt" from "passkey" where "userId" = ${userId} order by "createdAt", "id"`.execute(work)
  return found.rows
}

/** The library's user of an account by its sign-in name, made where the person has none yet: they never chose a password. */
export async function userOfAccount(
  work: Work,
  accountHash: Buffer,
  name: string,
  now: Moment,
): Promise<{ userId: string } | null> {
  const person = await work
    .selectFrom('people')
    .select(['id', 'user_id'])
    .where('account_hash', '=', accountHash)
    .forUpdate()
    .executeTakeFirst()
  if (!person) return null
  if (person.user_id) return { userId: person.user_id }
  const made = await sql<{ id: string }>`
    insert into "user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
    values (${newId<string>()}, '-', ${name}, false, ${now}, ${now})
    on conflict ("email") do update set "updatedAt" = excluded."updatedAt"
    returning "id"`.execute(work)
  const userId = made.rows[0]?.id
  if (!userId) throw new Error('a user was neither made nor found')
  await work.updateTable('people').set({ user_id: userId }).where('id', '=', person.id).execute()
  return { userId }
}
