import type { House } from '../../platform/house.ts'
import type { CommunityId, PersonId } from '../../platform/ids.ts'
import { maskName } from './model.ts'
import { peopleWithPosts, staffRows } from './names-for-audit-store.ts'

const shared = { communities: [] as CommunityId[] }
/** As many as a list to choose from can hold. */
const most = 2_000

export type NameBook = ReturnType<typeof createNameBook>

/**
 * Names as far as an auditor may know them: of staff in full, since it is their work that is audited; of volunteers masked;
 * of neighbours not at all.
 */
export function createNameBook({ database, sealing }: Pick<House, 'database' | 'sealing'>) {
  return {
    async forAudit(ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string | null>> {
      const rows = await database.work(shared, (work) => peopleWithPosts(work, [...new Set(ids)]))
      return new Map(
        rows.map((row) => {
          const name = sealing.open(row.name_sealed)
          return [row.id, row.is_staff ? name : maskName(name)]
        }),
      )
    },

    /** Staff, by name. */
    async staff(): Promise<{ id: PersonId; name: string }[]> {
      const rows = await database.work(shared, (work) => staffRows(work, most))
      return rows
        .map((row) => ({ id: row.id, name: sealing.open(row.name_sealed) }))
        .toSorted((one, other) => one.name.localeCompare(other.name, 'zh-CN'))
    },
  }
}
