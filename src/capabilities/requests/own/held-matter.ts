import type { CommunityId, FileId, VoiceId } from '../../../platform/ids.ts'
import type { ContactReason, Status } from '../model.ts'

/** One matter on which somebody spoke up, with all that is held of them in it. */
export interface HeldMatter {
  readonly communityId: CommunityId
  readonly communityName: string
  readonly placeName: string
  readonly voiceId: VoiceId
  readonly number: string
  readonly title: string
  /** held: somebody looks at it first. */
  readonly status: Status | 'held'
  readonly confidential: boolean
  /** They work on it themselves: who reported it is known until it is over, or they could confirm their own work. */
  readonly mustStay: boolean
  readonly name: string | null
  readonly phone: string | null
  readonly score: number | null
  readonly joinedAt: string
  /** Path of its own page. */
  readonly page: string
  /** What they said and showed there themselves. */
  readonly words: readonly { readonly at: string; readonly text: string | null; readonly photos: readonly FileId[] }[]
  /** Who looked up their name and phone. */
  readonly openings: readonly { readonly name: string; readonly reason: ContactReason; readonly at: string }[]
}
