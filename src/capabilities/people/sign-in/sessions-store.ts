import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { Moment } from '../../../platform/database/tables.ts'
import type { PersonId } from '../../../platform/ids.ts'

export type Way = 'code' | 'password' | 'oidc' | 'passkey'

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    sign_in_sessions: {
      session_id: string
      family: string
      way: Way
      device: string
      begun_at: Moment
      last_used_at: Moment
      second_factor_at: Moment | null
      posts: Buffer
      replaced_at: Moment | null
    }
  }
}

export interface SessionFacts {
  session_id: string
  family: string
  way: Way
  device: string
  begun_at: Moment
  last_used_at: Moment
  second_factor_at: Moment | null
  posts: Buffer
  replaced_at: Moment | null
}

export async function addFacts(work: Work, facts: SessionFacts): Promise<void> {
  await work.insertInto('sign_in_sessions').values(facts).execute()
}

/** What is held against a session, and whether its user has a second factor. */
export async function factsOf(
  work: Work,
  sessionId: string,
): Promise<(SessionFacts & { has_totp: boolean; has_passkey: boolean }) | undefined> {
  const found = await sql<SessionFacts & { has_totp: boolean; has_passkey: boolean }>`
    select f.*,
      exists (select 1 from "twoFactor" t where t."userId" = s."userId" and t."verified") as has_totp,
      exists (select 1 from "passkey" p where p."userId" = s."userId") as has_passkey
    from sign_in_sessions f join "session" s on s."id" = f.session_id
    where f.session_id = ${sessionId}`.execute(work)
  return found.rows[0]
}

export async function touch(work: Work, sessionId: string, at: Moment): Promise<void> {
  await work.updateTable('sign_in_sessions').set({ last_used_at: at }).where('session_id', '=', sessionId).execute()
}

/** Marks a token as changed for another. False when somebody else did it just now. */
export async function markReplaced(work: Work, sessionId: string, at: Moment): Promise<boolean> {
  const done = await work
    .updateTable('sign_in_sessions')
    .set({ replaced_at: at })
    .where('session_id', '=', sessionId)
    .where('replaced_at', 'is', null)
    .returning('session_id')
    .execute()
  return done.length > 0
}

/** Ends a session with every other token of the same sign-in. */
export async function endWithFamily(work: Work, sessionId: string): Promise<void> {
  await sql`
    delete from "session" where "id" = ${sessionId} or "id" in (
      select other.session_id from sign_in_sessions f join sign_in_sessions other on other.family = f.family
      where f.session_id = ${sessionId})`.execute(work)
}

/** Every sign-in of a person that is not over by its token, last used first. */
export async function sessionsOf(work: Work, personId: PersonId): Promise<SessionFacts[]> {
  const found = await sql<SessionFacts>`
    select f.* from sign_in_sessions f join "session" s on s."id" = f.session_id
      join people p on p.user_id = s."userId"
    where p.id = ${personId} and f.replaced_at is null
    order by f.last_used_at desc, f.family`.execute(work)
  return found.rows
}

/** Ends one sign-in of a person, with every token that it had. */
export async function endFamily(work: Work, personId: PersonId, family: string): Promise<boolean> {
  const done = await sql`
    delete from "session" s using sign_in_sessions f, people p
    where f.session_id = s."id" and p.user_id = s."userId" and p.id = ${personId} and f.family = ${family}`.execute(
    work,
  )
  return (done.numAffectedRows ?? 0n) > 0n
}

/** Ends every sign-in of a person but one. */
export async function endOthers(work: Work, personId: PersonId, family: string): Promise<void> {
  await sql`
    delete from "session" s using people p
    where p.user_id = s."userId" and p.id = ${personId}
      and not exists (select 1 from sign_in_sessions f where f.session_id = s."id" and f.family = ${family})`.execute(
    work,
  )
}

/**
 * Throws away what no rule could open any more, what the library began but nobody got, and what it asked a browser for
 * and never heard of again.
 */
export async function endForgotten(work: Work, now: Moment, usedBefore: Moment, replacedBefore: Moment): Promise<void> {
  await sql`delete from "verification" where "expiresAt" < ${now}`.execute(work)
  await sql`
    delete from "session" s using sign_in_sessions f
    where f.session_id = s."id" and (f.last_used_at < ${usedBefore} or f.replaced_at < ${replacedBefore})`.execute(work)
  await sql`
    delete from "session" s where s."updatedAt" < ${replacedBefore}
      and not exists (select 1 from sign_in_sessions f where f.session_id = s."id")`.execute(work)
}
