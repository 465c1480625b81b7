/**
 * When what was last changed, by a number that grows with each telling of this server. Kept for the latest topics only:
 * what is older than those counts as changed, which costs whoever asks one look at their page.
 */
export function createLatest(run: string, most = 20_000) {
  const changedAt = new Map<string, number>()
  let now = 1
  /** Everything may have changed up to here. */
  let floor = 0

  return {
    /** Changed now. @returns the number of this telling */
    mark(topics: Iterable<string>): number {
      now += 1
      for (const topic of topics) {
        // Deleted first: what changes again is the newest, so that the oldest is the first to go.
        changedAt.delete(topic)
        changedAt.set(topic, now)
      }
      for (const [topic, at] of changedAt) {
        if (changedAt.size <= most) break
        changedAt.delete(topic)
        floor = Math.max(floor, at)
      }
      return now
    },
    markEverything(): number {
      now += 1
      floor = now
      changedAt.clear()
      return now
    },
    now: () => now,
    /** The state of now, as a page carries it and a browser says it again when it comes back. */
    state: (at = now) => `${run}.${at}`,
    /** The state in which any of these topics changed last, as far as it is remembered. */
    stateOf(topics: Iterable<string>): string {
      let at = floor
      for (const topic of topics) at = Math.max(at, changedAt.get(topic) ?? 0)
      return `${run}.${at}`
    },
    /** Whether any of these topics may have changed since that state; yes for a state that another server gave. */
    isChanged(topics: Iterable<string>, since: string): boolean {
      const at = since.startsWith(`${run}.`) ? Number(since.slice(run.length + 1)) : Number.NaN
      if (!(at >= floor)) return true
      for (const topic of topics) if ((changedAt.get(topic) ?? 0) > at) return true
      return false
    },
  }
}
