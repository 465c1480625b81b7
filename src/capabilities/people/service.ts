import { createHash, randomBytes } from 'node:crypto'
import { localDay } from '../../platform/clock/local-days.ts'
import type { Work } from '../../platform/database/database.ts'
import type { House } from '../../platform/house.ts'
import { type CommunityId, type DeskId, newId, type PersonId } from '../../platform/ids.ts'
import { keptFor } from '../../platform/kept.ts'
import type { DeskKind } from '../places/model.ts'
import { createActors } from './actors.ts'
import { rolesOfDesk } from './desk-work.ts'
import type { ChannelChoice, ChannelName, Phone } from './model.ts'
import * as store from './store.ts'

const shared = { communities: [] as CommunityId[] }

export type People = ReturnType<typeof createPeople>

/** People, what they hold, and how they want to be told. Names and phones are opened here and nowhere below. */
export function createPeople(house: Pick<House, 'database' | 'clock' | 'sealing'>) {
  const { database, clock, sealing } = house
  const staffed = keptFor<Awaited<ReturnType<typeof store.deskStaffing>>>(10_000)
  const today = () => localDay(clock.now())

  const phoneHash = (phone: Phone) => sealing.hash('phone', phone)

  return {
    phoneHash,
    accountHash: (account: string) => sealing.hash('account', account.normalize('NFKC').toLowerCase()),

    ...createActors(house),

    /** An API token for scripts, for a person made for it. The token is shown once and only its hash is kept. */
    async issueToken(personId: PersonId, name: string, days: number): Promise<string> {
      const token = `silin_${randomBytes(24).toString('base64url')}`
      await database.work(shared, (work) =>
        store.addToken(work, {
          id: newId(),
          tokenHash: createHash('sha256').update(token).digest(),
          personId,
          name,
          expiresAt: clock.now().add({ hours: 24 * days }),
        }),
      )
      return token
    },

    /** The person of a phone that was just proven; a new neighbour where nobody had it before. */
    async signedInByPhone(phone: Phone, userId: string): Promise<void> {
      const sealer = await sealing.shared()
      await database.work(shared, async (work) => {
        const known = await store.personByPhone(work, phoneHash(phone))
        if (known) await store.linkUser(work, known.id, userId)
        else {
          await store.addPerson(work, {
            id: newId<PersonId>(),
            nameSealed: sealer.seal(''),
            phoneSealed: sealer.seal(phone),
            phoneHash: phoneHash(phone),
            userId,
          })
        }
      })
    },

    /**
     * Takes the turn to send a code to a phone: the one turn of the phone, or that of a device which it is known on.
     * @returns seconds still to wait; 0 when the turn is ours
     */
    async takeCodeTurn(phone: Phone, knownDevice: string | null, wait: number): Promise<number> {
      const now = clock.now()
      const hash = knownDevice === null ? phoneHash(phone) : sealing.hash('code turn', `${phone} ${knownDevice}`)
      const name = hash.toString('hex')
      const since = await database.work(shared, (work) =>
        store.takeCodeTurn(work, name, now, now.add({ seconds: wait })),
      )
      return since ? Math.max(1, Math.ceil(wait - now.since(since).total('seconds'))) : 0
    },

    /** Makes way for an account whose making broke off before anybody was tied to it. */
    removeUnfinishedAccount: (email: string) =>
      database.work(shared, (work) => store.removeUnfinishedUser(work, email)),

    setLanguage: (id: PersonId, language: 'zh-CN' | 'en') =>
      database.work(shared, (work) => store.setLanguage(work, id, language)),

    /** What is known of a person and is guessed first as their password: name and account. */
    async knownWords(id: PersonId): Promise<string[]> {
      const row = await database.work(shared, (work) => store.namesKnown(work, id))
      return row
        ? [sealing.open(row.name_sealed), ...(row.account_sealed ? [sealing.open(row.account_sealed)] : [])]
        : []
    },

    /** Names of people, for the story and for handlers. */
    async namesOf(
      work: Work,
      ids: readonly PersonId[],
    ): Promise<ReadonlyMap<PersonId, { name: string; phone: string | null }>> {
      const rows = await store.peopleById(work, [...new Set(ids)])
      return new Map(
        rows.map((row) => [
          row.id,
          { name: sealing.open(row.name_sealed), phone: row.phone_sealed && sealing.open(row.phone_sealed) },
        ]),
      )
    },

    /** Those of these desks whose work somebody does today; from memory for some seconds. */
    async staffedDesks<D extends { readonly id: DeskId; readonly kind: DeskKind }>(
      communityId: CommunityId,
      desks: readonly D[],
    ): Promise<D[]> {
      const staffing = await staffed.read(`${communityId}/${today()}`, () =>
        database.work({ communities: [communityId] }, (work) => store.deskStaffing(work, communityId, today())),
      )
      return desks.filter((desk) =>
        staffing.some((one) => (one.desk_id ? one.desk_id === desk.id : rolesOfDesk[desk.kind].includes(one.role))),
      )
    },
    /** Somebody came to a desk or left one. */
    forgetStaff: (communityId: CommunityId) => staffed.forget((key) => key.startsWith(communityId)),

    peopleOfDesk: (work: Work, desk: Parameters<typeof store.peopleOfDesk>[1]) =>
      store.peopleOfDesk(work, desk, today()),

    /** How these people want to be told, with addresses opened: only for sending. */
    async waysTo(work: Work, ids: readonly PersonId[]) {
      const [people, choices] = await Promise.all([store.peopleById(work, ids), store.channelsOf(work, ids)])
      return people.map((person) => ({
        personId: person.id,
        language: person.language ?? ('zh-CN' as const),
        phone: person.phone_sealed && sealing.open(person.phone_sealed),
        // Who signs in by account is staff and is told at any hour; a volunteer is left alone in the quiet ones.
        quiet: person.account_hash === null,
        choices: choices
          .filter((choice) => choice.person_id === person.id && choice.active)
          .map((choice) => ({
            channel: choice.channel,
            address: choice.address_sealed && sealing.open(choice.address_sealed),
          })),
      }))
    },

    async myChannels(id: PersonId): Promise<{ channel: ChannelName; address: string | null; active: boolean }[]> {
      const rows = await database.work(shared, (work) => store.channelsOf(work, [id]))
      return rows.map((row) => ({
        channel: row.channel,
        address: row.address_sealed && shownAddress(row.channel, sealing.open(row.address_sealed)),
        active: row.active,
      }))
    },

    async chooseChannel(id: PersonId, choice: ChannelChoice): Promise<void> {
      const address =
        choice.channel === 'email'
          ? choice.address
          : choice.channel === 'webhook'
            ? JSON.stringify({ url: choice.url, secret: choice.secret, format: choice.format })
            : null
      const sealer = await sealing.shared()
      await database.work(shared, (work) =>
        store.chooseChannel(work, id, {
          channel: choice.channel,
          addressSealed: address === null ? null : sealer.seal(address),
          active: choice.active,
          at: clock.now(),
        }),
      )
    },
  }
}

/** A secret is not shown again, not even to its owner. */
function shownAddress(channel: string, address: string): string {
  return channel === 'webhook' ? (JSON.parse(address) as { url: string }).url : address
}
