import type { Temporal } from 'temporal-polyfill'
import type { VoiceId } from '../../../platform/ids.ts'
import type { Author, RequestEvent, RequestState } from '../events.ts'
import type { Ladder } from '../ladder.ts'
import type { Command, Handler, VoiceCommand } from '../model.ts'
import { begin, type Circumstances, type Decision, decide, fold, type ReportFacts } from '../rules.ts'
import { decideJoin, decideMerge } from '../rules-for-voices.ts'
import { commandId, communityId, everybody, local, placeId, requestId, rules, voiceId, worker } from './world.ts'

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** One event, when it happened and who brought it about. */
export interface Happened {
  readonly event: RequestEvent
  readonly at: Temporal.Instant
  readonly author: Author
}

/** One request as it lives: commands are decided by the rules and, when accepted, folded at once. */
export interface Life {
  state: RequestState
  now: Temporal.Instant
  ladder: Ladder
  /** The state right after the report, from which everything that happened can be folded again. */
  readonly born: RequestState
  readonly neighbour: VoiceId
  readonly happened: Happened[]
}

export type Start = Partial<Omit<ReportFacts, 'voice'>> & { ladder?: Ladder }

/** A report at this local time; without more said, a dark light: class D, with the unit lead first. */
export function reportAt(time: string | Temporal.Instant, start: Start = {}): Life {
  const begun = tryReportAt(time, start)
  if (!begun) throw new Error('nobody is there')
  return begun
}

export function tryReportAt(
  time: string | Temporal.Instant,
  { ladder = everybody, ...facts }: Start = {},
): Life | null {
  const now = typeof time === 'string' ? local(time) : time
  const neighbour = voiceId()
  const begun = begin(
    {
      id: requestId(),
      communityId,
      placeId,
      kind: 'help',
      clockClass: 'D',
      about: null,
      category: 'repair.light',
      startLevel: 1,
      firstDesk: null,
      ...facts,
      voice: { id: neighbour, state: 'waiting' },
    },
    { ...rules, now, ladder },
  )
  if (!begun) return null
  const author: Author = { kind: 'voice', voiceId: neighbour }
  const happened = [{ event: begun.event, at: now, author }]
  return { state: begun.state, born: begun.state, now, ladder, neighbour, happened }
}

export function circumstances(life: Life): Circumstances {
  return { ...rules, now: life.now, ladder: life.ladder }
}

function take(life: Life, author: Author, decision: Decision): Decision {
  if (!decision.ok) return decision
  life.state = fold(life.state, decision.events, life.now)
  life.happened.push(...decision.events.map((event) => ({ event, at: life.now, author })))
  return decision
}

/** What came of it, in a word: the types of the events, or the refusal. */
function told(decision: Decision): string {
  return decision.ok ? decision.events.map((event) => event.type).join(', ') || 'nothing' : decision.refusal
}

/** Lets somebody who does this handler's work give a command. */
export function by(life: Life, who: Handler | ReturnType<typeof worker>, command: WithoutId<Command>): string {
  const author = 'personId' in who && 'deskIds' in who ? who : worker(who)
  return told(
    take(life, author, decide(life.state, { ...command, id: commandId() } as Command, author, circumstances(life))),
  )
}

/** Lets a neighbour give a command; the one who reported unless another is named. */
export function says(life: Life, command: WithoutId<VoiceCommand>, voice: VoiceId = life.neighbour): string {
  const author: Author = { kind: 'voice', voiceId: voice }
  const asked = { ...command, id: commandId() } as VoiceCommand
  return told(take(life, author, decide(life.state, asked, author, circumstances(life))))
}

export function join(life: Life, voice: VoiceId): string {
  return told(take(life, { kind: 'voice', voiceId: voice }, decideJoin(life.state, voice)))
}

/** Merges one request into another, as somebody of the community desk would. */
export function merge(from: Life, into: Life, author: Author): string {
  const decided = decideMerge(from.state, into.state)
  if (!decided.ok) return decided.refusal
  take(into, author, decided.into)
  return told(take(from, author, decided.from))
}

/** The sweeper looks at the request now. */
export function tick(life: Life): string {
  return told(
    take(life, { kind: 'clock' }, decide(life.state, { type: 'tick' }, { kind: 'clock' }, circumstances(life))),
  )
}

/** The sweeper looks at the request at this local time. */
export function tickAt(life: Life, time: string): string {
  life.now = local(time)
  return tick(life)
}

/** The handler's post falls vacant. */
export function vacate(life: Life): string {
  const asked = { type: 'vacate' } as const
  return told(take(life, { kind: 'clock' }, decide(life.state, asked, { kind: 'clock' }, circumstances(life))))
}
