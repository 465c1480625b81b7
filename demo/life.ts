import { listenOf, restrictedCategories, uncategorised } from '../src/capabilities/requests/catalogue.ts'
import { nextMoment } from '../src/capabilities/requests/deadlines.ts'
import type { Author, RequestEvent, RequestState } from '../src/capabilities/requests/events.ts'
import {
  type About,
  type Command,
  isOpen,
  type Kind,
  type Listen,
  type VoiceCommand,
} from '../src/capabilities/requests/model.ts'
import { begin, type Decision, decide, evolve } from '../src/capabilities/requests/rules.ts'
import { decideJoin } from '../src/capabilities/requests/rules-for-voices.ts'
import type { CommandId, RequestId, VoiceId } from '../src/platform/ids.ts'
import type { DemoPlace } from './places.ts'
import type { Random } from './random.ts'
import type { Staff, World } from './world.ts'

export interface DemoVoice {
  readonly id: VoiceId
  readonly name: string | null
  readonly phone: string | null
  readonly joinedAt: number
}
export interface DemoEvent {
  readonly event: RequestEvent
  readonly at: number
  readonly author: Author
  readonly sequence: number
}
/** What a neighbour reports. */
export interface DemoReport {
  readonly at: number
  readonly place: DemoPlace
  /** null: told in a sentence, sorted by nobody. */
  readonly category: string | null
  readonly kind: Kind
  readonly channel: 'plaque' | 'lead' | 'desk' | 'phone' | 'api'
  readonly text: string
  readonly confidential?: boolean
  readonly about?: About | null
  readonly voice: Omit<DemoVoice, 'joinedAt'>
  /** Neighbours who join, and when. */
  readonly joining?: readonly DemoVoice[]
}

// A command needs an id on the wire; what is written here never went over one.
const id = '00000000-0000-7000-8000-000000000000' as CommandId
type Without<T> = T extends unknown ? Omit<T, 'id'> : never
export type StaffStep = Without<Command>
export type VoiceStep = Without<VoiceCommand>

/** One request, lived through by the real rules: every event of it was decided by them at its simulated moment. */
export class Life {
  readonly world: World
  readonly report: DemoReport
  readonly listen: Listen
  readonly events: DemoEvent[] = []
  readonly voices: DemoVoice[]
  readonly scores = new Map<VoiceId, number>()
  state: RequestState
  /** When the last thing happened. */
  at: number
  #joining: DemoVoice[]

  constructor(world: World, report: DemoReport, random: Random) {
    const line = report.category === null ? null : world.category(report.category)
    const { startLevel, clockClass } = line ?? uncategorised
    const begun = begin(
      {
        id: random.id<RequestId>(report.at),
        communityId: world.places.communityId,
        placeId: report.place.id,
        kind: report.kind,
        clockClass,
        about: report.about ?? null,
        voice: { id: report.voice.id, state: 'waiting' },
        category: report.category,
        startLevel,
        firstDesk: line?.firstDesk ?? null,
        restricted: restrictedCategories.includes(report.category ?? ''),
      },
      world.circumstances(report.place, report.at),
    )
    if (!begun) throw new Error('nobody answers for a place of the demo')
    this.world = world
    this.report = report
    this.listen = listenOf(report.category)
    this.state = begun.state
    this.at = report.at
    this.voices = [{ ...report.voice, joinedAt: report.at }]
    this.#joining = [...(report.joining ?? [])].sort((a, b) => a.joinedAt - b.joinedAt)
    this.events.push({
      event: begun.event,
      at: report.at,
      author: { kind: 'voice', voiceId: report.voice.id },
      sequence: 1,
    })
  }

  get open(): boolean {
    return isOpen(this.state.status)
  }

  /**
   * Lets time pass: neighbours join, clocks remind and raise, a post falls vacant, each at its own moment.
   * @param orRaised stop when somebody else becomes the handler, who will go about it in their own time
   * @returns whether it came as far as asked
   */
  advance(to: number, orRaised = false): boolean {
    const clock = { kind: 'clock' } as const
    while (this.open) {
      const { deadline, handler, raises } = this.state
      const due = deadline ? nextMoment(deadline).epochMilliseconds : Number.POSITIVE_INFINITY
      const vacant = handler ? this.world.vacantFrom(handler, this.report.place) : Number.POSITIVE_INFINITY
      const joins = this.#joining[0]?.joinedAt ?? Number.POSITIVE_INFINITY
      const next = Math.min(due, vacant, joins)
      if (next > to) return true
      const at = Math.max(next, this.at)
      if (next === joins) this.#join(at)
      else this.#record(at, clock, this.#decide({ type: next === vacant ? 'vacate' : 'tick' }, clock, at))
      if (orRaised && this.state.raises > raises) return false
    }
    return true
  }

  /** Somebody of the leads or desks does something. @returns whether the rules allowed it */
  staff(at: number, author: Staff, step: StaffStep): boolean {
    const done = this.#record(at, author, this.#decide({ ...step, id } as Command, author, at))
    if (done && step.type === 'call_back' && step.score) this.scores.set(step.voiceId, step.score)
    return done
  }

  /** The neighbour does something. @returns whether the rules allowed it */
  voice(at: number, voiceId: VoiceId, step: VoiceStep): boolean {
    const author = { kind: 'voice', voiceId } as const
    const done = this.#record(at, author, this.#decide({ ...step, id } as VoiceCommand, author, at))
    if (done && step.type === 'confirm' && step.score) this.scores.set(voiceId, step.score)
    return done
  }

  /** Writes down what was decided together with another request: a merge. */
  write(at: number, author: Author, decision: Decision): void {
    this.#record(at, author, decision)
  }

  #join(at: number): void {
    const voice = this.#joining.shift()
    if (!voice) return
    if (this.#record(at, { kind: 'voice', voiceId: voice.id }, decideJoin(this.state, voice.id))) {
      this.voices.push({ ...voice, joinedAt: at })
    }
  }

  #decide(command: Parameters<typeof decide>[1], author: Author, at: number): Decision {
    return decide(this.state, command, author, this.world.circumstances(this.report.place, at))
  }

  #record(at: number, author: Author, decision: Decision): boolean {
    if (!decision.ok) {
      if (author.kind === 'clock') throw new Error(`the clock was refused: ${decision.refusal}`)
      return false
    }
    const moment = this.world.circumstances(this.report.place, at).now
    for (const event of decision.events) {
      this.state = evolve(this.state, event, moment)
      this.events.push({ event, at, author, sequence: this.state.sequence })
    }
    if (author.kind === 'clock' && decision.events.length === 0) throw new Error('the clock looked too early')
    this.at = at
    return decision.events.length > 0
  }
}
