import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import type { VoiceId } from '../../../platform/ids.ts'
import { nextMoment } from '../deadlines.ts'
import type { Ladder } from '../ladder.ts'
import { clockClasses, declineReasons, type Handler, isOpen, type Level } from '../model.ts'
import { by, join, type Life, merge, says, tick, tryReportAt, vacate } from './life.ts'
import { everybody, isBeside, voiceId, worker } from './world.ts'

/** What a neighbourhood goes through: a few requests, neighbours, posts that fall vacant and are filled again. */
export interface Story {
  readonly lives: Life[]
  ladder: Ladder
  /** Everybody who ever spoke up. */
  readonly spoke: VoiceId[]
}

const text = '…'
const commands = [
  'accept',
  'act',
  'note',
  'ask',
  'resume',
  'plan',
  'extend',
  'shelve',
  'resolve',
  'raise',
  'hand_over',
  'accept_offer',
  'refuse_offer',
  'return',
  'assign',
  'supervise',
  'reclassify',
  'decline',
  'redirect',
  'call_back',
] as const
/** Those that lead somewhere come more often, so that random lives grow old enough. */
const likely = [
  'ask',
  'shelve',
  'plan',
  'extend',
  'hand_over',
  'accept_offer',
  'return',
  'assign',
  'call_back',
] as const

const index = fc.nat(99)
const steps = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      step: fc.constant('staff'),
      life: index,
      command: fc.oneof(fc.constantFrom(...likely), fc.constantFrom(...commands)),
      /** Mostly somebody who may: of the handler, or of whom it is offered to. */
      who: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom('handler', 'other of the desk') },
        { weight: 1, arbitrary: index },
      ),
      to: index,
      days: fc.integer({ min: -1, max: 30 }),
      solved: fc.boolean(),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ step: fc.constant('goes its way'), life: index, solved: fc.boolean(), how: index }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('voice'),
      life: index,
      command: fc.constantFrom('tell', 'tell', 'confirm', 'withdraw', 'reopen'),
      voice: index,
      solved: fc.boolean(),
      score: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('join'), life: index }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('merge'), life: index, into: index }) },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('wait'),
      minutes: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 3000 })),
    }),
  },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('wait for the clock'), life: index, late: fc.nat(90) }) },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('tick'), life: index }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('a post falls vacant'), post: index }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('a post is filled'), post: index }) },
)
export type Step = typeof steps extends fc.Arbitrary<infer One> ? One : never

const births = fc.record({
  clockClass: fc.constantFrom(...clockClasses),
  startLevel: fc.constantFrom<Level>(1, 1, 2, 3, 4, 4, 4, 5, 6),
  firstDesk: fc.constantFrom('property', 'committee', 'utility', null, null),
  about: fc.option(index, { freq: 3 }),
  restricted: fc.boolean(),
})

/** How a story begins and goes on: the vacant posts, the requests, the moment, and the steps after it. */
export const plots = fc.record({
  vacant: fc.oneof(fc.subarray([...everybody], { maxLength: 3 }), fc.subarray([...everybody])),
  births: fc.array(births, { minLength: 1, maxLength: 3 }),
  start: fc
    .integer({ min: Date.UTC(2026, 0, 2), max: Date.UTC(2026, 8, 1) })
    .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds)),
  steps: fc.array(steps, { minLength: 1, maxLength: 60, size: 'max' }),
})
export type Plot = typeof plots extends fc.Arbitrary<infer One> ? One : never

const handlers = everybody.map((rung) => rung.handler)
function pick<T>(from: readonly T[], at: number): T {
  const found = from[at % from.length]
  if (found === undefined) throw new Error('there is nothing to pick from')
  return found
}

function aboutOf(handler: Handler) {
  return handler.kind === 'lead'
    ? ({ kind: 'lead', personId: handler.personId } as const)
    : ({ kind: 'desk', deskId: handler.deskId } as const)
}

/** The story's first moment. A place where nobody at all answers is refused; then there is no story. */
export function open(plot: Plot): Story | null {
  const ladder = everybody.filter((rung) => !plot.vacant.includes(rung))
  const lives = plot.births.flatMap(({ about, ...birth }) => {
    const life = tryReportAt(plot.start, {
      ...birth,
      about: about === null ? null : aboutOf(pick(handlers, about)),
      ladder,
    })
    return life ? [life] : []
  })
  return lives.length === 0 ? null : { lives, ladder, spoke: lives.map((life) => life.neighbour) }
}

/** One step of a story. What the rules refuse changes nothing. */
export function go(story: Story, given: Step): void {
  const life = 'life' in given ? pick(story.lives, given.life) : pick(story.lives, 0)
  switch (given.step) {
    case 'staff':
      giveCommand(life, given as Extract<Step, { days: number }>)
      return
    case 'voice': {
      const { command, voice, solved, score } = given as Extract<Step, { voice: number }>
      if (life.state.voices.length === 0) return
      const speaks = pick(life.state.voices, voice).id
      if (command === 'tell') says(life, { type: 'tell', text, photos: [] }, speaks)
      else if (command === 'withdraw' && voice % 4 > 0) return
      else if (command === 'confirm') says(life, { type: 'confirm', solved, score, text }, speaks)
      else says(life, { type: command, text }, speaks)
      return
    }
    case 'goes its way':
      goOn(life, given as Extract<Step, { how: number }>)
      return
    case 'join': {
      const voice = voiceId()
      if (join(life, voice) === 'voice_joined') story.spoke.push(voice)
      return
    }
    case 'merge':
      merge(
        life,
        pick(story.lives, (given as Extract<Step, { into: number }>).into),
        worker(handlers[4] ?? pick(handlers, 0)),
      )
      return
    case 'wait': {
      const { minutes } = given as Extract<Step, { minutes: number }>
      for (const one of story.lives) one.now = one.now.add({ minutes })
      return
    }
    case 'wait for the clock': {
      const { deadline } = life.state
      if (!deadline) return
      const { late } = given as Extract<Step, { late: number }>
      const then = nextMoment(deadline).add({ minutes: late })
      if (Temporal.Instant.compare(then, life.now) <= 0) return
      for (const one of story.lives) one.now = then
      return
    }
    case 'tick':
      tick(life)
      return
    case 'a post falls vacant': {
      const gone = pick(everybody, (given as Extract<Step, { post: number }>).post)
      // The last one on the way up cannot be taken away: a community's set-up does not allow it.
      if (story.ladder.every((rung) => rung === gone || isBeside(rung))) return
      setLadder(
        story,
        story.ladder.filter((rung) => rung !== gone),
      )
      for (const one of story.lives) if (one.state.handler && same(one.state.handler, gone.handler)) vacate(one)
      return
    }
    case 'a post is filled': {
      const back = pick(everybody, (given as Extract<Step, { post: number }>).post)
      setLadder(
        story,
        everybody.filter((rung) => rung === back || story.ladder.includes(rung)),
      )
    }
  }
}

function setLadder(story: Story, ladder: Ladder): void {
  story.ladder = ladder
  for (const life of story.lives) life.ladder = ladder
}

function same(one: Handler, other: Handler): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What would naturally come next. */
function goOn(life: Life, { solved, how }: Extract<Step, { how: number }>): void {
  const { status, handler, voices, offer } = life.state
  const voice = voices.length > 0 ? pick(voices, how).id : life.neighbour
  if (offer && how % 3 > 0) by(life, offer, { type: how % 3 === 1 ? 'accept_offer' : 'refuse_offer', text })
  else if (status === 'reported' && handler) by(life, handler, { type: 'accept' })
  else if (status === 'accepted' && handler)
    by(life, handler, { type: how % 3 === 0 ? 'act' : 'resolve', text, photos: [] })
  else if (status === 'shelved' && handler) by(life, handler, { type: 'resume', text })
  else if (status === 'needs_info') says(life, { type: 'tell', text, photos: [] }, voice)
  else if (status === 'resolved' && how % 2 === 0) says(life, { type: 'confirm', solved, text }, voice)
  else if (status === 'resolved' && handler) {
    const other = worker(how % 3 === 0 ? pick(handlers, how) : handler, how % 5 === 0 ? 0 : 1)
    by(life, other, { type: 'call_back', voiceId: voice, solved, text })
  } else if (status === 'closed') says(life, { type: 'reopen', text }, voice)
}

function giveCommand(life: Life, given: Extract<Step, { days: number }>): void {
  const { handler, offer } = life.state
  const level = given.command === 'return' && given.to % 5 > 0 ? (handler?.level ?? 1) : 1
  const to = pick(
    handlers.filter((one) => one.level >= level),
    given.to,
  )
  const answersOffer = given.command === 'accept_offer' || given.command === 'refuse_offer'
  const near = (answersOffer ? offer : handler) ?? to
  const author =
    typeof given.who === 'number'
      ? worker(pick(handlers, given.who), given.solved ? 0 : 1)
      : worker(near, given.who === 'other of the desk' ? 1 : 0)
  const day = life.now
    .add({ hours: 24 * given.days })
    .toZonedDateTimeISO('Asia/Shanghai')
    .toPlainDate()
    .toString()
  const type = given.command
  switch (type) {
    case 'accept':
    case 'accept_offer':
      return void by(life, author, { type })
    case 'act':
    case 'resolve':
      return void by(life, author, { type, text, photos: [] })
    case 'note':
      return void by(life, author, { type, text, photos: [], public: given.solved })
    case 'plan':
      return void by(life, author, { type, text, dueDay: day })
    case 'shelve':
      return void by(life, author, { type, text, reviewDay: day })
    case 'extend':
      return void by(life, author, { type, text, workingDays: 1 + (given.to % 10) })
    case 'hand_over':
    case 'return':
    case 'assign':
      return void by(life, author, { type, text, to })
    case 'reclassify':
      return void by(life, author, { type, category: 'repair.door' })
    case 'decline':
      // Ends come late enough in a random life when they are asked for rarely.
      if (given.to % 10 === 0) by(life, author, { type, reason: declineReasons[0], text, route: text })
      return
    case 'redirect':
      if (given.to % 10 === 0) by(life, author, { type, text })
      return
    case 'call_back': {
      const voice = life.state.voices[given.to % Math.max(1, life.state.voices.length)]
      if (voice) by(life, author, { type, voiceId: voice.id, solved: given.solved, text })
      return
    }
    default:
      return void by(life, author, { type, text })
  }
}

/** Goes through a whole plot; `look` sees every step's outcome. Returns null where there was nobody to begin with. */
export function play(plot: Plot, look: (story: Story) => void = () => {}): Story | null {
  const story = open(plot)
  if (!story) return null
  look(story)
  for (const step of plot.steps) {
    go(story, step)
    look(story)
  }
  return story
}

/** Ticks a request whenever its clock asks for it, for this many days; says what happened how long after its start. */
export function letTimePass(life: Life, days: number): { events: number; idle: string | null } {
  const end = life.now.add({ hours: 24 * days })
  let events = 0
  while (isOpen(life.state.status) && life.state.deadline) {
    const then = nextMoment(life.state.deadline)
    if (Temporal.Instant.compare(then, end) > 0) break
    if (Temporal.Instant.compare(then, life.now) > 0) life.now = then
    const happened = tick(life)
    if (happened === 'nothing') return { events, idle: `${life.state.deadline.kind} at ${then}` }
    events += 1
  }
  return { events, idle: null }
}
