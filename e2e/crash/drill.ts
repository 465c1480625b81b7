import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { Temporal } from 'temporal-polyfill'
import { randomFrom } from '../../demo/random.ts'
import { check } from './checks.ts'
import { runClient } from './clients.ts'
import { openHook } from './hook.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { type Kill, kills, type Machine, openMachine } from './machine.ts'
import { probeSweeper, raises } from './probe.ts'
import type { Sending } from './sending.ts'
import { enterTown } from './town.ts'

export interface DrillOptions {
  readonly folder: string
  readonly kills: number
  readonly clients: number
  readonly seed: string
  /** Milliseconds of work before each kill, at most. */
  readonly work: number
  /** Milliseconds in which what was being sent when somebody was killed may be sent again at the end. */
  readonly aftermath: number
  readonly progress: (sentence: string) => void
}

export interface DrillReport {
  readonly rows: readonly (readonly [what: string, figure: string])[]
  readonly violations: readonly string[]
  /** What the server logged as an error: where to begin to look. */
  readonly errors: readonly string[]
  readonly acknowledged: number
}

/**
 * Kills server and database at random moments while clients work, and looks after each time whether anything was lost,
 * done twice or left standing.
 */
export async function drill(options: DrillOptions): Promise<DrillReport> {
  const { progress, seed } = options
  const random = randomFrom(seed)
  const ledger = createLedger()
  const hook = await openHook()
  const machine = await openMachine(options.folder, {
    SILIN_LOG: 'warn',
    SILIN_TRUST_PROXY: '1',
    SILIN_WEBHOOK_PRIVATE: 'true',
  })
  const done = new Map<Kill, number>(kills.map((kill) => [kill, 0]))
  let killed = 0
  const returns: number[] = []
  const probes: { id: Parameters<typeof raises>[1]; milliseconds: number }[] = []
  let running = true
  try {
    machine.start()
    if ((await machine.ready('first')) === null)
      throw new Error(`the server did not start: ${machine.lines.join('\n')}`)
    const town = await enterTown(machine, random, hook.url)
    const since = Temporal.Now.instant()
    const sending: Sending = { ledger, url: machine.url, killed: () => killed }
    const clients = Array.from({ length: options.clients }, (_, number) =>
      runClient(sending, town, randomFrom(`${seed} client ${number}`), () => running),
    )
    // A client that fails has met what it does not know: that ends the drill, and not in silence.
    const failed = Promise.all(clients)
    failed.catch(() => {})

    while (killed < options.kills && ledger.violations.length === 0) {
      await Promise.race([delay(random.between(100, options.work)), failed])
      const what = random.pick(kills)
      killed += 1
      done.set(what, (done.get(what) ?? 0) + 1)
      await machine.kill(what)
      // Now and then also while it is coming back.
      if (random.chance(0.15)) {
        await delay(random.between(50, 1_200))
        await machine.kill('both')
      }
      // What was killed was ready a moment ago; whoever asks too soon is answered by the dying.
      await delay(50)
      const took = await machine.ready('later')
      if (took === null) {
        ledger.violate(`after kill ${killed} (${what}) it did not come back: ${machine.lines.slice(-5).join(' | ')}`)
        break
      }
      returns.push(took)
      await looked(machine, ledger, since)
      const probe = await probeSweeper(sending, random, await machine.ownerUrl())
      if (probe) probes.push(probe)
      progress(
        `kill ${killed}/${options.kills} (${what}): back after ${Math.round(took)} ms, ${ledger.writes.length} writes`,
      )
    }
    running = false
    progress('the last clients finish')
    await failed
    if (ledger.violations.length === 0) {
      progress('waiting until everybody is told')
      await everybodyIsTold(machine, ledger, options.aftermath)
    }
    await looked(machine, ledger, since)
    await lookedAtTheEnd(machine, ledger, { hook: hook.seen, killed, probes })
    return report(ledger, machine, { seed, done, killed, returns, probes, hook: hook.seen })
  } finally {
    running = false
    await machine.stop()
    await hook.close()
  }
}

/** A check can be cut as well, by a database that is still finding its feet: then it is asked again. */
async function looked(machine: Machine, ledger: Ledger, since: Temporal.Instant): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await check(await machine.ownerUrl(), machine.folder, ledger, since)
    } catch (error) {
      if (tries === 10) throw error
      await delay(300)
    }
  }
}

/** Announcements become deliveries within seconds; what hung on a killed server is found when its lease is over. */
async function everybodyIsTold(machine: Machine, ledger: Ledger, aftermath: number): Promise<void> {
  const client = new pg.Client({ connectionString: await machine.ownerUrl() })
  await client.connect()
  try {
    const began = performance.now()
    for (;;) {
      const left = await client.query<{ announcements: string; deliveries: string }>(
        `select (select count(*) from announcements) as announcements, (select count(*) from deliveries
           where status = 'waiting' and not_before <= now()) as deliveries`,
      )
      const [announcements, deliveries] = [Number(left.rows[0]?.announcements), Number(left.rows[0]?.deliveries)]
      if (announcements === 0 && deliveries === 0) return
      const waited = performance.now() - began
      if (waited > 15_000 && announcements > 0) return ledger.violate(`${announcements} announcements were not told`)
      if (waited > aftermath) {
        // Without the patience for it, only the announcements count.
        if (aftermath > 200_000) ledger.violate(`${deliveries} deliveries were not sent`)
        return
      }
      await delay(250)
    }
  } finally {
    await client.end()
  }
}

async function lookedAtTheEnd(
  machine: Machine,
  ledger: Ledger,
  {
    hook,
    killed,
    probes,
  }: { hook: ReadonlyMap<string, number>; killed: number; probes: readonly { id: Parameters<typeof raises>[1] }[] },
): Promise<void> {
  const client = new pg.Client({ connectionString: await machine.ownerUrl() })
  await client.connect()
  try {
    for (const { id } of probes) {
      const times = await raises(client, id)
      if (times !== 1) ledger.violate(`the clock of ${id} ran out once and raised it ${times} times`)
    }
    const rows = await client.query<{ id: string }>("select id from deliveries where channel = 'webhook'")
    const known = new Set(rows.rows.map((row) => row.id))
    for (const [id] of hook) if (!known.has(id)) ledger.violate(`a webhook came with an id that no delivery has: ${id}`)
    const sentAgain = [...hook.values()].reduce((sum, times) => sum + times - 1, 0)
    // Four at a time are on their way; each kill can make these come once more, under the same id.
    if (sentAgain > 4 * killed) ledger.violate(`${sentAgain} webhooks came again after ${killed} kills`)
    const stuck = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and state like 'idle in transaction%' and now() - state_change > interval '20 s'`,
    )
    if (stuck.rows.length > 0) ledger.violate(`${stuck.rows.length} connections are stuck in a transaction`)
  } finally {
    await client.end()
  }
}

function report(
  ledger: Ledger,
  machine: Machine,
  facts: {
    seed: string
    done: ReadonlyMap<Kill, number>
    killed: number
    returns: readonly number[]
    probes: readonly { milliseconds: number }[]
    hook: ReadonlyMap<string, number>
  },
): DrillReport {
  const { writes, count } = ledger
  const of = (outcome: string) => writes.filter((write) => write.outcome === outcome).length
  const kinds = [...Map.groupBy(writes, (write) => write.kind)].map(
    ([kind, those]) => `${kind} ${those.filter((write) => write.outcome === 'done').length}`,
  )
  const sorted = facts.returns.toSorted((a, b) => a - b)
  const rows: [string, string][] = [
    ['seed', facts.seed],
    ['kills', `${facts.killed}: ${[...facts.done].map(([kill, times]) => `${kill} ${times}`).join(', ')}`],
    ['back after (ms)', `median ${at(sorted, 0.5)}, longest ${at(sorted, 1)}`],
    ['ended by itself', `${machine.ownEnds()}`],
    ['calls', `${count.calls}: ${count.cut} cut, ${count.away} put off (503, 429)`],
    ['writes', `${writes.length}: ${of('done')} acknowledged, ${of('refused')} refused, ${of('unknown')} given up`],
    ['acknowledged', kinds.join(', ')],
    [
      'tried more than once',
      `${writes.filter((write) => write.tries > 1).length}; sent again on purpose ${count.repeats}`,
    ],
    [
      'clocks that ran out',
      `${facts.probes.length}; raised after ${at(
        facts.probes.map((one) => one.milliseconds).toSorted((a, b) => a - b),
        1,
      )} ms at most`,
    ],
    [
      'webhooks',
      `${facts.hook.size}; ${[...facts.hook.values()].filter((times) => times > 1).length} came again under the same id`,
    ],
    ['violations', `${ledger.violations.length}`],
  ]
  return { rows, violations: ledger.violations, errors: machine.errors, acknowledged: of('done') }
}

const at = (sorted: readonly number[], part: number) =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0)
