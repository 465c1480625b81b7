import {
  CalendarDays,
  ChartColumn,
  DoorOpen,
  FileSpreadsheet,
  Inbox,
  MapPinned,
  MessageSquareText,
  ScrollText,
  Send,
  Stethoscope,
  Timer,
  Users,
} from 'lucide-react'
import { lazy } from 'react'
import auditZh from '../../capabilities/audit/messages/desk.zh-CN.json'
import calendarZh from '../../capabilities/calendar/messages/desk.zh-CN.json'
import calendarFaultZh from '../../capabilities/calendar/messages/fault.zh-CN.json'
import doctorZh from '../../capabilities/doctor/messages/desk.zh-CN.json'
import feedbackZh from '../../capabilities/feedback/messages/desk.zh-CN.json'
import figuresZh from '../../capabilities/figures/messages/desk.zh-CN.json'
import peopleZh from '../../capabilities/people/messages/desk.zh-CN.json'
import staffZh from '../../capabilities/people/messages/staff.zh-CN.json'
import type { Session } from '../../capabilities/people/model.ts'
import type { Action } from '../../capabilities/people/permissions.ts'
import placesZh from '../../capabilities/places/messages/desk.zh-CN.json'
import rosterZh from '../../capabilities/places/messages/roster.zh-CN.json'
import { QueueScreen } from '../../capabilities/requests/desk/queue-screen.tsx'
import requestsZh from '../../capabilities/requests/messages/desk.zh-CN.json'
import heldZh from '../../capabilities/requests/messages/held.zh-CN.json'
import screensZh from '../../platform/i18n/messages/screens.zh-CN.json'
import notifyZh from '../../platform/notify/messages/desk.zh-CN.json'
import type { PhoneCatalogues } from '../../platform/screens/preferences.tsx'
import deskZh from './messages/desk.zh-CN.json'
import type { Screen } from './screen.ts'

const Audit = lazy(() => import('../../capabilities/audit/desk/audit-screen.tsx'))
const Feedback = lazy(() => import('../../capabilities/feedback/desk/feedback-screen.tsx'))
const Figures = lazy(() => import('../../capabilities/figures/desk/figures-screen.tsx'))
const Clocks = lazy(() => import('../../capabilities/requests/desk/clocks-screen.tsx'))
const Calendar = lazy(() => import('../../capabilities/calendar/desk/calendar-screen.tsx'))
const Doctor = lazy(() => import('../../capabilities/doctor/desk/doctor-screen.tsx'))
const Coverage = lazy(() => import('../../capabilities/places/desk/coverage-screen.tsx'))
const Roster = lazy(() => import('../../capabilities/places/desk/roster-screen.tsx'))
const Held = lazy(() => import('../../capabilities/requests/desk/held-screen.tsx'))
const Staff = lazy(() => import('../../capabilities/people/desk/staff-screen.tsx'))
const Deliveries = lazy(() => import('../../platform/notify/desk/deliveries-screen.tsx'))

/** Every page of the console, in the order of the navigation. A new capability adds its line here. */
export const screens: readonly Screen[] = [
  { path: 'requests', name: 'requests.desk.name', icon: Inbox, action: 'requests.read', page: QueueScreen },
  { path: 'held', name: 'requests.held.name', icon: DoorOpen, action: 'requests.hold', page: Held },
  { path: 'figures', name: 'figures.desk.name', icon: ChartColumn, action: 'figures.read', page: Figures },
  { path: 'coverage', name: 'places.desk.coverage.name', icon: MapPinned, action: 'places.coverage', page: Coverage },
  { path: 'roster', name: 'places.desk.roster.name', icon: FileSpreadsheet, action: 'roster.import', page: Roster },
  {
    path: 'staff',
    name: 'people.staff.name',
    icon: Users,
    action: 'people.appoint',
    page: Staff,
    isForInstallation: true,
  },
  { path: 'clocks', name: 'requests.clocks.name', icon: Timer, action: 'clocks.read', page: Clocks },
  {
    path: 'calendar',
    name: 'calendar.desk.name',
    icon: CalendarDays,
    action: 'calendar.read',
    page: Calendar,
    isForInstallation: true,
  },
  { path: 'deliveries', name: 'notify.desk.name', icon: Send, action: 'deliveries.read', page: Deliveries },
  {
    path: 'feedback',
    name: 'feedback.desk.name',
    icon: MessageSquareText,
    action: 'feedback.read',
    page: Feedback,
    isForInstallation: true,
  },
  {
    path: 'audit',
    name: 'audit.desk.name',
    icon: ScrollText,
    action: 'audit.read',
    page: Audit,
    isForInstallation: true,
  },
  {
    path: 'doctor',
    name: 'doctor.desk.name',
    icon: Stethoscope,
    action: 'settings.edit',
    page: Doctor,
    isForInstallation: true,
  },
]

/** The pages that a reader has anything to do with. All but a few are about a community. */
export function screensFor(reader: { session: Session; may: (action: Action) => boolean }): readonly Screen[] {
  const hasCommunity = reader.session.communities.length > 0
  return screens.filter((screen) => reader.may(screen.action) && (hasCommunity || screen.isForInstallation))
}

/** The words of the console. A capability that joins adds its pair here. */
export const messages: readonly PhoneCatalogues[] = [
  { 'zh-CN': deskZh, en: () => import('./messages/desk.en.json') },
  { 'zh-CN': screensZh, en: () => import('../../platform/i18n/messages/screens.en.json') },
  { 'zh-CN': peopleZh, en: () => import('../../capabilities/people/messages/desk.en.json') },
  { 'zh-CN': staffZh, en: () => import('../../capabilities/people/messages/staff.en.json') },
  { 'zh-CN': requestsZh, en: () => import('../../capabilities/requests/messages/desk.en.json') },
  { 'zh-CN': heldZh, en: () => import('../../capabilities/requests/messages/held.en.json') },
  { 'zh-CN': figuresZh, en: () => import('../../capabilities/figures/messages/desk.en.json') },
  { 'zh-CN': placesZh, en: () => import('../../capabilities/places/messages/desk.en.json') },
  { 'zh-CN': rosterZh, en: () => import('../../capabilities/places/messages/roster.en.json') },
  { 'zh-CN': calendarZh, en: () => import('../../capabilities/calendar/messages/desk.en.json') },
  { 'zh-CN': calendarFaultZh, en: () => import('../../capabilities/calendar/messages/fault.en.json') },
  { 'zh-CN': feedbackZh, en: () => import('../../capabilities/feedback/messages/desk.en.json') },
  { 'zh-CN': auditZh, en: () => import('../../capabilities/audit/messages/desk.en.json') },
  { 'zh-CN': doctorZh, en: () => import('../../capabilities/doctor/messages/desk.en.json') },
  { 'zh-CN': notifyZh, en: () => import('../../platform/notify/messages/desk.en.json') },
]
