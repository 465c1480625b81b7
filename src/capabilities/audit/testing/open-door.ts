import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildHouse } from '../../../doors/server/house.ts'
import { composeSilin } from '../../../doors/server/silin.ts'
import type { Clock } from '../../../platform/clock/clock.ts'
import { parseConfig } from '../../../platform/config/config.ts'
import { asRole, jobsRole } from '../../../platform/database/roles.ts'
import type { TestDatabase } from '../../../platform/database/testing/test-database.ts'
import { prepareJobs } from '../../../platform/jobs/jobs.ts'
import { createLog } from '../../../platform/log/log.ts'

/** The whole composed server on a test database, without its built apps; its duties stand still unless `work` is called. */
export async function openDoor(test: TestDatabase, clock: Clock, demo = false) {
  const folder = await mkdtemp(join(tmpdir(), 'silin-audit-'))
  await mkdir(join(folder, 'dist', 'resident'), { recursive: true })
  await writeFile(join(folder, 'dist', 'resident', 'manifest.json'), '{}')
  const lines: string[] = []
  const log = createLog('info', (line) => lines.push(line))
  const role = jobsRole(new URL(test.ownerUrl).pathname.slice(1), test.secret)
  await prepareJobs(test.ownerUrl, role, log)
  const config = parseConfig({ SILIN_DATA: folder })
  const built = buildHouse(config, log, { appUrl: test.appUrl, secret: test.secret }, demo, clock)
  const silin = await composeSilin({
    house: built.house,
    appUrl: test.appUrl,
    jobsUrl: asRole(test.ownerUrl, role),
    secret: test.secret,
    distFolder: join(folder, 'dist'),
    demoPlaque: null,
  })
  return {
    ...silin,
    house: built.house,
    lines,
    async close() {
      await silin.stop()
      await built.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
