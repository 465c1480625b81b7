import * as PlainDate from 'temporal-polyfill/fns/PlainDate'
import { type CalendarDay, longestName } from './model.ts'
import { daysIn, isWeekday, withDays, yearOf } from './rules.ts'

/** Why a line of a pasted notice was left out. */
export type UnreadReason = 'no_date' | 'no_kind' | 'no_name' | 'no_such_day' | 'another_year' | 'worked_anyway'

/** A line that was left out: its number from 1, its words, and why. */
export interface UnreadLine {
  readonly line: number
  readonly words: string
  readonly reason: UnreadReason
}

// "2027-01-01", "2027/1/1", "2027年1月1日", "1月1日", and the "3日" of "1月1日至3日".
const datePattern = /(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日/g
const untilPattern = /^\s*(?:至|到|~|～|—+|–|-+|to)\s*$/
// The notice says what a day is for after the days themselves: "放假调休", "上班".
const restPattern = /放假(?:调休)?|休息?|\b(?:rest|off|holiday)\b/i
const workPattern = /(?:调休)?上班|补班|班|\bwork(?:ing)?\b/i
const numberingPattern = /^\s*(?:[一二三四五六七八九十]+|\d{1,2})[、．]\s*/
const bracketsPattern = /（[^）]*）|\([^)]*\)/g

/**
 * Reads a year's arrangement as it is pasted: the State Council's own sentences ("一、元旦：1月1日（周五）至3日（周日）
 * 放假，共3天。1月4日（周日）上班。"), or a line for each day or span ("2027-01-01 至 2027-01-03 元旦 休"). A line counts
 * as a whole or not at all.
 * @param year the year of days that are written without one
 */
export function readNotice(notice: string, year: number): { days: CalendarDay[]; unread: UnreadLine[] } {
  let days: CalendarDay[] = []
  const unread: UnreadLine[] = []
  for (const [index, words] of notice.split(/\r?\n/).entries()) {
    if (words.trim() === '') continue
    const read = readLine(words, year)
    if (typeof read === 'string') unread.push({ line: index + 1, words: words.trim(), reason: read })
    else days = withDays(days, read)
  }
  return { days, unread }
}

function readLine(words: string, year: number): CalendarDay[] | UnreadReason {
  const line = words.replaceAll(bracketsPattern, '').replace(numberingPattern, '')
  const heading = /^([^\d：:]+)[：:]/.exec(line)
  let name = heading?.[1]?.trim() ?? ''
  const days: CalendarDay[] = []
  for (const clause of line.slice(heading?.[0].length ?? 0).split(/[。；;，,]/)) {
    const said = datesIn(clause, year)
    if (said === 'no_such_day') return said
    if (said.length === 0) continue
    const working = workPattern.test(clause)
    if (!working && !restPattern.test(clause)) return 'no_kind'
    name = nameIn(clause) || name
    if (name === '' || name.length > longestName) return 'no_name'
    for (const { from, to } of said) {
      if (to < from) return 'no_such_day'
      if (yearOf(from) !== year || yearOf(to) !== year) return 'another_year'
      days.push(...daysIn({ from, to, working, name }))
    }
  }
  if (days.length === 0) return 'no_date'
  return days.some(({ day, working }) => working && isWeekday(day)) ? 'worked_anyway' : days
}

/** The days and spans of a clause. A day without a year or month has those of the one before it. */
function datesIn(clause: string, year: number): { from: string; to: string }[] | 'no_such_day' {
  const said: { from: string; to: string }[] = []
  let [ownYear, month, end] = [year, 0, 0]
  for (const found of clause.matchAll(datePattern)) {
    ownYear = Number(found[1] ?? found[4] ?? ownYear)
    month = Number(found[2] ?? found[5] ?? month)
    const day = isoDay(ownYear, month, Number(found[3] ?? found[6]))
    if (!day) return 'no_such_day'
    const last = said.at(-1)
    if (last && untilPattern.test(clause.slice(end, found.index))) last.to = day
    else said.push({ from: day, to: day })
    end = found.index + found[0].length
  }
  return said
}

function isoDay(year: number, month: number, day: number): string | null {
  try {
    return PlainDate.toString(PlainDate.create(year, month, day))
  } catch {
    // A day that no calendar has, such as 30 February: said to the person, with the line it stands in.
    return null
  }
}

/** What is left of a clause without its days and its kind. */
function nameIn(clause: string): string {
  return clause
    .replaceAll(datePattern, ' ')
    .replace(workPattern, ' ')
    .replace(restPattern, ' ')
    .split(/[\s、和~～—–-]+/)
    .filter((word) => word !== '' && word !== '至' && word !== '到' && word !== 'to')
    .join(' ')
}
