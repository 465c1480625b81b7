import { readCursor, writeCursor } from '../../../platform/cursor.ts'
import type { House } from '../../../platform/house.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import type { Community, Places, ServedPlace } from '../../places/index.ts'
import type { Report } from '../model.ts'
import { readToken, trackingToken } from '../secrets.ts'
import { requestOf } from '../story-store.ts'
import type { Door } from './door.ts'
import { countWaiting, type HeldRow, heldByToken, heldOfPerson, heldPage, markedRequests } from './held-store.ts'
import type { JoinContent } from './intake.ts'
import type { Held, HeldPage, ReasonToHold } from './model.ts'

const pageSize = 25
/** Marked requests that are shown at once: each goes when somebody has looked. */
const mostMarked = 50

export type HeldReading = ReturnType<typeof createHeldReading>

/** Something held, as whoever sent it reads it on its own page. */
export interface HeldTracked {
  readonly row: HeldRow
  readonly community: Community
  readonly place: ServedPlace
  readonly text: string
}

/** What the desk reads of what is held: the words and the pictures, and nothing of who sent them. */
export function createHeldReading(house: House, places: Places, door: Door) {
  const { database, sealing } = house

  async function shown(row: HeldRow & { same: number }, titleOf: (id: string) => Promise<string>): Promise<Held> {
    const content = JSON.parse(sealing.open(row.content_sealed)) as Report | JoinContent
    const place = await places.served(row.community_id, row.place_id)
    const photo = (id: string) => `/api/v1/held/${row.community_id}/${row.id}/photos/${id}`
    return {
      id: row.id,
      communityId: row.community_id,
      what: row.what,
      number: row.number,
      placeName: place?.name ?? '',
      text: content.text,
      category: row.category,
      joinTo: row.join_to && { id: row.join_to, title: await titleOf(row.join_to) },
      confidential: 'confidential' in content && content.confidential,
      leftPhone: row.phone_hash !== null,
      why: row.why,
      words: row.why.includes('words')
        ? await door.wordsIn(row.community_id, `${content.text}\n${content.name ?? ''}`)
        : [],
      photos: row.photos.map((id) => ({ url: `${photo(id)}?size=full`, thumbnailUrl: `${photo(id)}?size=small` })),
      heldAt: row.held_at.toString(),
      state: row.state === 'aside' ? 'aside' : 'waiting',
      reason: row.reason,
      fromSameSender: row.same,
    }
  }

  return {
    /** Something held by the link of its page; null where there is none, or it is a request by now. */
    async byToken(token: string): Promise<HeldTracked | null> {
      const read = readToken(token)
      const community = read && (await places.communityByNumber(read.communityNumber))
      if (!community) return null
      const row = await database.work({ communities: [community.id] }, (work) =>
        heldByToken(work, community.id, read.hash),
      )
      if (!row || row.state === 'released') return null
      const place = await places.served(community.id, row.place_id)
      if (!place) return null
      const { text } = JSON.parse(sealing.open(row.content_sealed)) as { text: string }
      return { row, community, place, text }
    },

    /** What a signed-in neighbour sent that is held, with the way to each. */
    async mine(person: { personId: PersonId; phoneHash: Buffer | null }) {
      const all = await places.communities()
      const ids = all.map((one) => one.id)
      const rows = await database.work({ communities: ids }, (work) => heldOfPerson(work, ids, person))
      return rows.map((row) => {
        const community = all.find((one) => one.id === row.community_id)
        return {
          number: row.number,
          state: row.state,
          heldAt: row.held_at,
          communityName: community?.name ?? '',
          token: trackingToken(sealing, community?.number ?? 0, row.voice_id),
        }
      })
    },

    /** A page of what waits or was put aside. `reader` does not see complaints about themselves. */
    async page(
      communityId: CommunityId,
      reader: PersonId,
      asked: { state: 'waiting' | 'aside'; after?: string | undefined },
    ): Promise<HeldPage> {
      const read = await database.work({ communities: [communityId] }, async (work) => ({
        rows: await heldPage(work, communityId, {
          state: asked.state,
          after: readCursor(asked.after),
          not: reader,
          limit: pageSize + 1,
        }),
        marked: await markedRequests(work, communityId, mostMarked, reader),
        waiting: await countWaiting(work, communityId),
      }))
      const titleOf = async (id: string) =>
        (await database.work({ communities: [communityId] }, (work) => requestOf(work, communityId, id as never)))
          ?.title ?? ''
      const rows = read.rows.slice(0, pageSize)
      const last = rows.at(-1)
      return {
        items: await Promise.all(rows.map((row) => shown(row, titleOf))),
        marked: read.marked.map((row) => ({
          id: row.id,
          communityId,
          number: row.number,
          title: row.title,
          why: row.marks as ReasonToHold[],
          reportedAt: row.reported_at.toString(),
        })),
        waiting: read.waiting,
        next: last && read.rows.length > pageSize ? writeCursor({ at: last.held_at, id: last.id }) : null,
      }
    },
  }
}
