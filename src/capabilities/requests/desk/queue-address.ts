import type { CommunityId, PlaceId } from '../../../platform/ids.ts'
import { type Level, type Status, statuses } from '../model.ts'

/** What the queue shows, as it stands in the page's address: a link to it shows a colleague the same. */
export interface QueueFilters {
  readonly scope: 'all' | 'mine' | 'following'
  readonly status: Status | 'open' | 'ended' | 'any'
  readonly community: CommunityId | undefined
  readonly place: PlaceId | undefined
  readonly category: string | undefined
  readonly level: Level | undefined
  readonly overdue: boolean
  readonly text: string
  readonly sort: 'due' | 'newest'
}

export const statusFilters = ['open', ...statuses, 'ended', 'any'] as const
const scopes = ['all', 'mine', 'following'] as const

/** Reads the address; what it does not know of counts as not said. */
export function readAddress(search: Readonly<Record<string, string>>): QueueFilters {
  const level = Number(search.level)
  const status = statusFilters.find((known) => known === search.status) ?? 'open'
  return {
    scope: scopes.find((known) => known === search.scope) ?? 'all',
    status,
    community: (search.community || undefined) as CommunityId | undefined,
    place: (search.place || undefined) as PlaceId | undefined,
    category: search.category || undefined,
    level: level >= 1 && level <= 6 && Number.isInteger(level) ? (level as Level) : undefined,
    overdue: search.overdue === 'yes',
    text: search.text ?? '',
    sort: search.sort === 'newest' ? 'newest' : 'due',
  }
}

/** Writes the address; what is as usual stays out of it. */
export function writeAddress(filters: QueueFilters): Record<string, string | undefined> {
  return {
    scope: filters.scope === 'all' ? undefined : filters.scope,
    status: filters.status === 'open' ? undefined : filters.status,
    community: filters.community,
    place: filters.place,
    category: filters.category,
    level: filters.level?.toString(),
    overdue: filters.overdue ? 'yes' : undefined,
    text: filters.text || undefined,
    sort: filters.sort === 'due' ? undefined : filters.sort,
  }
}

/** Whether anything but the usual is asked for; then an empty list means something else. */
export function isNarrowed(filters: QueueFilters): boolean {
  const { sort: _, ...asked } = writeAddress(filters)
  return Object.values(asked).some(Boolean)
}

/** The query of the list. `root` is the place that stands for the chosen community as a whole. */
export function listQuery(filters: QueueFilters, root: PlaceId | undefined) {
  return {
    scope: filters.scope,
    status: filters.status === 'any' ? undefined : filters.status,
    place: filters.place ?? root,
    category: filters.category,
    level: filters.level,
    overdue: filters.overdue ? 'true' : undefined,
    text: filters.text || undefined,
    sort: filters.sort,
  }
}
