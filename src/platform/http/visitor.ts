import type { FastifyRequest } from 'fastify'
import type { House } from '../house.ts'
import { chooseLanguage, type Language, type Text } from '../i18n/text.ts'

/** How somebody wants pages: their language, and whether large. Kept in cookies that hold nothing else. */
export interface Visitor {
  readonly language: Language
  readonly large: boolean
  readonly text: Text
}

export const languageCookie = 'silin_language'
export const largeCookie = 'silin_large'

export function visitorOf(house: House, request: FastifyRequest): Visitor {
  // An address that cannot be decoded is answered before cookies are read.
  const cookies: FastifyRequest['cookies'] = request.cookies ?? {}
  const language = chooseLanguage(cookies[languageCookie], request.headers['accept-language'])
  return { language, large: cookies[largeCookie] === '1', text: house.text(language) }
}
