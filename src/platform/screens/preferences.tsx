import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type Catalogue, type Catalogues, chooseLanguage, type Language } from '../i18n/text.ts'
import { recall, remember } from './memory.ts'
import { WordsProvider } from './words.tsx'

/** Words of one part of a door. English is fetched by who reads it: the first load on a poor phone is Chinese alone. */
export interface PhoneCatalogues {
  readonly 'zh-CN': Catalogue
  readonly en: () => Promise<{ readonly default: Catalogue }>
}

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
export function PreferencesProvider(props: { catalogues: readonly PhoneCatalogues[]; children: ReactNode }) {
  const { catalogues, children } = props
  const [wanted, setWanted] = useState(() =>
    chooseLanguage(recall('silin.language') ?? undefined, navigator.languages.join(',')),
  )
  const [english, setEnglish] = useState<'asked' | 'away' | readonly Catalogue[]>('asked')
  useEffect(() => {
    if (wanted !== 'en' || english !== 'asked') return
    Promise.all(catalogues.map(({ en }) => en())).then(
      (parts) => setEnglish(parts.map((part) => part.default)),
      () => setEnglish('away'),
    )
  }, [wanted, english, catalogues])
  const hasEnglish = typeof english !== 'string'
  const language: Language = wanted === 'en' && hasEnglish ? 'en' : 'zh-CN'
  // The first screen waits for its language; later a change of language keeps what is shown until the words are there.
  const [wasShown, setShown] = useState(wanted !== 'en')
  useEffect(() => {
    if (english !== 'asked') setShown(true)
  }, [english])
  const joined = useMemo<readonly Catalogues[]>(
    () => catalogues.map((part, index) => ({ ...part, en: (typeof english !== 'string' && english[index]) || {} })),
    [catalogues, english],
  )
  const [chosen, setChosen] = useState(() => recall('silin.language') !== null)
  const [large, setLarge] = useState(() => recall('silin.large') === 'yes')
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  useEffect(() => {
    document.documentElement.dataset.type = large ? 'large' : 'usual'
  }, [large])
  const preferences = useMemo<Preferences>(
    () => ({
      language,
      chosen,
      large,
      setLanguage: (one) => {
        remember('silin.language', one)
        setWanted(one)
        setEnglish((before) => (before === 'away' ? 'asked' : before))
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
      <WordsProvider language={language} catalogues={joined}>
        {wanted === 'en' && english === 'asked' && !wasShown ? null : children}
      </WordsProvider>
    </Context>
  )
}

export function usePreferences(): Preferences {
  const preferences = useContext(Context)
  if (!preferences) throw new Error('usePreferences outside of PreferencesProvider')
  return preferences
}
