import { Counter, Registry } from 'prom-client'

/** What is counted while it happens, each with its labels. None of it says who or where. */
const counted = {
  reports: { help: 'Reports taken, without repeats', labels: ['channel'] },
  held: { help: 'Things that were sent and are looked at first', labels: ['outcome'] },
  commands: { help: 'Commands of leads, desks and neighbours', labels: ['type', 'outcome'] },
  raises: { help: 'Requests that went up a level', labels: ['reason'] },
  deliveries: { help: 'Attempts to deliver a message', labels: ['channel', 'outcome'] },
  duty_runs: { help: 'Looks of background duties, such as the sweeper', labels: ['duty', 'outcome'] },
} as const satisfies Record<string, { help: string; labels: readonly string[] }>

type Counted = typeof counted
export interface Counts {
  /** Counts one more, or `by` more, under labels that are few and known beforehand. */
  add<Name extends keyof Counted>(
    name: Name,
    labels: Readonly<Record<Counted[Name]['labels'][number], string>>,
    by?: number,
  ): void
  readonly registry: Registry
}

/** Counters of one server for `/metrics`: `silin_reports_total` and its like. They begin at zero with each start. */
export function createCounts(): Counts {
  const registry = new Registry()
  const counters = new Map(
    Object.entries(counted).map(([name, { help, labels }]) => [
      name,
      new Counter({ name: `silin_${name}_total`, help, labelNames: labels, registers: [registry] }),
    ]),
  )
  return { registry, add: (name, labels, by = 1) => counters.get(name)?.inc(labels, by) }
}
