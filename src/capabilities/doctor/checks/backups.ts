import type { Temporal } from 'temporal-polyfill'
import { newestBackup } from '../../../platform/backup/backups-store.ts'
import type { Check, CheckResult } from '../../../platform/check-up.ts'
import type { House } from '../../../platform/house.ts'

/** Days after which the last backup is old, and after which a broken disk would cost too much. */
const age = { warn: 2, bad: 8 }

/** How old the last backup is. */
export function backupCheck(house: Pick<House, 'database' | 'clock' | 'config'>): Check {
  return {
    name: 'doctor.backup',
    async run() {
      const last = await house.database.work({ communities: [] }, newestBackup)
      return judgeBackup(last ?? null, house.clock.now(), house.config.production)
    },
  }
}

/** What the last backup means at this moment. A demo need not be backed up. */
export function judgeBackup(
  last: { readonly made_at: Temporal.Instant; readonly missing_files: number } | null,
  now: Temporal.Instant,
  production: boolean,
): CheckResult {
  if (!last) return production ? { level: 'warn', key: 'never' } : { level: 'good', key: 'demo' }
  const days = Math.max(0, Math.floor(last.made_at.until(now).total('hours') / 24))
  if (days >= age.bad && production) return { level: 'bad', key: 'old', values: { days } }
  if (days >= age.warn && production) return { level: 'warn', key: 'old', values: { days } }
  if (last.missing_files > 0) return { level: 'warn', key: 'missing', values: { count: last.missing_files } }
  return { level: 'good', key: 'fresh', values: { days } }
}
