import { type QueryKey, queryOptions } from '@tanstack/react-query'
import type { CommunityId, RequestId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import { lookAgainAfter } from '../../../platform/screens/live.ts'
import { routes } from '../routes.ts'

/** How often an open desk looks again at what no live update tells of, in milliseconds. */
export const lookAgain = 30_000
/** The same for what is told. */
export const lookAtRequestsAgain = lookAgainAfter(lookAgain)

/** What a desk reads anew when requests changed. */
export const liveKeys: readonly QueryKey[] = [
  ['requests', 'figures'],
  ['requests', 'list'],
  ['requests', 'detail'],
  ['notices'],
]

/** The figures at the head of the queue, of one community or of all that the reader works for. */
export function figuresOf(community: CommunityId | undefined) {
  return queryOptions({
    queryKey: ['requests', 'figures', community],
    queryFn: ({ signal }) => call(routes.figures, { query: { community }, signal }),
    refetchInterval: lookAtRequestsAgain,
  })
}

/** One request with its story. */
export function detailOf(id: RequestId) {
  return queryOptions({
    queryKey: ['requests', 'detail', id],
    queryFn: ({ signal }) => call(routes.detail, { params: { id }, signal }),
    refetchInterval: lookAtRequestsAgain,
  })
}

/** The catalogue of matters; it changes with a new version of the district's list, not in a day's work. */
export const catalogue = queryOptions({
  queryKey: ['requests', 'catalogue'],
  queryFn: ({ signal }) => call(routes.categories, { signal }),
  staleTime: 3_600_000,
})
