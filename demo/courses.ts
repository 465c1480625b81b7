import { workingDayAfter } from './hours.ts'
import type { Life } from './life.ts'
import { acceptedAt, actedAt, answeredAt, calledBackAt, daysLater, reached, resolvedAt } from './pace.ts'
import type { Random } from './random.ts'
import { byDesk, byHandler, byVoice, type Course, firstVoice, type Turn } from './steps.ts'
import { answers } from './words/answers.ts'
import { fill } from './words/fill.ts'
import { doneFor, type Words } from './words/words.ts'

/** How it ends. `silence`: nobody answers, and three days later it counts as unconfirmed. */
export type Ending = 'confirmed' | 'called_back' | 'silence' | 'rated_late' | 'disputed' | 'refused_call' | 'reopened'

/** What makes one course differ from another. */
export interface Plot {
  readonly words: Words
  /** How many times longer than usual everything takes. */
  readonly slow: number
  readonly turns: readonly Turn[]
  readonly ending: Ending
}

/** From the report to its end. */
export function* wholeLife(life: Life, random: Random, plot: Plot): Course {
  yield* solve(life, random, plot)
  if (life.state.status === 'resolved') yield* finish(life, random, plot)
}

/** Until it is solved, by whoever answers for it meanwhile; the clock may have handed it over between two steps. */
export function* solve(life: Life, random: Random, plot: Plot): Course {
  const turns = [...plot.turns]
  for (let round = 0; round < 40 && life.open && life.state.status !== 'resolved'; round++) {
    const { status } = life.state
    const turn = turns.findIndex((one) => one.when === status && one.fits(life))
    const [taken] = turn < 0 ? [] : turns.splice(turn, 1)
    if (taken) yield* taken.course(life, random)
    else if (status === 'reported')
      yield byHandler(life, random, acceptedAt(life, random, plot.slow), { type: 'accept' })
    else if (status === 'accepted') yield* work(life, random, plot)
    else if (status === 'needs_info') yield* answer(life, random)
    else
      yield byHandler(life, random, daysLater(life.at, 6, 12, random), {
        type: 'resume',
        text: random.pick(answers.resumed),
      })
  }
}

function* work(life: Life, random: Random, plot: Plot): Course {
  const { clockClass, promised, acted } = life.state
  if (clockClass === 'PL' && !promised.finishAt) {
    const at = actedAt(life, random)
    const dueDay = workingDayAfter(at, random.between(8, 20), life.world.calendar)
    yield byHandler(life, random, at, { type: 'plan', text: random.pick(answers.planned), dueDay })
  } else if (!acted && clockClass !== 'C' && random.chance(clockClass === 'D' ? 0.6 : 0.95)) {
    yield byHandler(life, random, actedAt(life, random), {
      type: 'act',
      text: random.pick(plot.words.does),
      photos: [],
    })
  }
  const any = random.pick(plot.words.done)
  yield byHandler(life, random, resolvedAt(life, random, plot.slow), {
    type: 'resolve',
    text: doneFor(plot.words, life.report.text) ?? any,
    photos: [],
  })
}

function* answer(life: Life, random: Random): Course {
  const silent = random.chance(0.2)
  const at = silent ? life.at + 73 * 3_600_000 : answeredAt(life.at, random)
  const text = fill(random.pick(answers.told), random)
  // Who does not answer is not waited for longer than three days; whatever comes after that is simply added.
  yield silent
    ? byHandler(life, random, reached(life, at, random), {
        type: 'note',
        text: random.pick(answers.noted),
        public: true,
        photos: [],
      })
    : byVoice(life, at, { type: 'tell', text, photos: [] })
}

const scores = [
  [5, 60],
  [4, 26],
  [3, 8],
  [2, 4],
  [1, 2],
] as const

function* confirm(life: Life, random: Random, at: number): Course {
  const score = random.chance(0.85) ? random.weighted(scores) : undefined
  const text = random.pick(score !== undefined && score < 4 ? answers.soso : answers.confirmed)
  yield byVoice(life, at, { type: 'confirm', solved: true, text, ...(score !== undefined && { score }) })
}

/** Solved, say those who handled it: what the neighbours say to that. */
function* finish(life: Life, random: Random, plot: Plot): Course {
  const later = answeredAt(life.at, random)
  const voiceId = firstVoice(life)
  switch (plot.ending) {
    case 'silence':
      return
    case 'confirmed':
      return yield* confirm(life, random, later)
    case 'called_back': {
      const score = random.chance(0.5) ? { score: random.weighted(scores) } : {}
      const text = random.pick(answers.calledBack)
      yield byDesk(life, random, calledBackAt(life, random), 'community', {
        type: 'call_back',
        voiceId,
        solved: true,
        text,
        ...score,
      })
      return
    }
    case 'rated_late':
      return yield* confirm(life, random, daysLater(life.at, 4, 7, random))
    case 'disputed':
      yield byVoice(life, later, { type: 'confirm', solved: false, text: random.pick(answers.disputed) })
      break
    case 'refused_call':
      yield byDesk(life, random, calledBackAt(life, random), 'community', {
        type: 'call_back',
        voiceId,
        solved: false,
        text: random.pick(answers.disputed),
      })
      break
    case 'reopened':
      yield* confirm(life, random, later)
      yield byVoice(life, daysLater(life.at, 2, 9, random), { type: 'reopen', text: random.pick(answers.reopened) })
  }
  if (life.state.status !== 'reported') return
  yield* solve(life, random, { ...plot, turns: [] })
  yield* confirm(life, random, answeredAt(life.at, random))
}
