import type { Check, CheckResult } from '../../../platform/check-up.ts'
import type { Config } from '../../../platform/config/config.ts'
import { wakeConnection } from '../../../platform/database/listener.ts'
import { lookThrough } from './look-store.ts'

/** Where photos lie: a folder of one machine is none of another's. */
export function filesCheck(config: Pick<Config, 's3'>, under: { readonly appUrl: string }): Check {
  return {
    name: 'doctor.files',
    run: async () =>
      judgeFiles(
        config.s3 !== null,
        await lookThrough(under.appUrl, async (ask) => {
          // Each server that runs listens on one connection of its own, as the role that looks here.
          const [row] = await ask<{ count: number }>(`
            select count(*)::int as count from pg_stat_activity
            where datname = current_database() and usename = current_user and application_name = '${wakeConnection}'`)
          return row?.count ?? 0
        }),
      ),
  }
}

/** What so many servers on one database mean for photos. */
function judgeFiles(isBucket: boolean, servers: number): CheckResult {
  if (isBucket) return { level: 'good', key: 'bucket' }
  return servers > 1 ? { level: 'warn', key: 'apart', values: { count: servers } } : { level: 'good', key: 'folder' }
}
