import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Temporal } from 'temporal-polyfill'
import type { House } from '../../../platform/house.ts'
import { type CommunityId, newId, type PersonId } from '../../../platform/ids.ts'
import type { Actor } from '../actor.ts'
import type { People } from '../service.ts'
import { bringsSession, broughtBack, headersOf, setCookies } from './cookies.ts'
import { deviceWords } from './device-words.ts'
import type { Library } from './library.ts'
import { isOver, mustHaveSecondFactor, postsLine, replacedSeconds, type Stage, stageOf } from './rules-for-sessions.ts'
import {
  addFacts,
  endFamily,
  endForgotten,
  endOthers,
  endWithFamily,
  factsOf,
  markReplaced,
  type SessionFacts,
  sessionsOf,
  touch,
  type Way,
} from './sessions-store.ts'

const shared = { communities: [] as CommunityId[] }
/** What is used more often than this is written down once, in seconds. */
const touchEvery = 30
/** Time for requests that were sent together with the one that changed the token, in seconds. */
const togetherSeconds = 5

export type SignedInPerson = Actor & { readonly language: 'zh-CN' | 'en' | null; readonly phoneHash: Buffer | null }

/** A session as the server holds it. */
export interface OpenSession {
  readonly person: SignedInPerson
  readonly stage: Stage
  readonly userId: string
  /** What the library knows the user by: a keyed hash. */
  readonly name: string
  /** One sign-in; it stays when the token is changed for another. */
  readonly family: string
  readonly way: Way
  readonly hasTotp: boolean
  readonly hasPasskey: boolean
}

/** One sign-in in the list that its owner sees. */
export interface ListedSession {
  readonly id: string
  readonly device: string
  readonly way: Way
  readonly begunAt: Temporal.Instant
  readonly lastUsedAt: Temporal.Instant
  readonly isThis: boolean
}

export type Sessions = ReturnType<typeof createSessions>

/** Sessions: begun, read, limited, changed for another token, listed and ended. */
export function createSessions(house: House, people: People, auth: Library['auth'], refused: Refused) {
  const { database, clock, sealing, config } = house
  const read = new WeakMap<FastifyRequest, Promise<OpenSession | null>>()
  const toSet = new WeakMap<FastifyRequest, Headers>()
  const postsHash = (person: Actor) => sealing.hash('posts of a session', postsLine(person.roles))
  const secondsSince = (at: Temporal.Instant) => clock.now().since(at).total('seconds')
  const librarySession = (headers: Headers) => refused(() => auth.api.getSession({ headers }))

  async function open(request: FastifyRequest): Promise<OpenSession | null> {
    if (!bringsSession(request)) return null
    const found = await librarySession(headersOf(request))
    if (!found) return null
    const { id: sessionId } = found.session
    const [facts, person] = await Promise.all([
      database.work(shared, (work) => factsOf(work, sessionId)),
      people.actorByUser(found.user.id),
    ])
    if (!facts || !person) return null
    const { second_factor_at, has_totp: hasTotp, has_passkey: hasPasskey } = facts
    const isRequired = config.secondFactor === 'required'
    const hasFactor = hasTotp || hasPasskey
    const stage = stageOf({ held: person.roles, isRequired, hasFactor, gaveFactor: second_factor_at !== null })
    const passed = {
      sinceBegun: secondsSince(facts.begun_at),
      sinceUsed: secondsSince(facts.last_used_at),
      sinceReplaced: facts.replaced_at && secondsSince(facts.replaced_at),
      isHalf: stage !== 'open',
    }
    if (isOver(passed, person.roles, config.sessions)) {
      // A token that was changed for another takes nothing with it.
      if (!facts.replaced_at) await database.work(shared, (work) => endWithFamily(work, sessionId))
      return null
    }
    if (!facts.posts.equals(postsHash(person))) await changeToken(request, found.user.id, facts, person)
    // A screen that only looks again by itself is not somebody who is there.
    else if (passed.sinceUsed >= touchEvery && request.headers['x-silin-idle'] === undefined)
      await database.work(shared, (work) => touch(work, sessionId, clock.now()))
    const { id: userId, email: name } = found.user
    return { person, stage, userId, name, family: facts.family, way: facts.way, hasTotp, hasPasskey }
  }

  /** Posts were given or taken since the token was made: from this answer on another one is used. */
  async function changeToken(
    request: FastifyRequest,
    userId: string,
    facts: SessionFacts,
    person: Actor,
  ): Promise<void> {
    const isFirst = await database.work(shared, (work) => markReplaced(work, facts.session_id, clock.now()))
    // Whoever comes with the old one later did not get the new one: the answer was lost on its way.
    if (!isFirst && (!facts.replaced_at || secondsSince(facts.replaced_at) < togetherSeconds)) return
    const { headers } = await auth.api.beginSession({ body: { userId }, returnHeaders: true })
    const begun = await librarySession(broughtBack(headers))
    if (!begun) throw new Error('a session was begun and is not there')
    const { family, way, device, begun_at, last_used_at, second_factor_at } = facts
    const same = { family, way, device, begun_at, last_used_at, second_factor_at }
    await database.work(shared, (work) =>
      addFacts(work, { ...same, session_id: begun.session.id, posts: postsHash(person), replaced_at: null }),
    )
    toSet.set(request, headers)
  }

  function sessionOf(request: FastifyRequest): Promise<OpenSession | null> {
    let session = read.get(request)
    if (!session) {
      session = open(request)
      read.set(request, session)
    }
    return session
  }

  return {
    of: sessionOf,

    /**
     * Begins a session for a user who was just recognised, in the place of whatever session the browser brought.
     * @param given the library's answer that began one; without it, one is begun here
     * @returns the session, or null when the user is nobody here (any more)
     */
    async begin(
      reply: FastifyReply,
      userId: string,
      how: { way: Way; gaveFactor: boolean; given?: Headers | undefined },
    ): Promise<OpenSession | null> {
      const { request } = reply
      const person = await people.actorByUser(userId)
      if (!person) return null
      const headers = how.given ?? (await auth.api.beginSession({ body: { userId }, returnHeaders: true })).headers
      const before = bringsSession(request) ? await librarySession(headersOf(request)) : null
      const begun = await librarySession(broughtBack(headers))
      if (!begun || begun.user.id !== userId) throw new Error('a session was begun and is not there')
      const now = clock.now()
      const facts: SessionFacts = {
        session_id: begun.session.id,
        family: newId<string>(),
        way: how.way,
        device: deviceWords(request.headers['user-agent']),
        begun_at: now,
        last_used_at: now,
        second_factor_at: how.gaveFactor ? now : null,
        posts: postsHash(person),
        replaced_at: null,
      }
      // The audit log tells of what it was begun for: signing in, a new password, a factor.
      const state = await database.aside(() =>
        database.work(shared, async (work) => {
          await addFacts(work, facts)
          if (before && before.session.id !== begun.session.id) await endWithFamily(work, before.session.id)
          return await factsOf(work, begun.session.id)
        }),
      )
      setCookies(reply, headers)
      const hasTotp = state?.has_totp ?? false
      const hasPasskey = state?.has_passkey ?? false
      const isRequired = config.secondFactor === 'required'
      const { gaveFactor } = how
      const stage = stageOf({ held: person.roles, isRequired, hasFactor: hasTotp || hasPasskey, gaveFactor })
      const { email: name } = begun.user
      const session = { person, stage, userId, name, family: facts.family, way: how.way, hasTotp, hasPasskey }
      read.set(request, Promise.resolve(session))
      return session
    },

    /** Hands a changed token to the browser: a hook of every answer. */
    keepCookies(request: FastifyRequest, reply: FastifyReply): void {
      const headers = toSet.get(request)
      if (headers) setCookies(reply, headers)
      toSet.delete(request)
    },

    /** Nothing is known of this request's session any more; it is asked for again when somebody asks. */
    forget: (request: FastifyRequest): void => void read.delete(request),

    /** Every sign-in of a person, this one first, then the last used. */
    async list(personId: PersonId, family: string | null, held: Actor['roles']): Promise<ListedSession[]> {
      const rows = await database.work(shared, (work) => sessionsOf(work, personId))
      const listed = rows
        .filter((row, index) => rows.findIndex((other) => other.family === row.family) === index)
        .filter((row) => {
          const isHalf = row.second_factor_at === null && mustHaveSecondFactor(held)
          const since = { sinceBegun: secondsSince(row.begun_at), sinceUsed: secondsSince(row.last_used_at) }
          return !isOver(
            { ...since, sinceReplaced: null, isHalf: isHalf && config.secondFactor === 'required' },
            held,
            config.sessions,
          )
        })
        .map((row) => ({
          id: row.family,
          device: row.device,
          way: row.way,
          begunAt: row.begun_at,
          lastUsedAt: row.last_used_at,
          isThis: row.family === family,
        }))
      return listed.toSorted((one, other) => Number(other.isThis) - Number(one.isThis))
    },
    /** Whether a sign-in that was open is so still, with the same posts. Asking keeps nobody signed in. */
    async stays({ userId, family, person }: OpenSession): Promise<boolean> {
      const now = await people.actorByUser(userId)
      if (!now || postsLine(now.roles) !== postsLine(person.roles)) return false
      const rows = await database.work(shared, (work) => sessionsOf(work, now.personId))
      const facts = rows.find((row) => row.family === family)
      if (!facts) return false
      const since = { sinceBegun: secondsSince(facts.begun_at), sinceUsed: secondsSince(facts.last_used_at) }
      return !isOver({ ...since, sinceReplaced: null, isHalf: false }, now.roles, config.sessions)
    },
    /** Ends one sign-in. False when it is not there, or not of this person. */
    end: (personId: PersonId, family: string) => database.work(shared, (work) => endFamily(work, personId, family)),
    endOthers: (personId: PersonId, family: string) =>
      database.work(shared, (work) => endOthers(work, personId, family)),

    /** Takes away what no rule could open any more. */
    async sweep(): Promise<void> {
      const days = Math.max(config.sessions.leadIdleDays, config.sessions.residentIdleDays)
      const now = clock.now()
      await database.work(shared, (work) =>
        endForgotten(work, now, now.subtract({ hours: 24 * days }), now.subtract({ seconds: 2 * replacedSeconds })),
      )
    },
  }
}

/** Runs a step of the library: null when it says no, an exception when the database is away. */
export type Refused = <T>(step: () => Promise<T>) => Promise<T | null>
