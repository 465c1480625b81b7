import type { Generated } from 'kysely'
import type { Json } from '../database/tables.ts'
import type { CommunityId, PersonId, VoiceId } from '../ids.ts'
import type { Tell } from './announcement.ts'

declare module '../database/tables.ts' {
  interface Tables {
    announcements: {
      community_id: CommunityId
      subject_id: string
      sequence: number
      kind: string
      data: Json<{ tell: readonly Tell[] }>
      at: Moment
    }
    deliveries: {
      community_id: CommunityId
      id: string
      subject_id: string
      sequence: number
      kind: string
      data: Json<Record<string, unknown>>
      person_id: PersonId | null
      voice_id: VoiceId | null
      channel: 'app' | 'email' | 'sms' | 'webhook'
      status: Generated<'waiting' | 'sent' | 'failed'>
      attempts: Generated<number>
      last_error: string | null
      receipt: string | null
      not_before: Moment
      next_attempt_at: Moment | null
      created_at: Moment
      sent_at: Moment | null
      read_at: Moment | null
    }
  }
}
