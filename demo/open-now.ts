import { Temporal } from 'temporal-polyfill'
import type { Status } from '../src/capabilities/requests/model.ts'
import { live, wholeLife } from './courses.ts'
import { inventPlot } from './history.ts'
import { instant, within } from './hours.ts'
import { Life } from './life.ts'
import { openScenes } from './open-scenes.ts'
import { randomFrom } from './random.ts'
import { inventReport } from './reports.ts'
import { play } from './scenes.ts'
import { turns } from './turns.ts'
import type { World } from './world.ts'

/** How many matters are open when the demo begins. */
export const openCount = 38
/** What those that are not told by hand should be like. */
const wanted: Readonly<Partial<Record<Status, number>>> = {
  reported: 4,
  accepted: 9,
  needs_info: 2,
  shelved: 2,
  resolved: 6,
}

/** What is being worked on now: the scenes of the pictures, and ordinary matters of the last days beside them. */
export function makeOpenNow(world: World, seed: string): Life[] {
  const lives = openScenes(world.now).map((scene) => play(world, seed, scene))
  const counts = new Map<Status, number>()
  for (let attempt = 0; lives.length < openCount && attempt < 4000; attempt++) {
    const random = randomFrom(`${seed} open ${attempt}`)
    const far = random.chance(0.5) ? 80 : 14
    const at = Math.floor(within(world.now - random.between(1, far * 60) * 60_000, 7, 21.5, random) / 1000) * 1000
    if (at > world.now - 5 * 60_000) continue
    const life = new Life(world, inventReport(world, at, random), random)
    const plot = inventPlot(life, random, turns.noted)
    live(life, wholeLife(life, random, plot))
    const { status } = life.state
    // After a while anything will do: at night hardly anything is fresh.
    const enough = attempt < 2500 ? (wanted[status] ?? 0) : openCount
    if (!life.open || isOverdue(life) || (counts.get(status) ?? 0) >= enough) continue
    counts.set(status, (counts.get(status) ?? 0) + 1)
    lives.push(life)
  }
  return lives
}

/** As lists say it: a clock or the promised finish lies behind, and nobody is being waited for. */
export function isOverdue(life: Life): boolean {
  const { status, deadline, promised } = life.state
  const behind = (at: Temporal.Instant | null | undefined) =>
    at != null && Temporal.Instant.compare(at, instant(life.world.now)) <= 0
  return (status === 'reported' || status === 'accepted') && (behind(deadline?.dueAt) || behind(promised.finishAt))
}
