import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { Wake } from '../wake.ts'
import type { KeyOwner, KeyRing } from './key-ring.ts'
import {
  countSealed,
  exchange,
  rowsOfOtherKeys,
  type SealedRow,
  type SealedTable,
  sealedTables,
} from './reseal-store.ts'
import { KeyGone, type Sealing } from './sealing.ts'

/** The wake-up by which servers hear that keys were changed. */
export const keysWake = 'keys'

export interface Replacing {
  readonly keys: KeyRing
  /** As the owner of the tables: history that the application may only add to is sealed anew as well. */
  readonly database: Database
  readonly clock: Clock
  readonly wake: Wake
  /**
   * Milliseconds until every server seals with the new key and no unit of work that began with the old one is open. A
   * server reads the keys every ten seconds, and a unit of work ends after twenty.
   */
  readonly settle?: number
  readonly progress?: (done: number, total: number, table: string, owner: KeyOwner) => void
  /** Hears of those seconds once every row was looked at. */
  readonly settling?: (seconds: number) => void
}

const batch = 200
const settled = 32_000

/** What was done for one owner. */
export interface Replaced {
  readonly owner: KeyOwner
  /** How many values were sealed anew, by this run. */
  readonly values: number
  /** Whether an earlier run had begun it and was broken off. */
  readonly resumed: boolean
}

/**
 * Replaces the data keys of these owners: makes a new one for each and seals all rows anew, in batches, while servers go
 * on reading and writing. What was broken off goes on from where it was: rows say themselves which key they name.
 */
export async function replaceKeys(owners: readonly KeyOwner[], parts: Replacing): Promise<Replaced[]> {
  const { keys, database, clock, wake, settle = settled, progress = () => {} } = parts
  keys.watch(database)
  const tables = await database.work({ communities: [] }, sealedTables)
  const begun: (Replaced & { readonly keyId: string })[] = []
  for (const owner of owners) {
    const { keyId, resumed } = await keys.beginReplacing(owner)
    wake.up(keysWake)
    begun.push({ owner, keyId, resumed, values: await walk(owner, keyId, tables, parts, progress) })
  }
  // What another server sealed with an old key meanwhile is found by the last walk, which begins when none does.
  parts.settling?.(Math.ceil(settle / 1000))
  await delay(settle)
  const done: Replaced[] = []
  for (const { owner, keyId, resumed, values } of begun) {
    let more = 0
    for (let left = 1; left > 0; more += left) left = await walk(owner, keyId, tables, parts, () => {})
    await keys.endReplacing(owner, keyId, clock.now())
    done.push({ owner, resumed, values: values + more })
  }
  return done
}

/** What nobody can read any more stays as it is. */
function opened(value: unknown, sealing: Sealing): string | null {
  if (!(value instanceof Buffer)) return null
  try {
    return sealing.open(value)
  } catch (error) {
    if (error instanceof KeyGone) return null
    throw error
  }
}

async function walk(
  owner: KeyOwner,
  keyId: string,
  tables: readonly SealedTable[],
  { database, keys: { sealing } }: Replacing,
  progress: NonNullable<Replacing['progress']>,
): Promise<number> {
  const scope = { communities: owner === null ? [] : [owner] }
  const sealer = owner === null ? await sealing.shared() : await sealing.for(owner)
  let changed = 0
  for (const table of tables.filter((one) => one.walled === (owner !== null))) {
    const total = await database.work(scope, (work) => countSealed(work, table, owner))
    let [done, after] = [0, null as readonly string[] | null]
    for (;;) {
      const page = await database.work(scope, async (work) => {
        const found = await rowsOfOtherKeys(work, table, owner, { keyId, after, limit: batch })
        const writes = found.flatMap((row) =>
          table.sealed.flatMap((column) => {
            const text = opened(row[column], sealing)
            return text === null ? [] : [exchange(work, table, row, column, sealer.seal(text))]
          }),
        )
        await Promise.all(writes)
        changed += writes.length
        return found
      })
      done += page.length
      progress(Math.min(done, total), total, table.name, owner)
      const last: SealedRow | undefined = page.at(-1)
      if (!last || page.length < batch) break
      after = table.key.map((column) => String(last[column]))
    }
    progress(total, total, table.name, owner)
  }
  return changed
}
