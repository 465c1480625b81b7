import { type Channel, retryLater } from './channel.ts'

/** Milliseconds for which a carrier that hung is left alone. */
const restOf = 60_000

/**
 * A channel of which all messages go by one carrier. When that one hangs, the next messages are put off at once for a
 * while instead of each waiting out its time: else everything else on the queue would wait behind them. After the rest one
 * message tries; while it does, the others are still put off.
 */
export function resting<Address>(channel: Channel<Address>, rest = restOf): Channel<Address> {
  let hung: { until: number; trying: boolean } | null = null
  return {
    name: channel.name,
    async send(to, message) {
      if (hung && (hung.trying || performance.now() < hung.until)) return retryLater('timeout')
      if (hung) hung.trying = true
      const result = await channel.send(to, message).catch((error: unknown) => {
        hung = null
        throw error
      })
      const hangs = !result.ok && result.retry && result.reason === 'timeout'
      hung = hangs ? { until: performance.now() + rest, trying: false } : null
      return result
    },
    close: () => channel.close(),
  }
}
