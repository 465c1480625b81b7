import type { Screen } from '../../../platform/screens/screen.ts'
import zh from '../messages/lead.zh-CN.json'

/** What this capability shows in the lead's door, behind its gate. */
export const people = {
  screens: [{ path: '/me', later: () => import('./settings.tsx').then(({ Settings }) => Settings) }] satisfies Screen[],
  messages: { 'zh-CN': zh, en: () => import('../messages/lead.en.json') },
}
