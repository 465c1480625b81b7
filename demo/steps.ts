import type { Status } from '../src/capabilities/requests/model.ts'
import type { VoiceId } from '../src/platform/ids.ts'
import type { Life, StaffStep, VoiceStep } from './life.ts'
import type { Random } from './random.ts'
import { deskHandler } from './world.ts'

/** What somebody will do at a moment; it answers whether the rules allowed it. */
export interface Step {
  readonly at: number
  /** Planned by whoever handles it then: falls when somebody else has become the handler before. */
  readonly ofHandler?: boolean
  readonly take: (at: number) => boolean
}
/** How people go on with one request: they do something, look at what came of it, and do the next thing. */
export type Course = Generator<Step, void, boolean>

/** Something out of the ordinary that happens once in a life. */
export interface Turn {
  readonly when: Status
  readonly fits: (life: Life) => boolean
  readonly course: (life: Life, random: Random) => Course
}

/** Follows a course up to the real now; what has not come by then has not happened. */
export function live(life: Life, course: Course): Life {
  const { now } = life.world
  for (let next = course.next(); !next.done; ) {
    const at = Math.max(Math.round(next.value.at / 1000) * 1000, life.at + 1000)
    if (at > now) break
    const still = life.advance(at, next.value.ofHandler)
    next = course.next(still && next.value.take(Math.max(at, life.at)))
  }
  life.advance(now)
  return life
}

export function byHandler(life: Life, random: Random, at: number, step: StaffStep): Step {
  return {
    at,
    ofHandler: true,
    take: (moment) => {
      const { handler } = life.state
      return handler !== null && life.staff(moment, life.world.worksFor(handler, random), step)
    },
  }
}
export function byDesk(
  life: Life,
  random: Random,
  at: number,
  kind: 'community' | 'subdistrict',
  step: StaffStep,
): Step {
  const desk = deskHandler(life.world.desk(kind, life.report.place))
  return {
    at,
    take: (moment) => life.staff(moment, life.world.worksFor(desk, random, life.state.solvedBy), step),
  }
}
export function byVoice(life: Life, at: number, step: VoiceStep, voiceId: VoiceId = firstVoice(life)): Step {
  return { at, take: (moment) => life.voice(moment, voiceId, step) }
}
/** The first neighbour who is still with it. */
export const firstVoice = (life: Life): VoiceId =>
  life.state.voices.find((voice) => voice.state !== 'withdrawn')?.id ?? life.report.voice.id
