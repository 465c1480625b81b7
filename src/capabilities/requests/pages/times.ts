import type { Temporal } from 'temporal-polyfill'
import type { Language } from '../../../platform/i18n/text.ts'
import { clockTime, type MinuteOfDay } from '../../../platform/look/day-arc.ts'
import type { Reader } from './deps.ts'

/** Silin's days are the days of the neighbourhood, wherever the reader is. */
const timeZone = 'Asia/Shanghai'

export const localOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(timeZone)

/** Calendar days from one moment to another: 0 is the same day, 1 the day after. */
export function daysBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return localOf(from).toPlainDate().until(localOf(to).toPlainDate(), { largestUnit: 'day' }).days
}

/** A moment as minutes of the day that `now` is in: below 0 is an earlier day, from 1440 on a later one. */
export function minuteOfDay(at: Temporal.Instant, now: Temporal.Instant): MinuteOfDay {
  const { hour, minute } = localOf(at)
  return daysBetween(now, at) * 1440 + hour * 60 + minute
}

/** Days that a language has a word of its own for: 前天 to 后天, yesterday to tomorrow. */
const namedDays: Readonly<Record<Language, number>> = { 'zh-CN': 2, en: 1 }

const formats = new Map<string, Intl.DateTimeFormat>()
function format(language: Language, withYear: boolean): Intl.DateTimeFormat {
  const name = `${language} ${withYear}`
  const known = formats.get(name)
  if (known) return known
  const made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone,
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    ...(withYear && { year: 'numeric' }),
  })
  formats.set(name, made)
  return made
}

/** "今天", "昨天", "11月28日"; "today", "yesterday", "28 Nov". */
export function sayDay(at: Temporal.Instant, { now, language }: Pick<Reader, 'now' | 'language'>): string {
  const days = daysBetween(now, at)
  if (Math.abs(days) <= namedDays[language]) {
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')
  }
  return format(language, localOf(at).year !== localOf(now).year).format(at.epochMilliseconds)
}

/** "14:05" */
export function sayTime(at: Temporal.Instant): string {
  const { hour, minute } = localOf(at)
  return clockTime(hour * 60 + minute)
}

/** "今天 14:05", "14:05 today"; with the day always said, as a promise needs it. */
export function sayMoment(at: Temporal.Instant, reader: Reader): string {
  return reader.text('requests.page.moment', { day: sayDay(at, reader), time: sayTime(at) })
}

/** As short as it can be: a moment of today is its time alone. */
export function sayShortly(at: Temporal.Instant, reader: Reader): string {
  return daysBetween(reader.now, at) === 0 ? sayTime(at) : sayMoment(at, reader)
}

/** "20 分钟前", "2 小时前", and from another day "昨天", "11月20日". */
export function sayAgo(at: Temporal.Instant, reader: Reader): string {
  const minutes = Math.max(0, Math.trunc(reader.now.since(at).total('minutes')))
  if (daysBetween(at, reader.now) > 0 && minutes >= 6 * 60) return sayDay(at, reader)
  return minutes < 60
    ? reader.text('requests.page.ago.minutes', { minutes })
    : reader.text('requests.page.ago.hours', { hours: Math.trunc(minutes / 60) })
}
