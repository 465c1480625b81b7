import type { Generated } from 'kysely'
import type { Json } from '../../platform/database/tables.ts'
import type { CommunityId, DeskId, FileId, PersonId, PlaceId } from '../../platform/ids.ts'
import type { Role } from '../people/model.ts'
import type { DeskKind, PlaceKind } from './model.ts'
import type { RosterImport } from './roster/model.ts'

declare module '../../platform/database/tables.ts' {
  interface Tables {
    compounds: { community_id: CommunityId; id: string; name: string }
    places: {
      community_id: CommunityId
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
    desks: {
      community_id: CommunityId
      id: DeskId
      kind: DeskKind
      level: 4 | 5 | 6
      name: string
      phone: string | null
      compound_id: string | null
      duty_name: string | null
      duty_phone: string | null
    }
    responsibilities: {
      community_id: CommunityId
      id: string
      place_id: PlaceId
      person_id: PersonId
      role: Role
      desk_id: DeskId | null
      from_day: string
      to_day: string | null
      public_phone: boolean
      duties: string | null
      portrait_file_id: FileId | null
    }
    plaques: {
      community_id: CommunityId
      id: string
      place_id: PlaceId
      code: string
      put_up_on: string | null
      closed_at: Moment | null
    }
    roster_imports: {
      community_id: CommunityId
      id: string
      file_name: string
      status: RosterImport['status']
      rows_sealed: Buffer | null
      done: number
      total: number
      counts: Json<Partial<RosterImport['counts']>>
      errors: Json<RosterImport['errors']>
      error_count: number
      created_by: PersonId
      created_at: Generated<Moment>
    }
  }
}
