import type { Screen } from '../../../platform/screens/screen.ts'
import zh from '../messages/lead.zh-CN.json'

/** What this capability shows in the lead's door: how one stands on the plaques, among one's own settings. */
export const places = {
  screens: [] satisfies Screen[],
  own: { path: '', later: () => import('./plaque-face.tsx').then(({ PlaqueFaceCard }) => PlaqueFaceCard) },
  messages: { 'zh-CN': zh, en: () => import('../messages/lead.en.json') },
}
