import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { Work } from '../../../platform/database/database.ts'
import type { CommunityId, DeskId, PersonId } from '../../../platform/ids.ts'
import type { Role } from '../model.ts'
import { seats } from './rules.ts'
import './tables.ts'

const staffRoles = Object.keys(seats) as Role[]

/**
 * One change of staff at a time: what a person holds is read and written under this lock, so that two appointments at
 * once cannot give one person what neither would have given them. Appointing is rare.
 */
export async function lockStaff(work: Work): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('silin staff', 0))`.execute(work)
}

export interface HolderRow {
  id: string
  person_id: PersonId
  role: Role
  community_id: CommunityId | null
  area_code: string
  desk_id: DeskId | null
  from_day: string
  name_sealed: Buffer
  account_hash: Buffer | null
  user_id: string | null
  /** Whether a link that is good is out. */
  invited: boolean
  /** Whether they have a password, or a phone to get a code. */
  enters: boolean
  /** Whether they have a second factor, which can be lost. */
  has_factor: boolean
}

type HolderFilter =
  | { readonly communityId: CommunityId }
  | { readonly areaCode: string }
  | { readonly personIds: readonly PersonId[] }

/**
 * Posts and offices that are held on a day, in the order in which they began. Posts of communities outside of the
 * scope are not seen. Of one person: every one; of a place: those that are appointed.
 */
export async function holders(
  work: Work,
  filter: HolderFilter,
  day: string,
  now: Temporal.Instant,
): Promise<HolderRow[]> {
  const people = 'personIds' in filter ? [...filter.personIds] : null
  const community = 'communityId' in filter ? filter.communityId : null
  const area = 'areaCode' in filter ? filter.areaCode : null
  const found = await sql<HolderRow>`
    with held as (
      select r.id, r.person_id, r.role, r.community_id, c.area_code, r.desk_id, r.from_day
      from responsibilities r join communities c on c.id = r.community_id
      where (r.community_id = ${community}::uuid and r.role = any(${staffRoles}::text[])
             or r.person_id = any(${people}::uuid[]))
        and r.from_day <= ${day} and (r.to_day is null or r.to_day >= ${day})
      union all
      select o.id, o.person_id, o.role, null, o.area_code, null, o.from_day
      from offices o
      where (o.area_code = ${area}::text or o.person_id = any(${people}::uuid[]))
        and o.from_day <= ${day} and (o.to_day is null or o.to_day >= ${day})
    )
    select held.*, p.name_sealed, p.account_hash, p.user_id,
      exists (select 1 from invitations i
        where i.person_id = p.id and i.ended_at is null and i.expires_at > ${now}) as invited,
      exists (select 1 from "user" u left join "account" a on a."userId" = u.id
        where u.id = p.user_id and (a.password is not null or u."phoneNumber" is not null)) as enters,
      exists (select 1 from "twoFactor" t where t."userId" = p.user_id and t."verified")
        or exists (select 1 from "passkey" k where k."userId" = p.user_id) as has_factor
    from held join people p on p.id = held.person_id
    order by held.from_day, held.id`.execute(work)
  return found.rows
}

/** A post or an office, as long as it is held on that day. */
export async function heldPost(work: Work, id: string, day: string, now: Temporal.Instant): Promise<HolderRow | null> {
  const found = await sql<{ person_id: PersonId }>`
    select person_id from responsibilities where id = ${id}
    union all select person_id from offices where id = ${id}`.execute(work)
  const personId = found.rows[0]?.person_id
  if (!personId) return null
  return (await holders(work, { personIds: [personId] }, day, now)).find((one) => one.id === id) ?? null
}

export async function personByAccount(work: Work, accountHash: Buffer) {
  return await work
    .selectFrom('people')
    .select(['id', 'name_sealed'])
    .where('account_hash', '=', accountHash)
    .executeTakeFirst()
}

export async function addStaffPerson(
  work: Work,
  person: { id: PersonId; nameSealed: Buffer; accountSealed: Buffer; accountHash: Buffer },
): Promise<void> {
  await work
    .insertInto('people')
    .values({
      id: person.id,
      name_sealed: person.nameSealed,
      phone_sealed: null,
      phone_hash: null,
      account_hash: person.accountHash,
      account_sealed: person.accountSealed,
      user_id: null,
      language: null,
    })
    .execute()
}

export async function endOffice(work: Work, id: string, lastDay: string): Promise<void> {
  await work.updateTable('offices').set({ to_day: lastDay }).where('id', '=', id).execute()
}

/** Communities by id, name and code, and the areas at which offices can be held. Shared: read without a scope. */
export async function communitiesHere(work: Work) {
  return await work.selectFrom('communities').select(['id', 'name', 'area_code']).orderBy('number').execute()
}

/**
 * Districts and subdistricts of the communities that are served here, and those beside them. One that the catalogue of
 * divisions does not know is called by its community's sponsor, as its desk is. Where nothing is served yet: all known.
 */
export async function areasHere(work: Work): Promise<{ code: string; name: string }[]> {
  const found = await sql<{ code: string; name: string }>`
    select a.code, a.name from areas a
    where a.level in ('district', 'subdistrict')
      and (not exists (select 1 from communities)
        or exists (select 1 from communities c where left(c.area_code, 6) = left(a.code, 6)))
    union all
    select wanted.code, min(wanted.name) from (
      select left(area_code, 6) as code, sponsor as name from communities
      union all select left(area_code, 9), sponsor from communities) wanted
    where not exists (select 1 from areas a where a.code = wanted.code)
    group by wanted.code
    order by code`.execute(work)
  return found.rows
}

/** An area that the catalogue of divisions does not know yet. */
export async function ensureNamedArea(work: Work, code: string, name: string): Promise<void> {
  await work
    .insertInto('areas')
    .values({ code, parent_code: null, level: code.length === 6 ? 'district' : 'subdistrict', name, valid_from: null })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute()
}
