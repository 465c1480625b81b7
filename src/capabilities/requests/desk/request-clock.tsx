import { clockWords, type LiveDeadline } from '../../../platform/screens/clock-words.ts'
import { DayArc } from '../../../platform/screens/day-arc.tsx'
import { DayBar, endsToday } from '../../../platform/screens/day-bar.tsx'
import { type Moment, minuteOfDay, moment, sayDay, sayMoment, sayTime } from '../../../platform/screens/moments.ts'
import { useNow } from '../../../platform/screens/time.tsx'
import { useWords } from '../../../platform/screens/words.tsx'
import type { RequestDetail } from '../model.ts'

/** The promise drawn as a day, or as ticks where it takes several; the live clock's words stand below. */
export function RequestClock({ detail }: { detail: RequestDetail }) {
  const { text, language } = useWords()
  const now = useNow()
  const live = clockWords(detail, now, language)
  const promise = promiseOf(detail)
  const words = text(live.key, live.values)
  return (
    <div className="panel-clock">
      {promise && endsToday(promise, now) ? (
        <DayArc
          start={minuteOfDay(moment(detail.reportedAt), now)}
          due={minuteOfDay(moment(promise.dueAt), now)}
          now={minuteOfDay(now, now)}
          label={sayDay(moment(promise.dueAt), now, language)}
          words={
            isPast(promise, now)
              ? text('screens.clock.was', { kind: promise.kind, when: sayMoment(moment(promise.dueAt), now, language) })
              : text('screens.clock.by', { kind: promise.kind, when: sayTime(moment(promise.dueAt)) })
          }
        />
      ) : null}
      {promise && !endsToday(promise, now) ? (
        <div className="panel-ticks">
          <strong>
            {text(isPast(promise, now) ? 'screens.clock.was' : 'screens.clock.by', {
              kind: promise.kind,
              when: sayMoment(moment(promise.dueAt), now, language),
            })}
          </strong>
          <DayBar deadline={promise} now={now} tone={live.tone} />
        </div>
      ) : null}
      <p>
        <span className={`chip chip-${live.tone}`}>{words}</span>
        {detail.supervised ? <em className="flag flag-supervised">{text('requests.desk.flag.supervised')}</em> : null}
      </p>
    </div>
  )
}

/** "21:00 前解决" while it lies ahead, "该在昨天 21:00 解决" once it has passed. */
function isPast(promise: LiveDeadline, now: Moment): boolean {
  return moment(promise.dueAt).epochMilliseconds <= now.epochMilliseconds
}

/** What the neighbour was promised: the end of the work where one is set, else the clock that runs. */
function promiseOf(detail: RequestDetail): LiveDeadline | null {
  const { deadline, finishDueAt, reportedAt, status } = detail
  const isRunning = status === 'reported' || status === 'accepted'
  if (!isRunning || !deadline) return null
  if (finishDueAt) return { kind: 'finish', startAt: reportedAt, dueAt: finishDueAt, overdue: deadline.overdue }
  return { ...deadline, startAt: reportedAt }
}
