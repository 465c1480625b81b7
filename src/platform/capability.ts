import type { FastifyInstance } from 'fastify'

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

/** What one capability brings to the house; `doors/server/capabilities.ts` has one line for each. */
export interface Capability {
  readonly name: string
  /** JSON routes and pages, both on the same server. */
  routes?(server: FastifyInstance): void | Promise<void>
  readonly duties?: readonly Duty[]
}
