import type { Work } from '../database/database.ts'
import type { Language } from '../i18n/text.ts'
import type { CommunityId, DeskId, PersonId, VoiceId } from '../ids.ts'

/** How a person wants to be told. Addresses are open here: they are looked up for sending and kept nowhere. */
export interface Ways {
  readonly personId: PersonId
  readonly language: Language
  /** E.164, for short messages. */
  readonly phone: string | null
  /** A volunteer, who is left alone in the quiet hours unless it is urgent. */
  readonly quiet: boolean
  /** Active choices only. A webhook's address is `{"url","secret","format"}`; short messages go to the phone. */
  readonly choices: readonly { readonly channel: 'email' | 'sms' | 'webhook'; readonly address: string | null }[]
}

/** A neighbour who spoke up. */
export interface Voice {
  readonly voiceId: VoiceId
  /** Set when they had signed in: their messages stand on their own page too. */
  readonly personId: PersonId | null
  /** E.164, when they left one. */
  readonly phone: string | null
  readonly language: Language
  /** Their own tracking page: a path or an absolute address. It opens the page to whoever has it, so it is not kept. */
  readonly link: string
}

/** Who is behind an announcement's words. Whoever composes the server hands it in; messages know no capability. */
export interface Addressees {
  /** All communities of this installation. */
  communities(): Promise<readonly CommunityId[]>
  /** Everybody who does the work of a desk today. */
  personIdsOfDesk(work: Work, communityId: CommunityId, deskId: DeskId): Promise<readonly PersonId[]>
  /** The ways to those of these people who are there. */
  waysTo(work: Work, personIds: readonly PersonId[]): Promise<readonly Ways[]>
  /** Every neighbour who spoke up on a subject and has not left it. */
  voicesOf(work: Work, communityId: CommunityId, subjectId: string): Promise<readonly Voice[]>
  /** One of them, wherever its subject has been merged to since; null when it is gone. */
  voice(work: Work, communityId: CommunityId, voiceId: VoiceId): Promise<Voice | null>
  /** Masked names (张**), for the desk's log. */
  recipientNames(work: Work, personIds: readonly PersonId[]): Promise<ReadonlyMap<PersonId, string>>
}
