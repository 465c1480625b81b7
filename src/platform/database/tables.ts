import type { ColumnType, Generated } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { CommunityId, FileId, PersonId, PlaceId } from '../ids.ts'

/** A timestamptz: read and written as Temporal.Instant, to the microsecond. */
export type Moment = Temporal.Instant
/** A jsonb column. Written as JSON text, so that arrays are not taken for PostgreSQL arrays. */
export type Json<T> = ColumnType<T, string, string>

/**
 * Every table, by name. A capability adds its own beside its store:
 *
 *     declare module '../../platform/database/tables.ts' {
 *       interface Tables { visits: VisitsTable }
 *     }
 */
export interface Tables {
  areas: { code: string; parent_code: string | null; level: string; name: string; valid_from: string | null }
  communities: {
    id: CommunityId
    number: number
    area_code: string
    name: string
    phone: string
    sponsor: string
    filing_number: string | null
    created_at: Generated<Moment>
  }
  calendar_days: { day: string; working: boolean; note: string | null }
  people: {
    id: PersonId
    name_sealed: Buffer
    phone_sealed: Buffer | null
    phone_hash: Buffer | null
    account_hash: Buffer | null
    account_sealed: Generated<Buffer | null>
    user_id: string | null
    language: 'zh-CN' | 'en' | null
    created_at: Generated<Moment>
  }
  offices: {
    id: string
    person_id: PersonId
    role: string
    area_code: string
    from_day: string
    to_day: string | null
  }
  memberships: { person_id: PersonId; community_id: CommunityId }
  api_tokens: {
    id: string
    token_hash: Buffer
    person_id: PersonId
    name: string
    expires_at: Moment
    created_at: Generated<Moment>
  }
  plaque_codes: { code: string; community_id: CommunityId; place_id: PlaceId; closed_at: Moment | null }
  files: {
    community_id: CommunityId
    id: FileId
    content_type: string
    size_bytes: number
    width: number | null
    height: number | null
    audience: 'public' | 'request'
    created_at: Generated<Moment>
    removed_at: Generated<Moment | null>
  }
}

/** Shared tables, which stand outside the wall because no community owns them. Everything else is walled. */
export const sharedTables = [
  'areas',
  'communities',
  'plaque_codes',
  'calendar_days',
  'calendar_changes',
  'clock_profiles',
  'calendar_years_missed',
  'people',
  'offices',
  'categories',
  'channel_choices',
  'silin_migrations',
  'secret_fingerprint',
  'backups',
  // The sign-in library's own; they hold keyed hashes, public keys and random ids, never a name or a phone.
  'user',
  'session',
  'account',
  'verification',
  'twoFactor',
  'passkey',
  'sign_in_sessions',
  'sign_in_codes',
  'known_devices',
  'api_tokens',
  'memberships',
  'sign_in_trials',
  // Keyed hashes of devices and networks, for a day.
  'send_buckets',
  'feedback',
  'invitations',
  // Wrapped by a key that is not in the database; asked for before anybody's scope is known.
  'data_keys',
  // What people did with what is held on them: ids alone.
  'own_data_changes',
  'retention_days',
  // Who was given which post by whom: ids alone, and of offices above the communities, too.
  'staff_changes',
] as const
