import type { Screen } from '../../../platform/screens/screen.ts'
import zh from '../messages/lead.zh-CN.json'
import { Following, Today } from './today.tsx'

/** What this capability shows in the lead's door. */
export const requests = {
  screens: [
    { path: '/', component: Today },
    { path: '/following', component: Following },
    { path: '/requests/$id', later: () => import('./detail.tsx').then(({ Detail }) => Detail) },
    {
      path: '/requests/$id/$command',
      later: () => import('./command-form.tsx').then(({ CommandScreen }) => CommandScreen),
    },
  ] satisfies Screen[],
  messages: { 'zh-CN': zh, en: () => import('../messages/lead.en.json') },
}
