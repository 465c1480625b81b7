import { Temporal } from 'temporal-polyfill'
import { ConfigError } from '../config/config-error.ts'
import type { LookThrough } from '../database/client-dialect.ts'
import type { Database, Work } from '../database/database.ts'
import type { CommunityId } from '../ids.ts'
import { newId } from '../ids.ts'
import { keyNamedIn, NotSealed, newKeyBytes, openWith, sealWith, unwrapKey, wrapKey } from './cipher.ts'
import { hashingWith } from './hashing.ts'
import { addKey, allKeys, allKeysSql, destroyKeys, type KeyRow, keysOf, lockKeys, retireKeys } from './keys-store.ts'
import { type MasterKey, masterKeyOf, type RootKeys, rootKeysOf } from './master-key.ts'
import { KeyGone, type Sealer, type Sealing } from './sealing.ts'

/** Whose key it is: a community's, or, null, the installation's. */
export type KeyOwner = CommunityId | null
interface DataKey {
  readonly id: string
  readonly owner: KeyOwner
  readonly version: number
  readonly bytes: Buffer
  /** The turn in which it was learnt: a reading that had begun before knows nothing of it and does not take it away. */
  readonly turn: number
}
const shared = { communities: [] as CommunityId[] }

export type KeyRing = ReturnType<typeof createKeyRing>

/**
 * The data keys in this server's memory, and nowhere else in the open. A key that another server made is learnt when a
 * row comes that was sealed with it, and by `refresh`, which is called every so often and when keys were changed.
 */
export function createKeyRing(
  database: Database,
  settings: { readonly secret: string; readonly roots?: RootKeys | undefined },
) {
  const master = masterKeyOf(settings.secret)
  const roots = settings.roots ?? rootKeysOf(settings.secret)
  const known = new Map<string, DataKey>()
  const newest = new Map<KeyOwner, DataKey>()
  const making = new Map<KeyOwner, Promise<void>>()
  /** Keys that were looked for and are not there: looked for again only once the keys were read anew. */
  let missing = new Set<string>()

  let turn = 0

  /**
   * Takes these rows for all the keys that there were when `begun` was the turn. Those of another master are another
   * server's matter, who has it.
   */
  function take(rows: readonly KeyRow[], begun: number): void {
    turn += 1
    const there = new Set(rows.map((row) => row.id))
    for (const key of known.values()) if (!there.has(key.id) && key.turn <= begun) known.delete(key.id)
    for (const row of rows) {
      if (row.kind !== 'seal' || known.has(row.id)) continue
      const bytes = unwrapped(row, master)
      if (bytes) known.set(row.id, { id: row.id, owner: row.community_id, version: row.version, bytes, turn })
    }
    newest.clear()
    for (const key of known.values())
      if (key.version > (newest.get(key.owner)?.version ?? 0)) newest.set(key.owner, key)
    missing = new Set()
  }

  async function refresh(): Promise<void> {
    const begun = turn
    take(await database.work(shared, allKeys), begun)
  }

  /** @throws ConfigError when the secret was changed since this server began: nobody could unwrap what it adds */
  async function add(work: Work, owner: KeyOwner, version: number): Promise<string> {
    await lockKeys(work)
    const others = (await allKeys(work)).filter((row) => !row.master.equals(master.id))
    if (others.length > 0)
      throw new ConfigError('SILIN_SECRET', 'was changed since this server began; start it again with the new one')
    const key = newKey(owner, version, master)
    await addKey(work, key)
    return key.id
  }

  /** Makes the first key of an owner who has none. */
  async function makeFirst(owner: KeyOwner): Promise<void> {
    const begun = turn
    // Whoever seals the first value has made no key: it is in nobody's log.
    const rows = await database.aside(() =>
      database.work(shared, async (work) => {
        if ((await keysOf(work, owner)).length === 0) await add(work, owner, 1)
        return await allKeys(work)
      }),
    )
    take(rows, begun)
  }

  async function sealerFor(owner: KeyOwner): Promise<Sealer> {
    if (!newest.has(owner)) {
      const made = making.get(owner) ?? makeFirst(owner).finally(() => making.delete(owner))
      making.set(owner, made)
      await made
    }
    const key = newest.get(owner)
    if (!key) throw new KeyGone()
    return { seal: (text) => sealWith(key, text) }
  }

  const watched = new WeakSet<Database>()
  /** Rows are looked through before anybody opens them, so that opening neither waits nor asks. */
  function watch(rowsOf: Database): void {
    if (watched.has(rowsOf)) return
    watched.add(rowsOf)
    rowsOf.lookThroughRows(learnFrom)
  }
  const learnFrom: LookThrough = (rows, ask) => {
    for (const row of rows) {
      for (const name in row) {
        const value = row[name]
        if (!(value instanceof Buffer)) continue
        const id = keyNamedIn(value)
        if (id === null || id === 'before' || known.has(id) || missing.has(id)) continue
        const begun = turn
        return ask(allKeysSql).then((keys) => {
          take(keys as unknown as KeyRow[], begun)
          if (!known.has(id)) missing.add(id)
        })
      }
    }
    return undefined
  }
  watch(database)

  const sealing: Sealing = {
    for: sealerFor,
    shared: () => sealerFor(null),
    open(sealed) {
      const id = keyNamedIn(sealed)
      if (id === null) throw new NotSealed()
      const bytes = id === 'before' ? roots.before : known.get(id)?.bytes
      if (!bytes) throw new KeyGone()
      return openWith(bytes, sealed)
    },
    ...hashingWith(roots),
  }

  return {
    sealing,
    refresh,
    /** For another way to the same database. */
    watch,

    /**
     * The key that an owner's rows are to be sealed with from now on: a new version, or, when a replacement was broken
     * off, the one that it had begun with.
     */
    async beginReplacing(owner: KeyOwner): Promise<{ readonly keyId: string; readonly resumed: boolean }> {
      const begun = await database.work(shared, async (work) => {
        const rows = await keysOf(work, owner)
        const last = rows.at(-1)
        const resumed = rows.slice(0, -1).some((row) => row.retired_at === null)
        if (last && resumed) return { keyId: last.id, resumed }
        return { keyId: await add(work, owner, (last?.version ?? 0) + 1), resumed: false }
      })
      await refresh()
      return begun
    },

    /** No row names an older key of this owner any more. The keys are kept for backups, and seal nothing. */
    async endReplacing(owner: KeyOwner, keyId: string, at: Temporal.Instant): Promise<void> {
      await database.work(shared, async (work) => {
        const old = (await keysOf(work, owner)).filter((row) => row.id !== keyId && row.retired_at === null)
        const ids = old.map((row) => row.id)
        await retireKeys(work, ids, at)
      })
    },

    /**
     * Destroys a community's keys: what was sealed for it can be read by nobody from then on, on no server and out of no
     * copy of its rows. There is no way back. Other servers forget them with their next `refresh`.
     */
    async destroy(communityId: CommunityId): Promise<void> {
      await database.work(shared, (work) => destroyKeys(work, communityId))
      await refresh()
    },
  }
}

function newKey(owner: KeyOwner, version: number, master: MasterKey): KeyRow {
  const id = newId<string>()
  return {
    id,
    community_id: owner,
    kind: 'seal',
    version,
    wrapped: wrapKey(master.bytes, id, newKeyBytes()),
    master: master.id,
    made_at: Temporal.Now.instant(),
    retired_at: null,
  }
}

function unwrapped(row: KeyRow, master: MasterKey): Buffer | null {
  return row.master.equals(master.id) ? unwrapKey(master.bytes, row.id, row.wrapped) : null
}
