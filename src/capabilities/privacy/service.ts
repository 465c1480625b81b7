import type { House } from '../../platform/house.ts'
import type { Language } from '../../platform/i18n/text.ts'
import type { CommunityId, PersonId, VoiceId } from '../../platform/ids.ts'
import type { HeldAccount, OwnPerson, People, Phone, SignedIn } from '../people/index.ts'
import type { HeldMatter, OwnData } from '../requests/index.ts'
import { changesOf, isDone, type OwnChange, record } from './store.ts'

const shared = { communities: [] as CommunityId[] }
/** More than anybody will ever have done. */
const mostChanges = 200

/** All that is held on one person. */
export interface Held {
  readonly account: HeldAccount
  /** Posts and offices that they hold today, by which their name and phone must stay. */
  readonly posts: SignedIn['roles']
  readonly channels: Awaited<ReturnType<People['myChannels']>>
  readonly matters: readonly HeldMatter[]
  readonly changes: readonly OwnChange[]
}

/** Why something was not done. */
export type OwnRefusal = 'in_office' | 'not_there'

export type Privacy = ReturnType<typeof createPrivacy>

/** What a person may do with what is held on them: see, carry away, correct, erase (PIPL art. 44 to 47). */
export function createPrivacy(
  house: Pick<House, 'database' | 'clock'>,
  parts: { readonly own: OwnData; readonly account: OwnPerson; readonly people: Pick<People, 'myChannels'> },
) {
  const { database, clock } = house
  const { own, account, people } = parts

  /** Does what was not done yet under this id, and writes it down once it is done. */
  async function once(
    id: string,
    personId: PersonId,
    change: Pick<OwnChange, 'what'> & Partial<OwnChange>,
    step: () => Promise<OwnRefusal | null>,
  ): Promise<OwnRefusal | null> {
    if (await database.work(shared, (work) => isDone(work, id, personId))) return null
    const refusal = await step()
    if (refusal) return refusal
    await database.work(shared, (work) =>
      record(work, {
        id,
        person_id: personId,
        community_id: null,
        voice_id: null,
        photos: false,
        at: clock.now(),
        ...change,
      }),
    )
    return null
  }

  async function known(personId: PersonId) {
    const found = await account.held(personId)
    // An account that named nobody names nobody to be taken out of words.
    return { name: found?.name === '' ? null : (found?.name ?? null), phone: found?.phone ?? null }
  }

  return {
    async held(person: SignedIn, language: Language): Promise<Held | null> {
      const found = await account.held(person.personId)
      if (!found) return null
      const [channels, matters, changes] = await Promise.all([
        people.myChannels(person.personId),
        own.held(person, language),
        database.work(shared, (work) => changesOf(work, person.personId, mostChanges)),
      ])
      return { account: found, posts: person.roles, channels, matters, changes }
    },

    /** Notes that everything was carried away, on which the person can see a stranger's visit. */
    exported: (person: SignedIn, id: string) => once(id, person.personId, { what: 'exported' }, async () => null),

    /** A volunteer's or official's name stands on plaques and in duty letters: who appointed them says it. */
    correctName: (person: SignedIn, id: string, name: string) =>
      once(id, person.personId, { what: 'name' }, async () => {
        if (person.roles.length > 0) return 'in_office'
        // Matters first: what they were called until now is what the account says until then.
        await own.correctName(person, name, (await known(person.personId)).name)
        await account.correctName(person.personId, name)
        return null
      }),

    /** The phone was proven. Matters first: they are found by the phone that the account has until now. */
    correctPhone: (person: SignedIn, id: string, phone: Phone) =>
      once(id, person.personId, { what: 'phone' }, async () => {
        await own.correctPhone(person, phone)
        await account.changePhone(person.personId, phone)
        return null
      }),

    eraseMatter: (
      person: SignedIn,
      id: string,
      matter: { readonly communityId: CommunityId; readonly voiceId: VoiceId; readonly photos: boolean },
    ) => {
      const change = {
        what: 'matter_erased',
        community_id: matter.communityId,
        voice_id: matter.voiceId,
        photos: matter.photos,
      } as const
      return once(id, person.personId, change, async () => {
        const wish = { photos: matter.photos, known: await known(person.personId) }
        return (await own.erase(person, matter, wish)) ? null : 'not_there'
      })
    },

    /** Everything, in every matter, and the account with it. Whoever serves keeps the account until they serve no more. */
    eraseAll: (person: SignedIn, id: string, photos: boolean) =>
      once(id, person.personId, { what: 'all_erased', photos }, async () => {
        await own.eraseAll(person, { photos, known: await known(person.personId) })
        if (person.roles.length === 0) await account.erase(person.personId)
        return null
      }),
  }
}
