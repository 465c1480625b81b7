import type { Temporal } from 'temporal-polyfill'
import { acceptDeadline, promisedAt } from './deadlines.ts'
import type { Circumstances, ClockCommand, Decision } from './decision.ts'
import type { Author, RequestEvent, RequestState, Voice } from './events.ts'
import { type Birth, bear, evolve } from './evolve.ts'
import { firstFor, leadsBelow, type Rung } from './ladder.ts'
import type { Command, Level, VoiceCommand } from './model.ts'
import { decideForClock } from './rules-for-clock.ts'
import { decideForStaff } from './rules-for-staff.ts'
import { decideForVoice } from './rules-for-voices.ts'

/** What a report says to the rules. */
export interface ReportFacts extends Omit<Birth, 'voice'> {
  readonly voice: Voice
  readonly category: string | null
  readonly startLevel: Level
  /** The desk that the catalogue names first for this category, when the place has one. */
  readonly firstDesk: Rung['kind'] | null
  /** Only for who handles it and the desk: the leads of the place do not follow. */
  readonly restricted?: boolean
  /** When it was sent, where it was held first: that is its time, and the clocks begin only now. */
  readonly held?: { readonly since: Temporal.Instant; readonly releasedBy: 'staff' | 'proof' } | undefined
}

/**
 * Where a report starts. A complaint that names nobody may be about the nearest lead, or the desk named first: it starts
 * with the community, or higher, and no lead follows.
 */
export function startOf(
  facts: Pick<ReportFacts, 'kind' | 'about' | 'startLevel' | 'firstDesk' | 'restricted'>,
): Required<Pick<ReportFacts, 'startLevel' | 'firstDesk' | 'restricted'>> {
  const { startLevel, firstDesk, restricted = false } = facts
  if (facts.kind !== 'complaint' || facts.about !== null) return { startLevel, firstDesk, restricted }
  return { startLevel: Math.max(startLevel, 4) as Level, firstDesk: null, restricted: true }
}

/**
 * A report becomes a request: its first handler is the nearest who answers at the category's start level, levels with
 * nobody in them are passed at once, and the leads below go on following. Where nobody stands so high, the highest below
 * takes it.
 * @returns null when the place has no ladder at all, which the set-up of a community does not allow
 */
export function begin(
  facts: ReportFacts,
  circumstances: Circumstances,
): { event: Extract<RequestEvent, { type: 'reported' }>; state: RequestState } | null {
  const { id, communityId, placeId, kind, clockClass, about, voice, category } = facts
  const { startLevel, firstDesk, restricted } = startOf(facts)
  const found = firstFor(circumstances.ladder, startLevel, facts.about, firstDesk)
  if (!found) return null
  const event = {
    type: 'reported',
    category,
    handler: found.handler,
    followers: restricted ? [] : leadsBelow(circumstances.ladder, found.handler.level, facts.about),
    passed: found.passed,
    deadline: acceptDeadline(facts.clockClass, circumstances.now, circumstances),
    promised: promisedAt(facts.clockClass, circumstances.now, circumstances),
    ...(facts.held && { releasedAt: circumstances.now, releasedBy: facts.held.releasedBy }),
  } as const
  const at = facts.held?.since ?? circumstances.now
  return { event, state: bear({ id, communityId, placeId, kind, clockClass, about, voice }, event, at) }
}

/**
 * (state, command, circumstances) → events, or a refusal. The one place that decides what may happen to a request;
 * the lead's app decides by it offline exactly as the server does.
 */
export function decide(
  state: RequestState,
  command: Command | VoiceCommand | ClockCommand,
  author: Author,
  circumstances: Circumstances,
): Decision {
  if (author.kind === 'clock') return decideForClock(state, command as ClockCommand, circumstances)
  if (author.kind === 'voice') return decideForVoice(state, command as VoiceCommand, author, circumstances)
  return decideForStaff(state, command as Command, author, circumstances)
}

/** Folds events onto a state. */
export function fold(state: RequestState, events: readonly RequestEvent[], at: Temporal.Instant): RequestState {
  return events.reduce((current, event) => evolve(current, event, at), state)
}

export type { Circumstances, ClockCommand, Decision, Refusal } from './decision.ts'
export { bear, evolve } from './evolve.ts'
