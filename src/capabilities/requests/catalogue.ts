import type { Rung } from './ladder.ts'
import type { Category, ClockClass, Level, Listen } from './model.ts'

/** A category with what only the server needs of it. */
export interface CatalogueLine extends Category {
  readonly firstDesk: Rung['kind'] | null
}

export interface Catalogue {
  readonly lines: readonly CatalogueLine[]
  get(code: string | null | undefined): CatalogueLine | null
}

export function catalogueOf(lines: readonly CatalogueLine[]): Catalogue {
  const byCode = new Map(lines.map((line) => [line.code, line]))
  return { lines, get: (code) => (code ? (byCode.get(code) ?? null) : null) }
}

/** Where a matter without a category begins: with the nearest lead, today. */
export const uncategorised: { startLevel: Level; clockClass: ClockClass } = { startLevel: 1, clockClass: 'D' }

/** Which of the four things leads listen for a category is (听四邻). */
export function listenOf(code: string | null | undefined): Listen {
  const group = code?.split('.')[0]
  if (group === 'care') return 'hardship'
  if (group === 'policy') return 'policy'
  return group === 'life' ? 'news' : 'request'
}

/**
 * Matters that are only for who handles them and for the desk: no follower, no list on a wall, no lead of the place
 * who is not asked (china.md section 12, "community duty officer only"; data class P3).
 */
export const restrictedCategories: readonly string[] = [
  'dispute.family',
  'dispute.violence',
  'care.illness',
  'care.money',
  'care.disability',
  'care.child',
  'care.crisis',
]
