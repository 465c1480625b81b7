import { readCursor, writeCursor } from '../cursor.ts'
import type { House } from '../house.ts'
import type { Language } from '../i18n/text.ts'
import type { CommunityId, PersonId } from '../ids.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Addressees } from './addressees.ts'
import { type Announcer, createAnnouncer } from './announcer.ts'
import { type Channels, createDeliverer, type Deliverer } from './deliverer.ts'
import { type Delivery, type Notice, skippedBecause } from './model.ts'
import * as store from './notify-store.ts'
import { wordsOf } from './words.ts'

export interface DeliveriesQuery {
  readonly community: CommunityId
  readonly status?: Delivery['status'] | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface Notify {
  readonly announcer: Announcer
  readonly deliverer: Deliverer
  /** One's own messages inside the app, the newest hundred; `communities` are those that one is in. */
  myNotices(
    personId: PersonId,
    communities: readonly CommunityId[],
    language: Language,
  ): Promise<{ items: Notice[]; unread: number }>
  /** Marks all of one's messages up to now as read. */
  readNotices(personId: PersonId, communities: readonly CommunityId[]): Promise<void>
  /** One page of the desk's log, newest first. A cursor that cannot be read begins anew. */
  deliveries(query: DeliveriesQuery, language: Language): Promise<{ items: Delivery[]; next: string | null }>
}

const noticesAtMost = 100

/** Messages from the house to people: announced, delivered, read. */
export function createNotify(
  house: Pick<House, 'database' | 'clock' | 'log' | 'config' | 'catalogues' | 'text'>,
  addressees: Addressees,
  channels: Channels,
  queue: Pick<Jobs, 'add'>,
  announced?: (announcements: readonly store.AnnouncementRow[]) => Promise<void>,
): Notify {
  const { database, clock } = house
  const deliverer = createDeliverer(house, addressees, channels, queue)

  return {
    deliverer,
    announcer: createAnnouncer(house, addressees, deliverer.enqueue, announced),

    async myNotices(personId, communities, language) {
      if (communities.length === 0) return { items: [], unread: 0 }
      return await database.work({ communities }, async (work) => {
        const rows = await store.noticesOf(work, communities, personId, noticesAtMost)
        const unread = await store.unreadOf(work, communities, personId)
        const items: Notice[] = []
        for (const row of rows) {
          const { voiceId } = row.data
          const voice = voiceId ? await addressees.voice(work, row.community_id, voiceId) : null
          const words = wordsOf(house, language, row.data) ?? {
            title: house.text(language)('notify.unreadable.title'),
            text: house.text(language)('notify.unreadable.text'),
          }
          items.push({
            id: row.id,
            kind: row.kind,
            ...words,
            link: voice?.link ?? row.data.link,
            at: row.created_at.toString(),
            read: row.read_at !== null,
          })
        }
        return { items, unread }
      })
    },

    async readNotices(personId, communities) {
      if (communities.length === 0) return
      await database.work({ communities }, (work) => store.markRead(work, communities, personId, clock.now()))
    },

    async deliveries(query, language) {
      const { community, status, limit, cursor } = query
      const text = house.text(language)
      return await database.work({ communities: [community] }, async (work) => {
        // One more than is shown says whether there is more.
        const found = await store.deliveriesPage(work, {
          community,
          status,
          limit: limit + 1,
          after: readCursor(cursor),
        })
        const rows = found.slice(0, limit)
        const persons = [...new Set(rows.flatMap((row) => row.person_id ?? []))]
        const names = await addressees.recipientNames(work, persons)
        const nameOf = (row: store.DeliveryRow) =>
          row.voice_id || row.data.voiceId
            ? text('notify.neighbour')
            : ((row.person_id && names.get(row.person_id)) ?? text('notify.somebody'))
        const last = rows.at(-1)
        return {
          items: rows.map((row) => shown(row, nameOf(row))),
          next: found.length > limit && last ? writeCursor({ at: last.created_at, id: last.id }) : null,
        }
      })
    },
  }
}

const isSkipped = (reason: string | null) => (skippedBecause as readonly (string | null)[]).includes(reason)

function shown(row: store.DeliveryRow, recipient: string): Delivery {
  return {
    id: row.id,
    kind: row.kind,
    channel: row.channel,
    recipient,
    status: row.status === 'failed' && isSkipped(row.last_error) ? 'skipped' : row.status,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at.toString(),
    sentAt: row.sent_at?.toString() ?? null,
    nextAttemptAt: row.next_attempt_at?.toString() ?? null,
    subjectId: row.subject_id,
  }
}
