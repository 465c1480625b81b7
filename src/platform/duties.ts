import type { Duty } from './capability.ts'
import type { Counts } from './counts.ts'
import { withoutAsker } from './database/patience.ts'
import type { Log } from './log/log.ts'
import type { Wake } from './wake.ts'

/**
 * Runs background duties: one run of each at a time, at once when woken, else every so often. What a run had not
 * committed when it was killed is found by the next one, here or on another server.
 */
export function startDuties(duties: readonly Duty[], wake: Wake, log: Log, counts?: Counts): { stop(): Promise<void> } {
  const stops = duties.map((duty) => startDuty(duty, wake, log, counts))
  return {
    async stop() {
      await Promise.all(stops.map((stop) => stop()))
    },
  }
}

/** After a failure the next look waits longer, up to this many milliseconds: an outage is not hammered on. */
const longestBackOff = 30_000

function startDuty(duty: Duty, wake: Wake, log: Log, counts: Counts | undefined): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let again = false
  let failures = 0

  async function look(): Promise<void> {
    again = false
    try {
      let more = true
      // More at once: a full batch says that there may be another.
      while (!stopped && more) {
        more = await duty.run()
        counts?.add('duty_runs', { duty: duty.name, outcome: 'done' })
      }
      failures = 0
    } catch (error) {
      failures += 1
      counts?.add('duty_runs', { duty: duty.name, outcome: 'failed' })
      log.warn({ duty: duty.name, failures, error }, 'a background duty failed and will look again')
    }
  }
  function next(delay: number): void {
    clearTimeout(timer)
    if (stopped) return
    timer = setTimeout(go, delay)
    timer.unref()
  }
  function go(): void {
    if (stopped) return
    if (running) {
      again = true
      return
    }
    // Whoever has woken it does not wait for it.
    running = withoutAsker(look).finally(() => {
      running = null
      next(again && failures === 0 ? 0 : failures > 0 ? Math.min(longestBackOff, 500 * 2 ** failures) : duty.every)
    })
  }
  const quiet = duty.wakes.map((kind) => wake.on(kind, go))
  next(0)
  return async () => {
    stopped = true
    clearTimeout(timer)
    for (const stop of quiet) stop()
    await running
  }
}
