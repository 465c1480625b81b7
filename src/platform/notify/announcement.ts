import type { DeskId, PersonId, VoiceId } from '../ids.ts'

/** Who is to be told. A desk means everybody who does its work; voices mean every neighbour who spoke up. */
export type Told =
  | { readonly kind: 'person'; readonly personId: PersonId }
  | { readonly kind: 'desk'; readonly deskId: DeskId }
  | {
      readonly kind: 'voices'
      /** Only these; left out: all of them. */
      readonly only?: readonly VoiceId[]
    }

/**
 * One message to be told. `message` is the key of its words, whose title is `<message>.title` and whose text is
 * `<message>.text`; `values` holds no name, no phone and no address.
 */
export interface Tell {
  readonly to: Told
  /** Gone around, also where they do the work of the desk that is told: the one a complaint is about. */
  readonly around?: Exclude<Told, { kind: 'voices' }>
  readonly message: string
  readonly values: Readonly<Record<string, string | number>>
  /** Path to open, such as /lead/requests/…; neighbours get their own tracking page instead. */
  readonly link: string | null
  /** Goes out in the quiet hours of volunteers too. */
  readonly urgent: boolean
}

/** What happened and who hears of it. Written in the same transaction as the event itself. */
export interface Announcement {
  readonly subjectId: string
  readonly sequence: number
  readonly kind: string
  readonly tell: readonly Tell[]
}
