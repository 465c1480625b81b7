import { Temporal } from 'temporal-polyfill'
import type { Duty } from '../capability.ts'
import { buildCalendar } from '../clock/calendar.ts'
import { countForward, instantOf, secondsOf } from '../clock/counted-time.ts'
import { isConnectionFailure, type Work } from '../database/database.ts'
import type { House } from '../house.ts'
import { type CommunityId, newId, type PersonId } from '../ids.ts'
import type { Addressees, Voice, Ways } from './addressees.ts'
import type { Tell } from './announcement.ts'
import {
  type AnnouncementRow,
  addDeliveries,
  keyOf,
  type NewDelivery,
  removeAnnouncements,
  takeAnnouncements,
} from './notify-store.ts'

export interface Announcer {
  /**
   * Makes deliveries of the oldest announcements that wait. Two runs, here or on two servers, share the work.
   * @returns whether there may be more at once
   */
  run(): Promise<boolean>
  /** For `startDuties`: at each wake-up, and every five seconds in case one was lost. */
  readonly duty: Duty
}

/** A delivery that has to leave the house, and when. */
export interface ToSend {
  readonly communityId: CommunityId
  readonly id: string
  readonly dueAt: Temporal.Instant
}

const announcementsAtOnce = 50
/** The wall's list of communities travels with each unit of work: some hundred ids are a few kilobytes. */
const communitiesAtOnce = 200

/**
 * Turns announcements into deliveries, one for each person and channel. Taking, writing and removing are one
 * transaction: a server that dies in between has done nothing, and the next one does it.
 * @param done is told what was worked off, after the commit
 * @param send puts deliveries on the queue after the commit; what it loses is found again by the deliverer
 */
export function createAnnouncer(
  house: Pick<House, 'database' | 'clock' | 'log'>,
  addressees: Addressees,
  send: (deliveries: readonly ToSend[]) => Promise<void>,
  done: (announcements: readonly AnnouncementRow[]) => Promise<void> = async () => {},
): Announcer {
  const { database, clock, log } = house
  const waking = buildCalendar([])
  /** Announcements that could not be told, such as those of a desk that cannot be read: they must not stop the rest. */
  const setAside = new Map<string, { failures: number; until: Temporal.Instant }>()

  async function announce(communities: readonly CommunityId[], limit: number, taken: AnnouncementRow[]) {
    const now = clock.now()
    const resting = [...setAside].filter(([, { until }]) => Temporal.Instant.compare(until, now) > 0)
    const except = resting.map(([key]) => key)
    const toSend = await database.work({ communities }, async (work) => {
      taken.push(...(await takeAnnouncements(work, communities, limit, except)))
      if (taken.length === 0) return []
      const deliveries = await deliveriesOf(work, taken, now)
      const added = await addDeliveries(work, deliveries, now)
      await removeAnnouncements(work, taken)
      return added
    })
    for (const row of taken) setAside.delete(keyOf(row))
    if (taken.length > 0)
      await done(taken).catch((error: unknown) => log.warn({ error }, 'followers were not told of what was announced'))
    if (toSend.length > 0) await send(toSend)
  }

  async function someOf(communities: readonly CommunityId[]): Promise<number> {
    const taken: AnnouncementRow[] = []
    try {
      await announce(communities, announcementsAtOnce, taken)
      return taken.length
    } catch (error) {
      if (isConnectionFailure(error) || taken.length === 0) throw error
      return await oneByOne(communities, taken.length)
    }
  }

  /** Something is wrong with one of them: tells the others, and that one later. */
  async function oneByOne(communities: readonly CommunityId[], count: number): Promise<number> {
    for (let looked = 0; looked < count; looked++) {
      const taken: AnnouncementRow[] = []
      try {
        await announce(communities, 1, taken)
        if (taken.length === 0) break
      } catch (error) {
        const [row] = taken
        if (isConnectionFailure(error) || !row) throw error
        const failures = (setAside.get(keyOf(row))?.failures ?? 0) + 1
        const until = clock.now().add({ seconds: Math.min(5 * 2 ** failures, 600) })
        setAside.set(keyOf(row), { failures, until })
        log.error({ subject: row.subject_id, sequence: row.sequence, failures, error }, 'an announcement was not told')
      }
    }
    return count
  }

  async function deliveriesOf(work: Work, rows: readonly AnnouncementRow[], now: Temporal.Instant) {
    const behind = createBehind(work, addressees)
    const told: { row: AnnouncementRow; tell: Tell; personIds: readonly PersonId[]; voices: readonly Voice[] }[] = []
    for (const row of rows) {
      for (const tell of row.data.tell) told.push({ row, tell, ...(await behind.told(row, tell)) })
    }
    const everybody = [...new Set(told.flatMap(({ personIds, voices }) => [...personIds, ...signedIn(voices)]))]
    const ways = new Map((await addressees.waysTo(work, everybody)).map((way) => [way.personId, way]))
    return told.flatMap(({ row, tell, personIds, voices }) => {
      const make = (to: NewDelivery['to'], channel: NewDelivery['channel'], quiet: boolean, own: object = {}) => ({
        communityId: row.community_id,
        id: newId(),
        subjectId: row.subject_id,
        sequence: row.sequence,
        kind: row.kind,
        data: { message: tell.message, values: tell.values, link: tell.link, ...own },
        to,
        channel,
        notBefore: quiet && !tell.urgent ? afterQuietHours(now) : now,
      })
      const persons = personIds
        .map((personId) => ways.get(personId))
        .filter((way): way is Ways => way !== undefined)
        .flatMap((way) =>
          channelsOf(way).map((channel) => make({ personId: way.personId }, channel, way.quiet && channel !== 'app')),
        )
      const neighbours = voices.flatMap((voice) => [
        ...(voice.phone ? [make({ voiceId: voice.voiceId }, 'sms', false)] : []),
        ...(voice.personId && ways.has(voice.personId)
          ? [make({ personId: voice.personId }, 'app', false, { voiceId: voice.voiceId })]
          : []),
      ])
      return [...persons, ...neighbours]
    })
  }

  /** Now, or when the quiet hours that it falls into end. */
  function afterQuietHours(now: Temporal.Instant): Temporal.Instant {
    // The first waking second has passed one second after it began.
    const awake = instantOf(countForward('waking', secondsOf(now), 1, waking) - 1)
    return Temporal.Instant.compare(awake, now) > 0 ? awake : now
  }

  async function run(): Promise<boolean> {
    const communities = await addressees.communities()
    let more = false
    for (let start = 0; start < communities.length; start += communitiesAtOnce) {
      const taken = await someOf(communities.slice(start, start + communitiesAtOnce))
      if (taken === announcementsAtOnce) more = true
    }
    return more
  }

  return { run, duty: { name: 'announcer', wakes: ['announcements'], every: 5_000, run } }
}

const signedIn = (voices: readonly Voice[]) => voices.flatMap((voice) => voice.personId ?? [])

/** Inside the app always; the rest is the person's own choice. */
function channelsOf(way: Ways): NewDelivery['channel'][] {
  return ['app', ...new Set(way.choices.map((choice) => choice.channel))]
}

/** Asks once for each desk and each subject, however many announcements name them. */
function createBehind(work: Work, addressees: Addressees) {
  const desks = new Map<string, readonly PersonId[]>()
  const subjects = new Map<string, readonly Voice[]>()
  async function peopleOf(row: AnnouncementRow, to: NonNullable<Tell['around']>): Promise<readonly PersonId[]> {
    if (to.kind === 'person') return [to.personId]
    const known = desks.get(to.deskId)
    const personIds = known ?? (await addressees.personIdsOfDesk(work, row.community_id, to.deskId))
    desks.set(to.deskId, personIds)
    return personIds
  }
  return {
    async told(
      row: AnnouncementRow,
      { to, around }: Tell,
    ): Promise<{ personIds: readonly PersonId[]; voices: readonly Voice[] }> {
      if (to.kind !== 'voices') {
        const [asked, without] = [await peopleOf(row, to), around ? await peopleOf(row, around) : []]
        return { personIds: asked.filter((id) => !without.includes(id)), voices: [] }
      }
      const known = subjects.get(row.subject_id)
      const voices = known ?? (await addressees.voicesOf(work, row.community_id, row.subject_id))
      subjects.set(row.subject_id, voices)
      const { only } = to
      return { personIds: [], voices: only ? voices.filter((voice) => only.includes(voice.voiceId)) : voices }
    },
  }
}
