import type { CommunityId, DeskId, PersonId } from '../../../platform/ids.ts'
import type { Role } from '../model.ts'

declare module '../../../platform/database/tables.ts' {
  interface Tables {
    invitations: {
      id: string
      person_id: PersonId
      token_hash: Buffer
      /** Null: whoever runs the machine. */
      made_by: PersonId | null
      made_at: Moment
      expires_at: Moment
      ended_at: Moment | null
    }
    staff_changes: {
      id: string
      at: Moment
      by_person_id: PersonId | null
      what: 'appointed' | 'ended' | 'invited' | 'welcomed' | 'desk_added'
      person_id: PersonId | null
      role: Role | null
      community_id: CommunityId | null
      area_code: string
      desk_id: DeskId | null
      post_id: string | null
    }
  }
}
