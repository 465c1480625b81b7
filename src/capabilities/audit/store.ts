import { sql } from 'kysely'
import type { Temporal } from 'temporal-polyfill'
import type { About, AuditResult } from '../../platform/audit/deed.ts'
import type { AuditEntry } from '../../platform/audit/entry.ts'
import type { Work } from '../../platform/database/database.ts'
import type { Json, Moment } from '../../platform/database/tables.ts'
import type { CommunityId, PersonId } from '../../platform/ids.ts'

declare module '../../platform/database/tables.ts' {
  interface Tables {
    audit_entries: {
      community_id: CommunityId
      id: string
      at: Moment
      deed_id: string
      person_id: PersonId | null
      what: string
      about: Json<About>
      network: Buffer | null
      account: Buffer | null
      result: AuditResult
      reason: string | null
      mac: Buffer
      number: number | null
      hash: Buffer | null
    }
    audit_marks: {
      community_id: CommunityId
      kind: 'head' | 'anchor'
      number: number
      hash: Buffer
      made_at: Moment
      mac: Buffer
    }
  }
}

/** A line with what was kept beside it: its own keyed hash and, once it is sealed, its place in the chain. */
export interface KeptEntry extends AuditEntry {
  readonly mac: Buffer
  readonly number: number | null
  readonly hash: Buffer | null
}
export interface Mark {
  readonly kind: 'head' | 'anchor'
  readonly number: number
  readonly hash: Buffer
  readonly madeAt: Temporal.Instant
  readonly mac: Buffer
}

const everything = [
  'community_id',
  'id',
  'at',
  'deed_id',
  'person_id',
  'what',
  'about',
  'network',
  'account',
  'result',
  'reason',
  'mac',
  'number',
  'hash',
] as const

function kept(row: {
  community_id: CommunityId
  id: string
  at: Moment
  deed_id: string
  person_id: PersonId | null
  what: string
  about: About
  network: Buffer | null
  account: Buffer | null
  result: AuditResult
  reason: string | null
  mac: Buffer
  number: number | null
  hash: Buffer | null
}): KeptEntry {
  const { community_id, deed_id, person_id, ...same } = row
  return { ...same, chain: community_id, deedId: deed_id, personId: person_id }
}

/** Of two servers one chains at a time. Answers whether it is this one's turn, now and until the unit of work ends. */
export async function takeChain(work: Work, chain: CommunityId): Promise<boolean> {
  const found = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`silin audit ${chain}`}, 0)) as taken`.execute(work)
  return found.rows[0]?.taken ?? false
}

/** The chains in scope in which lines wait to be sealed. */
export async function chainsWithUnsealed(work: Work): Promise<CommunityId[]> {
  const rows = await work
    .selectFrom('audit_entries')
    .select('community_id')
    .distinct()
    .where('number', 'is', null)
    .execute()
  return rows.map((row) => row.community_id)
}

export async function unsealed(work: Work, chain: CommunityId, limit: number): Promise<KeptEntry[]> {
  const rows = await work
    .selectFrom('audit_entries')
    .select(everything)
    .where('community_id', '=', chain)
    .where('number', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(kept)
}

/** The last sealed line; null where there is none. */
export async function lastSealed(work: Work, chain: CommunityId): Promise<{ number: number; hash: Buffer } | null> {
  const row = await work
    .selectFrom('audit_entries')
    .select(['number', 'hash'])
    .where('community_id', '=', chain)
    .where('number', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.number && row.hash ? { number: row.number, hash: row.hash } : null
}

/** Gives lines their numbers and hashes, once. Answers how many there were. */
export async function seal(
  work: Work,
  chain: CommunityId,
  links: readonly { readonly id: string; readonly number: number; readonly hash: Buffer }[],
): Promise<number> {
  const done = await sql`
    update audit_entries e set number = link.number, hash = link.hash
    from unnest(${links.map((link) => link.id)}::uuid[], ${links.map((link) => link.number)}::bigint[],
      ${links.map((link) => link.hash)}::bytea[]) as link (id, number, hash)
    where e.community_id = ${chain} and e.id = link.id and e.number is null`.execute(work)
  return Number(done.numAffectedRows ?? 0)
}

/** Sealed lines after a number, in the order of the chain. */
export async function sealedAfter(work: Work, chain: CommunityId, number: number, limit: number): Promise<KeptEntry[]> {
  const rows = await work
    .selectFrom('audit_entries')
    .select(everything)
    .where('community_id', '=', chain)
    .where('number', '>', number)
    .orderBy('number')
    .limit(limit)
    .execute()
  return rows.map(kept)
}

/** How many lines a chain has, sealed or not: what a long look at it comes to. */
export async function countLines(work: Work, chain: CommunityId): Promise<number> {
  const row = await work
    .selectFrom('audit_entries')
    .select((select) => select.fn.countAll<number>().as('lines'))
    .where('community_id', '=', chain)
    .executeTakeFirstOrThrow()
  return Number(row.lines)
}

/** Takes sealed lines up to a number away. The database refuses when one of them is younger than six months. */
export async function removeUpTo(work: Work, chain: CommunityId, number: number): Promise<number> {
  const done = await work
    .deleteFrom('audit_entries')
    .where('community_id', '=', chain)
    .where('number', '<=', number)
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}

export async function marksOf(work: Work, chain: CommunityId): Promise<Mark[]> {
  const rows = await work
    .selectFrom('audit_marks')
    .select(['kind', 'number', 'hash', 'made_at', 'mac'])
    .where('community_id', '=', chain)
    .orderBy('number')
    .execute()
  return rows.map(({ made_at, ...same }) => ({ ...same, madeAt: made_at }))
}

export async function addMark(work: Work, chain: CommunityId, mark: Mark): Promise<void> {
  await work
    .insertInto('audit_marks')
    .values({
      community_id: chain,
      kind: mark.kind,
      number: mark.number,
      hash: mark.hash,
      made_at: mark.madeAt,
      mac: mark.mac,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export interface Wanted {
  readonly chain?: CommunityId | undefined
  readonly personId?: PersonId | undefined
  readonly what?: string | undefined
  readonly result?: AuditResult | undefined
  /** Ids from this one on, and below that one: ids are ordered by time. */
  readonly from?: string | undefined
  readonly before?: string | undefined
}

/** Lines of the chains in scope, the newest first. */
export async function newest(work: Work, wanted: Wanted, limit: number): Promise<KeptEntry[]> {
  let query = work.selectFrom('audit_entries').select(everything)
  if (wanted.chain) query = query.where('community_id', '=', wanted.chain)
  if (wanted.personId) query = query.where('person_id', '=', wanted.personId)
  if (wanted.what) query = query.where('what', '=', wanted.what)
  if (wanted.result) query = query.where('result', '=', wanted.result)
  if (wanted.from) query = query.where('id', '>=', wanted.from)
  if (wanted.before) query = query.where('id', '<', wanted.before)
  const rows = await query.orderBy('id', 'desc').limit(limit).execute()
  return rows.map(kept)
}
