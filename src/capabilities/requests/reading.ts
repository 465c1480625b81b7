import { Temporal } from 'temporal-polyfill'
import type { Work } from '../../platform/database/database.ts'
import type { House } from '../../platform/house.ts'
import type { Language } from '../../platform/i18n/text.ts'
import type { CommandId, CommunityId, DeskId, PersonId, RequestId } from '../../platform/ids.ts'
import {
  type Action,
  type Actor,
  communitiesFor,
  covers,
  maskName,
  maskPhone,
  type People,
  reach,
} from '../people/index.ts'
import type { Places, ServedPlace } from '../places/index.ts'
import { allowedCommands } from './allowed.ts'
import type { Catalogue } from './catalogue.ts'
import { type FoundRequest, visibleForCommand } from './change-store.ts'
import type { Rulebook } from './circumstances.ts'
import type { Author } from './events.ts'
import { isGoneAround, sameHandler } from './ladder.ts'
import type { Handler, Level, QueueFigures, QueueQuery, RequestDetail, RequestPage, RequestRow } from './model.ts'
import { ownDesks } from './own-desks.ts'
import { figures, type Reader, type RequestsRow, visibleAmong, visibleRequest } from './queue-store.ts'
import { rowsByPhone } from './search/found-store.ts'
import { type Looking, lookInQueue } from './search/looking.ts'
import { fieldsOf } from './search/words.ts'
import { fromRow } from './state-row.ts'
import { storyLines } from './story.ts'
import { earlierAt, eventsOf, voicesFull } from './story-store.ts'
import { withoutReporter } from './without-reporter.ts'
import { withoutPersonalParts } from './words-in-public.ts'

export type Reading = ReturnType<typeof createReading>

/** What leads and desks read. Every query is a condition of who reads; nobody's matter is fetched and then hidden. */
export function createReading(house: House, places: Places, people: People, rulebook: Rulebook) {
  const { database, clock, sealing } = house

  /** The community seen from its own place, for its desks. */
  const wholeCommunity = (id: CommunityId) => places.root(id)

  async function readerFor(actor: Actor, action: Action, only?: CommunityId): Promise<Reader> {
    const ids = communitiesFor(actor, action).filter((id) => only === undefined || id === only)
    const desks = await places.desksOf(ids)
    const reaches = ids.map((id) => {
      const own = ownDesks(actor, { desks: desks.get(id) ?? [] }, id).map((desk) => desk.id)
      return [id, { ...reach(actor, action, id), ownDeskIds: own }] as const
    })
    return { personId: actor.personId, reaches: new Map(reaches) }
  }

  /** Somebody's names and phones for a set of handlers. */
  async function namesFor(work: Work, rows: readonly RequestsRow[]) {
    const ids = rows.flatMap((row) => [
      row.handler_person_id,
      row.offer_person_id,
      ...row.followers.map((one) => (one.kind === 'lead' ? one.personId : null)),
    ])
    return await people.namesOf(
      work,
      ids.filter((id): id is PersonId => id !== null),
    )
  }
  type Names = Awaited<ReturnType<typeof namesFor>>

  /**
   * Who handles something. A lead's own phone is for those who work in the community with them; everybody else, and every
   * list, has it only where the lead wants it on the plaque (PIPL art. 25).
   */
  function handlerView(handler: Handler, names: Names, place: ServedPlace | null, seesPhones: boolean) {
    if (handler.kind === 'lead') {
      const person = names.get(handler.personId)
      const onPlaque = place?.leads.find((lead) => lead.personId === handler.personId)?.phone ?? null
      return { handler, name: person?.name ?? '', phone: seesPhones ? (person?.phone ?? null) : onPlaque }
    }
    const desk = place?.desks.find((one) => one.id === handler.deskId)
    return { handler, name: desk?.name ?? '', phone: desk?.phone ?? null }
  }

  /** A reader and whoever works at the same desks. */
  async function colleaguesOf(
    work: Work,
    reader: Extract<Author, { kind: 'staff' }>,
    place: ServedPlace,
    communityId: CommunityId,
  ): Promise<ReadonlySet<PersonId>> {
    const desks = place.desks.filter((desk) => reader.deskIds.includes(desk.id))
    const found = await Promise.all(
      desks.map((desk) => people.peopleOfDesk(work, { communityId, deskId: desk.id, kind: desk.kind })),
    )
    return new Set([reader.personId, ...found.flat()])
  }

  function rowView(
    row: RequestsRow,
    place: ServedPlace | null,
    names: Names,
    catalogue: Catalogue,
    actor: Actor,
    language: Language,
    now: Temporal.Instant,
  ): RequestRow {
    const state = fromRow(row, [])
    const ownDeskIds = place ? ownDesks(actor, place, row.community_id).map((desk) => desk.id) : []
    const late = (at: Temporal.Instant | null) => at !== null && Temporal.Instant.compare(at, now) <= 0
    const working = row.status === 'reported' || row.status === 'accepted'
    return {
      id: row.id,
      communityId: row.community_id,
      communityName: place?.community.name ?? '',
      number: row.number,
      title: row.title || (catalogue.get(row.category)?.names[language] ?? row.number),
      placeId: row.place_id,
      placeName: place?.name ?? '',
      category: row.category,
      clockClass: row.clock_class,
      kind: row.kind,
      listen: row.listen,
      channel: row.channel,
      status: row.status,
      level: row.level,
      handler: state.handler && handlerView(state.handler, names, place, false),
      deadline: state.deadline && {
        kind: state.deadline.kind,
        startAt: state.deadline.startAt.toString(),
        dueAt: state.deadline.dueAt.toString(),
        overdue: working && (late(state.deadline.dueAt) || late(row.finish_promised_at)),
      },
      finishDueAt: row.finish_promised_at?.toString() ?? null,
      voices: row.voices,
      photos: row.photos,
      reportedAt: row.reported_at.toString(),
      acceptedAt: row.accepted_at?.toString() ?? null,
      resolvedAt: row.resolved_at?.toString() ?? null,
      closedAt: row.closed_at?.toString() ?? null,
      closing: row.closing,
      confidential: row.confidential,
      structural: row.structural,
      supervised: row.supervised,
      reopenings: row.reopenings,
      offeredToMe:
        row.offer_person_id === actor.personId ||
        (row.offer_desk_id !== null && ownDeskIds.includes(row.offer_desk_id)),
    }
  }

  /** Rows as the queue shows them, without those that only look like what was asked for. */
  async function pageOf(
    actor: Actor,
    { rows, isMeant }: Pick<Looking, 'rows' | 'isMeant'>,
    names: Names,
    catalogue: Catalogue,
    language: Language,
    now: Temporal.Instant,
  ): Promise<RequestRow[]> {
    const at = await places.servedAll(rows.map((row) => ({ communityId: row.community_id, placeId: row.place_id })))
    const placeOf = (row: RequestsRow) => at.get(row.place_id) ?? null
    return rows
      .filter((row) => isMeant(fieldsOf(row, placeOf(row)?.name ?? '', catalogue.get(row.category))))
      .map((row) => rowView(row, placeOf(row), names, catalogue, actor, language, now))
  }

  return {
    /**
     * Whether a reader may know who reported. Not everybody who sees a matter may: whoever handed it on and has moved to
     * another place since may follow it, and no more.
     */
    async mayKnowReporter(actor: Actor, row: RequestsRow): Promise<boolean> {
      const place = await places.served(row.community_id, row.place_id)
      const { deskIds } = await this.authorFor(actor, row.community_id)
      return place !== null && mayAt(actor, actionToKnow(row), place, deskIds)
    },

    /** Who this person is to the rules in a community: which desks' work they do, and how high they stand. */
    async authorFor(actor: Actor, communityId: CommunityId): Promise<Extract<Author, { kind: 'staff' }>> {
      const whole = await wholeCommunity(communityId)
      const desks = whole ? ownDesks(actor, whole, communityId) : []
      const ofLead = { unitLead: 1, buildingLead: 2, gridLead: 3 } as const
      const levels = actor.roles
        .filter((role) => role.kind === 'place' && role.communityId === communityId)
        .map((role) => ofLead[role.role as keyof typeof ofLead] ?? 0)
      const level = Math.max(1, ...levels, ...desks.map((desk) => desk.level)) as Level
      return { kind: 'staff', personId: actor.personId, deskIds: desks.map((desk) => desk.id), level }
    },

    async queue(actor: Actor, query: QueueQuery, language: Language): Promise<RequestPage> {
      const reader = await readerFor(actor, 'requests.read')
      if (reader.reaches.size === 0) return { items: [], next: null }
      const [catalogue, now] = [await rulebook.catalogue(), clock.now()]
      const codes = query.category ? codesOf(catalogue, query.category) : null
      const { found, names } = await database.work({ communities: [...reader.reaches.keys()] }, async (work) => {
        const found = await lookInQueue(work, reader, query, codes, now)
        return { found, names: await namesFor(work, found.rows) }
      })
      return { items: await pageOf(actor, found, names, catalogue, language, now), next: found.next }
    },

    /** The newest requests of whoever left this phone, where this reader may know who reported. */
    async byPhone(actor: Actor, phone: string, language: Language): Promise<RequestPage> {
      const [reader, confidential] = [
        await readerFor(actor, 'requests.see_reporter'),
        await readerFor(actor, 'requests.see_confidential'),
      ]
      if (reader.reaches.size === 0) return { items: [], next: null }
      const [catalogue, now] = [await rulebook.catalogue(), clock.now()]
      const hash = sealing.hash('phone', phone)
      const { found, names } = await database.work({ communities: [...reader.reaches.keys()] }, async (work) => {
        const seen = await rowsByPhone(work, [reader, confidential], hash, mostOfPhone)
        const known = await Promise.all(seen.map((row) => this.mayKnowReporter(actor, row)))
        const rows = seen.filter((_, index) => known[index])
        return { found: { rows, isMeant: () => true }, names: await namesFor(work, rows) }
      })
      return { items: await pageOf(actor, found, names, catalogue, language, now), next: null }
    },

    async figures(actor: Actor, community: CommunityId | undefined): Promise<QueueFigures> {
      const reader = await readerFor(actor, 'requests.figures', community)
      const now = clock.now()
      const local = now.toZonedDateTimeISO('Asia/Shanghai').startOfDay()
      const counted =
        reader.reaches.size === 0
          ? null
          : await database.work({ communities: [...reader.reaches.keys()] }, (work) =>
              figures(work, reader, {
                now,
                dayStart: local.toInstant(),
                monthStart: local.with({ day: 1 }).toInstant(),
              }),
            )
      const of = (name: keyof NonNullable<typeof counted>) => counted?.[name] ?? 0
      return {
        open: of('open'),
        overdue: of('overdue'),
        dueWithinHour: of('dueWithinHour'),
        reportedToday: of('reportedToday'),
        resolvedToday: of('resolvedToday'),
        sameDay: { due: of('sameDayDue'), solved: of('sameDaySolved') },
        satisfaction: {
          closed: of('closed'),
          answered: of('answered'),
          rated: of('rated'),
          satisfied: of('satisfied'),
        },
      }
    },

    /** Where a request is, if this reader may do the action on it. */
    async find(actor: Actor, action: Action, id: RequestId): Promise<RequestsRow | null> {
      const reader = await readerFor(actor, action)
      if (reader.reaches.size === 0) return null
      const scope = { communities: [...reader.reaches.keys()] }
      const [row] = await database.readTogether(scope, visibleRequest(database.compiler, reader, id))
      return row ?? null
    },

    /** Where a request is that this reader may read, with all that a command on it is decided by. */
    async findForCommand(actor: Actor, id: RequestId, commandId: CommandId): Promise<FoundRequest | null> {
      const reader = await readerFor(actor, 'requests.read')
      if (reader.reaches.size === 0) return null
      const scope = { communities: [...reader.reaches.keys()] }
      const asked = { requestId: id, commandId }
      const [row] = await database.readTogether(scope, visibleForCommand(database.compiler, reader, asked))
      return row ?? null
    },

    /** One request with its whole story, or null when it is not there for this reader. */
    async detail(actor: Actor, id: RequestId, language: Language): Promise<RequestDetail | null> {
      const row = await this.find(actor, 'requests.read', id)
      if (!row) return null
      const place = await places.served(row.community_id, row.place_id)
      if (!place) return null
      const [catalogue, author, c, reader] = [
        await rulebook.catalogue(),
        await this.authorFor(actor, row.community_id),
        await rulebook.at(place),
        await readerFor(actor, 'requests.read', row.community_id),
      ]
      return await database.work({ communities: [row.community_id] }, async (work) => {
        const [events, voices, earlier] = await Promise.all([
          eventsOf(work, row.community_id, id, 'all'),
          voicesFull(work, row.community_id, id),
          earlierAt(work, row, 5),
        ])
        const seen = await visibleAmong(work, reader, [
          ...earlier.map((one) => one.id),
          ...(row.merged_into ? [row.merged_into] : []),
        ])
        const leads = place.leads.map((lead) => lead.personId)
        const staff = events
          .filter((event) => event.author_kind === 'staff')
          .map((event) => event.author_id as PersonId)
        const ids = [
          ...leads,
          ...staff,
          ...row.followers.map((one) => (one.kind === 'lead' ? one.personId : null)),
          row.handler_person_id,
          row.offer_person_id,
        ]
        const names = await people.namesOf(
          work,
          ids.filter((one): one is PersonId => one !== null),
        )
        const state = fromRow(
          row,
          voices.map((voice) => ({ id: voice.id, state: voice.state })),
        )
        const may = (action: Action) => mayAt(actor, action, place, author.deskIds)
        const seesReporter = may(actionToKnow(row))
        // Who may not know the neighbour is not told in the neighbour's own words either.
        const inWords = (text: string) => (seesReporter ? text : withoutPersonalParts(text))
        const story = storyLines(events, {
          sealing,
          photoUrl: (photo, size) => `/api/v1/requests/${id}/photos/${photo}?size=${size}`,
          who: (event) => (event.author_kind === 'staff' ? (names.get(event.author_id as PersonId)?.name ?? '') : ''),
          handlerName: (handler) => handlerView(handler, names, place, false).name,
          // A complaint that goes around this reader is there for them by no other way either.
          mayKnow: (into) => seen.has(into as RequestId),
        })
        const seesPhones = may('requests.see_reporter')
        return {
          ...rowView(row, place, names, catalogue, actor, language, c.now),
          handler: state.handler && handlerView(state.handler, names, place, seesPhones),
          text: inWords(sealing.open(row.text_sealed)),
          path: place.path.filter((step) => step.kind !== 'community').map(({ id, name }) => ({ id, name })),
          story: seesReporter
            ? story
            : withoutReporter(story, events, await colleaguesOf(work, author, place, row.community_id)),
          followers: row.followers.map((handler) => handlerView(handler, names, place, seesPhones)),
          offer: state.offer && handlerView(state.offer, names, place, seesPhones),
          reporters: seesReporter
            ? voices.map((voice) => ({
                id: voice.id,
                name: voice.name_sealed && maskName(sealing.open(voice.name_sealed)),
                phone: voice.phone_sealed && maskPhone(sealing.open(voice.phone_sealed)),
                state: voice.state,
                joinedAt: voice.joined_at.toString(),
              }))
            : [],
          allowed: allowedCommands(state, author, c, may),
          // Nobody can be chosen who has it already, or whom it is about.
          ladder: c.ladder
            .filter(
              (rung) =>
                !isGoneAround(state.about, rung) && !(state.handler && sameHandler(rung.handler, state.handler)),
            )
            .map((rung) => handlerView(rung.handler, names, place, seesPhones)),
          earlier: earlier
            .filter((one) => seen.has(one.id))
            .map((one) => ({
              id: one.id,
              title: one.title,
              status: one.status,
              reportedAt: one.reported_at.toString(),
              closing: one.closing,
              // Another matter's reporter may be another one's secret.
              resolution: one.resolution_sealed && withoutPersonalParts(sealing.open(one.resolution_sealed)),
            })),
        }
      })
    },
  }
}

/** How many of one phone are shown. */
const mostOfPhone = 100

/** The code itself, or the codes of a group. */
const codesOf = (catalogue: Catalogue, category: string): readonly string[] =>
  category.includes('.')
    ? [category]
    : catalogue.lines.map((line) => line.code).filter((code) => code.startsWith(`${category}.`))

/** Reporters who asked for confidence are shown to the desk alone. */
const actionToKnow = (row: Pick<RequestsRow, 'confidential'>): Action =>
  row.confidential ? 'requests.see_confidential' : 'requests.see_reporter'

/** Whether somebody may do an action on a matter of this place: where they stand, or by a desk whose work they do. */
function mayAt(actor: Actor, action: Action, { community, path }: ServedPlace, ownDeskIds: readonly DeskId[]): boolean {
  const found = reach(actor, action, community.id)
  const ids = path.map((step) => step.id)
  return covers(found, ids) || found.deskIds.some((desk) => ownDeskIds.includes(desk))
}
