import type { Work } from '../../../platform/database/database.ts'
import type { Text } from '../../../platform/i18n/text.ts'
import { type CommunityId, type DeskId, newId } from '../../../platform/ids.ts'
import type { DeskBook } from './desk-book.ts'
import type { Appointment } from './model.ts'
import { seats } from './rules.ts'

/**
 * The desk that an appointment is at, in the unit of work that appoints. A committee's desk is made with its first
 * member: it has a name and a compound then, and somebody in it.
 * @returns null when the role does the work of a desk and there is none
 */
export async function deskFor(
  work: Work,
  deskBook: DeskBook,
  communityId: CommunityId | null,
  wanted: Appointment,
  text: Text,
): Promise<{ deskId: DeskId | null } | null> {
  const seat = seats[wanted.role]
  if (!communityId || !seat?.named) return { deskId: null }
  const desks = (await deskBook.desks(work, communityId)).filter((desk) => desk.kind === seat.desk)
  if (seat.desk === 'community') return desks[0] ? { deskId: desks[0].id } : null
  const found = wanted.deskId
    ? desks.find((desk) => desk.id === wanted.deskId)
    : desks.find((desk) => wanted.compoundId !== null && desk.compoundId === wanted.compoundId)
  if (found) return { deskId: found.id }
  if (seat.desk !== 'committee' || wanted.deskId) return null
  const compound = (await deskBook.compounds(work, communityId)).find(({ id }) => id === wanted.compoundId)
  if (!compound) return null
  const id = newId<DeskId>()
  // The name of a desk is data, and data is in the language of the place.
  const name = text('people.staff.committee', { compound: compound.name })
  await deskBook.addDesk(work, communityId, { id, kind: 'committee', name, phone: null, compoundId: compound.id })
  return { deskId: id }
}
