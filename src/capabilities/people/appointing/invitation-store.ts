import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Work } from '../../../platform/database/database.ts'
import { newId, type PersonId } from '../../../platform/ids.ts'
import { endAccess } from '../store.ts'
import './tables.ts'

/** Puts a new link in the place of any that is out. */
export async function invite(
  work: Work,
  invitation: {
    id: string
    personId: PersonId
    tokenHash: Buffer
    /** Null: whoever runs the machine. */
    by: PersonId | null
    at: Temporal.Instant
    expiresAt: Temporal.Instant
  },
): Promise<void> {
  await endInvitations(work, invitation.personId, invitation.at)
  await work
    .insertInto('invitations')
    .values({
      id: invitation.id,
      person_id: invitation.personId,
      token_hash: invitation.tokenHash,
      made_by: invitation.by,
      made_at: invitation.at,
      expires_at: invitation.expiresAt,
      ended_at: null,
    })
    .execute()
}

export async function endInvitations(work: Work, personId: PersonId, at: Temporal.Instant): Promise<void> {
  await work
    .updateTable('invitations')
    .set({ ended_at: at })
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Gives an invitation that is still out another link; false when it was used or has run out. */
export async function relink(work: Work, id: string, tokenHash: Buffer, now: Temporal.Instant) {
  return await work
    .updateTable('invitations')
    .set({ token_hash: tokenHash })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('expires_at')
    .executeTakeFirst()
}

/** The person whom a link lets in, as long as it is good. */
export async function invitedBy(work: Work, tokenHash: Buffer, now: Temporal.Instant) {
  return await work
    .selectFrom('invitations as i')
    .innerJoin('people as p', 'p.id', 'i.person_id')
    .where('i.token_hash', '=', tokenHash)
    .where('i.ended_at', 'is', null)
    .where('i.expires_at', '>', now)
    .select(['i.id', 'p.id as person_id', 'p.name_sealed', 'p.account_sealed', 'p.account_hash', 'p.user_id'])
    .executeTakeFirst()
}

/**
 * Ends everything by which a person comes in: sessions, password, second factors, devices that they are known on, and what
 * ties them to an identity provider. The way back is the new link alone.
 */
export async function endEveryWayIn(work: Work, personId: PersonId): Promise<void> {
  const person = await work.selectFrom('people').select('user_id').where('id', '=', personId).executeTakeFirst()
  if (!person?.user_id) return
  await endAccess(work, person.user_id)
  await sql`delete from "account" where "userId" = ${person.user_id}`.execute(work)
}

/** Ends every session of a person, so that whoever sits at one of them has to sign in again. */
export async function endSessions(work: Work, personId: PersonId): Promise<void> {
  await sql`delete from "session" where "userId" = (select user_id from people where id = ${personId})`.execute(work)
}

/** The password that somebody had opens nothing any more. */
export async function forgetPassword(work: Work, personId: PersonId): Promise<void> {
  await sql`delete from "account" where "providerId" = 'credential'
    and "userId" = (select user_id from people where id = ${personId})`.execute(work)
}

/**
 * Spends an invitation. The sign-in library's own rows for an account and its password (better-auth: "user" and the "credential" account),
 * written here so that the link is spent, the password set and the change recorded all together or not at all.
 */
export async function setPassword(
  work: Work,
  { id, person_id: personId }: { id: string; person_id: PersonId },
  signInName: string,
  passwordHash: string,
  now: Temporal.Instant,
): Promise<void> {
  const made = await sql<{ id: string }>`
    insert into "user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
    values (${newId<string>()}, '-', ${signInName}, false, ${now}, ${now})
    on conflict ("email") do update set "updatedAt" = excluded."updatedAt"
    returning "id"`.execute(work)
  const userId = made.rows[0]?.id
  if (!userId) throw new Error('an account was neither made nor found')
  await work.updateTable('invitations').set({ ended_at: now }).where('id', '=', id).execute()
  await work.updateTable('people').set({ user_id: userId }).where('id', '=', personId).execute()
  await forgetPassword(work, personId)
  await sql`
    insert into "account" ("id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt")
    values (${newId<string>()}, ${userId}, 'credential', ${userId}, ${passwordHash}, ${now}, ${now})`.execute(work)
  await endSessions(work, personId)
}
