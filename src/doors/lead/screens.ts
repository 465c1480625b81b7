import { people } from '../../capabilities/people/lead/screens.tsx'
import { requests } from '../../capabilities/requests/lead/screens.tsx'
import en from '../../platform/i18n/messages/screens.en.json'
import zh from '../../platform/i18n/messages/screens.zh-CN.json'

/** What stands in this door: one line for each capability. */
export const capabilities = [requests, people]

export const catalogues = [{ 'zh-CN': zh, en }, ...capabilities.map(({ messages }) => messages)]
