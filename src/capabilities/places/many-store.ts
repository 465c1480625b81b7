import { sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { CommunityId, DeskId, PersonId, PlaceId } from '../../platform/ids.ts'
import type { Desk, PlaceKind, PlaqueCode } from './model.ts'
import './tables.ts'

export interface PlaceRow {
  id: PlaceId
  parent_id: PlaceId | null
  kind: PlaceKind
  name: string
  sort: number
  compound_id: string | null
  grid_id: PlaceId | null
  building_id: PlaceId | null
  unit_id: PlaceId | null
}

export interface ServingRow {
  community_id: CommunityId
  person_id: PersonId
  place_id: PlaceId
  role: 'unitLead' | 'buildingLead' | 'gridLead'
  name_sealed: Buffer
  phone_sealed: Buffer | null
  public_phone: boolean
  duties: string | null
  portrait_file_id: string | null
  desk_ids: DeskId[]
}

/** Where a plaque leads. */
export interface FoundPlaque {
  readonly communityId: CommunityId
  readonly placeId: PlaceId
  readonly closed: boolean
}

/** Where these plaques lead, as far as there are such. Shared: this comes before any scope. */
export async function plaquesAt(
  work: Work,
  codes: readonly PlaqueCode[],
): Promise<ReadonlyMap<PlaqueCode, FoundPlaque>> {
  const rows = await work
    .selectFrom('plaque_codes')
    .selectAll()
    .where(sql<boolean>`code = any (${[...codes]}::text[])`)
    .execute()
  return new Map(
    rows.map((row) => [
      row.code as PlaqueCode,
      { communityId: row.community_id, placeId: row.place_id, closed: row.closed_at !== null },
    ]),
  )
}

/** Each of these places with all above it, from its community's own place down; by the place's id. */
export async function pathsTo(
  work: Work,
  wanted: readonly { readonly communityId: CommunityId; readonly placeId: PlaceId }[],
): Promise<ReadonlyMap<PlaceId, readonly PlaceRow[]>> {
  const found = await sql<PlaceRow & { start_id: PlaceId }>`
    with recursive way as (
      select p.*, p.id as start_id, 0 as depth
      from unnest(${wanted.map((one) => one.communityId)}::uuid[], ${wanted.map((one) => one.placeId)}::uuid[])
        as asked (community_id, id)
      join places p on p.community_id = asked.community_id and p.id = asked.id
      union all
      select p.*, way.start_id, way.depth + 1 from places p
      join way on p.community_id = way.community_id and p.id = way.parent_id
    )
    select start_id, id, parent_id, kind, name, sort, compound_id, grid_id, building_id, unit_id
    from way order by depth desc`.execute(work)
  const paths = new Map<PlaceId, PlaceRow[]>()
  for (const { start_id, ...step } of found.rows) {
    const path = paths.get(start_id)
    if (path) path.push(step)
    else paths.set(start_id, [step])
  }
  return paths
}

/** The three leads who serve these places of these communities on a day, the longest serving first. */
export async function leadsServingAny(
  work: Work,
  communityIds: readonly CommunityId[],
  placeIds: readonly PlaceId[],
  day: string,
): Promise<ServingRow[]> {
  const rows = await work
    .selectFrom('responsibilities as r')
    .innerJoin('people as p', 'p.id', 'r.person_id')
    .where(sql<boolean>`r.community_id = any (${[...communityIds]}::uuid[])`)
    .where(sql<boolean>`r.place_id = any (${[...placeIds]}::uuid[])`)
    .where('r.role', 'in', ['unitLead', 'buildingLead', 'gridLead'])
    .where('r.from_day', '<=', day)
    .where((where) => where.or([where('r.to_day', 'is', null), where('r.to_day', '>=', day)]))
    .orderBy('r.from_day')
    .orderBy('r.id')
    .select([
      'r.community_id',
      'r.person_id',
      'r.place_id',
      'r.role',
      'p.name_sealed',
      'p.phone_sealed',
      'r.public_phone',
      'r.duties',
      'r.portrait_file_id',
      sql<DeskId[]>`array(
        select w.desk_id from responsibilities w
        where w.community_id = r.community_id and w.person_id = r.person_id and w.desk_id is not null
          and w.from_day <= ${day} and (w.to_day is null or w.to_day >= ${day}))`.as('desk_ids'),
    ])
    .execute()
  return rows as ServingRow[]
}

/** All desks of these communities, nearest level first. */
export async function desksOf(
  work: Work,
  communityIds: readonly CommunityId[],
): Promise<ReadonlyMap<CommunityId, readonly Desk[]>> {
  const rows = await work
    .selectFrom('desks')
    .selectAll()
    .where(sql<boolean>`community_id = any (${[...communityIds]}::uuid[])`)
    .orderBy('level')
    .orderBy('name')
    .execute()
  const desks = new Map<CommunityId, Desk[]>(communityIds.map((id) => [id, []]))
  for (const row of rows) {
    desks.get(row.community_id)?.push({
      id: row.id as DeskId,
      kind: row.kind,
      level: row.level,
      name: row.name,
      phone: row.phone,
      compoundId: row.compound_id,
      dutyName: row.duty_name,
      dutyPhone: row.duty_phone,
    })
  }
  return desks
}
