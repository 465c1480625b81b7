import type { Desk, ServedPlace } from '../places/index.ts'
import { isOnTheWay, type Ladder, type Rung } from './ladder.ts'
import type { About, Level, Report } from './model.ts'

/**
 * The ladder of a place: its leads, then its desks, nearest first. One lead a level: who has served the longest.
 * A desk that nobody works at is no step of it: a matter would lie there unseen (domain.md: "a level with nobody in it is
 * passed at once"). The highest on the way up stays whoever is there, since the ladder never ends in silence: that desk
 * has a named person on duty.
 * @param staffed the desks of the place whose work somebody does today
 */
export function ladderOf(place: ServedPlace, staffed: readonly Desk[]): Ladder {
  const leads: Rung[] = ([1, 2, 3] as const).flatMap((level) => {
    const lead = place.leads.find((one) => one.level === level)
    if (!lead) return []
    return [{ kind: 'lead', handler: { kind: 'lead', level, personId: lead.personId }, worksFor: lead.deskIds }]
  })
  const last = place.desks.findLast((desk) => isOnTheWay(desk))
  const desks: Rung[] = place.desks
    .filter((desk) => staffed.includes(desk) || desk === last)
    .map((desk) => ({
      kind: desk.kind,
      handler: { kind: 'desk', level: desk.level as Level, deskId: desk.id },
    }))
  return [...leads, ...desks]
}

/** Whom a complaint is about, out of the choices that the plaque page offers. */
export function aboutAt(place: ServedPlace, choice: Report['about']): About | null {
  if (choice === undefined) return null
  if (choice === 'property' || choice === 'committee') {
    const desk = place.desks.find((one) => one.kind === choice)
    return desk ? { kind: 'desk', deskId: desk.id } : null
  }
  const level = { unitLead: 1, buildingLead: 2, gridLead: 3 }[choice]
  const lead = place.leads.find((one) => one.level === level)
  return lead ? { kind: 'lead', personId: lead.personId } : null
}
