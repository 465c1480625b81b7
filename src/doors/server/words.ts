import pageEn from '../../platform/i18n/messages/page.en.json' with { type: 'json' }
import pageZh from '../../platform/i18n/messages/page.zh-CN.json' with { type: 'json' }
import problemEn from '../../platform/i18n/messages/problem.en.json' with { type: 'json' }
import problemZh from '../../platform/i18n/messages/problem.zh-CN.json' with { type: 'json' }
import { type Catalogues, joinCatalogues } from '../../platform/i18n/text.ts'
import notifyEn from '../../platform/notify/messages/notify.en.json' with { type: 'json' }
import notifyZh from '../../platform/notify/messages/notify.zh-CN.json' with { type: 'json' }
import residentEn from '../resident/messages/resident.en.json' with { type: 'json' }
import residentZh from '../resident/messages/resident.zh-CN.json' with { type: 'json' }
import { capabilities } from './capabilities.ts'
import consoleEn from './messages/server.en.json' with { type: 'json' }
import consoleZh from './messages/server.zh-CN.json' with { type: 'json' }

/** Every word that the server itself says: the platform's, this door's, and each capability's. The two apps bring their own. */
export const serverWords: Catalogues = joinCatalogues([
  { 'zh-CN': pageZh, en: pageEn },
  { 'zh-CN': problemZh, en: problemEn },
  { 'zh-CN': notifyZh, en: notifyEn },
  { 'zh-CN': residentZh, en: residentEn },
  { 'zh-CN': consoleZh, en: consoleEn },
  ...capabilities.flatMap((capability) => capability.words ?? []),
])
