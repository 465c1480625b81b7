import type { CatalogueLine } from './catalogue.ts'
import { defaultCatalogue, defaultGroups } from './default-catalogue.ts'
import type { Level } from './model.ts'

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
