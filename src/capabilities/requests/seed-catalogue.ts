import { sql } from 'kysely'
import type { Work } from '../../platform/database/database.ts'
import type { CatalogueLine } from './catalogue.ts'
import { defaultCatalogue, defaultGroups } from './default-catalogue.ts'
import type { Level } from './model.ts'
import './tables.ts'

/** Raised whenever a line of the default catalogue changes: what a district changed itself has a higher one and stays. */
const version = 1

/**
 * Which desk the words about the first responsible one begin with: `property (fire/city mgmt)` is the property
 * company's. Where they begin with a lead, or with somebody outside, the ladder alone says who is first.
 */
export function firstDeskOf(first: string, startLevel: Level): CatalogueLine['firstDesk'] {
  const word = /^[a-z]+/i.exec(first)?.[0]
  if (word === 'property' || word === 'committee' || word === 'community') return word
  if (word === 'street') return 'subdistrict'
  return startLevel === 6 && /^(\w+ firm|operator)/.test(first) ? 'utility' : null
}

/** The default catalogue as the rules read it, without a database. */
export function defaultLines(): CatalogueLine[] {
  return defaultCatalogue.map(([code, zh, en, startLevel, clockClass, first]) => {
    const group = code.slice(0, code.indexOf('.'))
    const groupNames = defaultGroups[group]
    if (!groupNames) throw new Error(`the category ${code} belongs to no group`)
    return {
      code,
      group,
      names: { 'zh-CN': zh, en },
      groupNames,
      startLevel,
      clockClass,
      firstDesk: firstDeskOf(first, startLevel),
    }
  })
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
