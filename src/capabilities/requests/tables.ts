import type { Generated } from 'kysely'
import type { Remaining } from '../../platform/clock/limits.ts'
import type { Json, Moment } from '../../platform/database/tables.ts'
import type {
  CommandId,
  CommunityId,
  DeskId,
  FileId,
  PersonId,
  PlaceId,
  RequestId,
  VoiceId,
} from '../../platform/ids.ts'
import type { Deadline, VoiceState } from './events.ts'
import type { ClockClass, CommandAnswer, Handler, Kind, Level, Listen, Status } from './model.ts'

/** One row of `requests`: the fold of its events. Columns are said in `migrations/0003-requests.sql`. */
export interface RequestsTable {
  community_id: CommunityId
  id: RequestId
  number: string
  place_id: PlaceId
  grid_id: PlaceId | null
  building_id: PlaceId | null
  unit_id: PlaceId | null
  kind: Kind
  listen: Listen
  channel: 'plaque' | 'lead' | 'desk' | 'phone' | 'api'
  category: string | null
  clock_class: ClockClass
  title: string
  text_sealed: Buffer
  about_person_id: PersonId | null
  about_desk_id: DeskId | null
  confidential: boolean
  structural: boolean
  status: Status
  level: Level
  handler_person_id: PersonId | null
  handler_desk_id: DeskId | null
  handler_since: Moment
  offer_level: Level | null
  offer_person_id: PersonId | null
  offer_desk_id: DeskId | null
  followers: Json<Handler[]>
  deadline_kind: Deadline['kind'] | null
  deadline_start_at: Moment | null
  deadline_due_at: Moment | null
  deadline_half_at: Moment | null
  deadline_most_at: Moment | null
  deadline_marked: 0 | 50 | 80
  next_due_at: Moment | null
  act_promised_at: Moment | null
  finish_promised_at: Moment | null
  clocks_left: Json<{ accept: Remaining | null; act: Remaining | null; finish: Remaining | null } | null>
  paused_from: 'reported' | 'accepted' | null
  unanswered: boolean
  acted: boolean
  finish_missed_at: Moment | null
  voices: number
  photos: number
  solved_level: Level | null
  solved_by: PersonId | null
  returns: number
  choice_stands: boolean
  raises: number
  reopenings: number
  extended: boolean
  supervised: boolean
  merged_into: RequestId | null
  reported_at: Moment
  accepted_at: Moment | null
  acted_at: Moment | null
  resolved_at: Moment | null
  closed_at: Moment | null
  closing: 'confirmed' | 'called_back' | 'unconfirmed' | null
  score: number | null
  sequence: number
  marks: Generated<string[]>
  anonymised_at: Generated<Moment | null>
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    requests: RequestsTable
    request_events: {
      community_id: CommunityId
      request_id: RequestId
      sequence: number
      at: Moment
      type: string
      audience: 'public' | 'staff'
      author_kind: 'voice' | 'staff' | 'clock'
      author_id: string | null
      text_sealed: Buffer | null
      data: Json<Record<string, unknown>>
      photos: FileId[]
      command_id: CommandId | null
      /** The transaction that wrote it, as a number in text; see `changes-store.ts`. */
      xact: Generated<string>
    }
    voices: {
      community_id: CommunityId
      id: VoiceId
      request_id: RequestId
      token_hash: Buffer
      state: VoiceState
      name_sealed: Buffer | null
      phone_sealed: Buffer | null
      phone_hash: Buffer | null
      person_id: PersonId | null
      score: number | null
      joined_at: Moment
      device_hash: Generated<Buffer | null>
      forgotten_at: Generated<Moment | null>
    }
    request_commands: {
      community_id: CommunityId
      id: CommandId
      request_id: RequestId
      fingerprint: Buffer
      answer: Json<CommandAnswer>
      at: Moment
    }
    categories: {
      code: string
      position: number
      group_code: string
      group_names: Json<{ 'zh-CN': string; en: string }>
      names: Json<{ 'zh-CN': string; en: string }>
      start_level: Level
      clock_class: ClockClass
      first_desk: string | null
      version: number
      map_12345: string[]
    }
  }
}
