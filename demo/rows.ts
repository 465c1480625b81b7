import { eventRecord } from '../src/capabilities/requests/event-record.ts'
import { numberOf, tokenHash, trackingToken } from '../src/capabilities/requests/secrets.ts'
import { toRow } from '../src/capabilities/requests/state-row.ts'
import type { EventRecord, RequestRecord, VoiceRecord } from '../src/capabilities/requests/store.ts'
import { titleFrom } from '../src/capabilities/requests/words-in-public.ts'
import type { Sealer, Sealing } from '../src/platform/sealing/sealing.ts'
import type { Demo } from './demo.ts'
import { instant, isoDay } from './hours.ts'
import type { Life } from './life.ts'

/** What a life leaves in the tables of requests, sealed as the door seals it. */
export function requestRow(life: Life, structural: boolean, sealer: Sealer): RequestRecord {
  const { state, report } = life
  return {
    community_id: state.communityId,
    id: state.id,
    number: numberOf(state.id, isoDay(report.at)),
    place_id: state.placeId,
    grid_id: report.place.gridId,
    building_id: report.place.buildingId,
    unit_id: report.place.unitId,
    kind: state.kind,
    listen: life.listen,
    channel: report.channel,
    clock_class: state.clockClass,
    title: titleFrom(report.text),
    text_sealed: sealer.seal(report.text),
    about_person_id: state.about?.kind === 'lead' ? state.about.personId : null,
    about_desk_id: state.about?.kind === 'desk' ? state.about.deskId : null,
    confidential: report.confidential ?? false,
    structural,
    photos: 0,
    reported_at: instant(report.at),
    ...toRow(state),
  }
}

export function eventRows(life: Life, sealer: Sealer): EventRecord[] {
  const { communityId, id } = life.state
  return life.events.map(({ event, at, author, sequence }) =>
    eventRecord(sealer, { communityId, id, sequence }, event, {
      author,
      at: instant(at),
      ...(event.type === 'reported' && { text: life.report.text }),
    }),
  )
}

/** Everybody who speaks up there now: those of a merged request stand with the one that it went into. */
export function voiceRows(life: Life, communityNumber: number, sealing: Sealing, sealer: Sealer): VoiceRecord[] {
  const { communityId, id, voices } = life.state
  return life.voices.map((voice) => ({
    community_id: communityId,
    id: voice.id,
    request_id: id,
    token_hash: tokenHash(trackingToken(sealing, communityNumber, voice.id)),
    state: voices.find((one) => one.id === voice.id)?.state ?? 'waiting',
    name_sealed: voice.name === null ? null : sealer.seal(voice.name),
    phone_sealed: voice.phone === null ? null : sealer.seal(voice.phone),
    phone_hash: voice.phone === null ? null : sealing.hash('phone', voice.phone),
    person_id: null,
    score: life.scores.get(voice.id) ?? null,
    joined_at: instant(voice.joinedAt),
  }))
}

/** People with name and phone sealed; staff are found by their account. */
export function peopleRows({ people }: Pick<Demo['people'], 'people'>, sealing: Sealing, sealer: Sealer) {
  return people.map((person) => ({
    id: person.id,
    name_sealed: sealer.seal(person.name),
    phone_sealed: person.phone === null ? null : sealer.seal(person.phone),
    phone_hash: person.phone === null ? null : sealing.hash('phone', person.phone),
    account_hash: person.account === null ? null : sealing.hash('account', person.account),
    user_id: null,
    language: null,
  }))
}
