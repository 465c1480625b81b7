import type { Figure } from './figure.ts'
import type { Town } from './town.ts'

const most = 300 * 1024 * 1024
/** How much more the last third may show than the one before it: what is thrown away is not found at once. */
const noise = 1.05

/** Looks at the server's memory each second, through all of it. */
export function watchMemory(town: Town): { stop(): Figure } {
  const seen: number[] = []
  const timer = setInterval(() => {
    town.memory().then(
      (bytes) => seen.push(bytes),
      () => {},
    )
  }, 1_000)
  return {
    stop() {
      clearInterval(timer)
      const third = Math.max(1, Math.floor(seen.length / 3))
      const mostOf = (some: readonly number[]) => Math.max(...some, 0)
      const [before, last] = [mostOf(seen.slice(0, -third)), mostOf(seen.slice(-third))]
      const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024)
      return {
        what: 'server memory',
        value: `${megabytes(mostOf(seen))} MB at most; last third ${megabytes(last)} MB, before ${megabytes(before)} MB`,
        bound: '≤ 300 MB, no growth',
        isOk: mostOf(seen) <= most && last <= before * noise,
        numbers: { most: mostOf(seen), before, last, seconds: seen.length },
      }
    },
  }
}
