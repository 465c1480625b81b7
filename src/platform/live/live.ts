import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { CommunityId } from '../ids.ts'
import { type Change, messagesOf, readMessage } from './change.ts'
import { createHub } from './hub.ts'
import { createLatest } from './latest.ts'

/** What a page follows: things by their ids (a request, a stairwell, a community), and in which communities they are. */
export interface Followed {
  readonly ids: readonly string[]
  readonly communities: readonly CommunityId[]
}

/** Live updates of one server. What its followers hear of a change is that there was one. */
export interface Live {
  /** After a commit. Costs nothing and never waits; told with the beat, here and on other servers. */
  changed(changes: readonly Change[]): void
  /** Whether this change, or a later one of the same thing, was told or is about to be. */
  isTold(id: string, number: number): boolean
  /** The state of now. Taken before a page is read, it tells later whether the page is still right. */
  state(): string
  /** The state of the last change of what is followed: the same state, the same page. */
  stateOf(followed: Followed): string
  /** Hands over a socket whose head was written. Whoever missed something is told at once. */
  follow(
    socket: Socket,
    followed: Followed,
    who: { since: string | null; address: string; mayStill: (() => Promise<boolean>) | null },
  ): void
  count(address?: string): number
  readonly isClosed: boolean
  close(): void
}

/** The way to other servers. */
export interface Carrier {
  /** @returns whether it left; what did not leave is made up for when there is a way again */
  send(message: string): Promise<boolean>
}

/** Of which things it is kept up to which number they were told. */
const mostTold = 20_000

const wholeOf = (communityId: string) => `*${communityId}`
const topicsOf = ({ ids, communities }: Followed) => [...ids, ...communities.map(wholeOf)].toSorted()

/** @param beat milliseconds within which changes are told together */
export function createLive(carrier: Carrier | null, beat = 40) {
  const latest = createLatest(randomBytes(6).toString('base64url'))
  const hub = createHub(latest.state)
  const told = new Map<string, number>()
  let pending: Change[] = []
  let isWaiting = false
  let isOwing = false
  let isClosed = false
  // Whoever changed something does not do what follows of it.
  const onTheirOwn = AsyncLocalStorage.snapshot()

  const isTold = (id: string, number: number) => (told.get(id) ?? 0) >= number
  function remember({ id, number }: Change): void {
    told.delete(id)
    told.set(id, number)
    if (told.size > mostTold) told.delete(told.keys().next().value ?? '')
  }

  function tellHere(topics: Set<string>): void {
    if (topics.size > 0) hub.tell(topics, latest.mark(topics))
  }
  const topicsIn = (changes: readonly Change[]) =>
    changes.flatMap(({ id, places, communityId }) => [id, ...places, communityId])

  function flush(): void {
    isWaiting = false
    const changes = pending
    pending = []
    tellHere(new Set(topicsIn(changes)))
    void tellOthers(messagesOf(changes))
  }

  async function tellOthers(messages: readonly string[]): Promise<void> {
    if (!carrier) return
    const left = await Promise.all(messages.map((message) => carrier.send(message).catch(() => false)))
    isOwing ||= left.includes(false)
  }

  const live: Live = {
    changed(changes) {
      const fresh = changes.filter(({ id, number }) => !isTold(id, number))
      if (fresh.length === 0 || isClosed) return
      for (const change of fresh) remember(change)
      pending.push(...fresh)
      if (isWaiting) return
      isWaiting = true
      setTimeout(() => onTheirOwn(flush), beat).unref()
    },
    isTold,
    state: () => latest.state(),
    stateOf: (followed) => latest.stateOf(topicsOf(followed)),
    follow(socket, followed, { since, address, mayStill }) {
      const topics = topicsOf(followed)
      const follower = hub.take(socket, { topics, address, mayStill })
      if (since !== null && latest.isChanged(topics, since)) hub.tellOne(follower, latest.now())
    },
    count: (address) => (address === undefined ? hub.count() : hub.countOf(address)),
    get isClosed() {
      return isClosed
    },
    close() {
      isClosed = true
      hub.close()
    },
  }
  return {
    live,
    /** Another server tells. */
    heard(message: string): void {
      const { changes, communities, everything } = readMessage(message)
      if (everything) {
        hub.tellEverybody(latest.markEverything())
        return
      }
      const fresh = changes.filter(({ id, number }) => !isTold(id, number))
      for (const change of fresh) remember(change)
      tellHere(new Set([...topicsIn(fresh), ...communities.flatMap((id) => [id, wholeOf(id)])]))
    },
    /** The way to the others was away and is there again: whatever they said meanwhile was not heard. */
    backAgain(): void {
      hub.tellEverybody(latest.markEverything())
      if (!isOwing) return
      isOwing = false
      void tellOthers(['*'])
    },
  }
}
