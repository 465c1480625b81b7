import type { DeskId } from '../../platform/ids.ts'
import type { About, Handler, Level } from './model.ts'

/** One step of the ladder of a place: who answers there. */
export interface Rung {
  readonly handler: Handler
  /** What stands there: a lead, or which kind of desk. */
  readonly kind: 'lead' | 'property' | 'committee' | 'community' | 'subdistrict' | 'district' | 'utility'
  /** Desks whose work a lead does as well. */
  readonly worksFor?: readonly DeskId[]
}
/** All who can handle a matter at a place, nearest first. Vacant posts are simply not in it. */
export type Ladder = readonly Rung[]

/** Desks beside the way up: a matter can be given to them, but it is not raised to them. */
const beside: readonly Rung['kind'][] = ['property', 'committee', 'utility']

export function sameHandler(a: Handler, b: Handler): boolean {
  if (a.kind === 'lead') return b.kind === 'lead' && a.personId === b.personId && a.level === b.level
  return b.kind === 'desk' && a.deskId === b.deskId
}

/** Whether this handler is the one complained about, in whatever post. */
export function isAbout(about: About | null, handler: Handler): boolean {
  if (about === null) return false
  if (about.kind === 'lead') return handler.kind === 'lead' && handler.personId === about.personId
  return handler.kind === 'desk' && handler.deskId === about.deskId
}

/** Whether a step is gone around: it is complained about itself, or its lead works for the desk that is. */
export function isGoneAround(about: About | null, rung: Rung): boolean {
  return isAbout(about, rung.handler) || (about?.kind === 'desk' && rung.worksFor?.includes(about.deskId) === true)
}

export function isSameAbout(a: About, b: About | null): boolean {
  if (a.kind === 'lead') return b?.kind === 'lead' && a.personId === b.personId
  return b?.kind === 'desk' && a.deskId === b.deskId
}

/** What was found on the way up: the handler, and the levels that had nobody and were passed. */
export interface Found {
  readonly handler: Handler
  readonly passed: readonly Level[]
}

/** Whether a matter is raised to this step, rather than only given to it. */
export function isOnTheWay(rung: Pick<Rung, 'kind'>): boolean {
  return !beside.includes(rung.kind)
}

/**
 * The first step at or above a level that somebody answers at. The one complained about is gone around.
 * @returns null when nobody stands there
 */
export function firstAt(
  ladder: Ladder,
  from: Level,
  about: About | null,
  prefer: Rung['kind'] | null = null,
): Found | null {
  const allowed = ladder.filter((rung) => !isGoneAround(about, rung))
  const preferred = prefer && allowed.find((rung) => rung.kind === prefer && rung.handler.level === from)
  if (preferred) return { handler: preferred.handler, passed: [] }
  const passed: Level[] = []
  for (let level = from as number; level <= 6; level++) {
    const rung = allowed.find((step) => step.handler.level === level && isOnTheWay(step))
    if (rung) return { handler: rung.handler, passed }
    if (isVacant(ladder, level)) passed.push(level as Level)
  }
  return null
}

/** Nobody on the way there. Somebody who is complained about is gone around, which is not a gap of coverage. */
function isVacant(ladder: Ladder, level: number): boolean {
  return !ladder.some((step) => step.handler.level === level && isOnTheWay(step))
}

/**
 * Who takes a matter that starts at a level: the first at or above it. Where nobody is, the highest below takes it,
 * since no report and no second handling may end in silence.
 * @returns null when nobody at all is there, which the set-up of a community does not allow
 */
export function firstFor(
  ladder: Ladder,
  from: Level,
  about: About | null,
  prefer: Rung['kind'] | null = null,
): Found | null {
  const found = firstAt(ladder, from, about, prefer)
  if (found) return found
  const allowed = ladder.filter((rung) => !isGoneAround(about, rung))
  const rung = allowed.findLast(isOnTheWay) ?? allowed.at(-1)
  if (!rung) return null
  const { level } = rung.handler
  const passed = ([1, 2, 3, 4, 5, 6] as const).filter((one) => one > level && isVacant(ladder, one))
  return { handler: rung.handler, passed }
}

/** The next step up from a handler, or null at the top. From a desk beside the way, up is its level's own desk. */
export function nextAbove(ladder: Ladder, from: Handler, about: About | null): Found | null {
  const here = ladder.find((rung) => sameHandler(rung.handler, from))
  // A desk that is not there any more may have stood beside the way; nobody is passed over for its sake.
  const start = (here ? isOnTheWay(here) : from.kind === 'lead') ? from.level + 1 : from.level
  return start > 6 ? null : firstAt(ladder, start as Level, about)
}

/** The leads and desks below a level, who go on following the matter of their place. */
export function leadsBelow(ladder: Ladder, level: Level, about: About | null): readonly Handler[] {
  return ladder
    .filter((rung) => rung.kind === 'lead' && rung.handler.level < level && !isGoneAround(about, rung))
    .map((rung) => rung.handler)
}
