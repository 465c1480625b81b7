import type { Check } from './check-up.ts'
import type { Catalogues } from './i18n/text.ts'

/** A background duty that looks for work when woken and every so often, one run at a time on each server. */
export interface Duty {
  readonly name: string
  /** Wake-ups that it listens for; see `wake.ts`. */
  readonly wakes: readonly string[]
  /** Milliseconds between looks when nothing wakes it. */
  readonly every: number
  /** One look. Answers whether there may be more at once. */
  run(): Promise<boolean>
}

/** What an opened capability does when nobody asks it anything. */
export interface Opened {
  readonly duties?: readonly Duty[]
}

/**
 * How a capability is registered: one line in `doors/server/capabilities.ts`. It says which words the server says for
 * it, and opens its routes and pages on the ground that the door lays for all; it names of that ground what it needs and
 * nothing else, so no capability learns of another by being registered.
 */
export interface Capability<Ground> {
  readonly name: string
  readonly words?: readonly Catalogues[]
  open(ground: Ground): Opened
  /** What `silin doctor` looks at for it; see `check-up.ts`. Asked also where the capability is not opened. */
  checks?(ground: Ground): readonly Check[]
}
