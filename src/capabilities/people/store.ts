import { sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { Moment } from '../../platform/database/tables.ts'
import type { CommunityId, DeskId, PersonId } from '../../platform/ids.ts'
import type { DeskKind } from '../places/model.ts'
import { rolesOfDesk } from './desk-work.ts'
import type { ChannelChoice, Role } from './model.ts'

declare module '../../platform/database/tables.ts' {
  interface Tables {
    channel_choices: {
      person_id: PersonId
      channel: 'email' | 'sms' | 'webhook'
      address_sealed: Buffer | null
      active: boolean
      changed_at: Moment
    }
  }
}

export interface PersonRow {
  id: PersonId
  name_sealed: Buffer
  phone_sealed: Buffer | null
  phone_hash: Buffer | null
  account_hash: Buffer | null
  language: 'zh-CN' | 'en' | null
  user_id: string | null
}
const columns = ['id', 'name_sealed', 'phone_sealed', 'phone_hash', 'account_hash', 'language', 'user_id'] as const

export function personByPhone(work: Work, phoneHash: Buffer): Promise<PersonRow | undefined> {
  return work.selectFrom('people').select(columns).where('phone_hash', '=', phoneHash).executeTakeFirst()
}
export function peopleById(work: Work, ids: readonly PersonId[]): Promise<PersonRow[]> {
  return ids.length === 0
    ? Promise.resolve([])
    : work.selectFrom('people').select(columns).where('id', 'in', ids).execute()
}

export function namesKnown(work: Work, id: PersonId) {
  return work.selectFrom('people').select(['name_sealed', 'account_sealed']).where('id', '=', id).executeTakeFirst()
}

export async function addPerson(
  work: Work,
  person: {
    id: PersonId
    nameSealed: Buffer
    phoneSealed?: Buffer
    phoneHash?: Buffer
    accountHash?: Buffer
    userId?: string
  },
): Promise<void> {
  await work
    .insertInto('people')
    .values({
      id: person.id,
      name_sealed: person.nameSealed,
      phone_sealed: person.phoneSealed ?? null,
      phone_hash: person.phoneHash ?? null,
      account_hash: person.accountHash ?? null,
      user_id: person.userId ?? null,
      language: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * Ties a sign-in user to a person. When it was another's until now (a number that moved on), that one is let go: no
 * session stays open, no device known, and no second factor of theirs.
 */
export async function linkUser(work: Work, id: PersonId, userId: string): Promise<void> {
  const before = await work
    .updateTable('people')
    .set({ user_id: null })
    .where('user_id', '=', userId)
    .where('id', '<>', id)
    .returning('id')
    .execute()
  if (before.length > 0) await endAccess(work, userId)
  await work.updateTable('people').set({ user_id: userId }).where('id', '=', id).execute()
}

/** Ends all by which a user comes in beside a password: sessions, known devices, second factors. */
export async function endAccess(work: Work, userId: string): Promise<void> {
  await sql`delete from "session" where "userId" = ${userId}`.execute(work)
  await sql`delete from known_devices where user_id = ${userId}`.execute(work)
  await sql`delete from "twoFactor" where "userId" = ${userId}`.execute(work)
  await sql`delete from "passkey" where "userId" = ${userId}`.execute(work)
  await sql`update "user" set "twoFactorEnabled" = false where "id" = ${userId}`.execute(work)
}

export async function setLanguage(work: Work, id: PersonId, language: 'zh-CN' | 'en'): Promise<void> {
  await work.updateTable('people').set({ language }).where('id', '=', id).execute()
}

/** Communities behind whose wall a person holds or held a post. Shared: this comes before any scope. */
export async function membershipsOf(work: Work, id: PersonId): Promise<CommunityId[]> {
  const rows = await work.selectFrom('memberships').select('community_id').where('person_id', '=', id).execute()
  return rows.map((row) => row.community_id)
}

export interface OfficeRow {
  role: Role
  area_code: string
  area_name: string
  community_id: CommunityId | null
}

/** Offices above the communities that a person holds today, with the communities below each. */
export async function officesOf(work: Work, id: PersonId, day: string): Promise<OfficeRow[]> {
  const found = await sql<OfficeRow>`
    select o.role, o.area_code, a.name as area_name, c.id as community_id
    from offices o join areas a on a.code = o.area_code
    left join communities c on c.area_code like o.area_code || '%'
    where o.person_id = ${id} and o.from_day <= ${day} and (o.to_day is null or o.to_day >= ${day})`.execute(work)
  return found.rows
}

/** A post `r` at the community as a whole: its own place is above all others. */
const atTheWhole = sql`exists (
  select 1 from places p where p.community_id = r.community_id and p.id = r.place_id and p.kind = 'community')`

/** Who does the work of a desk today: those posted at it by name, and those whose role does its work anyway. */
export async function peopleOfDesk(
  work: Work,
  desk: { communityId: CommunityId; deskId: DeskId; kind: DeskKind },
  day: string,
): Promise<PersonId[]> {
  const roles = [...rolesOfDesk[desk.kind]]
  const found = await sql<{ person_id: PersonId }>`
    select r.person_id from responsibilities r
    where r.community_id = ${desk.communityId}
      and (r.desk_id = ${desk.deskId} or (r.desk_id is null and r.role = any(${roles}::text[]) and ${atTheWhole}))
      and r.from_day <= ${day} and (r.to_day is null or r.to_day >= ${day})
    union
    select o.person_id from offices o join communities c on c.id = ${desk.communityId}
    where o.role = any(${roles}::text[]) and c.area_code like o.area_code || '%'
      and o.from_day <= ${day} and (o.to_day is null or o.to_day >= ${day})`.execute(work)
  return found.rows.map((row) => row.person_id)
}

/** Which desks have somebody named at them today, and which roles are held by anybody at all. */
export async function deskStaffing(
  work: Work,
  communityId: CommunityId,
  day: string,
): Promise<{ desk_id: DeskId | null; role: Role }[]> {
  const found = await sql<{ desk_id: DeskId | null; role: Role }>`
    select distinct r.desk_id, r.role from responsibilities r
    where r.community_id = ${communityId} and r.from_day <= ${day} and (r.to_day is null or r.to_day >= ${day})
      and (r.desk_id is not null or ${atTheWhole})
    union
    select null, o.role from offices o join communities c on c.id = ${communityId}
    where c.area_code like o.area_code || '%' and o.from_day <= ${day} and (o.to_day is null or o.to_day >= ${day})`.execute(
    work,
  )
  return found.rows
}

export async function channelsOf(work: Work, ids: readonly PersonId[]) {
  if (ids.length === 0) return []
  return await work.selectFrom('channel_choices').selectAll().where('person_id', 'in', ids).execute()
}

export async function chooseChannel(
  work: Work,
  id: PersonId,
  choice: { channel: ChannelChoice['channel']; addressSealed: Buffer | null; active: boolean; at: Moment },
): Promise<void> {
  const values = { address_sealed: choice.addressSealed, active: choice.active, changed_at: choice.at }
  await work
    .insertInto('channel_choices')
    .values({ person_id: id, channel: choice.channel, ...values })
    .onConflict((conflict) => conflict.columns(['person_id', 'channel']).doUpdateSet(values))
    .execute()
}

/**
 * Takes the turn to send a code to a phone, in the sign-in library's own table of what runs out. One statement decides,
 * so that of several who ask at once one has the turn; using the code up does not give it back.
 * @returns since when the turn is taken, or null when it is now ours
 */
export async function takeCodeTurn(work: Work, phoneName: string, now: Moment, until: Moment): Promise<Moment | null> {
  const turn = `code-turn-${phoneName}`
  const taken = await sql`
    insert into "verification" ("id", "identifier", "value", "expiresAt", "createdAt", "updatedAt")
    values (${turn}, ${turn}, '', ${until}, ${now}, ${now})
    on conflict ("id") do update set "expiresAt" = excluded."expiresAt", "updatedAt" = excluded."updatedAt"
      where "verification"."expiresAt" <= ${now}
    returning 1`.execute(work)
  if (taken.rows.length > 0) return null
  const found = await sql<{ at: Moment }>`
    select "updatedAt" as at from "verification" where "id" = ${turn}`.execute(work)
  return found.rows[0]?.at ?? now
}

export async function addToken(
  work: Work,
  token: { id: string; tokenHash: Buffer; personId: PersonId; name: string; expiresAt: Moment },
): Promise<void> {
  await work
    .insertInto('api_tokens')
    .values({
      id: token.id,
      token_hash: token.tokenHash,
      person_id: token.personId,
      name: token.name,
      expires_at: token.expiresAt,
    })
    .execute()
}

export async function addOffice(
  work: Work,
  office: { id: string; personId: PersonId; role: Role; areaCode: string; fromDay: string },
): Promise<void> {
  await work
    .insertInto('offices')
    .values({
      id: office.id,
      person_id: office.personId,
      role: office.role,
      area_code: office.areaCode,
      from_day: office.fromDay,
      to_day: null,
    })
    .execute()
}

/** How many system administrators are in office. */
export async function administrators(work: Work): Promise<number> {
  const row = await work
    .selectFrom('offices')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('role', '=', 'sysAdmin')
    .where('to_day', 'is', null)
    .executeTakeFirstOrThrow()
  return row.n
}

export async function linkUserByAccount(work: Work, accountHash: Buffer, userId: string): Promise<void> {
  await work.updateTable('people').set({ user_id: userId }).where('account_hash', '=', accountHash).execute()
}

/** Whose these accounts are, as far as they are anybody's. */
export async function knownAccounts(
  work: Work,
  accountHashes: readonly Buffer[],
): Promise<{ account_hash: Buffer | null; user_id: string | null }[]> {
  return await work
    .selectFrom('people')
    .select(['account_hash', 'user_id'])
    .where('account_hash', 'in', accountHashes)
    .execute()
}

/** Removes a sign-in user to whom no person was tied: making that account broke off half-way. */
export async function removeUnfinishedUser(work: Work, email: string): Promise<void> {
  await sql`
    delete from "user" where "email" = ${email}
      and not exists (select 1 from people where people.user_id = "user"."id")`.execute(work)
}
