import type { Work } from './database/database.ts'
import type { Moment } from './database/tables.ts'
import type { CommunityId } from './ids.ts'

/**
 * One kind of record that does not stay for ever, as its own capability counts it and takes it away. How long it stays,
 * and when it is looked for, is the matter of capability `privacy`.
 */
export interface Expiring {
  readonly kind: string
  /** Each community's own rows, behind its wall; otherwise rows that are shared, and the community is null. */
  readonly walled: boolean
  /** How many are older than that. */
  count(work: Work, before: Moment, communityId: CommunityId | null): Promise<number>
  /** Takes the oldest of them away, in units of work of its own; again, and by two servers at once, does no harm. */
  sweep(before: Moment, communityId: CommunityId | null, limit: number): Promise<number>
}

/** A kind that one statement takes away in one unit of work. */
export function expiring(
  database: { work<T>(scope: { communities: CommunityId[] }, steps: (work: Work) => Promise<T>): Promise<T> },
  kind: {
    readonly kind: string
    readonly walled: boolean
    count: Expiring['count']
    remove(work: Work, before: Moment, communityId: CommunityId | null, limit: number): Promise<number>
  },
): Expiring {
  return {
    kind: kind.kind,
    walled: kind.walled,
    count: kind.count,
    sweep: (before, communityId, limit) =>
      database.work({ communities: communityId ? [communityId] : [] }, (work) =>
        kind.remove(work, before, communityId, limit),
      ),
  }
}
