import type { House } from '../../platform/house.ts'
import type { CommunityId, RequestId, VoiceId } from '../../platform/ids.ts'
import type { Change } from '../../platform/live/change.ts'
import type { Places } from '../places/index.ts'
import { recordsOf } from './change-records.ts'
import { changeStatement, type FoundRequest, foundStatement } from './change-store.ts'
import { changedVoices } from './changed-voices.ts'
import type { Rulebook } from './circumstances.ts'
import type { Author, RequestEvent } from './events.ts'
import { changeOf } from './following.ts'
import type { Command, CommandAnswer, VoiceCommand } from './model.ts'
import { decide, type Refusal } from './rules.ts'
import { fingerprintOf } from './secrets.ts'
import { fromRow } from './state-row.ts'

export type Outcome =
  | { ok: true; answer: CommandAnswer; events: readonly RequestEvent[] }
  | { ok: false; refusal: Refusal | 'not_found' | 'id_taken' }

/** A command on one request, and by what its repeat is known. */
interface Asked {
  readonly communityId: CommunityId
  readonly requestId: RequestId
  readonly command: Command | VoiceCommand
  readonly asked: unknown
}

/**
 * What is decided by the request alone. The others look at who stands on the ladder at this very moment, or at another
 * request: those lock first.
 */
export const needsOnlyItself: ReadonlySet<(Command | VoiceCommand)['type']> = new Set([
  ...(['accept', 'act', 'note', 'ask', 'resume', 'plan', 'extend', 'shelve', 'resolve', 'supervise'] as const),
  ...(['decline', 'redirect', 'refuse_offer', 'tell', 'confirm', 'withdraw'] as const),
])

/**
 * Carries out what needs nothing but the request itself: it is read, decided and written without a lock, and written
 * only if it is still as it was read.
 * @returns null when somebody was quicker, or when nothing would be written: then it is done one after the other
 */
export function createAtOnce({ database, sealing }: House, places: Places, rulebook: Rulebook) {
  return async function atOnce(
    { communityId, requestId, command, asked }: Asked,
    by: Author | { readonly voiceId: VoiceId },
    found?: FoundRequest,
  ): Promise<{ readonly outcome: Outcome; readonly changes: readonly Change[] } | null> {
    const scope = { communities: [communityId] }
    const fingerprint = fingerprintOf({ requestId, asked })
    const asking = { communityId, requestId, commandId: command.id }
    const row = found ?? (await database.readTogether(scope, foundStatement(database.compiler, asking)))[0]
    const only = (outcome: Outcome) => ({ outcome, changes: [] })
    if (!row) return only({ ok: false, refusal: 'not_found' })
    if (row.before) {
      const isSame = row.before.fingerprint === fingerprint.toString('hex')
      return only(isSame ? { ok: true, answer: row.before.answer, events: [] } : { ok: false, refusal: 'id_taken' })
    }
    const state = fromRow(
      row,
      row.voices_there.map(({ id, state }) => ({ id, state })),
    )
    const place = await places.served(communityId, state.placeId)
    if (!place) return null
    const c = await rulebook.at(place)
    const author: Author =
      'kind' in by
        ? by
        : {
            kind: 'voice',
            voiceId: by.voiceId,
            personId: row.voices_there.find(({ id }) => id === by.voiceId)?.person_id ?? null,
          }
    const decided = decide(state, command, author, c)
    if (!decided.ok) return only({ ok: false, refusal: decided.refusal })
    if (decided.events.length === 0) return null
    const photos = 'photos' in command ? command.photos : []
    const meta = { author, at: c.now, photos, place: place.name, commandId: command.id }
    const written = recordsOf(await sealing.for(communityId), { state, title: row.title }, decided.events, meta)
    const after = written.state
    const score = 'voiceId' in by && command.type === 'confirm' ? (command.score ?? null) : null
    const voices = after.voices
      .map((voice) => ({ ...voice, score: 'voiceId' in by && voice.id === by.voiceId ? score : null }))
      .filter((voice) => voice.score !== null || changedVoices(state, after).some(({ id }) => id === voice.id))
    const answer: CommandAnswer = { requestId, status: after.status, sequence: after.sequence }
    const change = {
      before: state,
      after,
      events: written.records,
      announcements: written.announcements,
      answered: { id: command.id, fingerprint, answer, at: c.now },
      voices,
    }
    const done = await database.together(scope, (line) => changeStatement(change, line))
    if (done.length === 0) return null
    rulebook.heed(after, c.now)
    return { outcome: { ok: true, answer, events: decided.events }, changes: [changeOf(after, place)] }
  }
}
