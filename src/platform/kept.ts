import { waitPatiently, withoutAsker } from './database/patience.ts'

/**
 * What was read is taken as still true for some seconds. Whoever changes it here forgets it here; what another server
 * changed is seen when the time is up. Several who ask at once share one reading, which goes on also when the first of
 * them has gone: so a slow database is asked once for all. A reading that failed is not kept.
 */
export function keptFor<Value>(milliseconds: number, most = 20_000) {
  /** `until` is null while it is being read; what was read is at hand from then on, without waiting. */
  const kept = new Map<string, { until: number | null; there?: Value; readonly value: Promise<Value> }>()
  return {
    async read(key: string, from: () => Promise<Value>): Promise<Value> {
      const known = kept.get(key)
      if (known?.until === null) return await waitPatiently(known.value)
      if (known && performance.now() < known.until) return known.there as Value
      const reading: { until: number | null; there?: Value; readonly value: Promise<Value> } = {
        until: null,
        value: withoutAsker(from),
      }
      // Deleted first: a key that is read again goes to the end, so that the oldest reading is the first to go.
      kept.delete(key)
      kept.set(key, reading)
      reading.value.then(
        (value) => {
          reading.there = value
          reading.until = performance.now() + milliseconds
        },
        () => {
          // What was forgotten and is read anew meanwhile is another reading.
          if (kept.get(key) === reading) kept.delete(key)
        },
      )
      if (kept.size > most) kept.delete(kept.keys().next().value ?? '')
      return await waitPatiently(reading.value)
    },
    forget(those: (key: string) => boolean = () => true): void {
      for (const key of kept.keys()) if (those(key)) kept.delete(key)
    },
  }
}
