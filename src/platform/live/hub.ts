import type { Socket } from 'node:net'

/** What one page follows. All who follow the same share one. */
export interface Channel {
  readonly key: string
  readonly topics: readonly string[]
  readonly followers: Set<Follower>
  /** When it was told last, in milliseconds of this process. */
  toldAt: number
  /** The last telling that is for it: told by now, or when the pause is over. */
  telling: number
}

/** Somebody who follows. As little as can be: there are ten thousand of them. */
export interface Follower {
  readonly socket: Socket
  readonly channel: Channel
  readonly address: string
  /** In which second of the heartbeat's round it is its turn. */
  readonly turn: number
  /** Whether they may still; null where nobody signs in. */
  readonly mayStill: (() => Promise<boolean>) | null
}

/** Seconds between two signs of life: proxies close what is silent for a minute, and so does this server. */
const round = 25
/** Milliseconds between two tellings of one channel: a rush is told once a second. */
const pause = 1_000
/** Followers who are written to before anybody else gets a turn. */
const atOnce = 500
/** Bytes that may wait for one who does not read; then they are let go. They come back when they are there again. */
const mostWaiting = 4 * 1024
/** Milliseconds between two fetches of the same page's part, over all followers of a channel. */
const apart = 4

const beat = Buffer.from(':\n\n')

/**
 * Who follows what. One timer for all; what is written is the same bytes for all; and nothing is kept for one who does
 * not read.
 * @param stateOf the name of a telling, as followers say it again
 */
export function createHub(stateOf: (telling: number) => string) {
  const channels = new Map<string, Channel>()
  const byTopic = new Map<string, Set<Channel>>()
  const bySocket = new Map<Socket, Follower>()
  const turns = Array.from({ length: round }, () => new Set<Follower>())
  const ofAddress = new Map<string, number>()
  const late = new Set<Channel>()
  let turn = 0
  let next = 0
  let heart: NodeJS.Timeout | undefined
  let later: NodeJS.Timeout | undefined

  function write(follower: Follower, bytes: Buffer): void {
    const { socket } = follower
    socket.write(bytes)
    if (socket.writableLength > mostWaiting) socket.destroy()
  }

  /** One function for all sockets: a closure for each would be ten thousand of them. */
  function onClose(this: Socket): void {
    const follower = bySocket.get(this)
    if (follower) leave(follower)
  }

  /** A line that breaks closes by itself. */
  function onError(): void {}
  function onEnd(this: Socket): void {
    this.destroy()
  }

  function leave(follower: Follower): void {
    const { channel, address } = follower
    if (!bySocket.delete(follower.socket)) return
    turns[follower.turn]?.delete(follower)
    channel.followers.delete(follower)
    const left = (ofAddress.get(address) ?? 1) - 1
    if (left > 0) ofAddress.set(address, left)
    else ofAddress.delete(address)
    if (channel.followers.size === 0) close(channel)
    if (bySocket.size === 0) {
      clearInterval(heart)
      heart = undefined
    }
  }

  function close(channel: Channel): void {
    channels.delete(channel.key)
    late.delete(channel)
    for (const topic of channel.topics) {
      const set = byTopic.get(topic)
      set?.delete(channel)
      if (set?.size === 0) byTopic.delete(topic)
    }
  }

  function open(topics: readonly string[]): Channel {
    const key = topics.join(' ')
    const known = channels.get(key)
    if (known) return known
    const channel: Channel = { key, topics, followers: new Set(), toldAt: 0, telling: 0 }
    channels.set(key, channel)
    for (const topic of topics) {
      const set = byTopic.get(topic) ?? new Set()
      set.add(channel)
      byTopic.set(topic, set)
    }
    return channel
  }

  function onHeartbeat(): void {
    turn = (turn + 1) % round
    const now = turns[turn]
    if (now)
      inTurns(now, (follower) => {
        write(follower, beat)
        if (follower.mayStill) void lookAgain(follower, follower.mayStill)
      })
  }

  /** While nobody can say, they stay: what they hear is no more than that something changed. */
  async function lookAgain({ socket }: Follower, mayStill: () => Promise<boolean>): Promise<void> {
    if (!(await mayStill().catch(() => true))) socket.destroy()
  }

  function tell(channel: Channel): void {
    channel.toldAt = performance.now()
    const bytes = eventOf(stateOf(channel.telling), channel)
    inTurns(channel.followers, (follower) => write(follower, bytes))
  }

  function tellLate(): void {
    later = undefined
    const now = performance.now()
    for (const channel of late) {
      if (now - channel.toldAt < pause) continue
      late.delete(channel)
      tell(channel)
    }
    if (late.size > 0) waitForLate()
  }
  function waitForLate(): void {
    later ??= setTimeout(tellLate, pause / 4).unref()
  }

  function markChannel(channel: Channel, telling: number): void {
    // Followed by another of its topics, it was told of this already.
    if (channel.telling === telling) return
    channel.telling = telling
    if (late.has(channel)) return
    if (performance.now() - channel.toldAt >= pause) tell(channel)
    else {
      late.add(channel)
      waitForLate()
    }
  }

  return {
    /** How many follow, from everywhere and from one address. */
    count: () => bySocket.size,
    countOf: (address: string) => ofAddress.get(address) ?? 0,

    /** Takes a socket on whose head was written. From now on it is nobody else's. */
    take(
      socket: Socket,
      who: { topics: readonly string[]; address: string; mayStill: Follower['mayStill'] },
    ): Follower {
      const { topics, address, mayStill } = who
      const channel = open(topics)
      next = (next + 1) % round
      const follower: Follower = { socket, channel, address, turn: next, mayStill }
      channel.followers.add(follower)
      turns[next]?.add(follower)
      bySocket.set(socket, follower)
      ofAddress.set(address, (ofAddress.get(address) ?? 0) + 1)
      socket.on('close', onClose).on('error', onError).on('end', onEnd)
      // Whatever comes is nothing to us; that nothing comes any more is.
      socket.resume()
      heart ??= setInterval(onHeartbeat, 1_000).unref()
      return follower
    },
    /** Tells one of them alone: they missed something. */
    tellOne(follower: Follower, telling: number): void {
      write(follower, eventOf(stateOf(telling), follower.channel))
    },
    /** Tells all who follow any of these topics, each once. */
    tell(topics: Iterable<string>, telling: number): void {
      for (const topic of topics) {
        for (const channel of byTopic.get(topic) ?? []) markChannel(channel, telling)
      }
    },
    tellEverybody(telling: number): void {
      for (const channel of channels.values()) markChannel(channel, telling)
    },
    /** Lets everybody go at once. */
    close(): void {
      clearInterval(heart)
      clearTimeout(later)
      for (const socket of bySocket.keys()) socket.destroy()
    },
  }
}

/** The milliseconds over which followers of this channel spread their fetching. */
function eventOf(state: string, channel: Channel): Buffer {
  return Buffer.from(`id: ${state}\ndata: ${Math.max(200, channel.followers.size * apart)}\n\n`)
}

/** Goes through a set some at a time, so that ten thousand do not keep everybody else waiting. */
function inTurns(followers: Set<Follower>, step: (follower: Follower) => void): void {
  const left = followers.values()
  const some = () => {
    for (let count = 0; count < atOnce; count++) {
      const { value, done } = left.next()
      if (done) return
      step(value)
    }
    setImmediate(some)
  }
  some()
}
