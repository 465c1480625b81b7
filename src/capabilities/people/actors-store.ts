import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import type { Moment } from '../../platform/database/tables.ts'
import type { CommunityId, DeskId, PersonId, PlaceId } from '../../platform/ids.ts'
import type { HeldRole } from './actor.ts'
import type { Role } from './model.ts'
import type { OfficeRow, PersonRow } from './store.ts'

/** A post inside of a community. */
export interface PostRow {
  readonly role: Role
  readonly community_id: CommunityId
  readonly place_id: PlaceId
  readonly place_kind: Extract<HeldRole, { kind: 'place' }>['placeKind']
  readonly place_name: string
  readonly desk_id: DeskId | null
}

/** A person with what they hold on a day, and by what they were asked for. */
export interface ActorRow extends Pick<PersonRow, 'id' | 'name_sealed' | 'phone_hash' | 'language'> {
  readonly asked_by: string
  readonly posts: readonly PostRow[]
  readonly offices: readonly OfficeRow[]
}

const shared = { communities: [] as CommunityId[] }

/**
 * People and all that they hold on a day, behind every wall that they belong behind (`posts_held`): one statement, one
 * round trip, however many are asked for.
 */
async function actors(
  database: Database,
  day: string,
  asked: RawBuilder<{ person_id: PersonId; asked_by: string }>,
): Promise<ActorRow[]> {
  return await database.statement(
    shared,
    sql<ActorRow>`
      with asked as materialized (${asked}),
      posts as materialized (select * from posts_held(array(select person_id from asked), ${day}::date))
      select asked.asked_by, p.id, p.name_sealed, p.phone_hash, p.language,
        coalesce((select json_agg(h) from posts h where h.person_id = p.id), '[]') as posts,
        coalesce((
          select json_agg(json_build_object('role', o.role, 'area_code', o.area_code, 'area_name', a.name, 'community_id', c.id))
          from offices o join areas a on a.code = o.area_code
          left join communities c on c.area_code like o.area_code || '%'
          where o.person_id = p.id and o.from_day <= ${day}::date and (o.to_day is null or o.to_day >= ${day}::date)
        ), '[]') as offices
      from asked join people p on p.id = asked.person_id`.compile(database.compiler),
  )
}

/** People by what the sign-in library calls them. */
export function actorsByUser(database: Database, userIds: readonly string[], day: string): Promise<ActorRow[]> {
  return actors(
    database,
    day,
    sql`select id as person_id, user_id as asked_by from people where user_id = any (${[...userIds]}::text[])`,
  )
}

/** Whose tokens these are, by their hashes in hexadecimal, as far as they are still good. */
export function actorsByToken(
  database: Database,
  hashes: readonly string[],
  { day, now }: { readonly day: string; readonly now: Moment },
): Promise<ActorRow[]> {
  return actors(
    database,
    day,
    sql`select person_id, encode(token_hash, 'hex') as asked_by from api_tokens
      where token_hash = any (array(select decode(hash, 'hex') from unnest(${[...hashes]}::text[]) hash))
        and expires_at > ${now}::timestamptz`,
  )
}
