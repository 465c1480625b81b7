import type { CommunityId, PlaceId } from '../../../platform/ids.ts'

/** A place as the filters show it. The door brings the hook: places are another capability's. */
export interface PlaceOption {
  readonly id: PlaceId
  readonly parentId: PlaceId | null
  readonly name: string
}
export type UsePlaces = (community: CommunityId | undefined) => {
  readonly items: readonly PlaceOption[]
  readonly isLoading: boolean
}
