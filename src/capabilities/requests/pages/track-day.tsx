import { Temporal } from 'temporal-polyfill'
import { isWorkingDay, type WorkCalendar } from '../../../platform/clock/calendar.ts'
import { dayTicks } from '../../../platform/look/day-bar.ts'
import { DayArc, DayBar } from '../../../platform/pages/index.ts'
import type { Tracked } from '../tracking.ts'
import type { Reader } from './deps.ts'
import { daysBetween, localOf, minuteOfDay, sayDay, sayTime } from './times.ts'

/** The promise drawn: the day as an arc, or one tick a working day where it was several from the start. */
export function TrackDay(props: { tracked: Tracked; calendar: WorkCalendar; reader: Reader }): JSX.Element | null {
  const { tracked, calendar, reader } = props
  const { status, deadline, finishPromisedAt, reportedAt, resolvedAt } = tracked
  const { now, text } = reader
  if (resolvedAt && (status === 'resolved' || status === 'closed')) {
    if (daysBetween(reportedAt, resolvedAt) > 0) return null
    const minutes = Math.max(1, Math.round(resolvedAt.since(reportedAt).total('minutes')))
    return (
      <DayArc
        start={minuteOfDay(reportedAt, resolvedAt)}
        due={null}
        now={minuteOfDay(resolvedAt, resolvedAt)}
        label={sayDay(resolvedAt, reader)}
        words={text('requests.page.took', { hours: Math.trunc(minutes / 60), minutes: minutes % 60 })}
        finished
      />
    )
  }
  if (status !== 'reported' && status !== 'accepted') return null
  const due = finishPromisedAt ?? deadline?.dueAt
  if (!due) return null
  const kind = finishPromisedAt ? 'finish' : (deadline?.kind ?? 'finish')
  const isOver = Temporal.Instant.compare(due, now) <= 0
  const words = text(isOver ? 'requests.page.was_due' : 'requests.page.due', { time: sayTime(due), kind })
  if (daysBetween(reportedAt, due) <= 1) {
    return (
      <DayArc
        start={minuteOfDay(reportedAt, now)}
        due={minuteOfDay(due, now)}
        now={minuteOfDay(now, now)}
        label={sayDay(due, reader)}
        words={words}
      />
    )
  }
  const total = workingDays(reportedAt, due, calendar)
  const used = isOver ? total + 1 : Math.min(total, workingDays(reportedAt, now, calendar))
  return (
    <div class="ticks">
      <DayBar bar={dayTicks({ total, used })} />
      <p>
        <span class="soft" safe>
          {sayDay(due, reader)}
        </span>{' '}
        <b safe>{words}</b>
      </p>
      <p class="soft" safe>
        {text('requests.page.days_used', { used: Math.min(used, total), total })}
      </p>
    </div>
  )
}

/** Working days after the day of the first moment, up to and with the day of the second. */
function workingDays(from: Temporal.Instant, to: Temporal.Instant, calendar: WorkCalendar): number {
  const first = localOf(from).toPlainDate()
  const days = Math.min(400, daysBetween(from, to))
  return Array.from({ length: Math.max(0, days) }, (_, day) => first.add({ days: day + 1 })).filter((day) =>
    isWorkingDay(calendar, day),
  ).length
}
