import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Action } from '../../capabilities/people/permissions.ts'
import type { PlaceNode } from '../../capabilities/places/model.ts'
import type { CommunityId } from '../../platform/ids.ts'

/** What a page of the console is told; it knows neither the router nor who is signed in. */
export interface ScreenProps {
  /** The communities that the reader works for. */
  readonly communities: readonly { readonly id: CommunityId; readonly name: string }[]
  readonly may: (action: Action) => boolean
  /** The places of a community, for filters. */
  readonly usePlaces: (community: CommunityId | undefined) => {
    readonly items: readonly PlaceNode[]
    readonly isLoading: boolean
  }
  /** Whether single letters are shortcuts (WCAG 2.1.4: the reader can turn them off). */
  readonly letters: boolean
  /** What stands after the page's path, `/requests/<this>`, and after the question mark. */
  readonly item: string | undefined
  readonly search: Readonly<Record<string, string>>
  /** Moves within the page. Values that are empty or undefined leave the address. */
  readonly go: (to: {
    item?: string | undefined
    search?: Readonly<Record<string, string | undefined>>
    replace?: boolean
  }) => void
}

/** One entry of the console: a line in the navigation and the page behind it. */
export interface Screen {
  readonly path: string
  /** Key of its name in the message files. */
  readonly name: string
  readonly icon: LucideIcon
  /** Who may not do this does not see the entry. */
  readonly action: Action
  /** Also for those who hold an office of the whole installation, below which no community lies. */
  readonly isForInstallation?: true
  readonly page: ComponentType<ScreenProps>
}
