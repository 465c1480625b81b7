import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Wakes what waits for new work: the announcer after a commit, the sweeper when a clock was set. Calls within one beat
 * are one wake-up; nobody is told twice, and a wake-up that is lost only costs the waiter's own interval.
 */
export interface Wake {
  /** Something of this kind is there to do. Costs nothing and never waits. */
  up(kind: string): void
  /** Calls back after each wake-up of a kind, here or on another server. Returns how to stop. */
  on(kind: string, listener: () => void): () => void
}

export interface WakeChannel {
  /** Tells the other servers. */
  send(kind: string): Promise<void>
}

/** @param beat milliseconds within which several calls become one */
export function createWake(channel: WakeChannel | null, beat = 40): Wake & { heard(kind: string): void } {
  const listeners = new Map<string, Set<() => void>>()
  const pending = new Map<string, NodeJS.Timeout>()
  // Whoever woke somebody does not do what they do then.
  const onTheirOwn = AsyncLocalStorage.snapshot()
  const heard = (kind: string) => {
    for (const listener of listeners.get(kind) ?? []) listener()
  }
  return {
    up(kind) {
      if (pending.has(kind)) return
      const timer = setTimeout(() => {
        pending.delete(kind)
        // A NOTIFY takes a lock at commit that all committers share: one a beat, and never inside a report's commit.
        onTheirOwn(() => {
          heard(kind)
          channel?.send(kind).catch(() => {})
        })
      }, beat)
      timer.unref()
      pending.set(kind, timer)
    },
    on(kind, listener) {
      const set = listeners.get(kind) ?? new Set()
      set.add(listener)
      listeners.set(kind, set)
      return () => set.delete(listener)
    },
    heard,
  }
}
