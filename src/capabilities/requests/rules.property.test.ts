import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test, vi } from 'vitest'
import { remaining, type TimeLimit } from '../../platform/clock/limits.ts'
import { nextMoment } from './deadlines.ts'
import type { Author, RequestEvent, RequestState } from './events.ts'
import { evolve } from './evolve.ts'
import { isAbout, sameHandler } from './ladder.ts'
import { isOpen } from './model.ts'
import { actsFor } from './rules-for-staff.ts'
import { type Life, tick, vacate } from './testing/life.ts'
import { letTimePass, type Plot, play, plots, type Story } from './testing/random-life.ts'
import { everybody, isBeside, plain, rules, without } from './testing/world.ts'

const compare = Temporal.Instant.compare
/** More for a longer look: `FC_RUNS=3000 vitest run …`. */
const numRuns = Number(process.env.FC_RUNS ?? 100)
vi.setConfig({ testTimeout: Math.max(30_000, numRuns * 300) })
const always = (property: (plot: Plot) => void) => fc.assert(fc.property(plots, property), { numRuns })

const everything = [
  ...['reported', 'voice_joined', 'voice_left', 'accepted', 'acted', 'noted', 'told', 'asked', 'answered'],
  ...['answer_timeout', 'resumed', 'planned', 'extended', 'shelved', 'review_due', 'resolved', 'confirmed', 'rated'],
  ...['called_back', 'disputed', 'closed_unconfirmed', 'reopened', 'raised: clock', 'raised: hand', 'raised: vacant'],
  ...['handed_over', 'assigned', 'returned', 'returned for good', 'offered', 'offer_accepted', 'offer_refused'],
  ...['reminded', 'warned', 'supervised', 'reclassified', 'declined', 'redirected', 'merged', 'joined_by_merge'],
  'withdrawn',
]

interface Moment {
  readonly before: RequestState
  readonly event: RequestEvent
  readonly after: RequestState
  readonly at: Temporal.Instant
  readonly author: Author
}

/** Every event of a life after the report, with the state before and after it. */
function momentsOf(life: Life): Moment[] {
  let before = life.born
  return life.happened.slice(1).map(({ event, at, author }) => {
    const after = evolve(before, event, at)
    const moment = { before, event, after, at, author }
    before = after
    return moment
  })
}

test('random lives see everything that can happen', () => {
  const plotted = fc.sample(plots, { numRuns: 900, seed: 20260304 })
  const seen = new Set(
    plotted.flatMap((plot) => play(plot)?.lives ?? []).flatMap(({ happened }) => happened.map(nameOf)),
  )
  expect([...seen].sort()).toEqual([...everything].sort())
})

function nameOf({ event }: Life['happened'][number]): string {
  if (event.type === 'raised') return `raised: ${event.reason}`
  return event.type === 'returned' && event.final ? 'returned for good' : event.type
}

/** Holds for every event in every random life. */
const forEveryEvent = (check: (moment: Moment, life: Life) => void) =>
  always((plot) => {
    for (const life of play(plot)?.lives ?? []) for (const moment of momentsOf(life)) check(moment, life)
  })

describe('whatever anybody does, in whatever order', () => {
  test('an open request has exactly one handler and one live deadline, and an ended one has none', () => {
    always((plot) => {
      play(plot, ({ lives }) => {
        for (const { state } of lives) {
          const open = isOpen(state.status)
          expect([state.handler !== null, state.deadline !== null]).toEqual([open, open])
          if (state.handler) expect(state.level).toBe(state.handler.level)
          const paused = state.status === 'needs_info' || state.status === 'shelved'
          expect([state.pausedFrom !== null, state.left !== null]).toEqual([paused, paused])
          if (state.status === 'resolved') expect(state.deadline?.kind).toBe('confirmation')
          if (state.status === 'needs_info') expect(state.deadline?.kind).toBe('answer')
          if (state.status === 'shelved') expect(state.deadline?.kind).toBe('review')
        }
      })
    })
  })

  test('no voice is lost, and one that has left stays as one that has left', () => {
    always((plot) => {
      const left = new Set<string>()
      play(plot, ({ lives, spoke }: Story) => {
        const voices = lives.flatMap((life) => life.state.voices)
        expect(voices.map((voice) => voice.id).sort()).toEqual([...spoke].sort())
        for (const { id, state } of voices) {
          if (state === 'withdrawn') left.add(id)
          expect(state === 'withdrawn').toBe(left.has(id))
        }
      })
    })
  })

  test('the state is the fold of what happened', () => {
    always((plot) => {
      for (const life of play(plot)?.lives ?? []) {
        expect(plain(momentsOf(life).at(-1)?.after ?? life.born)).toEqual(plain(life.state))
        expect(life.state.sequence).toBe(life.happened.length)
      }
    })
  })

  test('whoever it comes to stands on the ladder at that moment', () => {
    always((plot) => {
      const handlers = new Map<Life, RequestState['handler']>()
      play(plot, ({ lives, ladder }) => {
        for (const life of lives) {
          const { handler } = life.state
          const before = handlers.get(life)
          if (handler && !(before && sameHandler(before, handler))) {
            expect(ladder.map((rung) => rung.handler)).toContainEqual(handler)
          }
          handlers.set(life, handler)
        }
      })
    })
  })

  test('the one complained about is never handler, follower or asked to take it, and does nothing to it', () => {
    always((plot) => {
      for (const life of play(plot)?.lives ?? []) {
        for (const { after, author, event } of [{ after: life.born, author: null, event: null }, ...momentsOf(life)]) {
          const near = [after.handler, after.offer, ...after.followers].filter((one) => one !== null)
          expect(near.filter((handler) => isAbout(after.about, handler))).toEqual([])
          // Who may merge two requests is the service's matter.
          if (author?.kind !== 'staff' || event?.type === 'merged' || event?.type === 'joined_by_merge') continue
          if (after.about?.kind === 'lead') expect(author.personId).not.toBe(after.about.personId)
          if (after.about?.kind === 'desk') expect(author.deskIds).not.toContain(after.about.deskId)
        }
      }
    })
  })

  test('a complaint keeps going around the one complained about when it is merged', () => {
    always((plot) => {
      const story = play(plot)
      for (const life of story?.lives ?? []) {
        if (!life.state.about || !life.state.mergedInto) continue
        const into = story?.lives.find((one) => one.state.id === life.state.mergedInto)
        expect(into?.state.about).toEqual(life.state.about)
      }
    })
  })
})

describe('up, down and back', () => {
  test('down only with the consent of whoever takes it, or for a second handling', () => {
    forEveryEvent(({ before, event, after, author }) => {
      if (after.level >= before.level) return
      if (event.type === 'reopened') return
      if (event.type === 'offer_accepted') expect(before.offer).toEqual(event.to)
      else {
        expect(['assigned', 'handed_over']).toContain(event.type)
        expect(author.kind === 'staff' && actsFor(author, after.handler)).toBe(true)
      }
    })
  })

  test('a second handling is at least at the level that solved it, as long as anybody stands there or above', () => {
    always((plot) => {
      const seen = new Map<Life, number>()
      play(plot, ({ lives, ladder }) => {
        for (const life of lives) {
          const before = seen.get(life) ?? 0
          seen.set(life, life.happened.length)
          const { event } = life.happened.slice(before).findLast((one) => one.event.type === 'reopened') ?? {}
          if (event?.type !== 'reopened') continue
          const solvedAt = life.state.solvedLevel ?? 1
          const there = ladder.some(
            (rung) => rung.handler.level >= solvedAt && !isAbout(life.state.about, rung.handler),
          )
          if (there) expect(event.handler.level).toBeGreaterThanOrEqual(solvedAt)
        }
      })
    })
  })

  test('a return goes sideways or up; the second one goes to the level above, and then nothing is returned', () => {
    forEveryEvent(({ before, event, after }) => {
      if (event.type !== 'returned') return
      expect(before.choiceStands).toBe(false)
      expect(event.final).toBe(before.returns > 0)
      expect(event.to.level).toBeGreaterThanOrEqual(event.from.level)
      if (!event.final) return
      const from = everybody.find((rung) => sameHandler(rung.handler, event.from))
      const to = everybody.find((rung) => sameHandler(rung.handler, event.to))
      expect(to && isBeside(to)).toBe(false)
      if (!(from && isBeside(from))) expect(event.to.level).toBeGreaterThan(event.from.level)
      expect(after.choiceStands).toBe(true)
    })
  })

  test('a hand-over goes sideways only to somebody new to the matter, and never against a choice that stands', () => {
    forEveryEvent(({ before, event }) => {
      if (event.type !== 'handed_over' || event.to.level !== event.from.level) return
      expect(before.choiceStands).toBe(false)
      expect(before.followers.some((follower) => sameHandler(follower, event.to))).toBe(false)
    })
  })

  test('the handler never closes its own case', () => {
    forEveryEvent(({ before, event, after, author }) => {
      if (before.status === 'closed' || after.status !== 'closed') return
      expect(['confirmed', 'called_back', 'closed_unconfirmed']).toContain(event.type)
      if (event.type === 'confirmed') expect(author).toEqual({ kind: 'voice', voiceId: event.voiceId })
      if (event.type === 'closed_unconfirmed') expect(author.kind).toBe('clock')
      if (event.type === 'called_back') {
        expect(author.kind).toBe('staff')
        expect(author.kind === 'staff' && author.personId).not.toBe(before.solvedBy)
        if (before.handler?.kind === 'lead') expect(actsFor(author as never, before.handler)).toBe(false)
      }
    })
  })

  test('when a post falls vacant, its requests go to the next level that is there', () => {
    always((plot) => {
      for (const life of play(plot)?.lives ?? []) {
        const { handler, about } = life.state
        if (!handler) continue
        life.ladder = without(handler).filter((rung) => life.ladder.includes(rung))
        const here = everybody.find((rung) => sameHandler(rung.handler, handler))
        const above = life.ladder.filter(
          (rung) =>
            !isBeside(rung) &&
            !isAbout(about, rung.handler) &&
            (rung.handler.level > handler.level || (here && isBeside(here) && rung.handler.level === handler.level)),
        )
        const outcome = vacate(life)
        const next = above[0]
        if (!next) expect(outcome).toBe('top_of_ladder')
        else expect(life.state).toMatchObject({ handler: next.handler, level: next.handler.level })
        if (next) expect(life.state.followers).not.toContainEqual(handler)
      }
    })
  })
})

describe('clocks', () => {
  test('half and four fifths are told once each, in time, for every clock of every handler', () => {
    always((plot) => {
      for (const life of play(plot)?.lives ?? []) {
        const told = new Set<string>()
        for (const { before, event, at } of momentsOf(life)) {
          if (event.type !== 'reminded' && event.type !== 'warned') continue
          const { deadline } = before
          if (!deadline) throw new Error('told of no deadline')
          expect(compare(at, deadline.dueAt)).toBeLessThan(0)
          const mark = event.type === 'reminded' ? deadline.halfAt : deadline.mostAt
          expect(mark && compare(at, mark)).toBeGreaterThanOrEqual(0)
          // What a plan promised has no length of its own: after a pause its marks are those of what is left.
          const planned = before.clockClass === 'PL' && deadline.kind === 'finish' ? deadline.startAt : ''
          const clock = [event.type, before.handlerSince, deadline.kind, before.extended, planned].join()
          expect(told).not.toContain(clock)
          told.add(clock)
        }
      }
    })
  })

  test('what one sweeper has done is not done again by another', () => {
    always((plot) => {
      play(plot, ({ lives }) => {
        for (const life of lives) {
          const again = { ...life, happened: [...life.happened] }
          const { accept, supervision } = again.state.left ?? {}
          const ranOut = [accept, supervision].some((rest) => rest?.seconds === 0 && rest.uncounted === 0)
          const first = tick(again)
          const second = tick(again)
          // A clock that had run out before a pause is still missed when the pause ends.
          if (ranOut && (first === 'answer_timeout' || first === 'review_due')) {
            expect(second).toMatch(/raised|supervised/)
            expect(tick(again)).toBe('nothing')
          } else expect(second).toBe('nothing')
        }
      })
    })
  })

  test('a clock is missed only when it is over, and its handler is another one then', () => {
    forEveryEvent(({ before, event, after, at }) => {
      if (event.type !== 'raised' || event.missed === null) return
      const { finishAt } = before.promised
      const finishToo = before.finishMissedAt === null && finishAt !== null && compare(finishAt, at) <= 0
      expect(event.missed).toBe(finishToo ? 'finish' : before.deadline?.kind)
      if (finishToo) expect(after.finishMissedAt?.toString()).toBe(finishAt.toString())
      expect(before.deadline && compare(before.deadline.dueAt, at)).toBeLessThanOrEqual(0)
      expect(after.handler && before.handler && sameHandler(after.handler, before.handler)).toBe(false)
    })
  })

  test('no time to accept outlives the finish that was promised', () => {
    forEveryEvent(({ after, at }) => {
      const { deadline, promised, finishMissedAt } = after
      if (deadline?.kind !== 'accept' || !promised.finishAt || finishMissedAt) return
      if (compare(promised.finishAt, at) <= 0) return
      expect(compare(deadline.dueAt, promised.finishAt)).toBeLessThanOrEqual(0)
    })
  })

  test('no edit moves a promise: only what is named does', () => {
    const moving = ['answered', 'answer_timeout', 'resumed', 'review_due', 'planned', 'extended', 'reopened']
    forEveryEvent(({ before, event, after }) => {
      if (!moving.includes(event.type)) expect(plain(after.promised)).toEqual(plain(before.promised))
      if (event.type === 'planned') expect(after.promised.actAt?.toString()).toBe(before.promised.actAt?.toString())
    })
  })

  test('no edit moves the live deadline: a new clock begins only with a new step of the work', () => {
    const still = [
      ...['noted', 'told', 'reclassified', 'voice_joined', 'voice_left', 'joined_by_merge'],
      ...['offered', 'offer_refused', 'rated', 'reminded', 'warned'],
    ]
    forEveryEvent(({ before, event, after }) => {
      const moved = before.deadline?.dueAt.toString() !== after.deadline?.dueAt.toString()
      const hand = event.type === 'supervised' && event.by === 'hand'
      if (still.includes(event.type) || hand) expect(moved).toBe(false)
      if (event.type === 'acted' && moved) {
        expect(before.deadline?.kind).not.toBe(after.deadline?.kind)
        const finish = before.promised.finishAt?.toString()
        if (after.deadline?.kind === 'finish') expect(after.deadline.dueAt.toString()).toBe(finish)
      }
      // A clock that goes on keeps the marks that were told.
      if (!moved && before.deadline && before.deadline.kind === after.deadline?.kind && event.type !== 'reopened') {
        if (sameHandler(before.handler as never, after.handler as never))
          expect(after.deadline.marked).toBeGreaterThanOrEqual(before.deadline.marked)
      }
    })
  })

  test('no neighbour is asked twice without having said anything in between', () => {
    always((plot) => {
      for (const life of play(plot)?.lives ?? []) {
        let waiting = false
        for (const { event } of life.happened) {
          if (event.type === 'asked') {
            expect(waiting).toBe(false)
            waiting = true
          } else if (event.type === 'told' || event.type === 'reopened') waiting = false
        }
      }
    })
  })

  test('a pause gives back exactly what was left', () => {
    always((plot) => {
      for (const life of play(plot)?.lives ?? []) {
        let paused: { state: RequestState; at: Temporal.Instant } | null = null
        for (const { before, event, after, at } of momentsOf(life)) {
          if (event.type === 'asked' || event.type === 'shelved') paused = { state: before, at }
          // A new handler has a time of their own to accept.
          if (paused && event.type === 'raised') paused = { ...paused, state: { ...paused.state, deadline: null } }
          if (!paused || !before.pausedFrom || after.pausedFrom || !isOpen(after.status)) continue
          const { accept, act, finish } = rules.profile[after.clockClass]
          const working: TimeLimit = { kind: 'working_days', days: 1 }
          const left = (limit: TimeLimit | null, from: Temporal.Instant, due?: Temporal.Instant | null) =>
            due ? remaining(limit ?? working, from, due, rules.calendar).seconds : null
          const was = paused.state
          expect(left(act, at, after.promised.actAt)).toBe(left(act, paused.at, was.promised.actAt))
          expect(left(finish, at, after.promised.finishAt)).toBe(left(finish, paused.at, was.promised.finishAt))
          const { deadline } = was
          if (deadline?.kind === 'accept' || deadline?.kind === 'supervision') {
            expect(after.deadline?.kind).toBe(deadline.kind)
            const limit = deadline.kind === 'accept' ? accept : working
            // What is left to accept ends with the finish, whose time is counted in another measure.
            const capped = deadline.kind === 'accept' && plain(after.deadline?.dueAt) === plain(after.promised.finishAt)
            const [now, then] = [left(limit, at, after.deadline?.dueAt), left(limit, paused.at, deadline.dueAt)]
            if (capped) expect(now).toBeLessThanOrEqual(then ?? 0)
            else expect(now).toBe(then)
          }
          paused = null
        }
      }
    })
  })
})

describe('the ladder never ends in silence', () => {
  test('left to the clock, an open request is heard of within sixty days, and every moment the clock names brings something', () => {
    always((plot) => {
      for (const life of play(plot)?.lives ?? []) {
        const { state } = life
        if (!isOpen(state.status) || !state.deadline) continue
        const { deadline } = state
        const { events, idle } = letTimePass(life, 60)
        expect(idle).toBe(null)
        const far = deadline.kind === 'review' || (state.clockClass === 'PL' && deadline.kind === 'finish')
        if (!far) expect(events).toBeGreaterThan(0)
        if (!isOpen(life.state.status) || far) continue
        const { deadline: last } = life.state
        // The top of the ladder is told again and again.
        if (last) expect(nextMoment(last).since(life.now).total('hours')).toBeLessThan(24 * 30)
      }
    })
  })
})
