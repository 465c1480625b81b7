import type { Temporal } from 'temporal-polyfill'
import type { ClockRules } from './deadlines.ts'
import type { RequestEvent } from './events.ts'
import type { Ladder } from './ladder.ts'

/** Why something may not be done. Each has its words in the message files, as `requests.refusal.<code>`. */
export type Refusal =
  | 'not_open'
  | 'wrong_status'
  | 'not_handler'
  | 'own_case'
  | 'top_of_ladder'
  | 'nowhere_to_go'
  | 'same_handler'
  | 'not_on_ladder'
  | 'complained_about'
  | 'down_needs_acceptance'
  | 'return_too_late'
  | 'choice_stands'
  | 'no_offer'
  | 'extension_used'
  | 'extension_not_for_class'
  | 'plan_not_for_class'
  | 'day_not_ahead'
  | 'voice_unknown'
  | 'voice_answered'
  | 'reopen_too_late'
  | 'merge_with_itself'
  | 'merge_other_way'
  | 'merge_restricted'
  | 'asked_already'
  | 'day_too_far'
  | 'level_too_low'

export type Decision = { ok: true; events: readonly RequestEvent[] } | { ok: false; refusal: Refusal }

/** All that a decision depends on besides the request itself. */
export interface Circumstances extends ClockRules {
  readonly now: Temporal.Instant
  readonly ladder: Ladder
}

/** What the clock asks: look at the live deadline; or the handler's post fell vacant. */
export type ClockCommand = { type: 'tick' } | { type: 'vacate' }

export const accepted = (...events: RequestEvent[]): Decision => ({ ok: true, events })
export const refused = (refusal: Refusal): Decision => ({ ok: false, refusal })
