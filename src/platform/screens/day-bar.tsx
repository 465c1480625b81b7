import { type DayBar as DayBarShape, dayBar, dayTicks } from '../look/day-bar.ts'
import { type ClockWords, isOver, type LiveDeadline } from './clock-words.ts'
import { daysBetween, type Moment, minuteOfDay, moment } from './moments.ts'

/** The slim bar of a deadline that ends today, or one tick for each day of one that does not; words stand beside it. */
export function DayBar({ deadline, now, tone }: { deadline: LiveDeadline; now: Moment; tone: ClockWords['tone'] }) {
  const { width, height, rects, dot } = shapeOf(deadline, now, tone)
  return (
    <svg className="day-bar" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {rects.map((rect) => (
        <rect key={`${rect.x} ${rect.height} ${rect.fill}`} {...rect} />
      ))}
      {dot && <circle cx={dot.x} cy={dot.y} r={dot.r} fill={dot.fill} />}
    </svg>
  )
}

/** Whether a deadline is a matter of this one day. */
export function endsToday(deadline: LiveDeadline, now: Moment): boolean {
  return daysBetween(now, moment(deadline.dueAt)) === 0
}

function shapeOf(deadline: LiveDeadline, now: Moment, tone: ClockWords['tone']): DayBarShape {
  const [start, due] = [moment(deadline.startAt), moment(deadline.dueAt)]
  if (endsToday(deadline, now)) {
    const at = (when: Moment) => minuteOfDay(when, now)
    return dayBar({ start: at(start), due: at(due), now: at(now), state: tone })
  }
  const total = Math.max(1, daysBetween(start, due))
  return dayTicks({ total, used: isOver(deadline, now) ? total + 1 : Math.min(total, daysBetween(start, now)) })
}
