import { setTimeout as delay } from 'node:timers/promises'
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded.ts'

/** How often within {@link soon} milliseconds it is begun anew; after that something is wrong that a start cannot mend. */
const mostStarts = 5
const soon = 120_000

/**
 * Starts the embedded PostgreSQL and keeps it: one that dies under us (the system was short of memory, somebody ended
 * the wrong process) is begun anew on the same port, so that every pool finds it again by itself.
 * @param options `onExit` is called once, when it is given up
 * @param onReturn called each time that it is back
 * @throws as `startEmbedded`, of the first start
 */
export async function keepEmbedded(
  options: EmbeddedOptions,
  onReturn: (reason: string) => void = () => {},
): Promise<EmbeddedServer> {
  let stopping = false
  let reviving: Promise<void> = Promise.resolve()
  const starts: number[] = []
  const begin = () =>
    startEmbedded({
      ...options,
      onExit: (reason) => {
        reviving = revive(reason)
      },
    })
  const first = await begin()
  let current = first

  async function revive(reason: string): Promise<void> {
    for (;;) {
      const now = performance.now()
      while (starts[0] !== undefined && now - starts[0] > soon) starts.shift()
      if (stopping) return
      if (starts.length >= mostStarts) break
      starts.push(now)
      // At once the first time: what waits for it is somebody in a stairwell.
      await delay(250 * (starts.length - 1))
      try {
        const next = await begin()
        current = next
        if (stopping) return
        // Every address that was handed out names the first port.
        if (next.port !== first.port) break
        return onReturn(reason)
      } catch {
        // Tried again until there were enough.
      }
    }
    await current.stop()
    options.onExit?.(reason)
  }

  return {
    ...first,
    async stop() {
      stopping = true
      await reviving
      await current.stop()
    },
  }
}
