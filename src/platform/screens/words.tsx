import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Catalogues, joinCatalogues, type Language, type Text, textIn } from '../i18n/text.ts'

const Words = createContext<{ text: Text; language: Language } | null>(null)

/** Gives every screen below it the words of one language. */
export function WordsProvider(props: { language: Language; catalogues: readonly Catalogues[]; children: ReactNode }) {
  const { language, catalogues, children } = props
  const value = useMemo(
    () => ({ language, text: textIn(language, joinCatalogues(catalogues)) }),
    [language, catalogues],
  )
  return <Words value={value}>{children}</Words>
}

/** The `text` function and the language that the reader chose. */
export function useWords(): { text: Text; language: Language } {
  const words = useContext(Words)
  if (!words) throw new Error('useWords outside of WordsProvider')
  return words
}
