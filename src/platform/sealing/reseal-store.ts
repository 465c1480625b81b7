import { sql } from 'kysely'
import type { Work } from '../database/database.ts'
import type { CommunityId } from '../ids.ts'

/** A table with sealed values, as the catalogue of the database knows it. */
export interface SealedTable {
  readonly name: string
  /** Columns of its primary key, in order. */
  readonly key: readonly string[]
  readonly sealed: readonly string[]
  /** Owned by communities, each row sealed with its community's key; otherwise with the installation's. */
  readonly walled: boolean
}

/** Every table that has a column of sealed values: bytes whose name ends with `_sealed`. */
export async function sealedTables(work: Work): Promise<SealedTable[]> {
  const found = await sql<SealedTable>`
    select c.relname as name, c.relrowsecurity as walled,
      array_agg(a.attname::text order by a.attnum) as sealed,
      (select array_agg(k.attname::text order by array_position(x.indkey::int2[], k.attnum))
        from pg_index x join pg_attribute k on k.attrelid = x.indrelid and k.attnum = any (x.indkey)
        where x.indrelid = c.oid and x.indisprimary) as key
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and a.atttypid = 'bytea'::regtype and a.attname like '%\\_sealed' and not a.attisdropped
    group by c.oid, c.relname, c.relrowsecurity
    order by c.relname`.execute(work)
  return found.rows
}

export type SealedRow = Readonly<Record<string, unknown>>

const ofOwner = (table: SealedTable, owner: CommunityId | null) =>
  table.walled ? sql`community_id = ${owner}` : sql`true`

/** A sealed value that names another key than this one, or none at all. */
const named = (column: string, keyId: string) =>
  sql`substring(${sql.ref(column)} from 1 for 17) <> decode(${`02${keyId.replaceAll('-', '')}`}, 'hex')`

/**
 * A page of the rows that hold a value of another key, from behind the last one on.
 * @param after the primary key of the last row that was looked at, as text; null to begin
 */
export async function rowsOfOtherKeys(
  work: Work,
  table: SealedTable,
  owner: CommunityId | null,
  page: { readonly keyId: string; readonly after: readonly string[] | null; readonly limit: number },
): Promise<SealedRow[]> {
  const key = sql.join(table.key.map((column) => sql.ref(column)))
  const columns = sql.join([
    ...table.key.map((column) => sql`${sql.ref(column)}::text as ${sql.ref(column)}`),
    ...table.sealed.map((column) => sql.ref(column)),
  ])
  const behind = page.after
    ? sql`(${sql.join(table.key.map((column) => sql`${sql.ref(column)}`))}) > (${sql.join(page.after)})`
    : sql`true`
  const others = sql.join(
    table.sealed.map((column) => named(column, page.keyId)),
    sql` or `,
  )
  const found = await sql<SealedRow>`
    select ${columns} from ${sql.table(table.name)}
    where ${ofOwner(table, owner)} and ${behind} and (${others})
    order by ${key} limit ${page.limit}`.execute(work)
  return found.rows
}

export async function countSealed(work: Work, table: SealedTable, owner: CommunityId | null): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table.name)} where ${ofOwner(table, owner)}`.execute(work)
  return found.rows[0]?.n ?? 0
}

/** Puts a value in the place of the one that was read, unless somebody has written there since. */
export async function exchange(
  work: Work,
  table: SealedTable,
  row: SealedRow,
  column: string,
  value: Buffer,
): Promise<void> {
  const same = sql.join(
    table.key.map((name) => sql`${sql.ref(name)} = ${row[name]}`),
    sql` and `,
  )
  await sql`
    update ${sql.table(table.name)} set ${sql.ref(column)} = ${value}
    where ${same} and ${sql.ref(column)} = ${row[column]}`.execute(work)
}
