import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Work } from '../../../platform/database/database.ts'
import { markRemoved } from '../../../platform/files/files-store.ts'
import { removeMarked } from '../../../platform/files/unclaimed-photos.ts'
import type { House } from '../../../platform/house.ts'
import type { CommunityId, RequestId, VoiceId } from '../../../platform/ids.ts'
import { type Known, without } from './forgetting.ts'
import * as many from './many-store.ts'
import * as store from './own-store.ts'

/** How words lose people: those of one matter and all that were merged into it. */
interface Cleaning {
  clean(text: string, shapes: boolean): string
  /** Whether whatever looks like anybody's phone, name or door number goes from these words, too. */
  hasShapesOut(row: { readonly author_kind: string; readonly author_id: string | null }): boolean
}

/**
 * What `createForgetting` does to one voice, for many whose term is over: all of them in one unit of work, whose
 * statements do not grow in number with theirs.
 */
export function createForgettingMany(house: Pick<House, 'database' | 'sealing' | 'clock' | 'files' | 'log'>) {
  const { database, sealing, clock } = house
  const open = (sealed: Buffer | null) => sealed && sealing.open(sealed)
  const known = (voice: { name_sealed: Buffer | null; phone_sealed: Buffer | null }): Known => ({
    name: open(voice.name_sealed),
    phone: open(voice.phone_sealed),
  })

  async function clearWords(
    work: Work,
    communityId: CommunityId,
    cleanings: ReadonlyMap<RequestId, Cleaning>,
    arePhotosOut: boolean,
  ): Promise<void> {
    const sealer = await sealing.for(communityId)
    const ids = [...cleanings.keys()]
    const words = await store.wordsOf(work, communityId, ids)
    const rewritten: many.Rewritten[] = []
    for (const row of words) {
      const cleaning = cleanings.get(row.request_id)
      const said = open(row.text_sealed)
      const text = said === null || !cleaning ? said : cleaning.clean(said, cleaning.hasShapesOut(row))
      const isBare = arePhotosOut && row.photos.length > 0
      if (text !== said || isBare) {
        const text_sealed = text === said || text === null ? row.text_sealed : sealer.seal(text)
        rewritten.push({ request_id: row.request_id, sequence: row.sequence, isBare, text_sealed })
      }
      await othersFirst()
    }
    await many.writeAllWords(work, communityId, rewritten)
    const first = new Map(words.filter((row) => row.type === 'reported').map((row) => [row.request_id, row]))
    for (const row of await store.textsOf(work, communityId, ids)) {
      const cleaning = cleanings.get(row.id)
      const reported = first.get(row.id)
      if (!cleaning) continue
      await othersFirst()
      const shapes = reported !== undefined && cleaning.hasShapesOut(reported)
      const said = sealing.open(row.text_sealed)
      const change = { title: cleaning.clean(row.title, shapes), text: cleaning.clean(said, shapes) }
      if (change.title === row.title && change.text === said) continue
      const text_sealed = sealer.seal(change.text)
      await store.writeText(work, communityId, row.id, { title: change.title, text_sealed })
    }
    if (!arePhotosOut) return
    const photos = words.flatMap((row) => row.photos)
    await markRemoved(work, communityId, photos, clock.now())
  }

  return {
    /** Takes name and phone from voices and out of the words of their matters. Done again, it changes nothing more. */
    async forgetVoices(communityId: CommunityId, ids: readonly VoiceId[]): Promise<void> {
      if (ids.length === 0) return
      await database.work({ communities: [communityId] }, async (work) => {
        // The requests first, as every command does; a merge in between has moved a voice by the time it is locked.
        await many.lockRequests(work, communityId, await many.requestsOfVoices(work, communityId, ids))
        const voices = await many.lockVoices(work, communityId, ids)
        const byRoot = Map.groupBy(voices, (voice) => voice.request_id)
        const cleaningOf = new Map(
          [...byRoot].map(([root, own]): [RequestId, Cleaning] => {
            const authors = new Set<string>(own.map((voice) => voice.id))
            const hasShapesOut: Cleaning['hasShapesOut'] = (row) =>
              row.author_kind === 'staff' || (row.author_kind === 'voice' && authors.has(row.author_id ?? ''))
            return [root, { clean: without(own.map(known)), hasShapesOut }]
          }),
        )
        const cleanings = new Map<RequestId, Cleaning>()
        for (const [id, root] of await many.rootsOf(work, communityId, [...byRoot.keys()])) {
          const cleaning = cleaningOf.get(root)
          if (cleaning) cleanings.set(id, cleaning)
        }
        await clearWords(work, communityId, cleanings, false)
        await many.forgetContacts(work, communityId, ids, clock.now(), false)
      })
    },

    /** Takes everybody out of requests: what is left points to nobody and is counted only. */
    async anonymise(communityId: CommunityId, ids: readonly RequestId[]): Promise<void> {
      if (ids.length === 0) return
      await database.work({ communities: [communityId] }, async (work) => {
        const locked = await many.lockRequests(work, communityId, ids)
        if (locked.length === 0) return
        const voices = await many.voicesOfRequests(work, communityId, locked)
        const byRequest = Map.groupBy(voices, (voice) => voice.request_id)
        const cleanings = locked.map((id): [RequestId, Cleaning] => [
          id,
          { clean: without((byRequest.get(id) ?? []).map(known)), hasShapesOut: () => true },
        ])
        await clearWords(work, communityId, new Map(cleanings), true)
        const voiceIds = voices.map((voice) => voice.id)
        await many.forgetContacts(work, communityId, voiceIds, clock.now(), true)
        await many.markAnonymised(work, communityId, locked, clock.now())
      })
      await removeMarked(house, communityId)
    },
  }
}
