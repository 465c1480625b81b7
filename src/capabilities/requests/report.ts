import type { Temporal } from 'temporal-polyfill'
import { localDay } from '../../platform/clock/local-days.ts'
import type { House } from '../../platform/house.ts'
import type { PersonId, VoiceId } from '../../platform/ids.ts'
import type { Places, ServedPlace } from '../places/index.ts'
import { announcementOf } from './announce.ts'
import { listenOf, restrictedCategories, uncategorised } from './catalogue.ts'
import type { Rulebook } from './circumstances.ts'
import { eventRecord } from './event-record.ts'
import { changeOf } from './following.ts'
import type { ReasonToHold } from './held/model.ts'
import { type Intake, intakeStatement } from './intake-store.ts'
import { aboutAt } from './ladder-of-place.ts'
import type { Report, Reported } from './model.ts'
import { begin } from './rules.ts'
import { fieldsOf, wordsOf } from './search/words.ts'
import { fingerprintOf, numberOf, tokenHash, trackingToken, voiceIdFor } from './secrets.ts'
import { toRow } from './state-row.ts'
import { readVoice } from './store.ts'
import { titleFrom } from './words-in-public.ts'

/** Why a report was not taken. */
export type ReportRefusal = 'plaque_unknown' | 'plaque_closed' | 'category_unknown' | 'id_taken' | 'nobody_there'
export type ReportOutcome =
  | { ok: true; reported: Reported; place: ServedPlace; repeat: boolean }
  | { ok: false; refusal: ReportRefusal }

export interface ReportFrom {
  readonly channel: 'plaque' | 'api' | 'lead' | 'desk' | 'phone'
  /** A signed-in person who reports, so that it stands on their own page. */
  readonly personId: PersonId | null
  /** Which device sent it, as a hash of this request and it. */
  readonly deviceHash?: Buffer | null
  /** When it was sent, where it was held first, and who or what let it through. */
  readonly held?: { readonly since: Temporal.Instant; readonly releasedBy: 'staff' | 'proof' }
  /** Why somebody should look at it, where it could not wait for that. */
  readonly marks?: readonly ReasonToHold[]
}

/**
 * Takes a report: one statement, one round trip, one commit, whatever the load. The place's ladder, the calendar and the
 * catalogue come from memory; wake-ups follow after the commit.
 */
export function createReporting(house: House, places: Places, rulebook: Rulebook) {
  const { sealing, database, wake, live, counts } = house
  return async function report(given: Report, from: ReportFrom): Promise<ReportOutcome> {
    const plaque = await places.plaque(given.plaque)
    if (!plaque) return { ok: false, refusal: 'plaque_unknown' }
    if (plaque.closed) return { ok: false, refusal: 'plaque_closed' }
    const place = await places.served(plaque.communityId, plaque.placeId)
    if (!place) return { ok: false, refusal: 'plaque_unknown' }
    const catalogue = await rulebook.catalogue()
    const category = catalogue.get(given.category)
    if (given.category && !category) return { ok: false, refusal: 'category_unknown' }

    const c = await rulebook.at(place)
    const { startLevel, clockClass } = category ?? uncategorised
    // Whoever says whom it is about complains, whatever they called it: it must go around that one.
    const kind = given.about === undefined || given.kind === 'report' ? given.kind : 'complaint'
    const fingerprint = fingerprintOf(given)
    const voiceId = voiceIdFor(sealing, given.id, fingerprint)
    const token = trackingToken(sealing, place.community.number, voiceId)
    const begun = begin(
      {
        id: given.id,
        communityId: place.community.id,
        placeId: place.placeId,
        kind,
        clockClass,
        about: aboutAt(place, given.about),
        voice: { id: voiceId, state: 'waiting' },
        category: category?.code ?? null,
        startLevel,
        firstDesk: category?.firstDesk ?? null,
        restricted: restrictedCategories.includes(category?.code ?? ''),
        held: from.held,
      },
      c,
    )
    if (!begun) return { ok: false, refusal: 'nobody_there' }
    rulebook.heed(begun.state, c.now)

    const { state, event } = begun
    const sealer = await sealing.for(state.communityId)
    const marks = from.marks ?? []
    // Words that somebody has to look at first stand in no title that neighbours read.
    const title = (marks.includes('words') ? '' : titleFrom(given.text)) || (category?.names['zh-CN'] ?? '')
    const at = state.reportedAt
    const number = numberOf(given.id, localDay(at))
    const announcement = announcementOf(event, { before: null, after: state }, { title, place: place.name, number })
    const intake: Intake = {
      request: {
        community_id: state.communityId,
        id: state.id,
        number,
        place_id: state.placeId,
        grid_id: place.gridId,
        building_id: place.buildingId,
        unit_id: place.unitId,
        kind,
        listen: listenOf(category?.code),
        channel: from.channel,
        clock_class: clockClass,
        title,
        text_sealed: sealer.seal(given.text),
        about_person_id: state.about?.kind === 'lead' ? state.about.personId : null,
        about_desk_id: state.about?.kind === 'desk' ? state.about.deskId : null,
        confidential: given.confidential,
        photos: given.photos.length,
        reported_at: at,
        marks: [...marks],
        ...toRow(state),
      },
      event: eventRecord(sealer, state, event, {
        author: { kind: 'voice', voiceId },
        at,
        photos: given.photos,
        text: given.text,
      }),
      voice: {
        community_id: state.communityId,
        id: voiceId,
        request_id: state.id,
        token_hash: tokenHash(token),
        state: 'waiting',
        name_sealed: given.name ? sealer.seal(given.name) : null,
        phone_sealed: given.phone ? sealer.seal(given.phone) : null,
        phone_hash: given.phone ? sealing.hash('phone', given.phone) : null,
        person_id: from.personId,
        score: null,
        joined_at: at,
        device_hash: from.deviceHash ?? null,
      },
      announcement: {
        community_id: state.communityId,
        subject_id: state.id,
        sequence: 1,
        kind: 'requests.reported',
        data: JSON.stringify({ tell: announcement?.tell ?? [] }),
        at: c.now,
      },
      words: await wordsOf(fieldsOf({ title, number }, place.name, category)),
    }
    const scope = { communities: [state.communityId] }
    const born = await database.together(scope, (line) => intakeStatement(intake, line))
    const reported: Reported = {
      id: given.id,
      number,
      token,
      url: `/r/${token}`,
      status: 'reported',
      acceptDueAt: event.deadline.dueAt.toString(),
      finishDueAt: event.promised.finishAt?.toString() ?? null,
      held: false,
    }
    if (born.length === 0) return await repeated(reported, place, voiceId)
    live.changed([changeOf(state, place)])
    wake.up('announcements')
    counts?.add('reports', { channel: from.channel })
    return { ok: true, reported, place, repeat: false }
  }

  /** The id is there already: the same report gets the same answer, anything else under that id is refused. */
  async function repeated(reported: Reported, place: ServedPlace, voiceId: VoiceId): Promise<ReportOutcome> {
    const before = await database.work({ communities: [place.community.id] }, (work) =>
      readVoice(work, place.community.id, voiceId),
    )
    if (!before) return { ok: false, refusal: 'id_taken' }
    return {
      ok: true,
      repeat: true,
      place,
      reported: {
        ...reported,
        number: before.number,
        status: before.status,
        acceptDueAt:
          (before.deadlineKind === 'accept' ? before.deadlineDueAt : before.reportedAt)?.toString() ??
          reported.acceptDueAt,
        finishDueAt: before.finishPromisedAt?.toString() ?? null,
      },
    }
  }
}
