import type { CommunityId, DeskId, PersonId, PlaceId } from '../../../platform/ids.ts'
import type { LeadRole, Phone } from '../../people/model.ts'
import type { RosterError, RosterImport } from './model.ts'

/** What a community has already, as plain data: all that a check needs to know of the database. */
export interface Existing {
  /** The community's own place, under which grids stand. */
  readonly communityPlaceId: PlaceId
  readonly compounds: readonly { readonly id: string; readonly name: string }[]
  /** Desks of property companies. */
  readonly propertyDesks: readonly { readonly compoundId: string | null; readonly name: string }[]
  readonly places: readonly ExistingPlace[]
  /** People of the phones that the roster names, of whatever community. An empty name is one not told yet. */
  readonly people: readonly { readonly id: PersonId; readonly phoneHash: string; readonly name: string }[]
  /** Terms of the three leads, ended ones too. */
  readonly terms: readonly Term[]
}

export interface ExistingPlace {
  readonly id: PlaceId
  readonly parentId: PlaceId | null
  readonly kind: 'community' | 'grid' | 'building' | 'unit' | 'household'
  readonly name: string
  readonly compoundId: string | null
}

/** A person answers for a place in a role from a day to a day, both included. */
export interface Term {
  readonly id: string
  readonly placeId: PlaceId
  readonly role: LeadRole
  readonly phoneHash: string
  readonly fromDay: string
  readonly toDay: string | null
  readonly duties: string | null
  readonly publicPhone: boolean
}

export interface NewPlace extends ExistingPlace {
  readonly parentId: PlaceId
  readonly sort: number
  readonly gridId: PlaceId
  readonly buildingId: PlaceId | null
  readonly unitId: PlaceId | null
}

/** What of a term the roster changes; what is not named stays as it is. */
export type TermChanges = Partial<Pick<Term, 'fromDay' | 'toDay' | 'duties' | 'publicPhone'>>

/** One write of an import. Each is about a thing that is not so yet; done twice it is done once. */
export type RosterWrite =
  | { readonly write: 'compound'; readonly id: string; readonly name: string }
  | { readonly write: 'propertyDesk'; readonly id: DeskId; readonly compoundId: string; readonly name: string }
  | { readonly write: 'place'; readonly place: NewPlace }
  | { readonly write: 'placeCompound'; readonly placeId: PlaceId; readonly compoundId: string }
  | {
      readonly write: 'person'
      readonly id: PersonId
      readonly phoneHash: string
      readonly phone: Phone
      readonly name: string
    }
  | { readonly write: 'personName'; readonly id: PersonId; readonly name: string }
  | { readonly write: 'term'; readonly personId: PersonId; readonly term: Term }
  | { readonly write: 'termChange'; readonly termId: string; readonly changes: TermChanges }

export type Counts = RosterImport['counts']

export interface CheckedRoster {
  /** What is to be written, parents before children. Empty as soon as there is an error. */
  readonly plan: readonly RosterWrite[]
  /** In the order of the file. */
  readonly errors: readonly RosterError[]
  readonly counts: Counts
}

/** What a check must be given besides the rows: it asks nobody and makes up nothing. */
export interface CheckContext {
  readonly existing: Existing
  /** The day at the community, as ISO text. */
  readonly today: string
  /** The keyed hash by which a phone is found, as text. */
  hashPhone(phone: Phone): string
  newId<Id extends string>(): Id
}

/** For whom an import is made and by whom. */
export interface ImportOwner {
  readonly communityId: CommunityId
  readonly personId: PersonId
}
