import { type Selectable, sql } from 'kysely'
import type { Work } from '../database/database.ts'
import type { Moment } from '../database/tables.ts'
import type { CommunityId } from '../ids.ts'

export type KeyKind = 'seal' | 'hash' | 'before'
interface DataKeysTable {
  id: string
  community_id: CommunityId | null
  kind: KeyKind
  version: number
  wrapped: Buffer
  master: Buffer
  made_at: Moment
  retired_at: Moment | null
}
declare module '../database/tables.ts' {
  interface Tables {
    data_keys: DataKeysTable
  }
}
export type KeyRow = Selectable<DataKeysTable>

/** PostgreSQL's advisory lock of whoever adds keys or wraps them anew; others are in `migrate.ts` and `jobs.ts`. */
const keysLock = 7_430_006

/** No key is added while all are wrapped under another master, and none is left out. Until the unit of work ends. */
export async function lockKeys(work: Work): Promise<void> {
  await sql`select pg_advisory_xact_lock(${keysLock})`.execute(work)
}

/** All keys; also asked outside of a unit of work's own statements, so as text. */
export const allKeysSql = 'select * from data_keys'

export function allKeys(work: Work): Promise<KeyRow[]> {
  return work.selectFrom('data_keys').selectAll().execute()
}

/** An owner's sealing keys, the oldest version first. */
export function keysOf(work: Work, owner: CommunityId | null): Promise<KeyRow[]> {
  return work
    .selectFrom('data_keys')
    .selectAll()
    .where('kind', '=', 'seal')
    .where('community_id', owner === null ? 'is' : '=', owner)
    .orderBy('version')
    .execute()
}

/** Of two servers that make the same version at once, one has made it. */
export async function addKey(work: Work, key: KeyRow): Promise<void> {
  await work
    .insertInto('data_keys')
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function retireKeys(work: Work, ids: readonly string[], at: Moment): Promise<void> {
  if (ids.length === 0) return
  await work.updateTable('data_keys').set({ retired_at: at }).where('id', 'in', ids).execute()
}

export async function destroyKeys(work: Work, communityId: CommunityId): Promise<void> {
  await work.deleteFrom('data_keys').where('community_id', '=', communityId).execute()
}

export async function rewrapKey(work: Work, id: string, wrapped: Buffer, master: Buffer): Promise<void> {
  await work.updateTable('data_keys').set({ wrapped, master }).where('id', '=', id).execute()
}

/** By which the database knows the secret it was made with. Only its owner sees it. */
export async function secretFingerprintKept(work: Work): Promise<Buffer | null> {
  const found = await sql<{ fingerprint: Buffer }>`select fingerprint from secret_fingerprint`.execute(work)
  return found.rows[0]?.fingerprint ?? null
}

export async function keepSecretFingerprint(work: Work, fingerprint: Buffer): Promise<void> {
  await sql`update secret_fingerprint set fingerprint = ${fingerprint}`.execute(work)
}
