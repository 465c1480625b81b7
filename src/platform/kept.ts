/**
 * What was read is taken as still true for some seconds. Whoever changes it here forgets it here; what another server
 * changed is seen when the time is up. Several who ask at once share one reading, and a reading that failed is not kept.
 */
export function keptFor<Value>(milliseconds: number, most = 20_000) {
  const kept = new Map<string, { readonly at: number; readonly value: Promise<Value> }>()
  return {
    async read(key: string, from: () => Promise<Value>): Promise<Value> {
      const known = kept.get(key)
      if (known && performance.now() - known.at < milliseconds) return await known.value
      const value = from()
      // Deleted first: a key that is read again goes to the end, so that the oldest reading is the first to go.
      kept.delete(key)
      kept.set(key, { at: performance.now(), value })
      value.catch(() => kept.delete(key))
      if (kept.size > most) kept.delete(kept.keys().next().value ?? '')
      return await value
    },
    forget(those: (key: string) => boolean = () => true): void {
      for (const key of kept.keys()) if (those(key)) kept.delete(key)
    },
  }
}
