import { Temporal } from 'temporal-polyfill'
import type { WorkCalendar } from '../../platform/clock/calendar.ts'
import { dueAt, fractionAt, type Remaining, remaining, resumeDue, type TimeLimit } from '../../platform/clock/limits.ts'
import { answerLimit, confirmationLimit, supervisionLimit } from './clock-profile.ts'
import type { ClockProfile } from './clock-profile-model.ts'
import type { Deadline, Left, Promised, RequestState } from './events.ts'
import type { ClockClass } from './model.ts'

type Instant = Temporal.Instant

/** How what has no limit in the profile is counted. */
const oneWorkingDay: TimeLimit = { kind: 'working_days', days: 1 }

/** What clocks are reckoned with. */
export interface ClockRules {
  readonly profile: ClockProfile
  readonly calendar: WorkCalendar
}

/** A deadline whose handler is reminded when half is used, and whose next level is told when four fifths are. */
function reminded(
  kind: Deadline['kind'],
  limit: TimeLimit,
  startAt: Instant,
  due: Instant,
  rules: ClockRules,
): Deadline {
  return {
    kind,
    startAt,
    dueAt: due,
    halfAt: fractionAt(limit, startAt, due, 0.5, rules.calendar),
    mostAt: fractionAt(limit, startAt, due, 0.8, rules.calendar),
    marked: 0,
  }
}

function silent(kind: Deadline['kind'], limit: TimeLimit, startAt: Instant, rules: ClockRules): Deadline {
  return { kind, startAt, dueAt: dueAt(limit, startAt, rules.calendar).at, halfAt: null, mostAt: null, marked: 0 }
}

/** The moment at which the sweeper has to look at a request again: the next mark of its live deadline. */
export function nextMoment(deadline: Deadline): Instant {
  if (deadline.marked < 50 && deadline.halfAt) return deadline.halfAt
  if (deadline.marked < 80 && deadline.mostAt) return deadline.mostAt
  return deadline.dueAt
}

/** What a class promises at the start: frozen from here on. */
export function promisedAt(clockClass: ClockClass, at: Instant, rules: ClockRules): Promised {
  const { act, finish } = rules.profile[clockClass]
  return {
    actAt: act && dueAt(act, at, rules.calendar).at,
    finishAt: finish && dueAt(finish, at, rules.calendar).at,
  }
}

/**
 * Every new handler has their own time to accept, but never beyond the finish that the neighbour was promised.
 * @param finishAt the promised finish; one that lies behind caps nothing
 */
export function acceptDeadline(
  clockClass: ClockClass,
  at: Instant,
  rules: ClockRules,
  finishAt: Instant | null = null,
): Deadline {
  const limit = rules.profile[clockClass].accept
  const due = cappedAt(finishAt, dueAt(limit, at, rules.calendar).at, at)
  // Capped in the night, it may have no waking hour in it: its marks lie at its very beginning.
  return withoutPastMarks(reminded('accept', limit, at, due, rules), at)
}

/** The earlier of a due time and a promised finish, when that lies ahead. */
function cappedAt(finishAt: Instant | null, due: Instant, at: Instant): Instant {
  const before = finishAt && Temporal.Instant.compare(finishAt, due) < 0
  return before && Temporal.Instant.compare(finishAt, at) > 0 ? finishAt : due
}

/** When the promised finish was missed; null while it is ahead, or where none was promised. */
export function missedFinish(state: Pick<RequestState, 'promised' | 'finishMissedAt'>, at: Instant): Instant | null {
  const { finishAt } = state.promised
  return state.finishMissedAt ?? (finishAt && Temporal.Instant.compare(finishAt, at) <= 0 ? finishAt : null)
}

export function answerDeadline(at: Instant, rules: ClockRules): Deadline {
  return silent('answer', answerLimit, at, rules)
}

export function confirmationDeadline(at: Instant, rules: ClockRules): Deadline {
  return silent('confirmation', confirmationLimit, at, rules)
}

export function supervisionDeadline(at: Instant, rules: ClockRules): Deadline {
  return silent('supervision', supervisionLimit, at, rules)
}

/** A review falls due when business ends on the day that was named. */
export function reviewDeadline(at: Instant, reviewDay: string, rules: ClockRules): Deadline {
  const dueMoment = endOfBusiness(reviewDay, rules)
  return { kind: 'review', startAt: at, dueAt: dueMoment, halfAt: null, mostAt: null, marked: 0 }
}

export function endOfBusiness(day: string, rules: ClockRules): Instant {
  const { businessHours, timeZone } = rules.calendar
  return Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(businessHours.to) })
    .toInstant()
}

/**
 * From when to reckon half and four fifths of a clock that began at `began` and runs out at `due`: what pauses took is
 * left out, so that a clock that comes back to life is reminded of like any other.
 */
function reckonedFrom(limit: TimeLimit, began: Instant, due: Instant, { calendar }: ClockRules): Instant {
  const whole = remaining(limit, began, dueAt(limit, began, calendar).at, calendar)
  const since = remaining(limit, began, due, calendar)
  const seconds = since.seconds - whole.seconds
  return seconds <= 0 ? began : resumeDue({ ...since, seconds, uncounted: 0 }, began, calendar).at
}

/** The working state that a deadline is chosen for. */
type Working = Pick<
  RequestState,
  'clockClass' | 'promised' | 'acted' | 'finishMissedAt' | 'reportedAt' | 'reopenings' | 'handlerSince'
>

/**
 * The live deadline of an accepted request: to act, then to finish. When both lie behind, it is to be supervised one
 * working day after the finish was missed, so that nothing is accepted and then forgotten.
 */
export function workingDeadline(state: Working, at: Instant, rules: ClockRules): Deadline {
  const { act, finish } = rules.profile[state.clockClass]
  const { actAt, finishAt } = state.promised
  const ahead = (due: Instant | null): due is Instant => due !== null && Temporal.Instant.compare(due, at) > 0
  // A second handling has clocks of its own.
  const began = state.reopenings > 0 ? state.handlerSince : state.reportedAt
  // Without a finish it is a plan that is due: having been there does not meet that, and does not shorten it either.
  const mustAct = finishAt === null || (!state.acted && actAt !== null && Temporal.Instant.compare(actAt, finishAt) < 0)
  if (mustAct && act && ahead(actAt)) {
    return reminded('act', act, reckonedFrom(act, began, actAt, rules), actAt, rules)
  }
  if (ahead(finishAt)) {
    // What a plan promised has no length of its own: it is reckoned from when it comes to life.
    const from = finish ? reckonedFrom(finish, began, finishAt, rules) : at
    return reminded('finish', finish ?? oneWorkingDay, from, finishAt, rules)
  }
  const missedAt = missedFinish(state, at)
  const afterMiss = missedAt && supervisionDeadline(missedAt, rules)
  return afterMiss && ahead(afterMiss.dueAt) ? afterMiss : supervisionDeadline(at, rules)
}

/**
 * The live deadline after a step of the same handler's. A clock that is running already goes on with the marks that
 * were told; one that has run out stays missed, and a supervision is not put off.
 */
export function deadlineAfter(before: Deadline | null, state: Working, at: Instant, rules: ClockRules): Deadline {
  const next = workingDeadline(state, at, rules)
  if (next.kind === 'supervision') return before && before.kind !== 'accept' ? before : next
  if (before?.kind !== next.kind) return next
  return Temporal.Instant.compare(before.dueAt, next.dueAt) === 0 ? before : withoutPastMarks(next, at)
}

/** Marks that lie behind when a deadline comes (back) to life are not told any more: only what is ahead is. */
export function withoutPastMarks(deadline: Deadline, at: Instant): Deadline {
  const behind = (mark: Instant | null) => mark !== null && Temporal.Instant.compare(mark, at) <= 0
  if (behind(deadline.mostAt)) return { ...deadline, marked: 80 }
  return behind(deadline.halfAt) ? { ...deadline, marked: deadline.marked === 80 ? 80 : 50 } : deadline
}

/** Stops every clock of a request and says what was left of each. */
export function stopClocks(state: RequestState, at: Instant, rules: ClockRules): Left {
  const { accept, act, finish } = rules.profile[state.clockClass]
  const { deadline } = state
  const rest = (limit: TimeLimit | null, due: Instant): Remaining =>
    remaining(limit ?? oneWorkingDay, at, due, rules.calendar)
  const ahead = (due: Instant | null): due is Instant => due !== null && Temporal.Instant.compare(due, at) > 0
  return {
    // Nothing left is not the same as never begun: a missed clock is missed after the pause too.
    accept: deadline?.kind === 'accept' ? rest(accept, deadline.dueAt) : null,
    act: ahead(state.promised.actAt) ? rest(act, state.promised.actAt) : null,
    finish: ahead(state.promised.finishAt) ? rest(finish, state.promised.finishAt) : null,
    ...(deadline?.kind === 'supervision' && { supervision: rest(supervisionLimit, deadline.dueAt) }),
  }
}

/** Starts the clocks again with exactly what was left. What had run out before the pause stays run out. */
export function restartClocks(
  state: RequestState,
  at: Instant,
  rules: ClockRules,
): { promised: Promised; deadline: Deadline } {
  const left: Left = state.left ?? { accept: null, act: null, finish: null }
  const shifted = (rest: Remaining | null, before: Instant | null) =>
    rest ? resumeDue(rest, at, rules.calendar).at : before
  const promised: Promised = {
    actAt: shifted(left.act, state.promised.actAt),
    finishAt: shifted(left.finish, state.promised.finishAt),
  }
  if (left.supervision) {
    const due = resumeDue(left.supervision, at, rules.calendar).at
    return { promised, deadline: { ...supervisionDeadline(at, rules), dueAt: due } }
  }
  if (state.pausedFrom === 'reported') {
    const { accept } = rules.profile[state.clockClass]
    if (!left.accept) return { promised, deadline: acceptDeadline(state.clockClass, at, rules, promised.finishAt) }
    const due = cappedAt(promised.finishAt, resumeDue(left.accept, at, rules.calendar).at, at)
    const from = reckonedFrom(accept, state.handlerSince, due, rules)
    return { promised, deadline: withoutPastMarks(reminded('accept', accept, from, due, rules), at) }
  }
  return { promised, deadline: withoutPastMarks(workingDeadline({ ...state, promised }, at, rules), at) }
}
