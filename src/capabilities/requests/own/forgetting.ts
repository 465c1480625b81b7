import type { Work } from '../../../platform/database/database.ts'
import { markRemoved } from '../../../platform/files/files-store.ts'
import { removeMarked } from '../../../platform/files/unclaimed-photos.ts'
import type { House } from '../../../platform/house.ts'
import type { CommunityId, FileId, RequestId, VoiceId } from '../../../platform/ids.ts'
import type { Sealer } from '../../../platform/sealing/sealing.ts'
import { lockRequest } from '../store.ts'
import { voiceById } from '../story-store.ts'
import { withoutPerson } from '../words-in-public.ts'
import * as store from './own-store.ts'

/** A name and a phone that are to stand nowhere any more. */
export interface Known {
  readonly name: string | null
  readonly phone: string | null
}

/** Whose words lose whatever looks like anybody's phone, name or door number; from the others' go these people alone. */
type Cleared = (row: { readonly author_kind: string; readonly author_id: string | null }) => boolean

/** Takes these people out of a text; once for the shapes alone, should nobody be known. */
export function without(people: readonly Known[]): (text: string, shapes: boolean) => string {
  const known = people.filter(({ name, phone }) => name !== null || phone !== null)
  return (text, shapes) =>
    [...known, { name: null, phone: null }].reduce((left, one) => withoutPerson(left, one, shapes), text)
}

export type Forgetting = ReturnType<typeof createForgetting>

/**
 * Takes people out of stories. What happened, when, and how many spoke up stays; who it was goes: from the voice, out of
 * everybody's words, and from the messages that were made of them.
 */
export function createForgetting(house: Pick<House, 'database' | 'sealing' | 'clock' | 'files' | 'log'>) {
  const { database, sealing, clock } = house
  const open = (sealed: Buffer | null) => sealed && sealing.open(sealed)

  async function clearWords(
    work: Work,
    sealer: Sealer,
    of: { readonly communityId: CommunityId; readonly ids: readonly RequestId[] },
    clean: (text: string, shapes: boolean) => string,
    isCleared: Cleared,
    isPhotoOut: Cleared,
  ): Promise<void> {
    const { communityId, ids } = of
    const rows = await store.wordsOf(work, communityId, ids)
    const photos = new Set<FileId>()
    for (const row of rows) {
      const said = open(row.text_sealed)
      const text = said === null ? null : clean(said, isCleared(row))
      const out = isPhotoOut(row) ? row.photos : []
      for (const photo of out) photos.add(photo)
      if (text === said && out.length === 0) continue
      await store.writeWords(work, communityId, row, {
        ...(text !== null && text !== said && { text_sealed: sealer.seal(text) }),
        ...(out.length > 0 && { photos: [] }),
      })
      if (out.length > 0) await store.countPhotosOut(work, communityId, row.request_id, out.length)
    }
    for (const row of await store.textsOf(work, communityId, ids)) {
      const first = rows.find((one) => one.request_id === row.id && one.type === 'reported')
      const shapes = first !== undefined && isCleared(first)
      const said = sealing.open(row.text_sealed)
      const change = { title: clean(row.title, shapes), text: clean(said, shapes) }
      if (change.title === row.title && change.text === said) continue
      await store.writeText(work, communityId, row.id, { title: change.title, text_sealed: sealer.seal(change.text) })
    }
    const left = new Set((await store.wordsOf(work, communityId, ids)).flatMap((row) => row.photos))
    const gone = [...photos].filter((photo) => !left.has(photo))
    await markRemoved(work, communityId, gone, clock.now())
  }

  return {
    /**
     * Takes name and phone from a voice and out of the words of its matter. Done again, it changes nothing more.
     * @param wish `alsoPerson`: the matter stands on their own page no more; `photos`: their pictures go as well; `known`:
     * what else they are called, such as in their account
     * @returns false when there is no such voice
     */
    async forgetVoice(
      communityId: CommunityId,
      voiceId: VoiceId,
      wish: { readonly alsoPerson: boolean; readonly photos: boolean; readonly known?: readonly Known[] },
    ): Promise<boolean> {
      const sealer = await sealing.for(communityId)
      const done = await database.work({ communities: [communityId] }, async (work) => {
        const found = await voiceById(work, communityId, voiceId)
        // The request first, as every command does; a merge in between has moved the voice by the time it is locked.
        if (found) await lockRequest(work, communityId, found.request_id)
        const voice = found && (await store.lockVoice(work, communityId, voiceId))
        if (!voice) return false
        const ids = await store.withMerged(work, communityId, voice.request_id)
        const people = [{ name: open(voice.name_sealed), phone: open(voice.phone_sealed) }, ...(wish.known ?? [])]
        const isOwn: Cleared = (row) => row.author_kind === 'voice' && row.author_id === voiceId
        await clearWords(
          work,
          sealer,
          { communityId, ids },
          without(people),
          (row) => isOwn(row) || row.author_kind === 'staff',
          (row) => wish.photos && isOwn(row),
        )
        await store.forgetContact(work, communityId, voiceId, clock.now(), wish.alsoPerson)
        return true
      })
      if (done && wish.photos) await removeMarked(house, communityId)
      return done
    },

    /** Says in all words of a matter what somebody is called now, and which phone is theirs. */
    async correctWords(communityId: CommunityId, voiceId: VoiceId, right: (text: string) => string): Promise<void> {
      const sealer = await sealing.for(communityId)
      await database.work({ communities: [communityId] }, async (work) => {
        const found = await voiceById(work, communityId, voiceId)
        if (!found) return
        await lockRequest(work, communityId, found.request_id)
        const ids = await store.withMerged(work, communityId, found.request_id)
        const nobody = () => false
        await clearWords(work, sealer, { communityId, ids }, right, nobody, nobody)
      })
    },
  }
}
