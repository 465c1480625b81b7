import { hourOf, midnight, minute } from './hours.ts'
import { Life, type StaffStep, type VoiceStep } from './life.ts'
import { randomFrom } from './random.ts'
import { inventReport, inventVoice } from './reports.ts'
import { type Course, live, type Step } from './steps.ts'
import { deskHandler, type World } from './world.ts'

type Who = 'handler' | 'community' | 'subdistrict' | 'voice'
/** One thing that is done, minutes after the report. */
export type Deed =
  | readonly [minutes: number, who: Exclude<Who, 'voice'>, step: StaffStep | ((life: Life) => StaffStep)]
  | readonly [minutes: number, who: 'voice', step: VoiceStep]

/** A matter as the pictures of the product show it: told by hand, decided by the rules like every other. */
export interface Scene {
  readonly path: string
  readonly category: string | null
  readonly text: string
  /** When it was reported. */
  readonly at: number
  /** How many households speak up, the first included. */
  readonly voices?: number
  readonly confidential?: boolean
  readonly deeds: readonly Deed[]
}

/**
 * The last moment at which people were about: now by day, nine in the evening by night. What is shown as "just now" is
 * reckoned from there, so that nobody is made to report a lamp at three in the morning.
 */
export function daytime(now: number): number {
  const hours = hourOf(now)
  if (hours >= 8 && hours < 21.5) return now
  return midnight(now) + (hours < 8 ? -3 : 21) * 60 * minute
}

/** Lives a scene through up to now. */
export function play(world: World, seed: string, scene: Scene): Life {
  const random = randomFrom(`${seed} ${scene.path} ${scene.text}`)
  const at = Math.floor(scene.at / 1000) * 1000
  const report = inventReport(world, at, random, {
    place: world.named(scene.path),
    category: scene.category,
    text: scene.text,
    channel: 'plaque',
    confidential: scene.confidential ?? false,
    joining: Array.from({ length: (scene.voices ?? 1) - 1 }, () =>
      inventVoice(at + random.between(4, 55) * minute, random),
    ),
  })
  const life = new Life(world, report, random)
  return live(life, deeds())

  function* deeds(): Course {
    for (const deed of scene.deeds)
      yield { at: at + deed[0] * minute, take: (moment) => take(deed, moment) } satisfies Step
  }
  function take(deed: Deed, moment: number): boolean {
    const done = deed[1] === 'voice' ? life.voice(moment, report.voice.id, deed[2]) : staff(deed[1], deed[2], moment)
    if (!done) throw new Error(`the scene "${scene.text}" does not go as it is told: ${JSON.stringify(deed)}`)
    return done
  }
  function staff(who: Exclude<Who, 'voice'>, step: StaffStep | ((life: Life) => StaffStep), moment: number): boolean {
    const handler = who === 'handler' ? life.state.handler : deskHandler(world.desk(who, report.place))
    if (!handler) return false
    return life.staff(moment, world.worksFor(handler, random), typeof step === 'function' ? step(life) : step)
  }
}
