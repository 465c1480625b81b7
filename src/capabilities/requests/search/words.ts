import type { Duty } from '../../../platform/capability.ts'
import type { House } from '../../../platform/house.ts'
import type { CommunityId } from '../../../platform/ids.ts'
import type { Places } from '../../places/index.ts'
import type { Rulebook } from '../circumstances.ts'
import type { Category } from '../model.ts'
import { initialsByPinyin } from './initials.ts'
import { type Fields, termsOf } from './rules-for-terms.ts'
import { lockUnworded, tidyWords, writeWordsOf } from './words-store.ts'

/** What a request is found by: what the queue shows of it. Its own words are sealed, and only the title is of them. */
export function fieldsOf(
  row: { readonly title: string; readonly number: string },
  placeName: string,
  category: Pick<Category, 'names'> | null,
): Fields {
  return [row.title, placeName, ...(category ? [category.names['zh-CN'], category.names.en] : []), row.number]
}

/** The numbers of a new report's words, to be written with it. */
export async function wordsOf(fields: Fields): Promise<readonly number[]> {
  return termsOf(fields, await initialsByPinyin())
}

/** How many requests get their words in one unit of work. */
const batch = 200

/** Writes words that are wanted, and has the index take in what came with reports. */
export function wordsDuties(
  house: Pick<House, 'database'>,
  places: Places,
  rulebook: Pick<Rulebook, 'catalogue'>,
  communityIds: () => Promise<readonly CommunityId[]>,
): Duty[] {
  const { database } = house
  return [
    {
      name: 'words',
      wakes: [],
      every: 5_000,
      async run() {
        const communities = await communityIds()
        // The dictionary is there before the first report needs it.
        const initials = await initialsByPinyin()
        return await database.work({ communities }, async (work) => {
          const rows = await lockUnworded(work, communities, batch)
          if (rows.length === 0) return false
          // Not before there is anything to do: what is read at the very start is kept for a minute.
          const catalogue = await rulebook.catalogue()
          const at = await places.servedAll(
            rows.map((row) => ({ communityId: row.community_id, placeId: row.place_id })),
          )
          await writeWordsOf(
            work,
            rows.map((row) => ({
              ...row,
              words: termsOf(fieldsOf(row, at.get(row.place_id)?.name ?? '', catalogue.get(row.category)), initials),
            })),
          )
          return rows.length === batch
        })
      },
    },
    {
      name: 'words in the index',
      wakes: [],
      every: 5_000,
      async run() {
        await database.work({ communities: [] }, tidyWords)
        return false
      },
    },
  ]
}
