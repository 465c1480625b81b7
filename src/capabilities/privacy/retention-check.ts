import type { Check } from '../../platform/check-up.ts'
import { type Needed, retentionPreview } from './retention.ts'
import { goesBefore } from './rules-for-retention.ts'

/** Nights that may be slept through, such as by a server that stands still over a week-end of works. */
const patience = 3

/** What goes in the night that comes, kind by kind; and whether the nights before did their work. */
export function retentionCheck(house: Needed): Check {
  return {
    name: 'privacy.check',
    async run() {
      const left = await retentionPreview(house, (now, days) => goesBefore(now, days + patience))
      const behind = left.reduce((sum, { rows }) => sum + rows, 0)
      if (behind > 0) return { level: 'warn', key: 'behind', values: { count: behind } }
      const tonight = await retentionPreview(house)
      const rows = Object.fromEntries(tonight.map((one) => [one.kind, one.rows]))
      return {
        level: 'good',
        key: 'tonight',
        values: { ...rows, total: tonight.reduce((sum, one) => sum + one.rows, 0) },
      }
    },
  }
}
