import type { House } from '../../../platform/house.ts'
import type { CommunityId, VoiceId } from '../../../platform/ids.ts'
import type { Phone } from '../../people/index.ts'
import type { Places } from '../../places/index.ts'
import type { HeldMatter } from '../own/held-matter.ts'
import type { Whose } from '../own/own-store.ts'
import { trackingToken } from '../secrets.ts'
import { titleFrom } from '../words-in-public.ts'
import { eraseHeld, type HeldRow, heldOfPerson, rewriteHeld } from './held-store.ts'

/** What a report and a joining voice have in common, as they are kept. */
interface Content {
  readonly name?: string | null
  readonly phone?: string | null
  readonly text: string
}

export type OwnHeld = ReturnType<typeof createOwnHeld>

/** What somebody has to look at first, as matters of whoever sent it: shown to them, corrected, and taken away. */
export function createOwnHeld(house: Pick<House, 'database' | 'sealing'>, places: Places) {
  const { database, sealing } = house
  const contentOf = (row: HeldRow) => JSON.parse(sealing.open(row.content_sealed)) as Content

  async function rowsOf(person: Whose): Promise<HeldRow[]> {
    const communities = (await places.communities()).map((one) => one.id)
    return await database.work({ communities }, (work) => heldOfPerson(work, communities, person))
  }

  async function rewrite(row: HeldRow, content: Content, phoneHash: Buffer | null): Promise<void> {
    const sealer = await sealing.for(row.community_id)
    await database.work({ communities: [row.community_id] }, (work) =>
      rewriteHeld(work, row, { content_sealed: sealer.seal(JSON.stringify(content)), phone_hash: phoneHash }),
    )
  }

  return {
    async of(person: Whose): Promise<HeldMatter[]> {
      const communities = await places.communities()
      const rows = await rowsOf(person)
      return await Promise.all(
        rows.map(async (row): Promise<HeldMatter> => {
          const community = communities.find((one) => one.id === row.community_id)
          const { name, phone, text } = contentOf(row)
          const at = row.held_at.toString()
          return {
            communityId: row.community_id,
            communityName: community?.name ?? '',
            placeName: (await places.served(row.community_id, row.place_id))?.name ?? '',
            voiceId: row.voice_id,
            number: row.number,
            title: titleFrom(text) || row.number,
            status: 'held',
            confidential: false,
            mustStay: false,
            name: name || null,
            phone: phone || null,
            score: null,
            joinedAt: at,
            page: `/r/${trackingToken(sealing, community?.number ?? 0, row.voice_id)}`,
            words: [{ at, text, photos: row.photos }],
            openings: [],
          }
        }),
      )
    },

    async correctName(person: Whose, name: string): Promise<void> {
      for (const row of await rowsOf(person)) {
        const content = contentOf(row)
        if (content.name) await rewrite(row, { ...content, name }, row.phone_hash)
      }
    },

    async correctPhone(person: Whose, phone: Phone, phoneHash: Buffer): Promise<void> {
      for (const row of await rowsOf(person)) {
        const content = contentOf(row)
        if (content.phone) await rewrite(row, { ...content, phone }, phoneHash)
      }
    },

    /** @returns how many there were; nobody looks at them any more */
    async erase(
      person: Whose,
      which?: { readonly communityId: CommunityId; readonly voiceId: VoiceId },
    ): Promise<number> {
      const rows = (await rowsOf(person)).filter(
        (row) => !which || (row.community_id === which.communityId && row.voice_id === which.voiceId),
      )
      for (const row of rows)
        await database.work({ communities: [row.community_id] }, (work) =>
          eraseHeld(work, row.community_id, row.voice_id),
        )
      return rows.length
    },
  }
}
