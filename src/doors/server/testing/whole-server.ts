import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SettableClock } from '../../../platform/clock/clock.ts'
import { parseConfig } from '../../../platform/config/config.ts'
import { asRole, jobsRole } from '../../../platform/database/roles.ts'
import type { TestDatabase } from '../../../platform/database/testing/test-database.ts'
import { prepareJobs } from '../../../platform/jobs/jobs.ts'
import { createLog } from '../../../platform/log/log.ts'
import { buildHouse } from '../house.ts'
import { composeSilin } from '../silin.ts'

/**
 * The whole server, composed as it is for people, on a test database. The two apps are built and not served from source:
 * empty pages stand in their places.
 * @param closing is given what has to be closed, in the order in which it was opened
 * @param more `demo` shows sign-in codes on the demo's page instead of sending them
 */
export async function openWhole(
  test: TestDatabase,
  clock: SettableClock,
  closing: (() => Promise<unknown>)[],
  more: { environment?: Readonly<Record<string, string>>; demo?: boolean } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'silin-door-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const dist = join(folder, 'dist')
  await mkdir(join(dist, 'resident'), { recursive: true })
  await writeFile(join(dist, 'resident', 'manifest.json'), '{}')
  for (const app of ['lead', 'desk']) {
    await mkdir(join(dist, app, 'assets'), { recursive: true })
    await writeFile(join(dist, app, 'index.html'), '<!doctype html><title>-</title>')
  }
  const log = createLog('silent')
  const role = jobsRole(new URL(test.ownerUrl).pathname.slice(1), test.secret)
  await prepareJobs(test.ownerUrl, role, log)
  const config = parseConfig({ SILIN_DATA: folder, ...more.environment })
  const opened = { appUrl: test.appUrl, secret: test.secret }
  const built = buildHouse(config, log, opened, more.demo ?? false, clock)
  closing.push(built.close)
  const silin = await composeSilin({
    house: built.house,
    ...opened,
    jobsUrl: asRole(test.ownerUrl, role),
    distFolder: dist,
    demoPlaque: null,
  })
  closing.push(silin.stop)
  await silin.work()
  return { silin, house: built.house }
}
