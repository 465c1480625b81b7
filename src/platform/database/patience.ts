import { AsyncLocalStorage } from 'node:async_hooks'
import { DatabaseAway } from './away.ts'

/** How long somebody who asks still waits for the database. Only time counts in which it is waited for. */
export interface Patience {
  /** Milliseconds; 0 or less: used up. */
  left(): number
  /** The database is waited for from here on, until what it answers is called. Several at once count once. */
  wait(): () => void
}

const asking = new AsyncLocalStorage<Patience | null>()

/** @param milliseconds for everything that one request asks of the database */
export function patienceOf(milliseconds: number): Patience {
  let used = 0
  let waits = 0
  let since = 0
  const underWay = () => (waits > 0 ? performance.now() - since : 0)
  return {
    left: () => milliseconds - used - underWay(),
    wait() {
      if (waits === 0) since = performance.now()
      waits += 1
      return () => {
        if (waits === 1) used += underWay()
        waits -= 1
      }
    },
  }
}

/** Runs what is asked for somebody; every unit of work in it asks for their patience. */
export function withPatience<Result>(patience: Patience, steps: () => Result): Result {
  return asking.run(patience, steps)
}

/** Runs what nobody waits for, such as a background duty that a request has woken. */
export function withoutAsker<Result>(steps: () => Result): Result {
  return asking.run(null, steps)
}

/** Of whoever waits for what runs here; null: nobody does. */
export function patienceHere(): Patience | null {
  return asking.getStore() ?? null
}

/** @throws DatabaseAway when whoever asks has waited long enough */
export function requirePatience(patience: Patience | null): void {
  if (patience && patience.left() <= 0) throw new DatabaseAway(new Error('who asked has waited long enough'))
}

/**
 * Waits for what others may wait for as well, as long as whoever asks here has patience. It goes on without them.
 * @throws DatabaseAway
 */
export async function waitPatiently<Result>(coming: Promise<Result>): Promise<Result> {
  const patience = patienceHere()
  if (!patience) return await coming
  const waited = patience.wait()
  try {
    return await within(coming, patience.left())
  } finally {
    waited()
  }
}

/** @throws DatabaseAway when it does not come in this time, in milliseconds */
export async function within<Result>(coming: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseAway(new Error('it did not come in time'))), milliseconds)
  })
  try {
    return await Promise.race([coming, late])
  } finally {
    clearTimeout(timer)
  }
}
