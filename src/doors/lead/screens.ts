import { people } from '../../capabilities/people/lead/screens.tsx'
import { places } from '../../capabilities/places/lead/screens.tsx'
import { requests } from '../../capabilities/requests/lead/screens.tsx'
import zh from '../../platform/i18n/messages/screens.zh-CN.json'
import type { PhoneCatalogues } from '../../platform/screens/preferences.tsx'
import { componentOf, type Screen } from '../../platform/screens/screen.ts'

interface Capability {
  readonly screens: readonly Screen[]
  /** Stands on the screen of one's own settings. */
  readonly own?: Screen
  readonly messages: PhoneCatalogues
}
/** What stands in this door: one name for each capability. */
export const capabilities: readonly Capability[] = [requests, people, places]

/** What stands on the screen of one's own settings beside the settings themselves. */
export const ownSections = capabilities.flatMap(({ own }) => (own ? [componentOf(own)] : []))

/** All words of this door. */
export const catalogues: readonly PhoneCatalogues[] = [
  { 'zh-CN': zh, en: () => import('../../platform/i18n/messages/screens.en.json') },
  ...capabilities.map(({ messages }) => messages),
]
