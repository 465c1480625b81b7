import type { Temporal } from 'temporal-polyfill'
import type { House } from '../../../platform/house.ts'
import type { Sender } from '../../../platform/http/sender.ts'
import type { CommunityId, PersonId } from '../../../platform/ids.ts'
import { keptFor } from '../../../platform/kept.ts'
import type { Limits } from '../../../platform/open-door/limits.ts'
import { guardedByHandHours, guardedMinutes, type Sending } from '../../../platform/open-door/rules-for-limits.ts'
import type { ServedPlace } from '../../places/index.ts'
import { doorOf, endGuard, guardUntil, setWords } from './door-store.ts'
import type { DoorState, ReasonToHold } from './model.ts'
import { whyHeld } from './rules-for-holding.ts'
import { plainWord, wordsIn } from './rules-for-words.ts'

/** Milliseconds for which a door is taken to stand as it was read: it is asked with every report. */
const stillTrue = 3_000
/** While a door is guarded for so long yet, one more alarm changes nothing. */
const longEnough = { minutes: guardedMinutes - 5 } as const

export type Door = ReturnType<typeof createDoor>

/** The open door of each community: what comes through it at once, and what somebody looks at first. */
export function createDoor(house: House, limits: Limits) {
  const { database, clock, counts, log } = house
  const kept = keptFor<Awaited<ReturnType<typeof doorOf>>>(stillTrue)

  const read = (communityId: CommunityId) =>
    kept.read(communityId, () => database.work({ communities: [communityId] }, (work) => doorOf(work, communityId)))

  const isBefore = (one: Temporal.Instant, other: Temporal.Instant) => one.until(other).sign > 0

  async function isGuarded(communityId: CommunityId): Promise<boolean> {
    const { guard } = await read(communityId)
    return guard !== null && isBefore(clock.now(), guard.until)
  }

  /** More came than is usual: the door is guarded for a while, on every server. */
  async function alarm(communityId: CommunityId): Promise<void> {
    const [now, { guard }] = [clock.now(), await read(communityId)]
    if (guard && isBefore(now.add(longEnough), guard.until)) return
    const until = now.add({ minutes: guardedMinutes })
    await database.work({ communities: [communityId] }, (work) =>
      guardUntil(work, communityId, { now, until, by: null }),
    )
    kept.forget((key) => key === communityId)
    log.warn({ community: communityId }, 'more comes to the open door than is usual: it asks for proof of work')
  }

  return {
    isGuarded,

    /** Blocked words that stand in a text. */
    async wordsIn(communityId: CommunityId, text: string): Promise<string[]> {
      const { words } = await read(communityId)
      const found = wordsIn(
        text,
        words.map((one) => one.plain),
      )
      return words.filter((one) => found.includes(one.plain)).map((one) => one.word)
    },

    /**
     * Looks at something that is sent, and counts it: one statement.
     * @param counted false for who is signed in: they are known, and only their words are looked at
     */
    async look(
      sending: Sending,
      place: ServedPlace,
      sender: Sender,
      sent: { text: string; counted: boolean },
    ): Promise<ReasonToHold[]> {
      const community = place.community.id
      const { words } = await read(community)
      const plain = words.map((one) => one.plain)
      const hasBlockedWord = wordsIn(sent.text, plain).length > 0
      const nothing = { device: false, plaque: false, network: false }
      if (!sent.counted) return whyHeld({ over: nothing, isGuarded: false, hasBlockedWord })
      const where = { place: `${community} ${place.placeId}`, community }
      const { over, tooManyStrangers } = await limits.count(sending, sender, where)
      if (tooManyStrangers) await alarm(community)
      return whyHeld({ over, isGuarded: await isGuarded(community), hasBlockedWord })
    },

    /** Counts what is held. @returns false when the queue is full of the same sender's */
    async mayHold(sender: Sender, communityId: CommunityId): Promise<boolean> {
      const { isFull, tooMuch } = await limits.countHeld(sender, communityId)
      if (tooMuch) await alarm(communityId)
      counts?.add('held', { outcome: isFull ? 'refused' : 'held' })
      return !isFull
    },

    /** Counts what was proved. */
    mayProve: (communityId: CommunityId, placeId: string) => limits.countProved(`${communityId} ${placeId}`),

    /** For the desk. */
    async state(communityId: CommunityId): Promise<DoorState> {
      const { guard, words } = await database.work({ communities: [communityId] }, (work) => doorOf(work, communityId))
      const live = guard && isBefore(clock.now(), guard.until) ? guard : null
      return {
        guardedUntil: live?.until.toString() ?? null,
        guardedSince: live?.since.toString() ?? null,
        byHand: live?.by_person_id != null,
        words: words.map((one) => ({ word: one.word, addedAt: one.added_at.toString() })),
      }
    },

    /** Turns the proof of work on for half a day, or off: it turns on again by itself when there is reason to. */
    async guard(communityId: CommunityId, by: PersonId, guarded: boolean): Promise<void> {
      const now = clock.now()
      const until = now.add({ hours: guardedByHandHours })
      await database.work({ communities: [communityId] }, (work) =>
        guarded ? guardUntil(work, communityId, { now, until, by }) : endGuard(work, communityId),
      )
      kept.forget((key) => key === communityId)
    },

    /** Makes the list of blocked words exactly this. What has no letter or digit in it cannot be looked for. */
    async setWords(communityId: CommunityId, by: PersonId, words: readonly string[]): Promise<void> {
      const list = new Map(words.map((word) => [plainWord(word), word.trim()]))
      list.delete('')
      await database.work({ communities: [communityId] }, (work) =>
        setWords(
          work,
          communityId,
          [...list].map(([plain, word]) => ({ plain, word })),
          { personId: by, at: clock.now() },
        ),
      )
      kept.forget((key) => key === communityId)
    },
  }
}
