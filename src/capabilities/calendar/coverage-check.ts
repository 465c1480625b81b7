import type { Check } from '../../platform/check-up.ts'
import type { Calendar } from './service.ts'

/** How far the working days are known: deadlines beyond go by Monday to Friday, and are wrong at every holiday. */
export function coverageCheck(calendar: Pick<Calendar, 'coverage'>): Check {
  return {
    name: 'calendar.check',
    async run() {
      const { coveredUntil, coveredDays, warning } = await calendar.coverage()
      if (!warning) return { level: 'good', key: 'known', values: { until: coveredUntil ?? '' } }
      const values = { year: String(warning.year), days: coveredDays }
      return { level: coveredDays === 0 ? 'bad' : 'warn', key: warning.kind, values }
    },
  }
}
