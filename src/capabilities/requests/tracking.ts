import { Temporal } from 'temporal-polyfill'
import type { Work } from '../../platform/database/database.ts'
import type { House } from '../../platform/house.ts'
import type { Language } from '../../platform/i18n/text.ts'
import type { CommandId, CommunityId, PersonId, RequestId, VoiceId } from '../../platform/ids.ts'
import type { People } from '../people/index.ts'
import type { Community, Places, PlaqueCode, ServedPlace } from '../places/index.ts'
import type { Rulebook } from './circumstances.ts'
import type { Deadline } from './events.ts'
import { likeliest } from './likeness.ts'
import type { ClockClass, Handler, Kind, Level, Status, StoryLine, VoiceCommand } from './model.ts'
import { decide } from './rules.ts'
import { readToken, trackingToken } from './secrets.ts'
import { fromRow } from './state-row.ts'
import { storyLines } from './story.ts'
import {
  eventsOf,
  openAround,
  photoInStory,
  requestOf,
  requestsOfPerson,
  spokenStatement,
  type VoiceRow,
  voiceByDevice,
  voiceById,
  voiceByToken,
  voicesFull,
} from './story-store.ts'

/** Contact data of those who reported is kept this long after closing; the tracking page goes with it (china.md 13). */
export const tokenDaysAfterClosing = 180

/** Who handles a matter, as a neighbour is told: a lead by name, a desk by its own. */
export interface PublicHandler {
  readonly name: string
  readonly level: Level
  readonly phone: string | null
}

/** One open matter of a stairwell, without anybody's data. */
export interface OpenMatter {
  readonly id: RequestId
  readonly title: string
  readonly category: string | null
  readonly status: Status
  readonly voices: number
  readonly reportedAt: Temporal.Instant
  readonly overdue: boolean
}

/** The story of one matter as the neighbour who spoke up reads it. */
export interface Tracked {
  readonly token: string
  readonly id: RequestId
  readonly number: string
  readonly title: string
  readonly text: string
  readonly status: Status
  readonly kind: Kind
  readonly category: string | null
  readonly clockClass: ClockClass
  readonly place: ServedPlace
  readonly handler: PublicHandler | null
  readonly deadline: Deadline | null
  readonly finishPromisedAt: Temporal.Instant | null
  readonly overdue: boolean
  readonly voices: number
  readonly reportedAt: Temporal.Instant
  readonly acceptedAt: Temporal.Instant | null
  readonly resolvedAt: Temporal.Instant | null
  readonly closedAt: Temporal.Instant | null
  readonly closing: 'confirmed' | 'called_back' | 'unconfirmed' | null
  readonly voice: {
    readonly id: VoiceId
    readonly state: string
    readonly score: number | null
    readonly leftPhone: boolean
  }
  readonly story: readonly StoryLine[]
  /** What this neighbour may do now. */
  readonly can: { readonly [Type in VoiceCommand['type']]: boolean }
}

/** Who speaks on their own page, and of what. */
export interface Spoken {
  readonly place: ServedPlace
  readonly id: RequestId
  readonly voiceId: VoiceId
}

export type TrackOutcome =
  | { kind: 'found'; tracked: Tracked }
  | { kind: 'expired'; community: Community }
  | { kind: 'unknown'; community: Community | null }

/** Newest open matters of a stairwell that a report is compared with. */
const mostCompared = 60

export type Tracking = ReturnType<typeof createTracking>

/** What neighbours read: their stairwell's plaque page, their own matters. */
export function createTracking(house: House, places: Places, people: People, rulebook: Rulebook) {
  const { database, clock, sealing } = house

  async function find(token: string) {
    const read = readToken(token)
    if (!read) return { kind: 'unknown', community: null } as const
    const community = await places.communityByNumber(read.communityNumber)
    if (!community) return { kind: 'unknown', community: null } as const
    const found = await database.work({ communities: [community.id] }, async (work) => {
      const voice = await voiceByToken(work, community.id, read.hash)
      const row = voice && (await requestOf(work, community.id, voice.request_id))
      return row && voice ? { voice, row } : null
    })
    if (!found) return { kind: 'unknown', community } as const
    if (isOver(found.row.closed_at)) return { kind: 'expired', community } as const
    return { kind: 'found', community, ...found } as const
  }

  const isOver = (closedAt: Temporal.Instant | null) =>
    closedAt !== null && clock.now().since(closedAt).total('hours') > tokenDaysAfterClosing * 24

  /** The open matters of a stairwell and its building. */
  async function around(place: ServedPlace, language: Language, limit = 8): Promise<OpenMatter[]> {
    const rows = await database.work({ communities: [place.community.id] }, (work) =>
      openAround(work, place.community.id, place, limit),
    )
    const [catalogue, now] = [await rulebook.catalogue(), clock.now()]
    const late = (at: Temporal.Instant | null) => at !== null && Temporal.Instant.compare(at, now) <= 0
    return rows.map((row) => ({
      id: row.id,
      title: row.title || (catalogue.get(row.category)?.names[language] ?? ''),
      category: row.category,
      status: row.status,
      voices: row.voices,
      reportedAt: row.reported_at,
      overdue:
        (row.status === 'reported' || row.status === 'accepted') &&
        (late(row.deadline_due_at) || late(row.finish_promised_at)),
    }))
  }

  async function toTell(communityId: CommunityId, voice: VoiceRow) {
    const number = (await places.community(communityId))?.number ?? 0
    return {
      voiceId: voice.id,
      personId: voice.person_id,
      phone: voice.phone_sealed && sealing.open(voice.phone_sealed),
      // A neighbour without an account has told no language; the wall they scanned is in Chinese.
      language: 'zh-CN' as const,
      link: `/r/${trackingToken(sealing, number, voice.id)}`,
    }
  }

  return {
    /** The plaque's place, or why there is none to show. A closed plaque still says which community to call. */
    async plaque(
      code: PlaqueCode,
    ): Promise<
      { kind: 'found'; place: ServedPlace } | { kind: 'closed'; community: Community | null } | { kind: 'unknown' }
    > {
      const plaque = await places.plaque(code)
      if (!plaque) return { kind: 'unknown' }
      if (plaque.closed) return { kind: 'closed', community: await places.community(plaque.communityId) }
      const place = await places.served(plaque.communityId, plaque.placeId)
      return place ? { kind: 'found', place } : { kind: 'unknown' }
    },

    around,

    /** Open matters of the same place that may be what is about to be reported, the likeliest first. */
    async similar(
      place: ServedPlace,
      told: { readonly text: string; readonly category: string | null },
      language: Language,
    ): Promise<OpenMatter[]> {
      const open = await around(place, language, mostCompared)
      return likeliest(
        open.filter((matter) => matter.status !== 'resolved'),
        told,
      )
    },

    /** The story that a tracking token opens. */
    async track(token: string, language: Language): Promise<TrackOutcome> {
      const found = await find(token)
      if (found.kind !== 'found') return found
      const { row, voice, community } = found
      const place = await places.served(community.id, row.place_id)
      if (!place) return { kind: 'unknown', community }
      const [catalogue, c] = [await rulebook.catalogue(), await rulebook.at(place)]
      return await database.work({ communities: [community.id] }, async (work) => {
        const [events, voices] = await Promise.all([
          eventsOf(work, community.id, row.id, 'public'),
          voicesFull(work, community.id, row.id),
        ])
        const state = fromRow(
          row,
          voices.map((one) => ({ id: one.id, state: one.state })),
        )
        const leadIds = new Set<PersonId>([
          ...place.leads.map((lead) => lead.personId),
          ...(row.handler_person_id ? [row.handler_person_id] : []),
        ])
        const names = await people.namesOf(work, [...leadIds])
        const handlerName = (handler: Handler) =>
          handler.kind === 'lead'
            ? (names.get(handler.personId)?.name ?? '')
            : (place.desks.find((desk) => desk.id === handler.deskId)?.name ?? '')
        const now = c.now
        const late = (at: Temporal.Instant | null) => at !== null && Temporal.Instant.compare(at, now) <= 0
        const lead = place.leads.find((one) => one.personId === row.handler_person_id)
        const desk = place.desks.find((one) => one.id === row.handler_desk_id)
        const id = '00000000-0000-7000-8000-000000000000' as CommandId
        const author = { kind: 'voice', voiceId: voice.id, personId: voice.person_id } as const
        const can = (command: VoiceCommand) => decide(state, command, author, c).ok
        const tracked: Tracked = {
          token,
          id: row.id,
          number: row.number,
          title: row.title || (catalogue.get(row.category)?.names[language] ?? row.number),
          text: sealing.open(row.text_sealed),
          status: row.status,
          kind: row.kind,
          category: row.category,
          clockClass: row.clock_class,
          place,
          handler: state.handler && {
            name: handlerName(state.handler),
            level: state.handler.level,
            phone: lead?.phone ?? desk?.phone ?? community.phone,
          },
          deadline: state.deadline,
          finishPromisedAt: row.finish_promised_at,
          overdue:
            (row.status === 'reported' || row.status === 'accepted') &&
            (late(row.deadline_due_at) || late(row.finish_promised_at)),
          voices: row.voices,
          reportedAt: row.reported_at,
          acceptedAt: row.accepted_at,
          resolvedAt: row.resolved_at,
          closedAt: row.closed_at,
          closing: row.closing,
          voice: { id: voice.id, state: voice.state, score: voice.score, leftPhone: voice.phone_sealed !== null },
          story: storyLines(events, {
            sealing,
            photoUrl: (photo, size) => `/r/${token}/photos/${photo}?size=${size}`,
            // Leads are named, as on their plaque; staff act for their desk.
            who: (event) =>
              event.author_kind === 'staff' && leadIds.has(event.author_id as PersonId)
                ? (names.get(event.author_id as PersonId)?.name ?? '')
                : '',
            handlerName,
            // Who spoke up there reads the other one's story by now.
            mayKnow: () => false,
          }),
          can: {
            tell: can({ id, type: 'tell', text: '', photos: [] }),
            confirm: can({ id, type: 'confirm', solved: true, text: '' }),
            withdraw: can({ id, type: 'withdraw', text: '' }),
            reopen: can({ id, type: 'reopen', text: '…' }),
          },
        }
        return { kind: 'found', tracked }
      })
    },

    /** Who speaks by this token: what a command needs, and no more; null where there is no page to speak on (any more). */
    async spoken(token: string): Promise<Spoken | null> {
      const read = readToken(token)
      const community = read && (await places.communityByNumber(read.communityNumber))
      if (!community) return null
      const scope = { communities: [community.id] }
      const [row] = await database.readTogether(scope, spokenStatement(database.compiler, community.id, read.hash))
      if (!row || isOver(row.closed_at)) return null
      const place = await places.served(community.id, row.place_id)
      return place && { place, id: row.id, voiceId: row.voice_id }
    },

    /** Which request and voice a token stands for, for a command or a photo. */
    async voiceOf(token: string): Promise<{ communityId: CommunityId; requestId: RequestId; voiceId: VoiceId } | null> {
      const found = await find(token)
      return found.kind === 'found'
        ? { communityId: found.community.id, requestId: found.row.id, voiceId: found.voice.id }
        : null
    },

    /** The voice of a device on a request, if it has spoken there. */
    async voiceOfDevice(communityId: CommunityId, requestId: RequestId, device: Buffer): Promise<VoiceId | null> {
      const found = await database.work({ communities: [communityId] }, (work) =>
        voiceByDevice(work, communityId, requestId, device),
      )
      return found?.id ?? null
    },

    /** Whether a photo stands in what a reader may see of a request. */
    photoIn: (communityId: CommunityId, requestId: RequestId, fileId: string, audience: 'public' | 'all') =>
      database.work({ communities: [communityId] }, (work) =>
        photoInStory(work, communityId, requestId, fileId, audience),
      ),

    /** Every neighbour who spoke up on a request and has not left it, with the way to their own page. */
    async voicesToTell(work: Work, communityId: CommunityId, requestId: string) {
      const voices = await voicesFull(work, communityId, requestId as RequestId)
      return await Promise.all(
        voices.filter((voice) => voice.state !== 'withdrawn').map((voice) => toTell(communityId, voice)),
      )
    },
    async voiceToTell(work: Work, communityId: CommunityId, voiceId: VoiceId) {
      const voice = await voiceById(work, communityId, voiceId)
      return voice ? await toTell(communityId, voice) : null
    },

    /** The matters of a signed-in neighbour in every community, with a way to each. */
    async mine(person: { personId: PersonId; phoneHash: Buffer | null }, language: Language) {
      const all = await places.communities()
      const rows = await database.work({ communities: all.map((one) => one.id) }, (work) =>
        requestsOfPerson(
          work,
          all.map((one) => one.id),
          person,
        ),
      )
      const catalogue = await rulebook.catalogue()
      return rows.map((row) => ({
        number: row.number,
        title: row.title || (catalogue.get(row.category)?.names[language] ?? row.number),
        status: row.status,
        reportedAt: row.reported_at,
        communityName: all.find((one) => one.id === row.community_id)?.name ?? '',
        token: trackingToken(sealing, all.find((one) => one.id === row.community_id)?.number ?? 0, row.voiceId),
      }))
    },
  }
}
