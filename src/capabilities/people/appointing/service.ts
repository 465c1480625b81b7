import type { Work } from '../../../platform/database/database.ts'
import type { House } from '../../../platform/house.ts'
import { type CommunityId, type DeskId, newId, type PersonId } from '../../../platform/ids.ts'
import type { Actor } from '../actor.ts'
import type { Phone } from '../model.ts'
import { addOffice } from '../store.ts'
import { changeOf, record, type StaffChange } from './changes-store.ts'
import type { DeskBook } from './desk-book.ts'
import { deskFor } from './desk-for.ts'
import { endEveryWayIn, endInvitations, endSessions } from './invitation-store.ts'
import type { Invitations } from './invitations.ts'
import type { Appointment, At, Link } from './model.ts'
import {
  type AppointingRefusal,
  decideAppointing,
  decideEnding,
  decideRenewing,
  mayAppoint,
  type Spot,
  seats,
} from './rules.ts'
import type { Seat, StaffLists } from './staff-list.ts'
import { createStaffWork, heldOf } from './staff-work.ts'
import {
  addStaffPerson,
  endOffice,
  ensureNamedArea,
  type HolderRow,
  heldPost,
  holders,
  personByAccount,
} from './store.ts'

type Refusal = AppointingRefusal | 'not_found' | 'id_taken'
/** Done, or why not: `not_found` where there is no such place or post for this person, `id_taken` for another act's id. */
export type Outcome<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly refusal: Refusal }
const no = (refusal: Refusal) => ({ ok: false, refusal }) as const

/** A command on a post that is held, under an id of its own. */
export interface PostCommand {
  readonly id: string
  readonly at: At
}

export type Appointing = ReturnType<typeof createAppointing>

/** Appointing people, letting them in again, and ending it. Every act is recorded in the transaction that does it. */
export function createAppointing(
  house: Pick<House, 'database' | 'sealing' | 'clock' | 'wake' | 'text'>,
  deps: {
    lists: StaffLists
    invitations: Invitations
    deskBook: DeskBook
    /** Somebody came or left: what is kept in memory of this community is no longer true. */
    forget: (communityId: CommunityId) => void
  },
) {
  const { sealing, clock, wake } = house
  const { lists, invitations, deskBook } = deps
  const staffWork = createStaffWork(house)
  const today = () => clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
  const accountHash = (account: string) => sealing.hash('account', account.normalize('NFKC').toLowerCase())
  const heldBy = async (work: Work, personId: PersonId) =>
    (await holders(work, { personIds: [personId] }, today().toString(), clock.now())).map(heldOf)
  const postNow = (work: Work, id: string) => heldPost(work, id, today().toString(), clock.now())

  type Done = Pick<StaffChange, 'id' | 'what' | 'person_id' | 'role' | 'desk_id' | 'post_id'>
  const write = (work: Work, actor: Actor, { spot }: Seat, done: Done) =>
    record(work, {
      ...done,
      at: clock.now(),
      by_person_id: actor.personId,
      community_id: spot.communityId,
      area_code: spot.areaCode,
    })
  /** What was done under this id before, or `another` when that was not what is asked now. */
  async function doneBefore(work: Work, actor: Actor, { spot }: Seat, now: { id: string } & Partial<Done>) {
    const before = await changeOf(work, now.id)
    if (!before) return null
    const asked = { ...now, by_person_id: actor.personId, community_id: spot.communityId, area_code: spot.areaCode }
    const same = Object.entries(asked).every(([key, value]) => before[key as keyof StaffChange] === value)
    return same ? 'same' : 'another'
  }

  /** Does something to a post that is held at a place, by whoever may appoint there. */
  async function toPost<T>(
    actor: Actor,
    postId: string,
    command: PostCommand,
    what: 'ended' | 'invited',
    steps: {
      again: (work: Work) => Promise<T>
      first: (work: Work, post: HolderRow) => Promise<Outcome<T>>
    },
  ): Promise<Outcome<T>> {
    const seat = await lists.place(actor, command.at)
    if (!seat) return no('not_found')
    const find = async (work: Work) =>
      (await postNow(work, postId))?.person_id ?? (await changeOf(work, command.id))?.person_id ?? null
    const outcome = await staffWork(seat.spot.communityId, find, async (work): Promise<Outcome<T>> => {
      const before = await doneBefore(work, actor, seat, { id: command.id, what, post_id: postId })
      if (before === 'another') return no('id_taken')
      if (before === 'same') return { ok: true, ...(await steps.again(work)) }
      const post = await postNow(work, postId)
      if (!post || !isAt(seat.spot, post)) return no('not_found')
      const done = await steps.first(work, post)
      const { person_id, role, desk_id } = post
      if (done.ok) await write(work, actor, seat, { id: command.id, what, person_id, role, desk_id, post_id: postId })
      return done
    })
    if (outcome.ok) changed(seat.spot)
    return outcome
  }

  /** Others see it at once, and what lay with somebody who left goes up. */
  function changed({ communityId }: Spot): void {
    if (communityId) deps.forget(communityId)
    wake.up('posts')
  }

  async function addPost(
    work: Work,
    seat: Seat,
    post: { id: string; personId: PersonId; role: Appointment['role']; deskId: DeskId | null },
  ): Promise<void> {
    const { communityId, areaCode } = seat.spot
    const { id, personId, role, deskId } = post
    const fromDay = today().toString()
    if (communityId) await deskBook.addPost(work, communityId, { id, personId, role, deskId, fromDay })
    else {
      await ensureNamedArea(work, areaCode, seat.name)
      await addOffice(work, { id, personId, role, areaCode, fromDay })
    }
  }

  /**
   * Whether somebody who was just appointed gets a link from this appointer: when they cannot sign in yet, and hold
   * nothing that is not the appointer's to give. It takes the place of an earlier one, which was made for less.
   */
  async function needsLink(work: Work, actor: Actor, personId: PersonId): Promise<boolean> {
    const rows = await holders(work, { personIds: [personId] }, today().toString(), clock.now())
    const person = { personId, held: rows.map(heldOf), hasAccount: true }
    return !rows.some((row) => row.enters) && decideRenewing(actor, person).ok
  }

  return {
    /**
     * Gives somebody a post or an office from today on. Who cannot sign in yet gets a link to choose a password with.
     */
    async appoint(actor: Actor, wanted: Appointment): Promise<Outcome<{ personId: PersonId; link: Link | null }>> {
      const { id, role } = wanted
      // There is one desk of the community; of companies and committees there are several.
      const asked = seats[role]?.desk === 'community' ? null : wanted.deskId
      const seat = await lists.place(actor, wanted.at)
      if (!seat) return no('not_found')
      const hash = accountHash(wanted.account)
      const sealer = await sealing.shared()
      const find = async (work: Work) => (await personByAccount(work, hash))?.id ?? null
      type Appointed = Outcome<{ personId: PersonId; link: Link | null }>
      const outcome = await staffWork(seat.spot.communityId, find, async (work, known): Promise<Appointed> => {
        const person = known && (await personByAccount(work, hash))
        const isNamed = !person || sealing.open(person.name_sealed) === wanted.name
        const act = { id, what: 'appointed' as const, person_id: known, role, ...(asked && { desk_id: asked }) }
        const before = await doneBefore(work, actor, seat, act)
        if (before === 'another' || (before === 'same' && !isNamed)) return no('id_taken')
        if (before === 'same' && known) return { ok: true, personId: known, link: await invitations.again(work, id) }

        if (!mayAppoint(actor, role, seat.spot)) return no('not_yours')
        if (!isNamed) return no('account_taken')
        const held = known ? await heldBy(work, known) : []
        const decide = (deskId: DeskId | null) =>
          decideAppointing(actor, { role, ...seat.spot, deskId }, { personId: known, held })
        // Asked before its desk is looked for, so that none is made for what is refused anyway.
        const early = decide(asked)
        if (!early.ok) return early
        const found = await deskFor(work, deskBook, seat.spot.communityId, wanted, house.text('zh-CN'))
        if (!found) return no('desk_missing')
        const decision = decide(found.deskId)
        if (!decision.ok) return decision

        const personId = known ?? newId<PersonId>()
        if (!known)
          await addStaffPerson(work, {
            id: personId,
            nameSealed: sealer.seal(wanted.name),
            accountSealed: sealer.seal(wanted.account),
            accountHash: hash,
          })
        await addPost(work, seat, { id, personId, role, deskId: found.deskId })
        const done = { id, what: 'appointed' as const, person_id: personId, role }
        await write(work, actor, seat, { ...done, desk_id: found.deskId, post_id: id })
        const needs = await needsLink(work, actor, personId)
        return { ok: true, personId, link: needs ? await invitations.make(work, id, personId, actor.personId) : null }
      })
      if (outcome.ok) changed(seat.spot)
      return outcome
    },

    /** Ends a post or an office at once. Who holds nothing more is signed out everywhere. */
    end: (actor: Actor, postId: string, command: PostCommand) =>
      toPost<object>(actor, postId, command, 'ended', {
        again: async () => ({}),
        async first(work, post) {
          const decision = decideEnding(actor, post.person_id, heldOf(post))
          if (!decision.ok) return decision
          // Yesterday was the last whole day: what ends, ends now.
          const lastDay = today().subtract({ days: 1 }).toString()
          if (post.community_id) await deskBook.endPost(work, post.community_id, postId, lastDay)
          else await endOffice(work, postId, lastDay)
          if ((await heldBy(work, post.person_id)).length === 0) {
            await endInvitations(work, post.person_id, clock.now())
            await endSessions(work, post.person_id)
          }
          return { ok: true }
        },
      }),

    /**
     * Makes a new link for somebody who lost access or a second factor: until it is used nobody comes in, by password, by a
     * session or by a passkey. Who signs in by phone loses the second factor, and needs no link to set up another.
     */
    renew: (actor: Actor, postId: string, command: PostCommand) =>
      toPost<{ link: Link | null }>(actor, postId, command, 'invited', {
        again: async (work) => ({ link: await invitations.again(work, command.id) }),
        async first(work, post) {
          const { person_id: personId } = post
          const held = await heldBy(work, personId)
          const hasAccount = post.account_hash !== null
          const decision = decideRenewing(actor, { personId, held, hasAccount: hasAccount || post.has_factor })
          if (!decision.ok) return decision
          await endEveryWayIn(work, personId)
          const link = hasAccount ? await invitations.make(work, command.id, personId, actor.personId) : null
          return { ok: true, link }
        },
      }),

    /** Adds the desk of a utility to a community: water, power, heating, with the phone that answers. */
    async addUtility(
      actor: Actor,
      wanted: { id: string; at: CommunityId; name: string; phone: Phone },
    ): Promise<Outcome<{ deskId: DeskId }>> {
      const seat = await lists.place(actor, wanted.at)
      if (!seat?.mayAddDesk) return no('not_found')
      const deskId = wanted.id as DeskId
      const nobody = async () => null
      const done = { id: wanted.id, what: 'desk_added' as const, desk_id: deskId, post_id: null }
      type Added = Outcome<{ deskId: DeskId }>
      const outcome = await staffWork(wanted.at, nobody, async (work): Promise<Added> => {
        const before = await doneBefore(work, actor, seat, done)
        if (before) return before === 'same' ? { ok: true, deskId } : no('id_taken')
        const { name, phone } = wanted
        await deskBook.addDesk(work, wanted.at, { id: deskId, kind: 'utility', name, phone, compoundId: null })
        await write(work, actor, seat, { ...done, person_id: null, role: null })
        return { ok: true, deskId }
      })
      if (outcome.ok) changed(seat.spot)
      return outcome
    },
  }
}

function isAt(spot: Spot, post: HolderRow): boolean {
  return post.community_id === spot.communityId && post.area_code === spot.areaCode
}
