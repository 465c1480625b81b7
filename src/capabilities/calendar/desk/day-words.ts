import type { Language } from '../../../platform/i18n/text.ts'
import type { Span } from '../rules.ts'

// Days without an hour: read and written as UTC, so that no zone moves them.
const at = (day: string) => new Date(`${day}T00:00:00Z`)
const format = (language: Language, parts: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { timeZone: 'UTC', ...parts })

/** "1月4日周日", "Sun 4 Jan". */
export function sayDate(day: string, language: Language): string {
  return format(language, {
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    weekday: 'short',
  }).format(at(day))
}

/** "2026年12月31日", "31 December 2026". */
export function sayWholeDate(day: string, language: Language): string {
  return format(language, { year: 'numeric', month: 'long', day: 'numeric' }).format(at(day))
}

/** A span of one day is that day; a longer one both its ends, told by the words for it. */
export function saySpan(
  { from, to }: Span,
  language: Language,
  between: (ends: Record<'from' | 'to', string>) => string,
) {
  return from === to ? sayDate(from, language) : between({ from: sayDate(from, language), to: sayDate(to, language) })
}

/** "1月", "January". */
export function sayMonth(year: number, month: number, language: Language): string {
  return format(language, { month: 'long' }).format(Date.UTC(year, month - 1, 1))
}

/** Monday to Sunday, as short as can be, and whole for who hears them. */
export function weekdays(language: Language): { short: string; long: string }[] {
  // 2 March 2026 is a Monday.
  return Array.from({ length: 7 }, (_, index) => {
    const day = Date.UTC(2026, 2, 2 + index)
    return {
      short: format(language, { weekday: 'narrow' }).format(day),
      long: format(language, { weekday: 'long' }).format(day),
    }
  })
}
