import type { Language } from '../../../platform/i18n/text.ts'
import { usePreferences } from '../../../platform/screens/preferences.tsx'
import { useWords } from '../../../platform/screens/words.tsx'

/** Each language's name in itself. */
export const ownNames: Readonly<Record<Language, string>> = {
  'zh-CN': 'people.lead.language.zh',
  en: 'people.lead.language.en',
}

/** The other language, a touch away before anybody has signed in. */
export function LanguageSwitch() {
  const { text } = useWords()
  const { language, setLanguage } = usePreferences()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <button type="button" className="button button-small" lang={other} onClick={() => setLanguage(other)}>
      {text(ownNames[other])}
    </button>
  )
}
