import { FileSpreadsheet, Inbox, MapPinned, Send } from 'lucide-react'
import { lazy } from 'react'
import peopleEn from '../../capabilities/people/messages/desk.en.json'
import peopleZh from '../../capabilities/people/messages/desk.zh-CN.json'
import placesEn from '../../capabilities/places/messages/desk.en.json'
import placesZh from '../../capabilities/places/messages/desk.zh-CN.json'
import { QueueScreen } from '../../capabilities/requests/desk/queue-screen.tsx'
import requestsEn from '../../capabilities/requests/messages/desk.en.json'
import requestsZh from '../../capabilities/requests/messages/desk.zh-CN.json'
import screensEn from '../../platform/i18n/messages/screens.en.json'
import screensZh from '../../platform/i18n/messages/screens.zh-CN.json'
import type { Catalogues } from '../../platform/i18n/text.ts'
import notifyEn from '../../platform/notify/messages/desk.en.json'
import notifyZh from '../../platform/notify/messages/desk.zh-CN.json'
import deskEn from './messages/desk.en.json'
import deskZh from './messages/desk.zh-CN.json'
import type { Screen } from './screen.ts'

const Coverage = lazy(() => import('../../capabilities/places/desk/coverage-screen.tsx'))
const Roster = lazy(() => import('../../capabilities/places/desk/roster-screen.tsx'))
const Deliveries = lazy(() => import('../../platform/notify/desk/deliveries-screen.tsx'))

/** Every page of the console, in the order of the navigation. A new capability adds its line here. */
export const screens: readonly Screen[] = [
  { path: 'requests', name: 'requests.desk.name', icon: Inbox, action: 'requests.read', page: QueueScreen },
  { path: 'coverage', name: 'places.desk.coverage.name', icon: MapPinned, action: 'places.coverage', page: Coverage },
  { path: 'roster', name: 'places.desk.roster.name', icon: FileSpreadsheet, action: 'roster.import', page: Roster },
  { path: 'deliveries', name: 'notify.desk.name', icon: Send, action: 'deliveries.read', page: Deliveries },
]

/** The words of the console. A capability that joins adds its pair here. */
export const messages: readonly Catalogues[] = [
  { 'zh-CN': deskZh, en: deskEn },
  { 'zh-CN': screensZh, en: screensEn },
  { 'zh-CN': peopleZh, en: peopleEn },
  { 'zh-CN': requestsZh, en: requestsEn },
  { 'zh-CN': placesZh, en: placesEn },
  { 'zh-CN': notifyZh, en: notifyEn },
]
