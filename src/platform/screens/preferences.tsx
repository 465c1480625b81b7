import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type Catalogues, chooseLanguage, type Language } from '../i18n/text.ts'
import { recall, remember } from './memory.ts'
import { WordsProvider } from './words.tsx'

interface Preferences {
  readonly language: Language
  /** Whether the language was chosen on this device, not guessed from the browser. */
  readonly chosen: boolean
  readonly large: boolean
  setLanguage(language: Language): void
  setLarge(large: boolean): void
}

const Context = createContext<Preferences | null>(null)

/** Language and size of type, kept on this device: both must be right before anybody signs in. */
export function PreferencesProvider(props: { catalogues: readonly Catalogues[]; children: ReactNode }) {
  const [language, setLanguage] = useState(() =>
    chooseLanguage(recall('silin.language') ?? undefined, navigator.languages.join(',')),
  )
  const [chosen, setChosen] = useState(() => recall('silin.language') !== null)
  const [large, setLarge] = useState(() => recall('silin.large') === 'yes')
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  useEffect(() => {
    document.documentElement.dataset['type'] = large ? 'large' : 'usual'
  }, [large])
  const preferences = useMemo<Preferences>(
    () => ({
      language,
      chosen,
      large,
      setLanguage: (one) => {
        remember('silin.language', one)
        setLanguage(one)
        setChosen(true)
      },
      setLarge: (on) => {
        remember('silin.large', on ? 'yes' : 'no')
        setLarge(on)
      },
    }),
    [language, chosen, large],
  )
  return (
    <Context value={preferences}>
      <WordsProvider language={language} catalogues={props.catalogues}>
        {props.children}
      </WordsProvider>
    </Context>
  )
}

export function usePreferences(): Preferences {
  const preferences = useContext(Context)
  if (!preferences) throw new Error('usePreferences outside of PreferencesProvider')
  return preferences
}
