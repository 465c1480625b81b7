import { v7 } from 'uuid'
import type { PlaceId } from '../../../../platform/ids.ts'
import { columnLetter, columnsOf, type Field, type RosterSheet, type SheetKind } from '../columns.ts'
import type { CheckContext, Existing, ExistingPlace, RosterWrite, Term } from '../plan.ts'

export const today = '2026-11-24'
export const communityPlaceId = '0192f000-0000-7000-8000-000000000001' as PlaceId

export const nothing: Existing = {
  communityPlaceId,
  compounds: [],
  propertyDesks: [],
  places: [],
  people: [],
  terms: [],
}

export function contextOf(existing: Existing): CheckContext {
  return { existing, today, hashPhone: (phone) => `hash of ${phone}`, newId: <Id extends string>() => v7() as Id }
}

/** A sheet as the reader would make it: the header in row 1, then the rows; an empty text is an empty cell. */
export function sheetOf(kind: SheetKind, rows: readonly Partial<Record<Field, string>>[]): RosterSheet {
  const fields = [...columnsOf[kind].required, ...columnsOf[kind].optional]
  return {
    name: { buildings: '楼栋', households: '住户', leads: '三长' }[kind],
    kind,
    columns: Object.fromEntries(
      fields.map((field, index) => [field, { header: field, letter: columnLetter(index + 1) }]),
    ),
    rows: rows.map((row, index) => ({
      row: index + 2,
      values: Object.fromEntries(
        Object.entries(row)
          .filter(([, text]) => text !== '')
          .map(([field, text]) => [field, { text, type: 'text' as const }]),
      ),
    })),
  }
}

/** What is there after a plan was written: the model of the database that the properties compare with. */
export function applyPlan(existing: Existing, plan: readonly RosterWrite[]): Existing {
  const compounds = [...existing.compounds]
  const propertyDesks = [...existing.propertyDesks]
  const places: ExistingPlace[] = [...existing.places]
  const people = [...existing.people]
  const terms: Term[] = [...existing.terms]
  for (const write of plan) {
    if (write.write === 'compound') compounds.push(write)
    else if (write.write === 'propertyDesk') propertyDesks.push(write)
    else if (write.write === 'place') places.push(write.place)
    else if (write.write === 'person') people.push(write)
    else if (write.write === 'term') terms.push(write.term)
    else if (write.write === 'placeCompound') change(places, write.placeId, { compoundId: write.compoundId })
    else if (write.write === 'personName') change(people, write.id, { name: write.name })
    else change(terms, write.termId, write.changes)
  }
  return { ...existing, compounds, propertyDesks, places, people, terms }
}

function change<T extends { readonly id: string }>(list: T[], id: string, changes: Partial<NoInfer<T>>): void {
  const at = list.findIndex((one) => one.id === id)
  const before = list[at]
  if (!before) throw new Error(`a change of ${id}, which is not there`)
  list[at] = { ...before, ...changes }
}
