import calendarEn from '../../capabilities/calendar/messages/fault.en.json' with { type: 'json' }
import calendarZh from '../../capabilities/calendar/messages/fault.zh-CN.json' with { type: 'json' }
import codeEn from '../../capabilities/people/messages/code.en.json' with { type: 'json' }
import codeZh from '../../capabilities/people/messages/code.zh-CN.json' with { type: 'json' }
import welcomeEn from '../../capabilities/people/messages/welcome.en.json' with { type: 'json' }
import welcomeZh from '../../capabilities/people/messages/welcome.zh-CN.json' with { type: 'json' }
import rosterEn from '../../capabilities/places/messages/roster.en.json' with { type: 'json' }
import rosterZh from '../../capabilities/places/messages/roster.zh-CN.json' with { type: 'json' }
import requestPagesEn from '../../capabilities/requests/messages/pages.en.json' with { type: 'json' }
import requestPagesZh from '../../capabilities/requests/messages/pages.zh-CN.json' with { type: 'json' }
import tellEn from '../../capabilities/requests/messages/tell.en.json' with { type: 'json' }
import tellZh from '../../capabilities/requests/messages/tell.zh-CN.json' with { type: 'json' }
import pageEn from '../../platform/i18n/messages/page.en.json' with { type: 'json' }
import pageZh from '../../platform/i18n/messages/page.zh-CN.json' with { type: 'json' }
import problemEn from '../../platform/i18n/messages/problem.en.json' with { type: 'json' }
import problemZh from '../../platform/i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { type Catalogues, joinCatalogues } from '../../platform/i18n/text.ts'
import notifyEn from '../../platform/notify/messages/notify.en.json' with { type: 'json' }
import notifyZh from '../../platform/notify/messages/notify.zh-CN.json' with { type: 'json' }
import residentEn from '../resident/messages/resident.en.json' with { type: 'json' }
import residentZh from '../resident/messages/resident.zh-CN.json' with { type: 'json' }
import consoleEn from './messages/server.en.json' with { type: 'json' }
import consoleZh from './messages/server.zh-CN.json' with { type: 'json' }

/** Every word that the server itself says. The two apps bring their own. */
export const serverWords: Catalogues = joinCatalogues([
  { 'zh-CN': pageZh, en: pageEn },
  { 'zh-CN': problemZh, en: problemEn },
  { 'zh-CN': notifyZh, en: notifyEn },
  { 'zh-CN': residentZh, en: residentEn },
  { 'zh-CN': consoleZh, en: consoleEn },
  { 'zh-CN': codeZh, en: codeEn },
  { 'zh-CN': welcomeZh, en: welcomeEn },
  { 'zh-CN': rosterZh, en: rosterEn },
  { 'zh-CN': requestPagesZh, en: requestPagesEn },
  { 'zh-CN': tellZh, en: tellEn },
  { 'zh-CN': calendarZh, en: calendarEn },
])
