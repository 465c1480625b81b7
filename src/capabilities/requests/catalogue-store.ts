import { sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import { type Catalogue, catalogueOf } from './catalogue.ts'
import { defaultLines } from './default-lines.ts'
import type { Rung } from './ladder.ts'
import './tables.ts'

/** Raised whenever a line of the default catalogue changes: what a district changed itself has a higher one and stays. */
const version = 1

/** The catalogue as it stands in the database. Shared: read without a scope. */
export async function readCatalogue(work: Work): Promise<Catalogue> {
  const rows = await work.selectFrom('categories').selectAll().orderBy('position').execute()
  return catalogueOf(
    rows.map((row) => ({
      code: row.code,
      group: row.group_code,
      names: row.names,
      groupNames: row.group_names,
      startLevel: row.start_level,
      clockClass: row.clock_class,
      firstDesk: row.first_desk as Rung['kind'] | null,
    })),
  )
}

/** Writes the default catalogue. Shared: needs no scope. Running it again changes only lines of an older version. */
export async function seedCatalogue(work: Work): Promise<void> {
  await work
    .insertInto('categories')
    .values(
      defaultLines().map((line, position) => ({
        code: line.code,
        position: position + 1,
        group_code: line.group,
        group_names: JSON.stringify(line.groupNames),
        names: JSON.stringify(line.names),
        start_level: line.startLevel,
        clock_class: line.clockClass,
        first_desk: line.firstDesk,
        version,
        map_12345: [],
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column('code')
        .doUpdateSet((old) => ({
          position: old.ref('excluded.position'),
          group_code: old.ref('excluded.group_code'),
          group_names: old.ref('excluded.group_names'),
          names: old.ref('excluded.names'),
          start_level: old.ref('excluded.start_level'),
          clock_class: old.ref('excluded.clock_class'),
          first_desk: old.ref('excluded.first_desk'),
          version: old.ref('excluded.version'),
        }))
        .where(sql<boolean>`categories.version < excluded.version`),
    )
    .execute()
}
