import type { House } from '../../platform/house.ts'
import type { Language } from '../../platform/i18n/text.ts'
import { type CommunityId, newId } from '../../platform/ids.ts'
import type { Feedback } from './model.ts'
import { add, newest } from './store.ts'

const shared = { communities: [] as CommunityId[] }
const shown = 200

export type FeedbackBook = ReturnType<typeof createFeedbackBook>

/** Keeps and shows what people say about the service. */
export function createFeedbackBook(house: Pick<House, 'database' | 'sealing' | 'clock'>) {
  const { database, sealing, clock } = house
  return {
    async save(text: string, contact: string | null, language: Language): Promise<void> {
      const sealer = await sealing.shared()
      await database.work(shared, (work) =>
        add(work, {
          id: newId(),
          text_sealed: sealer.seal(text),
          contact_sealed: contact === null ? null : sealer.seal(contact),
          language,
          created_at: clock.now(),
        }),
      )
    },

    /** The newest first. */
    async list(): Promise<Feedback[]> {
      const rows = await database.work(shared, (work) => newest(work, shown))
      return rows.map((row) => ({
        id: row.id,
        text: sealing.open(row.text_sealed),
        contact: row.contact_sealed && sealing.open(row.contact_sealed),
        language: row.language,
        at: row.created_at.toString(),
      }))
    },
  }
}
