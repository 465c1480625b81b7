import * as Instant from 'temporal-polyfill/fns/Instant'
import * as PlainDate from 'temporal-polyfill/fns/PlainDate'
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime'
import type { Language } from '../i18n/text.ts'
import { clockTime, type MinuteOfDay } from '../look/day-arc.ts'

/**
 * Temporal by its functions (the same package, the same answers): a phone then loads the third that is used, 6 KB
 * instead of 19.
 */
export type Moment = Instant.Record

/** Silin's days are the days of the neighbourhood, wherever the reader's phone thinks it is. */
export const timeZone = 'Asia/Shanghai'

/** Reads an ISO 8601 instant as the API writes it. */
export function moment(iso: string): Moment {
  return Instant.fromString(iso)
}

export function momentAt(epochMilliseconds: number): Moment {
  return Instant.fromEpochMilliseconds(epochMilliseconds)
}

/** Whole minutes from one moment to another, cut towards zero; negative when the other lies before. */
export function minutesBetween(from: Moment, to: Moment): number {
  return Math.trunc((to.epochMilliseconds - from.epochMilliseconds) / 60_000)
}

function local(at: Moment): ZonedDateTime.Record {
  return Instant.toZonedDateTimeISO(at, timeZone)
}

/** Calendar days from one moment to another: 0 is the same day, 1 is the day after. */
export function daysBetween(from: Moment, to: Moment): number {
  return PlainDate.diffDays(ZonedDateTime.toPlainDate(local(from)), ZonedDateTime.toPlainDate(local(to)))
}

/** A moment as minutes of the day that `now` is in: below 0 is an earlier day, from 1440 on a later one. */
export function minuteOfDay(at: Moment, now: Moment): MinuteOfDay {
  const { hour, minute } = local(at)
  return daysBetween(now, at) * 1440 + hour * 60 + minute
}

export function hourOfDay(at: Moment): number {
  return local(at).hour
}

/** The day of a moment as ISO 8601, some days later or earlier: what a date field wants. */
export function isoDay(at: Moment, later = 0): string {
  return PlainDate.toString(PlainDate.addDays(ZonedDateTime.toPlainDate(local(at)), later))
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

/** "今天", "昨天", "11月28日", "2025年11月28日"; "today", "yesterday", "28 Nov", "28 Nov 2025". */
export function sayDay(at: Moment, now: Moment, language: Language): string {
  const days = daysBetween(now, at)
  if (Math.abs(days) <= namedDays[language]) {
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')
  }
  return format(language, local(at).year !== local(now).year).format(at.epochMilliseconds)
}

/** A day as the API writes it (`2026-11-28`), in words. */
export function sayIsoDay(day: string, now: Moment, language: Language): string {
  return sayDay(moment(`${day}T12:00:00+08:00`), now, language)
}

/** "14:05" */
export function sayTime(at: Moment): string {
  const { hour, minute } = local(at)
  return clockTime(hour * 60 + minute)
}

/** "今天 14:05", "昨天 9:30", "11月28日 18:00". */
export function sayMoment(at: Moment, now: Moment, language: Language): string {
  return `${sayDay(at, now, language)} ${sayTime(at)}`
}

/** As short as it can be: a moment of today is its time alone. */
export function sayShortly(at: Moment, now: Moment, language: Language): string {
  return daysBetween(now, at) === 0 ? sayTime(at) : sayMoment(at, now, language)
}
