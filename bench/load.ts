/** What clients that each ask again as soon as they are answered have measured. Latencies in milliseconds. */
export interface Load {
  readonly count: number
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly most: number
}

/**
 * Closed loop: so many clients, each asking again when it was answered, for a while.
 * @param warmUp milliseconds before anything counts
 * @param lasts milliseconds that count
 */
export async function closedLoop(
  { clients, warmUp = 1_000, lasts = 5_000 }: { clients: number; warmUp?: number; lasts?: number },
  ask: (client: number, turn: number) => Promise<void>,
): Promise<Load> {
  const times: number[] = []
  const begin = performance.now() + warmUp
  const end = begin + lasts
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let turn = 0; performance.now() < end; turn++) {
        const asked = performance.now()
        await ask(client, turn)
        const answered = performance.now()
        if (asked >= begin && answered <= end) times.push(answered - asked)
      }
    }),
  )
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    count: times.length,
    perSecond: (times.length * 1_000) / lasts,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    most: times.at(-1) ?? 0,
  }
}
