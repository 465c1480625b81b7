/**
 * Lets at most `limit` works run at once; the others wait in the order of asking.
 * @param limit a whole number, 1 or more
 */
export function atMost(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    // A place is handed over, not given back, when somebody waits: a newcomer cannot slip in between.
    if (running < limit) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
