import type { Text } from '../../../platform/i18n/text.ts'
import type { StaffPlace, StaffSection } from '../appointing/model.ts'

/** What a place is called; the installation as a whole has no name but ours for it. */
export function nameOfPlace(place: StaffPlace, text: Text): string {
  return place.level === 'installation' ? text('people.staff.installation') : place.name
}

/** What a desk or an office is called. A committee without a desk is called by its compound. */
export function nameOfSection(section: StaffSection, text: Text): string {
  if (section.kind === 'office') return text(`people.desk.role.${section.key}`)
  return section.kind === 'committee' && section.deskId === null
    ? text('people.staff.committee_of', { compound: section.name })
    : section.name
}
