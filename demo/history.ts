import { decideMerge } from '../src/capabilities/requests/rules-for-voices.ts'
import { type Ending, type Plot, wholeLife } from './courses.ts'
import { day, hour, isoDay, midnight, minute } from './hours.ts'
import { Life } from './life.ts'
import { type Random, randomFrom } from './random.ts'
import { dayWeight, hourOfReport, inventReport, wordsFor } from './reports.ts'
import { byDesk, live, type Turn } from './steps.ts'
import { type TurnName, turns } from './turns.ts'
import { deskHandler, type World } from './world.ts'

/** How far back the demo remembers, and how many report on an ordinary day. */
const daysBack = 92
const perDay = 18.6

const endings: readonly (readonly [Ending, number])[] = [
  ['confirmed', 62],
  ['silence', 19],
  ['called_back', 10],
  ['disputed', 4],
  ['refused_call', 1],
  ['reopened', 1.5],
  ['rated_late', 2.5],
]
/** Turns that most lives do without; `mergedIn` is told below, since it takes two. */
const chances: readonly (readonly [TurnName | 'mergedIn' | 'none', number])[] = [
  ['none', 52],
  ['noted', 10],
  ['asked', 6],
  ['raised', 4],
  ['withdrawn', 3.5],
  ['declined', 2.5],
  ['extended', 3],
  ['shelved', 2],
  ['offeredDown', 2.5],
  ['returnedTwice', 1.5],
  ['supervised', 1.5],
  ['mergedIn', 3],
]
/** Kinds of trouble that a lead passes on to the property company as a rule. */
const forProperty = /^(repair|env|road|facility)\./

export function inventPlot(life: Life, random: Random, merging: Turn): Plot {
  const { category } = life.report
  const name = random.weighted(chances)
  const chosen: Turn[] = name === 'none' ? [] : [name === 'mergedIn' ? merging : turns[name]]
  if (life.state.clockClass === 'E' && random.chance(0.5)) chosen.push(turns.redirected)
  if (category && forProperty.test(category) && random.chance(0.35)) chosen.push(turns.handedOver)
  if (category === 'road.parking_short' || (category === 'repair.roof' && random.chance(0.4)))
    chosen.push(turns.shelved)
  return {
    words: wordsFor(category),
    slow: random.chance(0.025) ? 3.5 : 1,
    turns: chosen,
    ending: random.weighted(endings),
  }
}

/** All that was reported in three months and has come to its end; what has not is told in `open-now.ts`. */
export function makeHistory(world: World, seed: string): Life[] {
  const lives: Life[] = []
  const today = midnight(world.now)
  for (let back = daysBack; back >= 0; back--) {
    const from = today - back * day
    const key = `${seed} ${isoDay(from)}`
    const random = randomFrom(key)
    const count = Math.round(perDay * dayWeight(from) * (0.8 + 0.4 * random.next()))
    const moments = Array.from({ length: count }, () => from + Math.floor(hourOfReport(random) * 3600) * 1000)
    for (const [index, at] of moments.sort((a, b) => a - b).entries()) {
      if (at < world.now) lives.push(...ended(world, at, `${key} ${index}`))
    }
  }
  return lives
}

/** A life that is over by now. Lately only what was quick can be: so another, quicker one is tried instead. */
function ended(world: World, at: number, key: string): Life[] {
  for (let attempt = 0; attempt < 3; attempt++) {
    const lives = invent(world, at, `${key} ${attempt}`, attempt > 0)
    if (lives.every((life) => !life.open)) return lives
  }
  return []
}

function invent(world: World, at: number, key: string, quick: boolean): Life[] {
  const random = randomFrom(key)
  const category = random.pick(['noise.neighbour', 'safety.ebike', 'env.garbage', 'road.parking', 'repair.light'])
  const life = new Life(world, inventReport(world, at, random, quick ? { category } : {}), random)
  const others: Life[] = []
  const plot: Plot = quick
    ? { words: wordsFor(category), slow: 0.5, turns: [], ending: 'confirmed' }
    : inventPlot(life, random, mergedIn(others))
  live(life, wholeLife(life, random, plot))
  for (const other of others) if (other.open) live(other, wholeLife(other, random, { ...plot, turns: [] }))
  return [life, ...others]
}

/** A neighbour reports the same thing again, and the desk makes one of the two. */
function mergedIn(others: Life[]): Turn {
  return {
    when: 'accepted',
    fits: () => true,
    *course(life, random) {
      const at = life.at + random.between(3, 25) * minute
      if (at > life.world.now - hour) return
      const { place, category, about } = life.report
      const other = new Life(
        life.world,
        inventReport(life.world, at, random, { place, category, about: about ?? null, joining: [] }),
        random,
      )
      others.push(other)
      const desk = deskHandler(life.world.desk('community', place))
      yield {
        ...byDesk(life, random, at + random.between(4, 40) * minute, 'community', { type: 'raise', text: '' }),
        take(moment) {
          other.advance(moment)
          const decided = decideMerge(other.state, life.state)
          if (!decided.ok) return false
          const author = life.world.worksFor(desk, random)
          life.write(moment, author, decided.into)
          other.write(moment, author, decided.from)
          life.voices.push(...other.voices.splice(0))
          return true
        },
      }
    },
  }
}
