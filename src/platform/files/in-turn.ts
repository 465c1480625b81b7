/**
 * Lets works on one key run one after the other, in the order of asking; different keys do not wait for each other.
 * A work that fails does not fail the next one.
 */
export function inTurn(): <Result>(key: string, work: () => Promise<Result>) => Promise<Result> {
  const lastOf = new Map<string, Promise<unknown>>()

  return async (key, work) => {
    const previous = lastOf.get(key) ?? Promise.resolve()
    const mine = previous.then(work, work)
    lastOf.set(key, mine)
    try {
      return await mine
    } finally {
      if (lastOf.get(key) === mine) lastOf.delete(key)
    }
  }
}
