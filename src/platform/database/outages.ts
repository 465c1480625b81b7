import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'
import { DatabaseAway, isConnectionFailure } from './database.ts'
import { waitPatiently } from './patience.ts'

/**
 * Watches a pool that is handed to a library, for libraries that wrap an outage into an error of their own and lose its
 * cause. Asking the database afterwards would not tell: it may be back by then.
 * @returns runs steps, and throws DatabaseAway instead of what they threw when the pool could not serve them meanwhile
 */
export function watchOutages(pool: pg.Pool): <Result>(steps: () => Promise<Result>) => Promise<Result> {
  const noted = new AsyncLocalStorage<{ outage: unknown }>()
  const note = (error: unknown): void => {
    const here = noted.getStore()
    if (here && isConnectionFailure(error)) here.outage ??= error
  }
  /** Notes failures of a method that answers a promise; with a callback it answers none, and is left alone. */
  function watch(owner: object, method: 'connect' | 'query', failed: (error: unknown) => void): void {
    const ways = owner as Record<string, (...given: unknown[]) => unknown>
    const original = ways[method]?.bind(owner)
    if (!original) return
    ways[method] = (...given) => {
      const answer = original(...given)
      if (answer instanceof Promise) answer.catch(failed)
      return answer
    }
  }
  // A pool without a free connection says so in words of its own.
  watch(pool, 'connect', (error) => {
    const here = noted.getStore()
    if (here) here.outage ??= error
  })
  pool.on('connect', (client) => watch(client, 'query', note))

  return async (steps) => {
    const here = { outage: undefined as unknown }
    return await noted.run(here, async () => {
      try {
        return await waitPatiently(steps())
      } catch (error) {
        throw here.outage === undefined ? error : new DatabaseAway(here.outage)
      }
    })
  }
}
