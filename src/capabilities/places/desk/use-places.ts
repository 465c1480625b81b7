import { useQuery } from '@tanstack/react-query'
import type { CommunityId } from '../../../platform/ids.ts'
import { call } from '../../../platform/screens/api.ts'
import type { PlaceNode } from '../model.ts'
import { routes } from '../routes.ts'

const none: readonly PlaceNode[] = []

/** The places of one community for the filters of any page, sorted as neighbours count: 2号楼 before 10号楼. */
export function usePlaces(community: CommunityId | undefined): { items: readonly PlaceNode[]; isLoading: boolean } {
  const { data, isLoading } = useQuery({
    queryKey: ['places', 'tree', community],
    queryFn: async ({ signal }) => {
      if (!community) return none
      const { items } = await call(routes.tree, { query: { community }, signal })
      return [...items].sort((one, other) => one.sort - other.sort)
    },
    enabled: community !== undefined,
    staleTime: 300_000,
  })
  return { items: data ?? none, isLoading }
}
