import type { Work } from '../../platform/database/database.ts'
import type { House } from '../../platform/house.ts'
import type { CommandId, CommunityId, DeskId, FileId, PersonId, RequestId, VoiceId } from '../../platform/ids.ts'
import type { Change } from '../../platform/live/change.ts'
import type { Places } from '../places/index.ts'
import { createAtOnce, needsOnlyItself, type Outcome } from './at-once.ts'
import { type Meta, recordsOf } from './change-records.ts'
import type { FoundRequest } from './change-store.ts'
import type { Rulebook } from './circumstances.ts'
import type { Author, RequestEvent, RequestState } from './events.ts'
import { changeOf } from './following.ts'
import type { Command, CommandAnswer, VoiceCommand } from './model.ts'
import { type Circumstances, type Decision, decide, type Refusal } from './rules.ts'
import { decideJoin, decideMerge } from './rules-for-voices.ts'
import { fingerprintOf } from './secrets.ts'
import * as store from './store.ts'
import { createSweeping } from './sweeping.ts'
import * as voices from './voice-store.ts'

export type { Outcome } from './at-once.ts'

export type CarryOut = ReturnType<typeof createCarryOut>

/** The same id at the same moment on another request: that one was first. */
function takenId(error: unknown): Outcome {
  if (store.isAnswerTaken(error)) return { ok: false, refusal: 'id_taken' }
  throw error
}

/** What was written about a request, and what its followers are told of it once it is committed. */
interface Done {
  readonly state: RequestState
  readonly events: readonly RequestEvent[]
  readonly changes: readonly Change[]
}

/**
 * Carries commands out: lock the request, decide by the rules, write state, events, announcements and the answer in one
 * transaction. A repeat of a command's id gets the answer of the first time and does nothing.
 */
export function createCarryOut(house: House, places: Places, rulebook: Rulebook) {
  const { database, sealing, clock, wake, live, counts } = house
  const atOnce = createAtOnce(house, places, rulebook)

  /** After the commit: who has to be told is told, and what went up is counted. */
  function announce({ events, changes }: Pick<Done, 'events' | 'changes'>): void {
    if (events.length === 0) return
    live.changed(changes)
    wake.up('announcements')
    for (const event of events) if (event.type === 'raised') counts?.add('raises', { reason: event.reason })
  }

  /** Writes what was decided about one request inside the unit of work that locked it. */
  async function write(
    work: Work,
    found: { state: RequestState; title: string },
    events: readonly RequestEvent[],
    meta: Meta,
  ): Promise<RequestState> {
    if (events.length === 0) return found.state
    const { state, records, announcements } = recordsOf(await sealing.for(found.state.communityId), found, events, meta)
    await store.saveChange(work, found.state, state, records, announcements)
    rulebook.heed(state, meta.at)
    return state
  }

  async function inOne(
    communityId: CommunityId,
    requestId: RequestId,
    command: { id: CommandId; type: (Command | VoiceCommand)['type'] | 'join' },
    asked: unknown,
    step: (work: Work, found: { state: RequestState; title: string }) => Promise<Done | Refusal>,
    alsoLock?: RequestId,
  ): Promise<Outcome> {
    const fingerprint = fingerprintOf({ requestId, asked })
    const changes: Change[] = []
    const carried = database.work({ communities: [communityId] }, async (work): Promise<Outcome> => {
      // Two requests are always locked in the order of their ids, so that no two merges wait for each other.
      if (alsoLock && alsoLock < requestId) await store.lockRequest(work, communityId, alsoLock)
      const found = await store.lockRequest(work, communityId, requestId)
      if (!found) return { ok: false, refusal: 'not_found' }
      // Looked up after the lock: of two repeats at once the second waits and then finds the first one's answer.
      const before = await store.answered(work, communityId, command.id)
      if (before) {
        return before.fingerprint.equals(fingerprint)
          ? { ok: true, answer: before.answer, events: [] }
          : { ok: false, refusal: 'id_taken' }
      }
      const result = await step(work, found)
      if (typeof result === 'string') return { ok: false, refusal: result }
      const answer: CommandAnswer = { requestId, status: result.state.status, sequence: result.state.sequence }
      changes.push(...result.changes)
      await store.rememberAnswer(work, communityId, { id: command.id, fingerprint, answer, at: clock.now() })
      return { ok: true, answer, events: result.events }
    })
    return told(command.type, await carried.catch(takenId), changes)
  }

  /** After it was carried out, or was not: it is counted, and who has to be told is told. */
  function told(
    type: (Command | VoiceCommand)['type'] | 'join',
    outcome: Outcome,
    changes: readonly Change[],
  ): Outcome {
    counts?.add('commands', { type, outcome: outcome.ok ? 'done' : outcome.refusal })
    if (outcome.ok) announce({ events: outcome.events, changes })
    return outcome
  }

  async function placeOf(communityId: CommunityId, state: RequestState, work: Work) {
    const place = await places.servedNow(work, communityId, state.placeId)
    if (!place) throw new Error('a request stands at a place that is not there')
    return place
  }

  async function decideAndWrite(
    work: Work,
    found: { state: RequestState; title: string },
    author: Author,
    photos: readonly FileId[],
    commandId: CommandId | null,
    decision: (c: Awaited<ReturnType<Rulebook['at']>>) => Decision,
  ): Promise<Done | Refusal> {
    const place = await placeOf(found.state.communityId, found.state, work)
    const c = await rulebook.at(place)
    const decided = decision(c)
    if (!decided.ok) return decided.refusal
    const meta = { author, at: c.now, photos, place: place.name, ...(commandId && { commandId }) }
    const state = await write(work, found, decided.events, meta)
    return { state, events: decided.events, changes: [changeOf(state, place)] }
  }

  return {
    /**
     * A command of a lead or a desk. That the author may give it at all was asked before.
     * @param found the request as it was just read, if it was
     */
    async command(
      communityId: CommunityId,
      requestId: RequestId,
      command: Command,
      author: Author,
      found?: FoundRequest,
    ): Promise<Outcome> {
      if (needsOnlyItself.has(command.type)) {
        const quick = await atOnce({ communityId, requestId, command, asked: command }, author, found).catch(
          (error: unknown) => ({ outcome: takenId(error), changes: [] }),
        )
        if (quick) return told(command.type, quick.outcome, quick.changes)
      }
      const photos = 'photos' in command ? command.photos : []
      return await inOne(
        communityId,
        requestId,
        command,
        command,
        async (work, found) => {
          if (command.type === 'merge') return await merge(work, found, command.into, author, command.id)
          const done = await decideAndWrite(work, found, author, photos, command.id, (c) =>
            decide(found.state, command, author, c),
          )
          if (typeof done !== 'string' && command.type === 'call_back' && command.score) {
            await voices.rateVoice(work, communityId, command.voiceId, command.score)
          }
          return done
        },
        command.type === 'merge' ? command.into : undefined,
      )
    },

    /**
     * What a command was answered when it was carried out, for who repeats it and sees the request no more. Whoever knows
     * its id and every word of it has sent it.
     */
    async answeredBefore(
      communities: readonly CommunityId[],
      requestId: RequestId,
      command: Command,
    ): Promise<CommandAnswer | null> {
      if (communities.length === 0) return null
      const fingerprint = fingerprintOf({ requestId, asked: command })
      return await database.work({ communities }, async (work) => {
        for (const id of communities) {
          const before = await store.answered(work, id, command.id)
          if (before?.fingerprint.equals(fingerprint)) return before.answer
        }
        return null
      })
    },

    /** A command of a neighbour from the tracking page. */
    async voiceCommand(
      communityId: CommunityId,
      requestId: RequestId,
      voiceId: VoiceId,
      command: VoiceCommand,
    ): Promise<Outcome> {
      const asked = { command, voiceId }
      if (needsOnlyItself.has(command.type)) {
        const quick = await atOnce({ communityId, requestId, command, asked }, { voiceId }).catch((error: unknown) => ({
          outcome: takenId(error),
          changes: [],
        }))
        if (quick) return told(command.type, quick.outcome, quick.changes)
      }
      const photos = 'photos' in command ? command.photos : []
      return await inOne(communityId, requestId, command, asked, async (work, found) => {
        const personId = await voices.personOfVoice(work, communityId, voiceId)
        const author: Author = { kind: 'voice', voiceId, personId }
        const done = await decideAndWrite(work, found, author, photos, command.id, (c) =>
          decide(found.state, command, author, c),
        )
        if (typeof done !== 'string' && command.type === 'confirm' && command.score) {
          await voices.rateVoice(work, communityId, voiceId, command.score)
        }
        return done
      })
    },

    /** One more neighbour on the same thing. */
    async join(
      communityId: CommunityId,
      requestId: RequestId,
      voice: {
        id: VoiceId
        tokenHash: Buffer
        nameSealed: Buffer | null
        phoneSealed: Buffer | null
        phoneHash: Buffer | null
        /** A signed-in neighbour, on whose own page it stands too. */
        personId: PersonId | null
        /** Which device joined; null for a browser that keeps no cookie. */
        deviceHash?: Buffer | null
      },
    ): Promise<Outcome> {
      // The voice's own id is what makes a repeat a repeat.
      return await inOne(
        communityId,
        requestId,
        { id: voice.id as string as CommandId, type: 'join' },
        { join: voice.id },
        async (work, found) => {
          const decided = decideJoin(found.state, voice.id)
          if (!decided.ok) return decided.refusal
          await voices.addVoice(work, {
            community_id: communityId,
            id: voice.id,
            request_id: requestId,
            token_hash: voice.tokenHash,
            state: 'waiting',
            name_sealed: voice.nameSealed,
            phone_sealed: voice.phoneSealed,
            phone_hash: voice.phoneHash,
            person_id: voice.personId,
            score: null,
            joined_at: clock.now(),
            device_hash: voice.deviceHash ?? null,
          })
          return await decideAndWrite(work, found, { kind: 'voice', voiceId: voice.id }, [], null, () => decided)
        },
      )
    },

    ...createSweeping(
      house,
      { today: places.today, emptyDesks, announce },
      { look: (work, found, decision) => decideAndWrite(work, found, { kind: 'clock' }, [], null, decision), judge },
    ),
  }

  /** What the clock decides about a request, to be written with many others. Places are as they were some seconds ago. */
  async function judge(found: { state: RequestState; title: string }, decision: (c: Circumstances) => Decision) {
    const place = await places.served(found.state.communityId, found.state.placeId)
    if (!place) throw new Error('a request stands at a place that is not there')
    const c = await rulebook.at(place)
    const decided = decision(c)
    if (!decided.ok) return decided.refusal
    const { events } = decided
    const meta = { author: { kind: 'clock' } as const, at: c.now, place: place.name }
    const { state, ...records } = recordsOf(await sealing.for(found.state.communityId), found, events, meta)
    rulebook.heed(state, c.now)
    return { after: state, events, changes: [changeOf(state, place)], ...records }
  }

  /** Desks of a community that are no step of its ladder, since nobody works there. */
  async function emptyDesks(communityId: CommunityId): Promise<DeskId[]> {
    const root = await places.root(communityId)
    if (!root) return []
    const { ladder } = await rulebook.at(root)
    const isThere = (id: DeskId) => ladder.some((rung) => rung.handler.kind === 'desk' && rung.handler.deskId === id)
    return root.desks.map((desk) => desk.id).filter((id) => !isThere(id))
  }

  /** Two requests become one; both are locked by now or next. */
  async function merge(
    work: Work,
    found: { state: RequestState; title: string },
    into: RequestId,
    author: Author,
    commandId: CommandId,
  ): Promise<Done | Refusal> {
    const target = await store.lockRequest(work, found.state.communityId, into)
    if (!target) return 'not_open'
    const decided = decideMerge(found.state, target.state)
    if (!decided.ok) return decided.refusal
    const place = await placeOf(found.state.communityId, found.state, work)
    const meta = { author, at: clock.now(), place: place.name, commandId }
    const after = await write(work, target, decided.into.events, meta)
    const state = await write(work, found, decided.from.events, meta)
    await voices.moveVoices(work, found.state.communityId, found.state.id, into)
    await voices.carryConfidence(work, found.state.communityId, found.state.id, into)
    const there = await placeOf(found.state.communityId, target.state, work)
    return { state, events: decided.from.events, changes: [changeOf(state, place), changeOf(after, there)] }
  }
}
