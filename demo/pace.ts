import type { ClockClass } from '../src/capabilities/requests/model.ts'
import { day, hour, inOffice, minute, within } from './hours.ts'
import type { Life } from './life.ts'
import type { Random } from './random.ts'

/** Minutes until somebody says that they take it, in the middle of the field. */
const accepting: Readonly<Record<ClockClass, number>> = { E: 2, U: 9, D: 22, N3: 45, N5: 120, PL: 180, C: 40, V: 40 }
/** Hours from there to the spot, and from the spot to the end. */
const acting: Readonly<Record<ClockClass, number>> = { E: 0.2, U: 0.7, D: 1, N3: 2.5, N5: 8, PL: 30, C: 1, V: 1 }
const solving: Readonly<Record<ClockClass, number>> = { E: 1.5, U: 3, D: 1.8, N3: 18, N5: 40, PL: 200, C: 2, V: 4 }

/** When the present handler gets to something that waits since `at`: leads by day, desks in their hours, duty always. */
export function reached(life: Life, at: number, random: Random): number {
  const { clockClass, handler } = life.state
  if (clockClass === 'E' || clockClass === 'U') return at
  if (handler?.kind === 'lead') return within(at, 7.2, 20.8, random)
  const daily = clockClass === 'D' || clockClass === 'V'
  return daily ? within(at, 8, 20.7, random) : inOffice(at, life.world.calendar, random)
}

/** What has been raised or is supervised goes quicker than usual, however slow it was before. */
function patience(life: Life, slow: number): number {
  if (life.state.supervised) return 0.3
  return life.state.raises > 0 ? 0.5 : slow
}

/** When it is accepted; now and then too late, and the clock hands over. */
export function acceptedAt(life: Life, random: Random, slow: number): number {
  const late = random.chance(0.03) ? 7 : 1
  return reached(
    life,
    life.at + random.around(accepting[life.state.clockClass]) * late * patience(life, slow) * minute,
    random,
  )
}

export function actedAt(life: Life, random: Random): number {
  return reached(life, life.at + random.around(acting[life.state.clockClass], 0.5) * hour, random)
}

/** When it is solved. What is promised for today is mostly brought to an end today. */
export function resolvedAt(life: Life, random: Random, slow: number): number {
  const at = reached(
    life,
    life.at + random.around(solving[life.state.clockClass], 0.6) * patience(life, slow) * hour,
    random,
  )
  const finish = life.state.promised.finishAt?.epochMilliseconds
  if (finish === undefined || at < finish || life.at > finish - 10 * minute || slow > 1 || random.chance(0.12))
    return at
  return Math.max(life.at + minute, finish - random.between(5, 90) * minute)
}

/** When a neighbour looks at the phone and answers: mostly the same evening. */
export function answeredAt(at: number, random: Random, hours = 3): number {
  return within(at + Math.min(random.around(hours, 1), 60) * hour, 7.3, 22, random)
}

/** When the community's desk calls back: the next day or the one after, before the three days are over. */
export function calledBackAt(life: Life, random: Random): number {
  return inOffice(life.at + random.between(16, 30) * hour, life.world.calendar, random)
}

/** Some days later, by day. */
export function daysLater(at: number, from: number, to: number, random: Random): number {
  return within(at + random.between(from * 24, to * 24) * (day / 24), 8, 20, random)
}
