import { sql } from 'kysely'
import type { Work } from '../../../platform/database/database.ts'
import type { CommunityId } from '../../../platform/ids.ts'

export interface PlaqueRow {
  readonly code: string
  readonly compound: string | null
  readonly grid: string | null
  readonly building: string | null
  readonly unit: string | null
}

/** The open plaques of a community, in the order in which somebody walks from door to door. */
export async function plaqueRows(work: Work, communityId: CommunityId): Promise<PlaqueRow[]> {
  const found = await sql<PlaqueRow>`
    select q.code, compound.name as compound, grid.name as grid, building.name as building, unit.name as unit
    from plaques q
    join places p on p.community_id = q.community_id and p.id = q.place_id
    left join places grid on grid.community_id = p.community_id and grid.id = p.grid_id
    left join places building on building.community_id = p.community_id and building.id = p.building_id
    left join places unit on unit.community_id = p.community_id and unit.id = p.unit_id
    left join compounds compound on compound.community_id = building.community_id and compound.id = building.compound_id
    where q.community_id = ${communityId} and q.closed_at is null
    order by grid.sort, building.sort, building.name, unit.sort, unit.name`.execute(work)
  return found.rows
}
