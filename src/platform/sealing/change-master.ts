import { Temporal } from 'temporal-polyfill'
import { ConfigError } from '../config/config-error.ts'
import type { Database, Work } from '../database/database.ts'
import { secretFingerprint } from '../database/roles.ts'
import { type CommunityId, newId } from '../ids.ts'
import { unwrapKey, wrapKey } from './cipher.ts'
import {
  addKey,
  allKeys,
  type KeyRow,
  keepSecretFingerprint,
  lockKeys,
  rewrapKey,
  secretFingerprintKept,
} from './keys-store.ts'
import { type MasterKey, masterKeyOf, type RootKeys, rootKeysOf } from './master-key.ts'

const shared = { communities: [] as CommunityId[] }

/**
 * Wraps every data key under another secret, in one transaction, without touching a row of anybody's. The fingerprint
 * follows: the database takes no server with the old secret any more. Servers that run go on until they end.
 * @param database as the owner of the tables
 * @returns `already` when the new secret is the present one
 * @throws ConfigError when the old secret is not the one that this database was made with
 */
export async function changeMaster(
  database: Database,
  secrets: { readonly old: string; readonly next: string },
): Promise<'changed' | 'already'> {
  const [before, after] = [masterKeyOf(secrets.old), masterKeyOf(secrets.next)]
  return await database.work(shared, async (work) => {
    await lockKeys(work)
    const kept = await secretFingerprintKept(work)
    if (kept?.equals(secretFingerprint(secrets.next))) return 'already'
    if (!kept?.equals(secretFingerprint(secrets.old)))
      throw new ConfigError('SILIN_SECRET', 'is not the secret that this database was made with')
    await keepRoots(work, rootKeysOf(secrets.old), before)
    for (const row of await allKeys(work)) {
      const bytes = unwrapKey(before.bytes, row.id, row.wrapped)
      await rewrapKey(work, row.id, wrapKey(after.bytes, row.id, bytes), after.id)
    }
    await keepSecretFingerprint(work, secretFingerprint(secrets.next))
    return 'changed'
  })
}

/** Until now they followed from the secret; from now on they are kept, and stay what they are. */
async function keepRoots(work: Work, roots: RootKeys, master: MasterKey): Promise<void> {
  for (const kind of ['hash', 'before'] as const) {
    const id = newId<string>()
    await addKey(work, {
      id,
      community_id: null,
      kind,
      version: 1,
      wrapped: wrapKey(master.bytes, id, roots[kind]),
      master: master.id,
      made_at: Temporal.Now.instant(),
      retired_at: null,
    })
  }
}

/**
 * The keys that never change: as they are kept, or as they follow from the secret where it was never changed, and in a
 * database that has not gone through the step of the keys yet (a command that looks at it before it is brought up).
 */
export async function readRootKeys(database: Database, secret: string): Promise<RootKeys> {
  const rows = await database.work(shared, allKeys).catch(noneBeforeKeys)
  const master = masterKeyOf(secret)
  const first = rootKeysOf(secret)
  const kept = (kind: KeyRow['kind'], otherwise: Buffer) => {
    const row = rows.find((one) => one.kind === kind)
    return row ? unwrapKey(master.bytes, row.id, row.wrapped) : otherwise
  }
  return { hash: kept('hash', first.hash), before: kept('before', first.before) }
}

function noneBeforeKeys(error: unknown): KeyRow[] {
  const undefinedTable = '42P01'
  if ((error as { code?: unknown } | null)?.code === undefinedTable) return []
  throw error
}
