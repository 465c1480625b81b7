import { sharedTables } from './tables.ts'

/** Runs a query, as whoever may read the catalogue: every role may. */
export type Ask = <Row>(sql: string) => Promise<readonly Row[]>

/**
 * Where the wall between communities is not as it should be: the name of a table that is neither shared nor walled, of a
 * policy that is not exactly the wall, or of a view or function that looks past it. Empty when all is well.
 *
 * Two forms are the same wall: worked out for each look into an index, or once for a statement (migration 0020). What
 * search finds goes through a window of its own that looks at the unit of work's communities itself, with a test for it
 * (`requests/search/search.database.test.ts`), and for which the owner is let through its own wall.
 */
export async function wallHoles(ask: Ask): Promise<string[]> {
  const policies = await ask<{ table: string; policy: string; wall: boolean }>(`
    select tablename as table, policyname as policy,
           permissive = 'PERMISSIVE' and cmd = 'ALL' and roles = '{public}'
             and with_check = '(community_id = ANY (silin_communities()))'
             and qual in (with_check, '(community_id = ANY (( SELECT silin_communities() AS silin_communities)::uuid[]))')
             as wall
    from pg_policies where schemaname = 'public'`)
  const tables = await ask<{ name: string; walled: boolean }>(`
    select relname as name, relrowsecurity and (relforcerowsecurity or relname = 'request_words') as walled
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`)
  const windows = await ask<{ name: string }>(`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace
      and (c.relkind in ('m', 'f') or c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false))
    union all
    select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
      and proname not in ('silin_search', 'silin_tidy_words')`)
  const shared: readonly string[] = sharedTables
  const policiesOf = (table: string) => policies.filter((one) => one.table === table)
  return [
    ...policies.filter((one) => !one.wall || shared.includes(one.table)).map((one) => `${one.policy} (${one.table})`),
    ...tables
      .filter(({ name, walled }) => (walled ? policiesOf(name).length !== 1 : !shared.includes(name)))
      .map((one) => one.name),
    ...windows.map((one) => one.name),
  ]
}
