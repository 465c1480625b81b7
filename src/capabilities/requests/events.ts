import type { Temporal } from 'temporal-polyfill'
import type { Remaining } from '../../platform/clock/limits.ts'
import type { CommunityId, DeskId, PersonId, PlaceId, RequestId, VoiceId } from '../../platform/ids.ts'
import type { About, ClockClass, Handler, Kind, Level, Status } from './model.ts'

/** The one live deadline of an open request. Its moments are fixed when it starts; no edit resets them. */
export interface Deadline {
  readonly kind: 'accept' | 'act' | 'finish' | 'supervision' | 'answer' | 'review' | 'confirmation'
  readonly startAt: Temporal.Instant
  readonly dueAt: Temporal.Instant
  /** When half and four fifths are used; null where nobody is reminded. */
  readonly halfAt: Temporal.Instant | null
  readonly mostAt: Temporal.Instant | null
  /** The last mark that was told, so that none is told twice. */
  readonly marked: 0 | 50 | 80
}

/** Due times promised at the start; null: not promised (yet). */
export interface Promised {
  readonly actAt: Temporal.Instant | null
  readonly finishAt: Temporal.Instant | null
}

/** What was left of each clock when it was stopped, in its own measure. */
export interface Left {
  readonly accept: Remaining | null
  readonly act: Remaining | null
  readonly finish: Remaining | null
  /** Of a supervision that was under way; not there where none was. */
  readonly supervision?: Remaining
}

export type VoiceState = 'waiting' | 'confirmed' | 'disputed' | 'withdrawn'
export interface Voice {
  readonly id: VoiceId
  readonly state: VoiceState
}

/** Who asks: the neighbour, somebody of the leads or desks, or the clock itself. */
export type Author =
  | {
      readonly kind: 'voice'
      readonly voiceId: VoiceId
      /** Who they are, when they had signed in. */
      readonly personId?: PersonId | null
    }
  | {
      readonly kind: 'staff'
      readonly personId: PersonId
      /** Desks whose work this person does. */
      readonly deskIds: readonly DeskId[]
      readonly level: Level
    }
  | { readonly kind: 'clock' }

/** Why a request went up. `about`: the one complained about was gone around. */
export type RaiseReason = 'clock' | 'hand' | 'vacant'

/**
 * What can happen to a request. An event says all that the fold needs, deadlines included, so that the state can be
 * computed again from events alone, without a calendar. `deadline: undefined` leaves the live one as it is.
 */
export type RequestEvent =
  | {
      type: 'reported'
      category: string | null
      handler: Handler
      followers: readonly Handler[]
      /** Levels that nobody answered for and that were passed: a gap of coverage. */
      passed: readonly Level[]
      deadline: Deadline
      promised: Promised
      /** When it was let through, where it was held first, and by what: the clocks begin then. */
      releasedAt?: Temporal.Instant
      releasedBy?: 'staff' | 'proof'
    }
  | { type: 'voice_joined'; voiceId: VoiceId }
  | { type: 'voice_left'; voiceId: VoiceId }
  | { type: 'accepted'; deadline: Deadline }
  | { type: 'acted'; deadline: Deadline; text: string }
  | { type: 'noted'; text: string; public: boolean }
  | { type: 'told'; voiceId: VoiceId; text: string }
  | { type: 'asked'; text: string; deadline: Deadline; left: Left; from: 'reported' | 'accepted' }
  | { type: 'answered'; text: string; deadline: Deadline; promised: Promised }
  | { type: 'answer_timeout'; deadline: Deadline; promised: Promised }
  | { type: 'resumed'; text: string; deadline: Deadline; promised: Promised }
  | { type: 'planned'; text: string; deadline: Deadline; promised: Promised }
  | { type: 'extended'; text: string; workingDays: number; deadline: Deadline; promised: Promised }
  | { type: 'shelved'; text: string; reviewDay: string; deadline: Deadline; left: Left; from: 'accepted' }
  | { type: 'review_due'; deadline: Deadline; promised: Promised }
  | { type: 'resolved'; text: string; level: Level; personId: PersonId; deadline: Deadline }
  | { type: 'confirmed'; voiceId: VoiceId; score: number | null; text: string }
  | { type: 'rated'; voiceId: VoiceId; score: number | null; text: string }
  | { type: 'called_back'; voiceId: VoiceId; score: number | null; text: string }
  | { type: 'disputed'; voiceId: VoiceId; score: number | null; text: string; calledBack: boolean }
  | { type: 'closed_unconfirmed' }
  | {
      type: 'reopened'
      text: string
      handler: Handler
      passed: readonly Level[]
      deadline: Deadline
      promised: Promised
    }
  | {
      type: 'raised'
      reason: RaiseReason
      from: Handler
      to: Handler
      passed: readonly Level[]
      text: string
      /** Which clock was missed, when it was the clock. */
      missed: Deadline['kind'] | null
      deadline: Deadline
    }
  | { type: 'handed_over'; from: Handler; to: Handler; text: string; deadline: Deadline }
  | { type: 'assigned'; from: Handler; to: Handler; text: string; deadline: Deadline; final: boolean }
  | { type: 'returned'; from: Handler; to: Handler; text: string; deadline: Deadline; final: boolean }
  | { type: 'offered'; from: Handler; to: Handler; text: string }
  | { type: 'offer_accepted'; from: Handler; to: Handler; deadline: Deadline }
  | { type: 'offer_refused'; to: Handler; text: string }
  | { type: 'reminded'; deadline: Deadline }
  | { type: 'warned'; next: Handler | null; deadline: Deadline }
  | { type: 'supervised'; by: 'clock' | 'hand'; text: string; deadline: Deadline | undefined }
  | { type: 'reclassified'; category: string }
  | { type: 'declined'; reason: string; text: string; route: string }
  | { type: 'redirected'; text: string }
  | { type: 'merged'; into: RequestId }
  | { type: 'joined_by_merge'; from: RequestId; voices: readonly Voice[] }
  | { type: 'withdrawn'; text: string }

export type EventType = RequestEvent['type']

/** Events that stay among staff. Everything else is part of the story that the neighbour reads. */
const staffOnly: ReadonlySet<EventType> = new Set(['reminded', 'warned', 'reclassified', 'offered', 'offer_refused'])
export function audienceOf(event: RequestEvent): 'public' | 'staff' {
  if (event.type === 'noted') return event.public ? 'public' : 'staff'
  if (event.type === 'supervised' && event.by === 'hand') return 'staff'
  return staffOnly.has(event.type) ? 'staff' : 'public'
}

/** The current row of a request: the fold of its events, kept for queries. */
export interface RequestState {
  readonly id: RequestId
  readonly communityId: CommunityId
  readonly placeId: PlaceId
  readonly kind: Kind
  readonly clockClass: ClockClass
  readonly about: About | null
  readonly status: Status
  readonly category: string | null
  /** The level of the present handler, or of the last one. */
  readonly level: Level
  /** Exactly one while open, null after. */
  readonly handler: Handler | null
  readonly handlerSince: Temporal.Instant
  readonly followers: readonly Handler[]
  readonly offer: Handler | null
  readonly deadline: Deadline | null
  readonly promised: Promised
  readonly left: Left | null
  readonly pausedFrom: 'reported' | 'accepted' | null
  /** The neighbour was asked and has said nothing since, also when the question has run out of time. */
  readonly unanswered: boolean
  readonly acted: boolean
  readonly finishMissedAt: Temporal.Instant | null
  readonly voices: readonly Voice[]
  readonly solvedLevel: Level | null
  readonly solvedBy: PersonId | null
  readonly returns: number
  /** Set by the second return: the choice of the level above stands and cannot be returned again. */
  readonly choiceStands: boolean
  readonly raises: number
  readonly reopenings: number
  readonly extended: boolean
  readonly supervised: boolean
  readonly mergedInto: RequestId | null
  readonly reportedAt: Temporal.Instant
  readonly acceptedAt: Temporal.Instant | null
  readonly actedAt: Temporal.Instant | null
  readonly resolvedAt: Temporal.Instant | null
  readonly closedAt: Temporal.Instant | null
  readonly closing: 'confirmed' | 'called_back' | 'unconfirmed' | null
  readonly score: number | null
  /** How many events it has; the next one takes this number plus one. */
  readonly sequence: number
}
