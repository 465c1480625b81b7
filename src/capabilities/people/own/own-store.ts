import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { PersonId } from '../../../platform/ids.ts'
import { phoneAddress } from '../account-name.ts'
import '../store.ts'

/** A person's own row, locked until the unit of work ends. */
export function lockPerson(work: Work, id: PersonId) {
  return work.selectFrom('people').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function writePerson(
  work: Work,
  id: PersonId,
  change: { name_sealed?: Buffer; phone_sealed?: Buffer; phone_hash?: Buffer },
): Promise<void> {
  await work.updateTable('people').set(change).where('id', '=', id).execute()
}

/** The sign-in library's own row of a person follows their phone. */
export async function writeSignInPhone(work: Work, userId: string, phoneName: string): Promise<void> {
  await sql`
    update "user" set "phoneNumber" = ${phoneName}, "email" = ${phoneAddress(phoneName)} where "id" = ${userId}
      and "phoneNumber" is not null`.execute(work)
}

export async function signInPhone(work: Work, userId: string): Promise<string | null> {
  const found = await sql<{ name: string | null }>`
    select "phoneNumber" as name from "user" where "id" = ${userId}`.execute(work)
  return found.rows[0]?.name ?? null
}

/** Codes and turns to send one, which are kept under the phone's keyed hash. */
export async function forgetCodes(work: Work, phoneName: string): Promise<void> {
  await sql`delete from "verification" where position(${phoneName} in "identifier") > 0`.execute(work)
}

/**
 * Leaves of a person an id to which nobody belongs: what they did stays done, by nobody in particular. Sessions, password
 * and second factors go with the sign-in library's row.
 */
export async function emptyPerson(work: Work, id: PersonId, nobody: Buffer, userId: string | null): Promise<void> {
  await work.deleteFrom('channel_choices').where('person_id', '=', id).execute()
  await work.deleteFrom('api_tokens').where('person_id', '=', id).execute()
  await work
    .updateTable('people')
    .set({
      name_sealed: nobody,
      phone_sealed: null,
      phone_hash: null,
      account_hash: null,
      account_sealed: null,
      user_id: null,
      language: null,
    })
    .where('id', '=', id)
    .execute()
  if (userId) await sql`delete from "user" where "id" = ${userId}`.execute(work)
}
