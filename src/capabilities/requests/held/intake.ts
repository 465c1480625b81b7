import { localDay } from '../../../platform/clock/local-days.ts'
import type { House } from '../../../platform/house.ts'
import type { Sender } from '../../../platform/http/sender.ts'
import type { CommandId, FileId, PersonId, RequestId, VoiceId } from '../../../platform/ids.ts'
import type { Places, ServedPlace } from '../../places/index.ts'
import { uncategorised } from '../catalogue.ts'
import type { Rulebook } from '../circumstances.ts'
import { aboutAt } from '../ladder-of-place.ts'
import type { Report, Reported } from '../model.ts'
import type { createReporting, ReportFrom, ReportOutcome } from '../report.ts'
import { deviceHash, fingerprintOf, numberOf, tokenHash, trackingToken, voiceIdFor } from '../secrets.ts'
import type { Door } from './door.ts'
import { type HeldReportsTable, heldById, hold } from './held-store.ts'
import type { ReasonToHold } from './model.ts'
import { isNeverHeld } from './rules-for-holding.ts'

/** Beyond what even the hold queue takes: nothing was kept, and the form comes back as it was typed. */
export type SendOutcome = ReportOutcome | { ok: false; refusal: 'too_much' }

/** A voice that joins a matter, as it is held. */
export interface JoinContent {
  readonly name: string
  readonly phone: string | null
  readonly text: string
  readonly photos: readonly FileId[]
  readonly tellId: CommandId
}

type NewHeld = Omit<HeldReportsTable, 'held_at' | 'reminded_at' | 'state' | 'decided_at' | 'decided_by' | 'reason'>
export type Intake = ReturnType<typeof createIntake>

/**
 * What comes through the open door. What is within its limits goes straight on; what is not is held, under the id and the
 * link that it would have had, and somebody looks first. What cannot wait goes on and is marked.
 */
export function createIntake(
  house: House,
  deps: { places: Places; rulebook: Rulebook; door: Door; report: ReturnType<typeof createReporting> },
) {
  const { database, sealing, clock } = house
  const { places, rulebook, door, report } = deps

  /** @returns whether it is held now, under this very voice; null when the queue takes no more of this sender */
  async function keep(row: NewHeld, sender: Sender): Promise<'held' | 'request' | 'other' | null> {
    const scope = { communities: [row.community_id] }
    const before = await database.work(scope, (work) => heldById(work, row.community_id, row.id))
    if (before) return before.voice_id === row.voice_id ? 'held' : 'other'
    if (!(await door.mayHold(sender, row.community_id))) return null
    const kept = await database.work(scope, (work) =>
      hold(work, {
        ...row,
        held_at: clock.now(),
        reminded_at: null,
        state: 'waiting',
        decided_at: null,
        decided_by: null,
        reason: null,
      }),
    )
    if (kept) return 'held'
    // Sent twice at once: the other was quicker.
    const now = await database.work(scope, (work) => heldById(work, row.community_id, row.id))
    if (!now) return 'request'
    return now.voice_id === row.voice_id ? 'held' : 'other'
  }

  async function holdReport(
    given: Report,
    from: ReportFrom,
    place: ServedPlace,
    sender: Sender,
    why: ReasonToHold[],
  ): Promise<SendOutcome> {
    const voiceId = voiceIdFor(sealing, given.id, fingerprintOf(given))
    const token = trackingToken(sealing, place.community.number, voiceId)
    const number = numberOf(given.id, localDay(clock.now()))
    const about = aboutAt(place, given.about)
    const kept = await keep(
      {
        ...commonOf(place, sender, why),
        id: given.id,
        what: 'report',
        join_to: null,
        number,
        voice_id: voiceId,
        token_hash: tokenHash(token),
        content_sealed: (await sealing.for(place.community.id)).seal(JSON.stringify(given)),
        photos: given.photos,
        category: given.category ?? null,
        about_person_id: about?.kind === 'lead' ? about.personId : null,
        channel: from.channel,
        person_id: from.personId,
        phone_hash: given.phone ? sealing.hash('phone', given.phone) : null,
        device_hash: from.deviceHash ?? null,
      },
      sender,
    )
    if (kept === null) return { ok: false, refusal: 'too_much' }
    if (kept === 'other') return { ok: false, refusal: 'id_taken' }
    // Reported already: the same report gets the same answer, anything else under that id is refused.
    if (kept === 'request') return await report(given, from)
    const reported: Reported = {
      id: given.id,
      number,
      token,
      url: `/r/${token}`,
      status: 'reported',
      acceptDueAt: null,
      finishDueAt: null,
      held: true,
    }
    return { ok: true, reported, place, repeat: false }
  }

  const commonOf = (place: ServedPlace, sender: Sender, why: ReasonToHold[]) => ({
    community_id: place.community.id,
    place_id: place.placeId,
    source: sealing.hash('source', sender.network),
    why,
  })

  return {
    /**
     * Takes a report from the open door.
     * @param sender null for who is at work here: leads and desks are not limited
     * @throws DatabaseAway
     */
    async send(given: Report, from: ReportFrom, sender: Sender | null): Promise<SendOutcome> {
      const plaque = sender && (await places.plaque(given.plaque))
      const place = plaque && !plaque.closed ? await places.served(plaque.communityId, plaque.placeId) : null
      const line = (await rulebook.catalogue()).get(given.category)
      // What is no report at all is told so by the report itself.
      if (!sender || !place || (given.category && !line)) return await report(given, from)
      const device = sender.device && deviceHash(sealing, given.id, sender.device.id)
      const whole = { ...from, deviceHash: device }
      const text = `${given.text}\n${given.name ?? ''}`
      const why = await door.look('report', place, sender, { text, counted: from.personId === null })
      if (why.length === 0) return await report(given, whole)
      if (isNeverHeld((line ?? uncategorised).clockClass)) return await report(given, { ...whole, marks: why })
      return await holdReport(given, whole, place, sender, why)
    },

    /** Looks at a voice that joins a matter. @returns why it is to be held; nothing when it may join at once */
    async lookAtJoin(
      place: ServedPlace,
      category: string | null,
      sender: Sender,
      sent: { text: string; counted: boolean },
    ): Promise<ReasonToHold[]> {
      const why = await door.look('join', place, sender, sent)
      const line = (await rulebook.catalogue()).get(category)
      return isNeverHeld((line ?? uncategorised).clockClass) ? [] : why
    },

    /** Holds a voice that would join a matter. @returns the link of its page */
    async holdJoin(
      place: ServedPlace,
      sender: Sender,
      why: ReasonToHold[],
      join: {
        id: string
        to: RequestId
        voiceId: VoiceId
        deviceHash: Buffer | null
        personId: PersonId | null
        content: JoinContent
      },
    ): Promise<{ ok: true; url: string } | { ok: false }> {
      const token = trackingToken(sealing, place.community.number, join.voiceId)
      const { phone } = join.content
      const kept = await keep(
        {
          ...commonOf(place, sender, why),
          // Under the voice's own id: the same device again is the same thing.
          id: join.voiceId,
          what: 'join',
          join_to: join.to,
          number: numberOf(join.id, localDay(clock.now())),
          voice_id: join.voiceId,
          token_hash: tokenHash(token),
          content_sealed: (await sealing.for(place.community.id)).seal(JSON.stringify(join.content)),
          photos: [...join.content.photos],
          category: null,
          about_person_id: null,
          channel: 'plaque',
          person_id: join.personId,
          phone_hash: phone ? sealing.hash('phone', phone) : null,
          device_hash: join.deviceHash,
        },
        sender,
      )
      return kept === null ? { ok: false } : { ok: true, url: `/r/${token}` }
    },
  }
}
