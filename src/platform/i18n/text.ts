import { IntlMessageFormat } from 'intl-messageformat'

/** The languages Silin speaks. Chinese comes first and is what a missing preference means. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** ICU MessageFormat, or what the build made of it for a browser (`parsed-messages.ts`). */
type Words = string | ConstructorParameters<typeof IntlMessageFormat>[0]

/** One language's words, by key: `{"requests.status.reported": "已上报"}`. */
export type Catalogue = Readonly<Record<string, Words>>
export type Catalogues = Readonly<Record<Language, Catalogue>>

export type Values = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Says the words of a key in one language: `text('requests.age', { hours: 2 })`. */
export type Text = (key: string, values?: Values) => string

/**
 * Joins the catalogues of several capabilities into one. A key that two of them claim is a bug and throws at start,
 * never in front of a reader.
 */
export function joinCatalogues(parts: readonly Catalogues[]): Catalogues {
  const joined: Record<Language, Record<string, Words>> = { 'zh-CN': {}, en: {} }
  for (const part of parts) {
    for (const language of languages) {
      for (const [key, words] of Object.entries(part[language])) {
        if (Object.hasOwn(joined[language], key)) throw new Error(`the message key ${key} is there twice (${language})`)
        joined[language][key] = words
      }
    }
  }
  return joined
}

/**
 * The `text` function of one language. Compiled messages are kept: a page asks for the same forty sentences each time.
 * An unknown key is a bug and throws.
 */
export function textIn(language: Language, catalogues: Catalogues): Text {
  const compiled = new Map<string, IntlMessageFormat | string>()
  return (key, values) => {
    let message = compiled.get(key)
    if (message === undefined) {
      const words = Object.hasOwn(catalogues[language], key) ? catalogues[language][key] : undefined
      if (words === undefined) throw new Error(`no words for ${key} in ${language}`)
      // Most messages are plain sentences; compiling those would cost memory and say nothing more.
      message =
        typeof words !== 'string' || /[{'<]/.test(words)
          ? new IntlMessageFormat(words, language, undefined, { ignoreTag: true })
          : words
      compiled.set(key, message)
    }
    return typeof message === 'string' ? message : String(message.format(values as Record<string, string | number>))
  }
}

/** The language a person asked for: their own choice first, else the best match of Accept-Language (RFC 9110 12.5.4). */
export function chooseLanguage(chosen: string | undefined, acceptLanguage: string | undefined): Language {
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  const ranges = (acceptLanguage ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().split(';')
      const quality = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='))
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
    })
    .filter((range) => range.quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of ranges) {
    if (tag.startsWith('zh')) return 'zh-CN'
    if (tag.startsWith('en')) return 'en'
  }
  return 'zh-CN'
}
