import { type Insertable, sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { Tables } from '../../platform/database/tables.ts'
import type { CommunityId, PersonId, PlaceId } from '../../platform/ids.ts'
import type { Role } from '../people/model.ts'
import { desksOf, leadsServingAny, type PlaceRow, pathsTo, type ServingRow } from './many-store.ts'
import type { AreaCode, Community, Desk } from './model.ts'
import './tables.ts'

/** All communities that are served here, by number. Shared: read without a scope. */
export async function communities(work: Work): Promise<Community[]> {
  const rows = await work.selectFrom('communities').selectAll().orderBy('number').execute()
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    areaCode: row.area_code as AreaCode,
    name: row.name,
    phone: row.phone,
    sponsor: row.sponsor,
    filingNumber: row.filing_number,
  }))
}

/** A place and all above it, from the community's own place down. */
export async function pathTo(work: Work, communityId: CommunityId, placeId: PlaceId): Promise<readonly PlaceRow[]> {
  return (await pathsTo(work, [{ communityId, placeId }])).get(placeId) ?? []
}

/** The community's own place, which all others stand below. */
export async function rootOf(work: Work, communityId: CommunityId): Promise<PlaceId | null> {
  const row = await work
    .selectFrom('places')
    .select('id')
    .where('community_id', '=', communityId)
    .where('kind', '=', 'community')
    .executeTakeFirst()
  return row?.id ?? null
}

/** The three leads who serve these places on a day, the longest serving first. */
export async function leadsServing(
  work: Work,
  communityId: CommunityId,
  placeIds: readonly PlaceId[],
  day: string,
): Promise<ServingRow[]> {
  return await leadsServingAny(work, [communityId], placeIds, day)
}

/** All desks of a community, nearest level first. */
export async function desks(work: Work, communityId: CommunityId): Promise<readonly Desk[]> {
  return (await desksOf(work, [communityId])).get(communityId) ?? []
}

/** The tree without its households, each place with the name of whoever serves it. */
export async function tree(work: Work, communityId: CommunityId, day: string) {
  return await work
    .selectFrom('places as p')
    .leftJoin('responsibilities as r', (join) =>
      join
        .onRef('r.community_id', '=', 'p.community_id')
        .onRef('r.place_id', '=', 'p.id')
        .on('r.role', 'in', ['unitLead', 'buildingLead', 'gridLead'])
        .on('r.from_day', '<=', day)
        .on((on) => on.or([on('r.to_day', 'is', null), on('r.to_day', '>=', day)])),
    )
    .leftJoin('people as who', 'who.id', 'r.person_id')
    .where('p.community_id', '=', communityId)
    .where('p.kind', '<>', 'household')
    .distinctOn(['p.sort', 'p.name', 'p.id'])
    .orderBy('p.sort')
    .orderBy('p.name')
    .orderBy('p.id')
    .orderBy('r.from_day')
    .select(['p.id', 'p.parent_id', 'p.kind', 'p.name', 'p.sort', 'p.compound_id', 'who.name_sealed'])
    .execute()
}

export interface CoverageRow {
  id: PlaceId
  kind: 'grid' | 'building' | 'unit'
  path: string
  covered: boolean
  households: number
  vacant_since: string | null
}

/** Every place that a role answers for, whether anybody does, and since when nobody has. One query. */
export async function coverageRows(work: Work, communityId: CommunityId, day: string): Promise<CoverageRow[]> {
  const found = await sql<CoverageRow>`
    select p.id, p.kind,
      concat_ws(' ', grid.name, building.name, unit.name) as path,
      exists (
        select 1 from responsibilities r
        where r.community_id = p.community_id and r.place_id = p.id and r.role = p.kind || 'Lead'
          and r.from_day <= ${day} and (r.to_day is null or r.to_day >= ${day})
      ) as covered,
      (select count(*) from places h
        where h.community_id = p.community_id and h.kind = 'household'
          and case p.kind when 'grid' then h.grid_id when 'building' then h.building_id else h.unit_id end = p.id) as households,
      (select max(r.to_day)::date + 1 from responsibilities r
        where r.community_id = p.community_id and r.place_id = p.id and r.role = p.kind || 'Lead' and r.to_day < ${day}) as vacant_since
    from places p
    left join places grid on grid.community_id = p.community_id and grid.id = p.grid_id
    left join places building on building.community_id = p.community_id and building.id = p.building_id
    left join places unit on unit.community_id = p.community_id and unit.id = p.unit_id
    where p.community_id = ${communityId} and p.kind in ('grid', 'building', 'unit')
    order by grid.sort, building.sort nulls first, unit.sort nulls first`.execute(work)
  return found.rows
}

/** An area of the country that the catalogue of divisions may not know yet, such as a new community. */
export async function ensureArea(work: Work, code: string, name: string): Promise<void> {
  const parent = code.length > 6 ? code.slice(0, -3) : code.slice(0, -2)
  const known = parent && (await work.selectFrom('areas').select('code').where('code', '=', parent).executeTakeFirst())
  await work
    .insertInto('areas')
    .values({ code, parent_code: known ? parent : null, level: 'community', name, valid_from: null })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute()
}

/** A community with its own place, which has the community's id and name. */
export async function addCommunity(
  work: Work,
  community: {
    id: CommunityId
    number: number
    areaCode: string
    name: string
    phone: string
    sponsor: string
    filingNumber: string | null
  },
): Promise<void> {
  await work
    .insertInto('communities')
    .values({
      id: community.id,
      number: community.number,
      area_code: community.areaCode,
      name: community.name,
      phone: community.phone,
      sponsor: community.sponsor,
      filing_number: community.filingNumber,
    })
    .execute()
  await work
    .insertInto('places')
    .values({
      community_id: community.id,
      id: community.id as string as PlaceId,
      parent_id: null,
      kind: 'community',
      name: community.name,
      sort: 0,
      compound_id: null,
      grid_id: null,
      building_id: null,
      unit_id: null,
    })
    .execute()
}

export async function addDesks(work: Work, rows: readonly Insertable<Tables['desks']>[]): Promise<void> {
  await work
    .insertInto('desks')
    .values([...rows])
    .execute()
}

export async function addPost(
  work: Work,
  post: { communityId: CommunityId; id: string; placeId: PlaceId; personId: PersonId; role: Role; fromDay: string },
): Promise<void> {
  await work
    .insertInto('responsibilities')
    .values({
      community_id: post.communityId,
      id: post.id,
      place_id: post.placeId,
      person_id: post.personId,
      role: post.role,
      desk_id: null,
      from_day: post.fromDay,
      to_day: null,
      public_phone: false,
      duties: null,
      portrait_file_id: null,
    })
    .execute()
}

/** Names of areas by code, of those that are known. */
export async function areaNames(work: Work, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await work.selectFrom('areas').select(['code', 'name']).where('code', 'in', codes).execute()
  return new Map(rows.map((row) => [row.code, row.name]))
}
