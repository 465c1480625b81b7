import type { Language, Values } from '../i18n/text.ts'
import type { ClockState } from '../look/colours.ts'
import { daysBetween, type Moment, minutesBetween, moment, sayShortly } from './moments.ts'

/** The live deadline of a matter, as the API shows it. */
export interface LiveDeadline {
  readonly kind: 'accept' | 'act' | 'finish' | 'supervision' | 'answer' | 'review' | 'confirmation'
  readonly startAt: string
  readonly dueAt: string
  readonly overdue: boolean
}

/** What the clock's words depend on; a row of the queue is one. */
export interface ClockedMatter {
  readonly status: string
  readonly deadline: LiveDeadline | null
  readonly closing: 'confirmed' | 'called_back' | 'unconfirmed' | null
  /** When the work was promised to be done; a handler who came later has time to accept even after it. */
  readonly finishDueAt?: string | null
}

/** A key of the message files with its values, and in which of the five pairs of colours it is said. */
export interface ClockWords {
  readonly key: string
  readonly values: Values
  readonly tone: ClockState
}

/** Pauses and waits: nobody of the house is late while they last. */
const waits: readonly LiveDeadline['kind'][] = ['answer', 'review', 'confirmation']

/**
 * What the clock of a matter says to its handler: "还剩 40 分钟接单", "21:00 前解决", "接单过点 20 分钟". An hour before
 * the end, and for the last fifth of the time, it says so (`soon`).
 */
export function clockWords(matter: ClockedMatter, now: Moment, language: Language): ClockWords {
  const { status, closing } = matter
  if (closing) {
    return closing === 'unconfirmed'
      ? { key: 'screens.clock.unconfirmed', values: {}, tone: 'wait' }
      : { key: 'screens.clock.confirmed', values: {}, tone: 'done' }
  }
  const deadline = spokenDeadline(matter, now)
  if (!deadline) return { key: `screens.status.${status}`, values: {}, tone: status === 'closed' ? 'done' : 'wait' }
  const { kind } = deadline
  const due = moment(deadline.dueAt)
  const when = sayShortly(due, now, language)
  if (waits.includes(kind)) return { key: `screens.clock.${kind}`, values: { when }, tone: 'wait' }
  if (kind === 'supervision') return { key: 'screens.clock.supervision', values: { when }, tone: 'over' }
  if (isOver(deadline, now)) return { key: 'screens.clock.over', values: { kind, ...since(due, now) }, tone: 'over' }

  const left = minutesBetween(now, due)
  const all = minutesBetween(moment(deadline.startAt), due)
  const tone = left < 60 || left < all / 5 ? 'soon' : 'calm'
  // Somebody with 30 seconds left is told "1 minute", never "0 minutes".
  if (left < 60) return { key: 'screens.clock.left', values: { kind, minutes: Math.max(1, left) }, tone }
  return { key: 'screens.clock.by', values: { kind, when }, tone }
}

/**
 * The deadline that a matter's words speak of and its bar draws: the live one, or the finish when that has run out
 * before. What is over since yesterday is not told by the hour that somebody new has to accept it.
 */
export function spokenDeadline(matter: ClockedMatter, now: Moment): LiveDeadline | null {
  const { deadline, finishDueAt } = matter
  if (!deadline || !finishDueAt || deadline.kind === 'supervision' || waits.includes(deadline.kind)) return deadline
  const isMissed = moment(finishDueAt).epochMilliseconds <= now.epochMilliseconds
  return isMissed ? { kind: 'finish', startAt: deadline.startAt, dueAt: finishDueAt, overdue: true } : deadline
}

/** Whether a clock that somebody is held to has run out. The server's word counts; the phone's own may run behind. */
export function isOver(deadline: LiveDeadline | null, now: Moment): boolean {
  if (!deadline || waits.includes(deadline.kind)) return false
  return deadline.kind === 'supervision' || deadline.overdue || minutesLeft(deadline, now) < 0
}

function minutesLeft(deadline: LiveDeadline, now: Moment): number {
  const due = moment(deadline.dueAt)
  return due.epochMilliseconds <= now.epochMilliseconds ? -1 : minutesBetween(now, due)
}

function since(due: Moment, now: Moment): { unit: 'minutes' | 'hours' | 'days'; count: number } {
  const minutes = Math.max(1, minutesBetween(due, now))
  if (minutes < 60) return { unit: 'minutes', count: minutes }
  if (minutes < 24 * 60) return { unit: 'hours', count: Math.trunc(minutes / 60) }
  return { unit: 'days', count: Math.max(1, daysBetween(due, now)) }
}
