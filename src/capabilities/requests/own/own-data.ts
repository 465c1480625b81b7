import type { House } from '../../../platform/house.ts'
import type { Language } from '../../../platform/i18n/text.ts'
import type { CommunityId, VoiceId } from '../../../platform/ids.ts'
import type { People, Phone } from '../../people/index.ts'
import type { Places } from '../../places/index.ts'
import type { Rulebook } from '../circumstances.ts'
import type { OwnHeld } from '../held/own-held.ts'
import { isOpen } from '../model.ts'
import { trackingToken } from '../secrets.ts'
import { withOtherName, withOtherPhone } from '../words-in-public.ts'
import type { Forgetting, Known } from './forgetting.ts'
import type { HeldMatter } from './held-matter.ts'
import type { Whose } from './own-store.ts'
import * as store from './own-store.ts'

/** The handler never closes its own case: not either by being forgotten as the one who reported it. */
const mustStay = (row: store.OwnVoiceRow, { personId }: Whose) =>
  isOpen(row.status) && (row.handler_person_id === personId || row.solved_by === personId)

/** More than anybody will ever have told. */
const most = 1_000

export type OwnData = ReturnType<typeof createOwnData>

/** What requests hold of one person: shown to that person, carried away, corrected, and taken out. */
export function createOwnData(
  house: Pick<House, 'database' | 'sealing'>,
  below: { places: Places; people: People; rulebook: Rulebook; forgetting: Forgetting; ownHeld: OwnHeld },
) {
  const { database, sealing } = house
  const { places, people, rulebook, forgetting, ownHeld } = below
  const open = (sealed: Buffer | null) => sealed && sealing.open(sealed)

  async function voicesOf(person: Whose): Promise<store.OwnVoiceRow[]> {
    const ids = (await places.communities()).map((one) => one.id)
    if (ids.length === 0) return []
    return await database.work({ communities: ids }, (work) => store.voicesOf(work, ids, person, most))
  }

  return {
    async held(person: Whose, language: Language): Promise<HeldMatter[]> {
      const communities = await places.communities()
      const catalogue = await rulebook.catalogue()
      const rows = await voicesOf(person)
      const matters = await Promise.all(
        rows.map(async (row): Promise<HeldMatter> => {
          const community = communities.find((one) => one.id === row.community_id)
          const place = await places.served(row.community_id, row.place_id)
          return await database.work({ communities: [row.community_id] }, async (work) => {
            const ids = await store.withMerged(work, row.community_id, row.request_id)
            const said = (await store.wordsOf(work, row.community_id, ids)).filter(
              (one) => one.author_kind === 'voice' && (one.author_id as string | null) === row.id,
            )
            const openings = await store.openingsOfVoices(work, [row.community_id], [row.id])
            const names = await people.namesOf(
              work,
              openings.map((one) => one.person_id),
            )
            return {
              communityId: row.community_id,
              communityName: community?.name ?? '',
              placeName: place?.name ?? '',
              voiceId: row.id,
              number: row.number,
              title: row.title || (catalogue.get(row.category)?.names[language] ?? row.number),
              status: row.status,
              confidential: row.confidential,
              mustStay: mustStay(row, person),
              name: open(row.name_sealed),
              phone: open(row.phone_sealed),
              score: row.score,
              joinedAt: row.joined_at.toString(),
              page: `/r/${trackingToken(sealing, community?.number ?? 0, row.id)}`,
              words: said
                .map((one) => ({ at: one.at.toString(), text: open(one.text_sealed), photos: one.photos }))
                .filter((one) => one.text !== null || one.photos.length > 0),
              openings: openings.map((one) => ({
                name: names.get(one.person_id)?.name ?? '',
                reason: one.reason,
                at: one.opened_at.toString(),
              })),
            }
          })
        }),
      )
      return [...(await ownHeld.of(person)), ...matters]
    },

    /** Says the name that is right, wherever this person left one, and in the words of their matters. */
    async correctName(person: Whose, name: string, before: string | null): Promise<void> {
      await ownHeld.correctName(person, name)
      for (const row of await voicesOf(person)) {
        const wrong = [open(row.name_sealed), before].filter((one) => one !== null && one !== '' && one !== name)
        const right = (text: string) => wrong.reduce<string>((left, one) => withOtherName(left, one ?? '', name), text)
        if (wrong.length > 0) await forgetting.correctWords(row.community_id, row.id, right)
        if (row.name_sealed === null) continue
        const sealer = await sealing.for(row.community_id)
        await database.work({ communities: [row.community_id] }, (work) =>
          store.writeContact(work, row.community_id, row.id, { name_sealed: sealer.seal(name) }),
        )
      }
    },

    /** Says the phone that is right, wherever this person left the one that they had before. */
    async correctPhone(person: Whose, phone: Phone): Promise<void> {
      await ownHeld.correctPhone(person, phone, people.phoneHash(phone))
      for (const row of await voicesOf(person)) {
        const before = open(row.phone_sealed)
        if (before === null) continue
        if (before !== phone)
          await forgetting.correctWords(row.community_id, row.id, (text) => withOtherPhone(text, before, phone))
        const sealer = await sealing.for(row.community_id)
        await database.work({ communities: [row.community_id] }, (work) =>
          store.writeContact(work, row.community_id, row.id, {
            phone_sealed: sealer.seal(phone),
            phone_hash: people.phoneHash(phone),
          }),
        )
      }
    },

    /**
     * Takes this person out of one matter of theirs.
     * @returns false when it is none of theirs, or none any more
     */
    async erase(
      person: Whose,
      matter: { readonly communityId: CommunityId; readonly voiceId: VoiceId },
      wish: { readonly photos: boolean; readonly known: Known },
    ): Promise<boolean> {
      const own = (await voicesOf(person)).find(
        (row) => row.id === matter.voiceId && row.community_id === matter.communityId,
      )
      if (!own) return (await ownHeld.erase(person, matter)) > 0
      if (mustStay(own, person)) return false
      const { photos, known } = wish
      return await forgetting.forgetVoice(matter.communityId, matter.voiceId, {
        alsoPerson: true,
        photos,
        known: [known],
      })
    },

    /** Takes this person out of every matter of theirs. What was broken off goes on when it is asked for again. */
    async eraseAll(person: Whose, wish: { readonly photos: boolean; readonly known: Known }): Promise<number> {
      let erased = await ownHeld.erase(person)
      const left = async () => (await voicesOf(person)).filter((row) => !mustStay(row, person))
      for (let rows = await left(); rows.length > 0; rows = await left()) {
        for (const row of rows) {
          const { photos, known } = wish
          await forgetting.forgetVoice(row.community_id, row.id, { alsoPerson: true, photos, known: [known] })
          erased += 1
        }
      }
      return erased
    },
  }
}
