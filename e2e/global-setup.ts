import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../src/platform/database/embedded.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { appRole, jobsRole } from '../src/platform/database/roles.ts'
import { testSecret } from '../src/platform/database/testing/global-setup.ts'
import { prepareJobs } from '../src/platform/jobs/jobs.ts'
import { createLog } from '../src/platform/log/log.ts'
import { prepareDemo } from './testing/demo-template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's connection string of the journeys' server, on its maintenance database. */
    journeyServer: string
  }
}

export const demoTemplate = 'silin_demo'

/** One real PostgreSQL with the demo community in a template; each journey gets a copy and its own clock. */
export default async function setup(project: TestProject) {
  if (!existsSync('dist/resident/manifest.json')) throw new Error('nothing is built: run `npm run build` first')
  const folder = await mkdtemp(join(tmpdir(), 'silin-journeys-'))
  await chmod(folder, 0o755)
  const server = await startEmbedded({ folder: join(folder, 'postgres'), log: () => {}, durable: false })
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(`create database ${demoTemplate}`)
  await admin.end()
  const url = new URL(server.url)
  url.pathname = `/${demoTemplate}`
  const ownerUrl = url.toString()
  await migrate({ ownerUrl, folder: 'migrations', appRole: appRole('silin_test', testSecret), secret: testSecret })
  await prepareJobs(ownerUrl, jobsRole('silin_test', testSecret), createLog('silent'))
  await prepareDemo(ownerUrl)
  project.provide('journeyServer', server.url)
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
