import { setImmediate as pause } from 'node:timers/promises'
import { Temporal } from 'temporal-polyfill'
import { isConnectionFailure, type Work } from '../../platform/database/database.ts'
import type { House } from '../../platform/house.ts'
import type { CommunityId, DeskId, RequestId } from '../../platform/ids.ts'
import type { Change } from '../../platform/live/change.ts'
import { changedVoices } from './changed-voices.ts'
import type { RequestEvent, RequestState } from './events.ts'
import { sameHandler } from './ladder.ts'
import { type Decided, saveChanges } from './many-changes-store.ts'
import { type Circumstances, type Decision, decide, type Refusal } from './rules.ts'
import * as store from './store.ts'

/** What happened, and what followers are told of it. */
interface Done {
  readonly events: readonly RequestEvent[]
  readonly changes: readonly Change[]
}
const nothing: Done = { events: [], changes: [] }

/** Decides about a request for the clock, and says what is to be written. */
export type Judge = (
  found: { state: RequestState; title: string },
  decision: (c: Circumstances) => Decision,
) => Promise<(Decided & Done) | Refusal>

/** Requests that are decided about before whoever else waits for the processor has it for a moment. */
const withoutPause = 10

/** Decides about a locked request for the clock and writes what comes of it, in the same unit of work. */
export type Look = (
  work: Work,
  found: { state: RequestState; title: string },
  decision: (c: Circumstances) => Decision,
) => Promise<Done | Refusal>

interface Named {
  readonly id: RequestId
  readonly communityId: CommunityId
}

/** What happens by itself: clocks run out, posts fall vacant. One request that cannot be looked at stops no other. */
export function createSweeping(
  house: Pick<House, 'database' | 'clock' | 'log'>,
  around: {
    today(): string
    /** Desks of a community where nobody works. */
    emptyDesks(communityId: CommunityId): Promise<readonly DeskId[]>
    announce(done: Done): void
  },
  { look, judge }: { look: Look; judge: Judge },
) {
  const { announce } = around
  const { database, clock, log } = house
  const byClock = { kind: 'clock' } as const
  /** Requests at which looking failed: they rest a while, longer each time, so that the rest goes on. */
  const setAside = new Map<RequestId, { failures: number; until: Temporal.Instant }>()
  const isResting = (id: RequestId) => {
    const until = setAside.get(id)?.until
    return until !== undefined && Temporal.Instant.compare(until, clock.now()) > 0
  }

  async function tick(work: Work, found: { state: RequestState; title: string }): Promise<Done> {
    const done = await look(work, found, (c) => decide(found.state, { type: 'tick' }, byClock, c))
    if (typeof done === 'string') throw new Error(`the clock was refused: ${done}`)
    return done
  }

  /** Each in a unit of work of its own: one that fails is told in the log and tried again later. */
  async function oneByOne(
    requests: readonly Named[],
    step: (work: Work, found: { state: RequestState; title: string }) => Promise<Done>,
  ): Promise<void> {
    for (const { id, communityId } of requests) {
      try {
        const done = await database.work({ communities: [communityId] }, async (work) => {
          const found = await store.lockRequest(work, communityId, id)
          return found ? await step(work, found) : nothing
        })
        announce(done)
        setAside.delete(id)
      } catch (error) {
        if (isConnectionFailure(error)) throw error
        const failures = (setAside.get(id)?.failures ?? 0) + 1
        setAside.set(id, { failures, until: clock.now().add({ seconds: Math.min(5 * 2 ** failures, 600) }) })
        log.error({ request: id, failures, error }, 'a request could not be looked at')
      }
    }
  }

  return {
    /**
     * Looks at what is due: at most `limit` requests at a time, locked, passing over what another server holds. State,
     * events and announcements are one transaction, so a clock that ran out raises exactly once.
     * @returns how many were looked at; as many as `limit` means that there may be more
     */
    async sweep(communities: readonly CommunityId[], limit: number): Promise<number> {
      if (communities.length === 0) return 0
      const due: Named[] = []
      const except = [...setAside.keys()].filter(isResting)
      try {
        const done = await database.work({ communities }, async (work) => {
          const locked = await store.lockDue(work, communities, clock.now(), limit, except)
          due.push(...locked.map(({ state }) => ({ id: state.id, communityId: state.communityId })))
          const written: Done[] = []
          const changes: Decided[] = []
          for (const [index, found] of locked.entries()) {
            if (index % withoutPause === withoutPause - 1) await pause()
            const done = await judge(found, (c) => decide(found.state, { type: 'tick' }, byClock, c))
            if (typeof done === 'string') throw new Error(`the clock was refused: ${done}`)
            if (done.events.length > 0) written.push(done)
            // Somebody's voice is another one now: written by itself.
            if (changedVoices(found.state, done.after).length > 0)
              await store.saveChange(work, found.state, done.after, done.records, done.announcements)
            else if (done.events.length > 0) changes.push(done)
          }
          await saveChanges(work, changes)
          return {
            events: written.flatMap(({ events }) => events),
            changes: written.flatMap(({ changes }) => changes),
          }
        })
        announce(done)
        for (const { id } of due) setAside.delete(id)
      } catch (error) {
        if (isConnectionFailure(error) || due.length === 0) throw error
        await oneByOne(due, tick)
      }
      return due.length
    },

    /**
     * A post fell vacant, or a desk lost its last person: what lay there goes up at once (unit → building → grid →
     * community desk). Found
     * by looking, not by being told, so that a term that ends by its date is seen as well as one that ends by hand.
     */
    async liftFromVacantPosts(communities: readonly CommunityId[]): Promise<number> {
      if (communities.length === 0) return 0
      const empty = await Promise.all(communities.map((id) => around.emptyDesks(id)))
      const left = await database.work({ communities }, (work) =>
        store.atVacantPosts(work, communities, around.today(), empty.flat()),
      )
      const requests = left.map((row) => ({ id: row.id, communityId: row.community_id }))
      await oneByOne(
        requests.filter(({ id }) => !isResting(id)),
        async (work, found) => {
          const { handler } = found.state
          if (!handler) return nothing
          const done = await look(work, found, (c) => {
            const stillThere = c.ladder.some((rung) => sameHandler(rung.handler, handler))
            return stillThere ? { ok: true, events: [] } : decide(found.state, { type: 'vacate' }, byClock, c)
          })
          return typeof done === 'string' ? nothing : done
        },
      )
      return left.length
    },
  }
}
