import type { TimeLimit } from '../../../platform/clock/limits.ts'
import type { Text } from '../../../platform/i18n/text.ts'

/** "2 小时，7 到 21 点算", "3 个工作日": a limit as it is said. */
export function sayLimit(limit: TimeLimit, text: Text): string {
  if (limit.kind === 'working_days') return text('requests.clocks.limit.working_days', { days: limit.days })
  if (limit.kind === 'day_end') return text('requests.clocks.limit.day_end', { at: limit.at, cutoff: limit.cutoff })
  const { minutes } = limit
  const amount =
    minutes % 60 === 0
      ? text('requests.clocks.hours', { hours: minutes / 60 })
      : text('requests.clocks.minutes', { minutes })
  return text('requests.clocks.limit.counted', { amount, kind: limit.kind })
}
