import { useSyncExternalStore } from 'react'
import { type Moment, moment, sayMoment, sayShortly } from './moments.ts'
import { serverNow } from './server-clock.ts'
import { useWords } from './words.tsx'

const step = 15_000
const readers = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | undefined
let last = serverNow()

function read(): Moment {
  const here = serverNow()
  if (Math.abs(here.epochMilliseconds - last.epochMilliseconds) >= step) last = here
  return last
}

function subscribe(reader: () => void): () => void {
  readers.add(reader)
  ticking ??= setInterval(() => {
    for (const tell of readers) tell()
  }, step)
  return () => {
    readers.delete(reader)
    if (readers.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }
}

/** Now, by the server's clock, to a quarter of a minute; what shows it is drawn again as time goes. */
export function useNow(): Moment {
  return useSyncExternalStore(subscribe, read)
}

/** A moment in words: "今天 14:05". `short` leaves today away. */
export function Time({ at, short = false }: { at: string; short?: boolean }) {
  const { language } = useWords()
  const now = useNow()
  const say = short ? sayShortly : sayMoment
  return <time dateTime={at}>{say(moment(at), now, language)}</time>
}
