import type { House } from '../house.ts'
import type { Language } from '../i18n/text.ts'
import type { DeliveryData } from './notify-store.ts'

/**
 * A message's words in one language, or null when this version has none for it (it was written by another one): one
 * message that cannot be said must not hide the others.
 */
export function wordsOf(
  house: Pick<House, 'catalogues' | 'text'>,
  language: Language,
  { message, values }: Pick<DeliveryData, 'message' | 'values'>,
): { title: string; text: string } | null {
  const keys = { title: `${message}.title`, text: `${message}.text` }
  if (!(keys.title in house.catalogues[language]) || !(keys.text in house.catalogues[language])) return null
  const text = house.text(language)
  return { title: text(keys.title, values), text: text(keys.text, values) }
}
