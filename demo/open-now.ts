import { Temporal } from 'temporal-polyfill'
import type { Status } from '../src/capabilities/requests/model.ts'
import { type Plot, wholeLife } from './courses.ts'
import { hourOf, instant, minute } from './hours.ts'
import { Life } from './life.ts'
import { openScenes } from './open-scenes.ts'
import { type Random, randomFrom } from './random.ts'
import { chooseCategory, inventReport, wordsFor } from './reports.ts'
import { daytime, play } from './scenes.ts'
import { live } from './steps.ts'
import { turns } from './turns.ts'
import type { World } from './world.ts'

/** How many matters are open when the demo begins. */
export const openCount = 38
/** What those that are not told by hand are like, in turn. */
const wanted: readonly Status[] = [
  ...([
    'accepted',
    'resolved',
    'accepted',
    'reported',
    'accepted',
    'needs_info',
    'accepted',
    'resolved',
    'shelved',
  ] as const),
  ...(['accepted', 'reported', 'resolved', 'accepted', 'needs_info', 'accepted', 'resolved', 'accepted'] as const),
]

/** What is being worked on now: the scenes of the pictures, and ordinary matters of the last days beside them. */
export function makeOpenNow(world: World, seed: string): Life[] {
  const lives = openScenes(world.now).map((scene) => play(world, seed, scene))
  const told = () => lives.filter((life) => life.open)
  for (let attempt = 0; told().length < openCount && attempt < 1000; attempt++) {
    const random = randomFrom(`${seed} open ${attempt}`)
    const status = wanted[attempt % wanted.length] ?? 'accepted'
    const life = invent(world, status, random)
    const known = lives.some((one) => one.report.text === life?.report.text)
    // After a while anything that is open will do: at night hardly anything is fresh.
    if (life?.open && !known && !isOverdue(life) && (life.state.status === status || attempt > 300)) lives.push(life)
  }
  return lives
}

/** A matter of the last days that may well be in this status by now. */
function invent(world: World, status: Status, random: Random): Life | null {
  const hours = status === 'reported' ? 4 : status === 'shelved' ? 400 : random.chance(0.4) ? 90 : 9
  const at = Math.floor((daytime(world.now) - random.between(10, hours * 60) * minute) / 1000) * 1000
  if (hourOf(at) < 7 || hourOf(at) > 21.5) return null
  const slowly = (code: string) => ['PL', 'N5'].includes(world.category(code).clockClass)
  const given = status === 'shelved' ? { category: chooseCategory(at, random, slowly) } : {}
  const life = new Life(world, inventReport(world, at, random, given), random)
  const turn = status === 'needs_info' ? [turns.asked] : status === 'shelved' ? [turns.shelved] : []
  const plot: Plot = { words: wordsFor(life.report.category), slow: 1, turns: turn, ending: 'silence' }
  return live(life, wholeLife(life, random, plot))
}

/** As lists say it: a clock or the promised finish lies behind, and nobody is being waited for. */
export function isOverdue(life: Life): boolean {
  const { status, deadline, promised } = life.state
  const behind = (at: Temporal.Instant | null | undefined) =>
    at != null && Temporal.Instant.compare(at, instant(life.world.now)) <= 0
  return (status === 'reported' || status === 'accepted') && (behind(deadline?.dueAt) || behind(promised.finishAt))
}
