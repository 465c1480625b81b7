import pg from 'pg'
import { type CopyIn, copyInto } from './copy-in.ts'
import type { BackupManifest } from './manifest.ts'
import { transferSettings } from './transfer.ts'

const quoted = pg.escapeIdentifier
const table = (name: string) => `public.${quoted(name)}`

/** How far a restore into a database has come; null when none was begun. */
export type Begun = { readonly backupId: string; readonly loaded: boolean } | null

/** PostgreSQL's advisory lock that a restore holds from its beginning to its end; others are in `migrate.ts`. */
const restoreLock = 7_430_031

/** The database that a restore writes into, as the owner of its tables. */
export async function openTarget(ownerUrl: string): Promise<Target> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'silin restore' })
  // A connection that is cut also rejects its query; without a listener it would end the process as well.
  client.on('error', () => {})
  await client.connect()
  await client.query(transferSettings)
  return targetOn(client)
}

export type Target = ReturnType<typeof targetOn>

function targetOn(client: pg.Client) {
  return {
    /** Whether no other restore is at work on this database. */
    async lock(): Promise<boolean> {
      const got = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [restoreLock])
      return got.rows[0]?.got === true
    },

    /** Whether there is nothing in the database that anybody put there. */
    async isEmpty(): Promise<boolean> {
      const found = await client.query(`
        select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          and not exists (select 1 from pg_depend d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        limit 1`)
      return found.rowCount === 0
    },

    /** Whether this backup is noted there: it was made from this database, or restored into it. */
    async knows(backupId: string): Promise<boolean> {
      const there = await client.query<{ there: boolean }>("select to_regclass('backups') is not null as there")
      if (!there.rows[0]?.there) return false
      return (await client.query('select 1 from backups where id = $1', [backupId])).rowCount === 1
    },

    async begun(): Promise<Begun> {
      const there = await client.query<{ there: boolean }>("select to_regclass('silin_restore') is not null as there")
      if (!there.rows[0]?.there) return null
      const mark = await client.query<{ id: string; loaded: boolean }>(
        'select backup_id as id, loaded from silin_restore',
      )
      const [row] = mark.rows
      return row ? { backupId: row.id, loaded: row.loaded } : null
    },

    /** From here on no server starts on this database until the restore has come to its end. */
    async begin(backupId: string): Promise<void> {
      await client.query('begin; create table silin_restore (backup_id uuid not null, loaded boolean not null)')
      await client.query('insert into silin_restore values ($1, false)', [backupId])
      await client.query('commit')
    },

    /** Loads every table in one transaction: a kill leaves nothing of it. */
    load: () => load(client),

    async finish(): Promise<void> {
      await client.query('drop table silin_restore')
    },

    ask: async <Row>(sql: string): Promise<readonly Row[]> => (await client.query(sql)).rows as Row[],
    close: () => client.end(),
  }
}

export interface Load {
  /** Which tables and columns there are to be filled, and do not fit. @returns the first name that does not, or null */
  misfit(tables: BackupManifest['tables']): Promise<string | null>
  /** Makes way: nothing but the rows that come is in the tables, and nothing but PostgreSQL's own types refuses them. */
  clear(tables: BackupManifest['tables']): Promise<void>
  copy(name: string, columns: readonly string[]): CopyIn
  /** Puts back what kept watch; every row is held against it. @throws what the database finds wrong */
  commit(tables: BackupManifest['tables'], sequences: BackupManifest['sequences']): Promise<void>
  rollback(): Promise<void>
}

async function load(client: pg.Client): Promise<Load> {
  await client.query('begin')
  let watch: readonly string[] = []
  let copying: CopyIn | null = null
  return {
    async misfit(tables) {
      const found = await client.query<{ name: string; columns: string[] }>(`
        select c.relname as name, array(select a.attname::text from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`)
      const known = new Map(found.rows.map((row) => [row.name, new Set(row.columns)]))
      for (const { name, columns } of tables) {
        const there = known.get(name)
        const strange = columns.find((column) => !there?.has(column))
        if (!there || strange !== undefined) return there ? `${name}.${strange}` : name
      }
      return null
    },

    async clear(tables) {
      const names = tables.map(({ name }) => name)
      const guards = await watchersOf(client, names)
      watch = guards.map((one) => one.again)
      for (const { away } of guards) await client.query(away)
      if (names.length > 0) await client.query(`truncate ${names.map(table).join(', ')} restart identity`)
    },

    copy(name, columns) {
      copying = copyInto(client, `copy ${table(name)} (${columns.map(quoted).join(', ')}) from stdin`)
      return copying
    },

    async commit(tables, sequences) {
      // Before the wall stands again, which hides every row from an owner without a scope.
      for (const { name, rows } of tables) {
        const counted = await client.query<{ n: string }>(`select count(*) as n from ${table(name)}`)
        if (Number(counted.rows[0]?.n) !== rows) throw new Error(`${name}: not as many rows as there should be`)
      }
      for (const again of watch) await client.query(again)
      for (const { name, last, called } of sequences)
        await client.query('select setval($1::regclass, $2::bigint, $3)', [table(name), last, called])
      await client.query('update silin_restore set loaded = true')
      await client.query('commit')
      await client.query('analyze')
    },

    async rollback() {
      copying?.abort()
      await client.query('rollback').catch(() => {})
    },
  }
}

/**
 * What would refuse or change rows that come table by table: foreign keys (some tables name each other), triggers, and
 * the wall, which COPY does not pass even as the owner. Each with the statement that takes it away and the one that
 * puts it back.
 */
async function watchersOf(client: pg.Client, names: readonly string[]): Promise<{ away: string; again: string }[]> {
  const keys = await client.query<{ table: string; name: string; definition: string }>(
    `select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.contype = 'f' and k.conparentid = 0 and c.relnamespace = 'public'::regnamespace order by c.relname, k.conname`,
  )
  const triggers = await client.query<{ table: string; name: string; state: 'O' | 'R' | 'A' }>(
    `select c.relname as table, t.tgname as name, t.tgenabled as state
     from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and t.tgenabled <> 'D' and c.relname = any ($1)
       and c.relnamespace = 'public'::regnamespace`,
    [names],
  )
  const walled = await client.query<{ table: string }>(
    `select relname as table from pg_class
     where relnamespace = 'public'::regnamespace and relforcerowsecurity and relname = any ($1)`,
    [names],
  )
  const enable = { O: 'enable', R: 'enable replica', A: 'enable always' }
  const alter = (name: string, what: string) => `alter table ${table(name)} ${what}`
  // The wall last: what is checked when a key comes back has to see every row.
  return [
    ...triggers.rows.map((one) => ({
      away: alter(one.table, `disable trigger ${quoted(one.name)}`),
      again: alter(one.table, `${enable[one.state]} trigger ${quoted(one.name)}`),
    })),
    ...keys.rows.map((one) => ({
      away: alter(one.table, `drop constraint ${quoted(one.name)}`),
      again: alter(one.table, `add constraint ${quoted(one.name)} ${one.definition}`),
    })),
    ...walled.rows.map((one) => ({
      away: alter(one.table, 'no force row level security'),
      again: alter(one.table, 'force row level security'),
    })),
  ]
}
