import { Button } from 'antd'
import { usePreferences } from '../../../platform/screens/preferences.tsx'
import { useWords } from '../../../platform/screens/words.tsx'

/** One button that names the other language in that language. */
export function LanguageSwitch() {
  const { text } = useWords()
  const { language, setLanguage } = usePreferences()
  const other = language === 'zh-CN' ? 'en' : 'zh-CN'
  return (
    <Button type="text" onClick={() => setLanguage(other)} lang={other}>
      {text('people.desk.other_language')}
    </Button>
  )
}
